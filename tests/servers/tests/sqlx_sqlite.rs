//! `sqlx` with a database of `SQLite` on disk, and two connections that write.

use std::path::Path;
use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::Attempts;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Error};
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::time::sleep;

const UPDATE: &str = "UPDATE t SET n = n + 1";

/// Opens a connection that does not wait for locks itself.
async fn connect(directory: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(directory.join("database"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::ZERO);
    options.connect().await.unwrap()
}

async fn execute(connection: &mut SqliteConnection, sql: &str) -> Result<(), Error> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql));
    sql.execute(connection).await.map(drop)
}

/// Opens two connections to a table of one row.
async fn two() -> (TempDir, [SqliteConnection; 2]) {
    let directory = TempDir::with_prefix("retries-").unwrap();
    let mut one = connect(directory.path()).await;
    let table = "CREATE TABLE t (n int UNIQUE); INSERT INTO t VALUES (0)";
    execute(&mut one, table).await.unwrap();
    let other = connect(directory.path()).await;
    (directory, [one, other])
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run(
    attempts: &Attempts,
    connection: &Mutex<SqliteConnection>,
    sql: &str,
) -> Result<(), Error> {
    attempts.count();
    execute(&mut *connection.lock().await, sql).await
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

fn code(error: &Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

async fn n(connection: &mut SqliteConnection) -> i32 {
    let n = sqlx::query_scalar("SELECT n FROM t").fetch_one(connection);
    n.await.unwrap()
}

#[tokio::test]
async fn another_writer_is_waited_for() {
    let (_directory, [mut one, mut other]) = two().await;
    execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    execute(&mut other, UPDATE).await.unwrap();
    let error = execute(&mut one, UPDATE).await.unwrap_err();
    assert_eq!(code(&error).as_deref(), Some("5"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let one = Mutex::new(one);
    let (outcome, ()) = tokio::join!(run(&attempts, &one, UPDATE), async {
        failed_once(&attempts).await;
        execute(&mut other, "COMMIT").await.unwrap();
    });
    outcome.unwrap();
    assert_eq!(
        n(&mut other).await,
        2,
        "neither was lost, neither came twice"
    );
}

/// Reads and writes in one transaction. Another connection writes between the two in the first attempt.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient)]
async fn increment(
    attempts: &Attempts,
    one: &Mutex<SqliteConnection>,
    other: &Mutex<SqliteConnection>,
) -> Result<(), Error> {
    attempts.count();
    let mut one = one.lock().await;
    let mut transaction = one.begin().await?;
    let n = n(&mut transaction).await;
    if n == 0 {
        execute(&mut *other.lock().await, UPDATE).await?;
    }
    let written = execute(&mut transaction, UPDATE).await;
    if n == 0 {
        let error = written.as_ref().unwrap_err();
        assert_eq!(code(error).as_deref(), Some("517"));
        assert!(error.is_unprocessed());
    }
    written?;
    transaction.commit().await
}

#[tokio::test]
async fn a_transaction_with_a_conflict_runs_again() {
    let (_directory, [one, other]) = two().await;
    let (one, other) = (Mutex::new(one), Mutex::new(other));
    let attempts = Attempts::default();
    increment(&attempts, &one, &other).await.unwrap();
    assert_eq!(attempts.made(), 2);
    assert_eq!(n(&mut one.into_inner()).await, 2);
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    let (_directory, [one, _other]) = two().await;
    let one = Mutex::new(one);
    let attempts = Attempts::default();
    for (sql, expected) in [
        ("SELEC 1", "1"),
        ("INSERT INTO t VALUES (0)", "2067"),
        ("PRAGMA query_only = 1; UPDATE t SET n = 7", "8"),
    ] {
        let error = run(&attempts, &one, sql).await.unwrap_err();
        assert_eq!(code(&error).as_deref(), Some(expected));
        assert_eq!(attempts.made(), 1, "{sql}");
    }
}
