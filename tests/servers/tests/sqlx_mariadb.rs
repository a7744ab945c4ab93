//! `sqlx` against a real `MariaDB`.

use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::mariadb::{self as server, ADMIN, DATABASE, PASSWORD, USER};
use retries_servers::{Attempts, Server};
use sqlx::mysql::{
    MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlPool, MySqlPoolOptions,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Error};
use tokio::sync::Barrier;
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);

fn options(server: &Server) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .host("127.0.0.1")
        .port(server.address().port())
        .username(USER)
        .password(PASSWORD)
        .database(DATABASE)
}

/// Waits longer for a connection than any test takes.
fn pool(server: &Server) -> MySqlPool {
    MySqlPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options(server))
}

async fn admin(server: &Server) -> MySqlConnection {
    let options = options(server).username(ADMIN);
    options.connect().await.unwrap()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run(attempts: &Attempts, pool: &MySqlPool, sql: &str) -> Result<(), Error> {
    attempts.count();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await?;
    Ok(())
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn connect(attempts: &Attempts, options: &MySqlConnectOptions) -> Result<(), Error> {
    attempts.count();
    options.connect().await?;
    Ok(())
}

fn number(error: &Error) -> Option<u16> {
    let error = error.as_database_error()?;
    Some(error.try_downcast_ref::<MySqlDatabaseError>()?.number())
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_killed_server_is_waited_for() {
    let mut server = server::start(&[]);
    let mut connection = options(&server).connect().await.unwrap();
    let statement = sqlx::raw_sql("SELECT SLEEP(10)").execute(&mut connection);
    let (outcome, ()) = tokio::join!(statement, async {
        sleep(A_MOMENT).await;
        server.kill();
    });
    let error = outcome.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error:?}");
    let options = options(&server);
    let refused = options.connect().await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(connect(&attempts, &options), async {
        failed_once(&attempts).await;
        server.restart();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_full_server_is_waited_for() {
    // The smallest limit that the server accepts.
    let server = server::start(&["--max-connections=10"]);
    let options = options(&server);
    let mut all = Vec::new();
    while all.len() < 10 {
        // The connection that saw the server start may still be counted.
        match options.connect().await {
            Ok(connection) => all.push(connection),
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
    let error = options.connect().await.unwrap_err();
    assert_eq!(number(&error), Some(1040));
    assert!(error.is_unprocessed() && !error.is_rate_limited());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(connect(&attempts, &options), async {
        failed_once(&attempts).await;
        for connection in all {
            connection.close().await.unwrap();
        }
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_lock_timeout_is_retried() {
    let server = server::start(&["--innodb-lock-wait-timeout=0"]);
    let [one, other] = [(); 2].map(|()| pool(&server));
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int) ENGINE=InnoDB; INSERT INTO t VALUES (0)";
    run(&attempts, &one, table).await.unwrap();
    assert_eq!(attempts.made(), 1);
    let mut holder = other.begin().await.unwrap();
    let update = "UPDATE t SET n = n + 1";
    sqlx::raw_sql(update).execute(&mut *holder).await.unwrap();
    let error = sqlx::raw_sql(update).execute(&one).await.unwrap_err();
    assert_eq!(number(&error), Some(1205));
    assert!(error.is_unprocessed());

    let (outcome, ()) = tokio::join!(run(&attempts, &one, update), async {
        failed_once(&attempts).await;
        holder.commit().await.unwrap();
    });
    outcome.unwrap();
    let n: i32 = sqlx::query_scalar("SELECT n FROM t")
        .fetch_one(&one)
        .await
        .unwrap();
    assert_eq!(n, 2, "neither was lost, neither came twice");
}

/// Moves one from a row to another. Both transactions lock their first row before they lock the second.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient, attempt = this)]
async fn move_one(
    attempts: &Attempts,
    pool: &MySqlPool,
    both: &Barrier,
    [from, to]: [i32; 2],
) -> Result<(), Error> {
    attempts.count();
    let add = |n: i32, id: i32| {
        let update = sqlx::query("UPDATE t SET n = n + ? WHERE id = ?");
        update.bind(n).bind(id)
    };
    let mut transaction = pool.begin().await?;
    add(-1, from).execute(&mut *transaction).await?;
    if this.is_first() {
        both.wait().await;
    }
    add(1, to).execute(&mut *transaction).await?;
    transaction.commit().await
}

#[tokio::test]
async fn both_transactions_of_a_deadlock_succeed() {
    let server = server::start(&[]);
    let [one, other] = [(); 2].map(|()| pool(&server));
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (id int PRIMARY KEY, n int) ENGINE=InnoDB;
         INSERT INTO t VALUES (1, 5), (2, 5)";
    run(&attempts, &one, table).await.unwrap();
    assert_eq!(attempts.made(), 1);
    let both = Barrier::new(2);
    let (there, back) = tokio::join!(
        move_one(&attempts, &one, &both, [1, 2]),
        move_one(&attempts, &other, &both, [2, 1])
    );
    there.unwrap();
    back.unwrap();
    assert!(attempts.made() > 2);
    let all: Vec<i32> = sqlx::query_scalar("SELECT n FROM t")
        .fetch_all(&one)
        .await
        .unwrap();
    assert_eq!(all, [5, 5]);
}

#[tokio::test]
async fn a_server_that_is_read_only_is_waited_for() {
    let server = server::start(&["--read-only"]);
    let mut admin = admin(&server).await;
    let pool = pool(&server);
    let write = "CREATE TABLE t (n int)";
    let error = sqlx::raw_sql(write).execute(&pool).await.unwrap_err();
    assert_eq!(number(&error), Some(1290));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &pool, write), async {
        failed_once(&attempts).await;
        let promote = sqlx::raw_sql("SET GLOBAL read_only = 0").execute(&mut admin);
        promote.await.unwrap();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_user_above_the_hourly_limit_is_rate_limited() {
    let server = server::start(&[]);
    let mut admin = admin(&server).await;
    let limit = format!("ALTER USER '{USER}'@'%' WITH MAX_QUERIES_PER_HOUR 3");
    let limited = sqlx::raw_sql(AssertSqlSafe(limit)).execute(&mut admin);
    limited.await.unwrap();
    let error = loop {
        let connected = options(&server).connect().await;
        if let Err(error) = connected {
            break error;
        }
    };
    assert_eq!(number(&error), Some(1226));
    assert!(
        error.is_rate_limited() && error.is_unprocessed(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_permanent_failure_or_a_statement_ended_on_purpose_is_returned_at_once() {
    let server = server::start(&[]);
    let right = options(&server);
    let pool = pool(&server);
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (0)";
    run(&attempts, &pool, table).await.unwrap();
    assert_eq!(attempts.made(), 1);

    for (sql, expected) in [
        ("SELEC 1", 1064),
        ("INSERT INTO t VALUES (0)", 1062),
        ("SELECT * FROM nowhere", 1146),
        (
            "SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(9) FROM t",
            1969,
        ),
        ("KILL QUERY CONNECTION_ID()", 1317),
    ] {
        let error = run(&attempts, &pool, sql).await.unwrap_err();
        assert_eq!(number(&error), Some(expected), "{error:?}");
        assert_eq!(attempts.made(), 1, "{sql}");
    }
    let wrong_password = right.clone().password("wrong");
    let no_database = right.database("nowhere");
    for (options, expected) in [(wrong_password, 1045), (no_database, 1044)] {
        let error = connect(&attempts, &options).await.unwrap_err();
        assert_eq!(number(&error), Some(expected));
        assert_eq!(attempts.made(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_was_killed_is_replaced() {
    let server = server::start(&[]);
    let mut admin = admin(&server).await;
    let pool = pool(&server);
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &pool, "SELECT SLEEP(0.5)"), async {
        let kill = format!("KILL CONNECTION USER '{USER}'");
        while attempts.so_far() < 2 {
            sleep(Duration::from_millis(100)).await;
            let killed = sqlx::raw_sql(AssertSqlSafe(kill.clone())).execute(&mut admin);
            killed.await.unwrap();
        }
    });
    outcome.unwrap();
}
