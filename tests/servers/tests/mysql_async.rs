//! `mysql_async` against a real `MariaDB`.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, OptsBuilder, Pool, PoolConstraints, PoolOpts, TxOpts};
use retries::{Transient, retry, transient};
use retries_servers::mariadb::{self as server, ADMIN, DATABASE, PASSWORD, USER};
use retries_servers::{Attempts, Server};
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);
const UPDATE: &str = "UPDATE t SET n = n + 1";

fn options(server: &Server) -> OptsBuilder {
    OptsBuilder::default()
        .ip_or_hostname("127.0.0.1")
        .tcp_port(server.address().port())
        .prefer_socket(false)
        .user(Some(USER))
        .pass(Some(PASSWORD))
        .db_name(Some(DATABASE))
}

/// A pool of one connection.
fn pool(server: &Server) -> Pool {
    let one = PoolConstraints::new(0, 1).unwrap();
    Pool::new(options(server).pool_opts(PoolOpts::default().with_constraints(one)))
}

async fn admin(server: &Server) -> Conn {
    Conn::new(options(server).user(Some(ADMIN))).await.unwrap()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run(attempts: &Attempts, pool: &Pool, sql: &str) -> Result<(), Error> {
    attempts.count();
    pool.get_conn().await?.query_drop(sql).await
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn connect(attempts: &Attempts, options: &OptsBuilder) -> Result<Conn, Error> {
    attempts.count();
    Conn::new(options.clone()).await
}

fn number(error: &Error) -> Option<u16> {
    match error {
        Error::Server(error) => Some(error.code),
        _ => None,
    }
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
    let options = options(&server);
    let mut connection = Conn::new(options.clone()).await.unwrap();
    let (outcome, ()) = tokio::join!(connection.query_drop("SELECT SLEEP(10)"), async {
        sleep(A_MOMENT).await;
        server.kill();
    });
    let error = outcome.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error:?}");
    let closed = connection.query_drop("SELECT 1").await.unwrap_err();
    assert!(
        closed.is_transient() && !closed.is_unprocessed(),
        "{closed:?}"
    );
    let refused = Conn::new(options.clone()).await.unwrap_err();
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
        match Conn::new(options.clone()).await {
            Ok(connection) => all.push(connection),
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
    let error = Conn::new(options.clone()).await.unwrap_err();
    assert_eq!(number(&error), Some(1040));
    assert!(error.is_unprocessed() && !error.is_rate_limited());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(connect(&attempts, &options), async {
        failed_once(&attempts).await;
        for connection in all {
            connection.disconnect().await.unwrap();
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
    let mut holder = other.start_transaction(TxOpts::default()).await.unwrap();
    holder.query_drop(UPDATE).await.unwrap();
    let mut waiting = one.get_conn().await.unwrap();
    let error = waiting.query_drop(UPDATE).await.unwrap_err();
    assert_eq!(number(&error), Some(1205));
    assert!(error.is_unprocessed());
    drop(waiting);

    let (outcome, ()) = tokio::join!(run(&attempts, &one, UPDATE), async {
        failed_once(&attempts).await;
        holder.commit().await.unwrap();
    });
    outcome.unwrap();
    let mut reader = one.get_conn().await.unwrap();
    let n: Option<i32> = reader.query_first("SELECT n FROM t").await.unwrap();
    assert_eq!(n, Some(2), "neither was lost, neither came twice");
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
            admin.query_drop(&kill).await.unwrap();
        }
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    let server = server::start(&[]);
    let pool = pool(&server);
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (0)";
    run(&attempts, &pool, table).await.unwrap();
    assert_eq!(attempts.made(), 1);
    for (sql, expected) in [
        ("SELEC 1", 1064),
        ("INSERT INTO t VALUES (0)", 1062),
        ("SELECT * FROM nowhere", 1146),
        ("KILL QUERY CONNECTION_ID()", 1317),
    ] {
        let error = run(&attempts, &pool, sql).await.unwrap_err();
        assert_eq!(number(&error), Some(expected), "{error:?}");
        assert_eq!(attempts.made(), 1, "{sql}");
    }
    let wrong_password = options(&server).pass(Some("wrong"));
    let error = connect(&attempts, &wrong_password).await.unwrap_err();
    assert_eq!(number(&error), Some(1045));
    assert_eq!(attempts.made(), 1);
}
