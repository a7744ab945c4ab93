//! `rusqlite` with a database on disk, and two connections that write.

use std::path::Path;
use std::thread;
use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::Attempts;
use rusqlite::{Connection, Error, TransactionBehavior};
use tempfile::TempDir;

const UPDATE: &str = "UPDATE t SET n = n + 1";

/// Opens a connection that does not wait for locks itself.
fn connect(directory: &Path) -> Connection {
    let connection = Connection::open(directory.join("database")).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = WAL")
        .unwrap();
    connection
}

/// Opens two connections to a table of one row.
fn two() -> (TempDir, [Connection; 2]) {
    let directory = TempDir::with_prefix("retries-").unwrap();
    let one = connect(directory.path());
    let table = "CREATE TABLE t (n int UNIQUE); INSERT INTO t VALUES (0)";
    one.execute_batch(table).unwrap();
    let other = connect(directory.path());
    (directory, [one, other])
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
fn run(attempts: &Attempts, connection: &Connection, sql: &str) -> Result<(), Error> {
    attempts.count();
    connection.execute_batch(sql)
}

fn code(error: &Error) -> Option<i32> {
    Some(error.sqlite_error()?.extended_code)
}

fn n(connection: &Connection) -> Result<i32, Error> {
    connection.query_row("SELECT n FROM t", [], |row| row.get(0))
}

#[test]
fn another_writer_is_waited_for() {
    let (_directory, [one, mut other]) = two();
    let holder = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    holder.execute_batch(UPDATE).unwrap();
    let error = one.execute_batch(UPDATE).unwrap_err();
    assert_eq!(code(&error), Some(5));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    thread::scope(|scope| {
        let attempts = &attempts;
        scope.spawn(move || {
            run(attempts, &one, UPDATE).unwrap();
        });
        while attempts.so_far() < 2 {
            thread::sleep(Duration::from_millis(10));
        }
        holder.commit().unwrap();
    });
    let n = n(&other).unwrap();
    assert_eq!(n, 2, "neither was lost, neither came twice");
}

/// Reads and writes in one transaction. Another connection writes between the two in the first attempt.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient)]
fn increment(attempts: &Attempts, one: &mut Connection, other: &Connection) -> Result<(), Error> {
    attempts.count();
    let transaction = one.transaction()?;
    let n = n(&transaction)?;
    if n == 0 {
        other.execute_batch(UPDATE)?;
    }
    let written = transaction.execute_batch(UPDATE);
    if n == 0 {
        let error = written.as_ref().unwrap_err();
        assert_eq!(code(error), Some(517));
        assert!(error.is_unprocessed());
    }
    written?;
    transaction.commit()
}

#[test]
fn a_transaction_with_a_conflict_runs_again() {
    let (_directory, [mut one, other]) = two();
    let attempts = Attempts::default();
    increment(&attempts, &mut one, &other).unwrap();
    assert_eq!(attempts.made(), 2);
    assert_eq!(n(&one).unwrap(), 2);
}

#[test]
fn a_permanent_failure_is_returned_at_once() {
    let (_directory, [one, _other]) = two();
    let attempts = Attempts::default();
    for (sql, expected) in [
        ("INSERT INTO t VALUES (0)", Some(2067)),
        ("PRAGMA query_only = 1; UPDATE t SET n = 7", Some(8)),
    ] {
        let error = run(&attempts, &one, sql).unwrap_err();
        assert_eq!(code(&error), expected, "{error:?}");
        assert_eq!(attempts.made(), 1, "{sql}");
    }
    run(&attempts, &one, "SELEC 1").unwrap_err();
    assert_eq!(attempts.made(), 1);
}
