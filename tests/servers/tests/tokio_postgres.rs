//! `tokio-postgres` against a real `PostgreSQL`.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use native_tls::TlsConnector;
use postgres_native_tls::MakeTlsConnector;
use retries::{Transient, retry, transient};
use retries_servers::cutting::{self, Cut};
use retries_servers::postgres::{self as server, PASSWORD, USER};
use retries_servers::{Attempts, Server, free_address};
use tokio::sync::Barrier;
use tokio::time::{sleep, timeout};
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Client, Config, Error, IsolationLevel, NoTls};

const A_MOMENT: Duration = Duration::from_millis(300);

fn config(server: &Server) -> Config {
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(server.address().port())
        .user(USER)
        .password(PASSWORD);
    config
}

async fn connect(config: &Config) -> Result<Client, Error> {
    let (client, connection) = config.connect(NoTls).await?;
    // The client also receives the errors of the connection.
    tokio::spawn(connection);
    Ok(client)
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run(attempts: &Attempts, config: &Config, sql: &str) -> Result<(), Error> {
    attempts.count();
    connect(config).await?.batch_execute(sql).await
}

/// A connection for many calls, which is replaced after a failure.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run_on(
    attempts: &Attempts,
    kept: &Mutex<Option<Client>>,
    config: &Config,
    sql: &str,
) -> Result<(), Error> {
    attempts.count();
    let client = kept.lock().unwrap().take();
    let client = match client {
        Some(client) => client,
        None => connect(config).await?,
    };
    client.batch_execute(sql).await?;
    *kept.lock().unwrap() = Some(client);
    Ok(())
}

#[tokio::test]
async fn a_killed_server_is_waited_for() {
    let mut server = server::start(&[]);
    let config = config(&server);
    let kept = Mutex::new(Some(connect(&config).await.unwrap()));
    server.kill();
    let refused = connect(&config).await.err().unwrap();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run_on(&attempts, &kept, &config, "SELECT 1"), async {
        sleep(A_MOMENT).await;
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_statement_during_which_the_server_was_killed_may_have_been_processed() {
    let mut server = server::start(&[]);
    let config = config(&server);
    let client = connect(&config).await.unwrap();
    let (outcome, ()) = tokio::join!(client.batch_execute("SELECT pg_sleep(10)"), async {
        sleep(A_MOMENT).await;
        server.kill();
    });
    let error = outcome.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_was_terminated_is_replaced() {
    let server = server::start(&[]);
    let config = config(&server);
    let kept = Mutex::new(Some(connect(&config).await.unwrap()));
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(
        run_on(&attempts, &kept, &config, "SELECT pg_sleep(0.6)"),
        async {
            sleep(A_MOMENT).await;
            let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
            let client = connect(&config).await.unwrap();
            client.batch_execute(others).await.unwrap();
        }
    );
    outcome.unwrap();
    assert_eq!(attempts.made(), 2);
}

/// The client has no timeout for statements, so this function adds one.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run_in_time(
    attempts: &Attempts,
    config: &Config,
    sql: &str,
) -> Result<(), Box<dyn StdError + Send + Sync>> {
    attempts.count();
    let ran = async { connect(config).await?.batch_execute(sql).await };
    Ok(timeout(A_MOMENT, ran).await.map_err(io::Error::from)??)
}

#[tokio::test]
async fn a_paused_server_is_waited_for() {
    let server = server::start(&[]);
    let config = config(&server);
    server.pause();
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run_in_time(&attempts, &config, "SELECT 1"), async {
        sleep(2 * A_MOMENT).await;
        server.resume();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let failed = run_in_time(&attempts, &config, "SELEC 1").await;
    failed.unwrap_err();
    assert_eq!(attempts.made(), 1);
}

#[tokio::test]
async fn a_full_server_is_waited_for() {
    let server = server::start(&["max_connections=2", "superuser_reserved_connections=0"]);
    let config = config(&server);
    let first = connect(&config).await.unwrap();
    let second = connect(&config).await.unwrap();
    let error = connect(&config).await.err().unwrap();
    assert_eq!(error.code().map(SqlState::code), Some("53300"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &config, "SELECT 1"), async {
        sleep(A_MOMENT).await;
        drop((first, second));
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

/// Reads and writes in one transaction. Another transaction writes between the two in the first attempt.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient)]
async fn increment(attempts: &Attempts, config: &Config) -> Result<(), Error> {
    attempts.count();
    let mut client = connect(config).await?;
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::Serializable)
        .start()
        .await?;
    let row = transaction.query_one("SELECT n FROM t", &[]).await?;
    let n: i32 = row.get(0);
    if n == 0 {
        let other = connect(config).await?;
        other.batch_execute("UPDATE t SET n = n + 1").await?;
    }
    transaction
        .execute("UPDATE t SET n = $1", &[&(n + 1)])
        .await?;
    transaction.commit().await
}

#[tokio::test]
async fn a_transaction_with_a_conflict_runs_again() {
    let server = server::start(&[]);
    let config = config(&server);
    let client = connect(&config).await.unwrap();
    let table = "CREATE TABLE t (n int); INSERT INTO t VALUES (0)";
    client.batch_execute(table).await.unwrap();
    let attempts = Attempts::default();
    increment(&attempts, &config).await.unwrap();
    assert_eq!(attempts.made(), 2);
    let row = client.query_one("SELECT n FROM t", &[]).await.unwrap();
    assert_eq!(
        row.get::<_, i32>(0),
        2,
        "neither was lost, neither came twice"
    );
}

#[tokio::test]
async fn a_server_that_shuts_down_is_waited_for() {
    let mut server = server::start(&[]);
    let config = config(&server);
    let last = connect(&config).await.unwrap();
    server.terminate();
    let error = loop {
        if let Err(error) = connect(&config).await {
            break error;
        }
    };
    assert_eq!(error.code().map(SqlState::code), Some("57P03"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &config, "SELECT 1"), async {
        sleep(A_MOMENT).await;
        last.batch_execute("SELECT 1").await.unwrap();
        drop(last);
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

/// Moves one from a row to another. Both transactions lock their first row before they lock the second.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient, attempt = this)]
async fn move_one(
    attempts: &Attempts,
    config: &Config,
    both: &Barrier,
    [from, to]: [i32; 2],
) -> Result<(), Error> {
    attempts.count();
    let mut client = connect(config).await?;
    let transaction = client.transaction().await?;
    let add = "UPDATE t SET n = n + $1 WHERE id = $2";
    transaction.execute(add, &[&-1, &from]).await?;
    if this.is_first() {
        both.wait().await;
    }
    transaction.execute(add, &[&1, &to]).await?;
    transaction.commit().await
}

#[tokio::test]
async fn both_transactions_of_a_deadlock_succeed() {
    let server = server::start(&["deadlock_timeout=100ms"]);
    let config = config(&server);
    let client = connect(&config).await.unwrap();
    let table = "CREATE TABLE t (id int, n int); INSERT INTO t VALUES (1, 5), (2, 5)";
    client.batch_execute(table).await.unwrap();
    let attempts = Attempts::default();
    let both = Barrier::new(2);
    let (there, back) = tokio::join!(
        move_one(&attempts, &config, &both, [1, 2]),
        move_one(&attempts, &config, &both, [2, 1])
    );
    there.unwrap();
    back.unwrap();
    assert!(attempts.made() > 2);
    let rows = client.query("SELECT n FROM t", &[]).await.unwrap();
    assert!(rows.iter().all(|row| row.get::<_, i32>(0) == 5));
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    let server = server::start(&[]);
    let right = config(&server);
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (0)";
    run(&attempts, &right, table).await.unwrap();
    assert_eq!(attempts.made(), 1);

    for (sql, state) in [
        ("SELEC 1", "42601"),
        ("SELECT * FROM nowhere", "42P01"),
        ("INSERT INTO t VALUES (0)", "23505"),
        ("SELECT 1 / 0", "22012"),
        ("SET statement_timeout = 1; SELECT pg_sleep(1)", "57014"),
    ] {
        let error = run(&attempts, &right, sql).await.unwrap_err();
        assert_eq!(error.code().map(SqlState::code), Some(state));
        assert_eq!(attempts.made(), 1, "{sql}");
    }

    let wrong_password = right.clone().password("wrong").clone();
    let no_database = right.clone().dbname("nowhere").clone();
    for (config, state) in [(wrong_password, "28P01"), (no_database, "3D000")] {
        let error = run(&attempts, &config, "SELECT 1").await.unwrap_err();
        assert_eq!(error.code().map(SqlState::code), Some(state));
        assert_eq!(attempts.made(), 1);
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_has_processed_nothing() {
    for (host, port) in [
        ("no.such.host.invalid", 5432),
        ("127.0.0.1", free_address().port()),
    ] {
        let mut config = Config::new();
        config.host(host).port(port).user(USER);
        let error = connect(&config).await.err().unwrap();
        assert!(error.is_unprocessed(), "{error:?}");
    }
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

fn tls(trusts_anybody: bool) -> MakeTlsConnector {
    let mut tls = TlsConnector::builder();
    tls.danger_accept_invalid_certs(trusts_anybody);
    MakeTlsConnector::new(tls.build().unwrap())
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn connect_by_tls(
    attempts: &Attempts,
    config: &Config,
    tls: &MakeTlsConnector,
) -> Result<(), Error> {
    attempts.count();
    config.connect(tls.clone()).await.map(drop)
}

#[tokio::test]
async fn a_handshake_that_is_cut_off_has_processed_nothing() {
    let server = server::start_with_tls(&[]);
    let with_tls = |address: SocketAddr| {
        let mut config = Config::new();
        config.host("127.0.0.1").port(address.port());
        config.user(USER).password(PASSWORD);
        config.ssl_mode(SslMode::Require);
        config
    };
    let cuts = [Cut::Orderly, Cut::Reset];
    let through = |cuts| with_tls(cutting::start(server.address(), cuts));
    let proxied = through(&cuts);
    for cut in cuts {
        let error = proxied.connect(tls(true)).await.err().unwrap();
        assert!(error.is_unprocessed(), "{cut:?}: {error:?}");
    }

    let attempts = Attempts::default();
    connect_by_tls(&attempts, &through(&cuts), &tls(true))
        .await
        .unwrap();
    assert_eq!(attempts.made(), 3);

    let error = connect_by_tls(&attempts, &with_tls(server.address()), &tls(false))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("TLS handshake"), "{error:?}");
    assert_eq!(attempts.made(), 1);
}

#[tokio::test]
async fn a_standby_is_waited_for_until_it_takes_writes() {
    let server = server::start_standby(&[]);
    let config = config(&server);
    let mut writable = config.clone();
    writable.target_session_attrs(TargetSessionAttrs::ReadWrite);
    let error = connect(&writable).await.err().unwrap();
    assert!(error.is_unprocessed(), "{error:?}");
    let client = connect(&config).await.unwrap();
    let error = client.batch_execute("CREATE TABLE t (n int)").await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some(&SqlState::READ_ONLY_SQL_TRANSACTION));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let write = run(&attempts, &writable, "CREATE TABLE t (n int)");
    let (outcome, ()) = tokio::join!(write, async {
        failed_once(&attempts).await;
        client.batch_execute("SELECT pg_promote()").await.unwrap();
    });
    outcome.unwrap();
}

/// A type whose decoder reads beyond the end of the value.
struct TooLong;

impl FromSql<'_> for TooLong {
    fn from_sql(_: &Type, mut raw: &[u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        io::Read::read_exact(&mut raw, &mut [0; 64])?;
        Ok(Self)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[tokio::test]
async fn a_mistake_of_the_caller_is_permanent() {
    let server = server::start(&[]);
    let client = connect(&config(&server)).await.unwrap();
    let row = client.query_one("SELECT 1", &[]).await.unwrap();
    let too_long = row.try_get::<_, TooLong>(0).err().unwrap();
    let source = too_long.source().unwrap().downcast_ref::<io::Error>();
    assert_eq!(source.unwrap().kind(), io::ErrorKind::UnexpectedEof);
    let none = "SELECT 1 WHERE false";
    for error in [
        too_long,
        row.try_get::<_, String>(0).unwrap_err(),
        row.try_get::<_, i32>("nowhere").unwrap_err(),
        client.query_one(none, &[]).await.unwrap_err(),
        client
            .query("SELECT $1::int", &[&"text"])
            .await
            .unwrap_err(),
        client.batch_execute("SELECT '\0'").await.unwrap_err(),
    ] {
        assert!(!error.is_transient(), "{error:?}");
    }
}
