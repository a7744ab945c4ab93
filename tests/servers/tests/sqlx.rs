//! `sqlx` against a real `PostgreSQL`.

use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::cutting::{self, Cut};
use retries_servers::postgres::{self as server, PASSWORD, USER};
use retries_servers::{Attempts, Server, free_address};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Error};
use tokio::sync::Barrier;
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);

fn options(server: &Server) -> PgConnectOptions {
    PgConnectOptions::new()
        .host("127.0.0.1")
        .port(server.address().port())
        .username(USER)
        .password(PASSWORD)
        .database("postgres")
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(A_MOMENT)
        .connect_lazy_with(options)
}

/// Waits longer for a connection than any test takes.
fn patient_pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options)
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn run(attempts: &Attempts, pool: &PgPool, sql: &str) -> Result<(), Error> {
    attempts.count();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await?;
    Ok(())
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn connect(attempts: &Attempts, options: &PgConnectOptions) -> Result<(), Error> {
    attempts.count();
    options.connect().await?;
    Ok(())
}

fn state(error: &Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

#[tokio::test]
async fn a_killed_server_is_waited_for() {
    let mut server = server::start(&[]);
    let options = options(&server);
    let pool = pool(options.clone());
    let attempts = Attempts::default();
    run(&attempts, &pool, "SELECT 1").await.unwrap();
    assert_eq!(attempts.made(), 1);
    server.kill();
    let refused = options.connect().await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let (outcome, ()) = tokio::join!(run(&attempts, &pool, "SELECT 1"), async {
        sleep(2 * A_MOMENT).await;
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_server_killed_under_a_statement_may_have_processed_it() {
    let mut server = server::start(&[]);
    let pool = pool(options(&server));
    let statement = sqlx::raw_sql("SELECT pg_sleep(10)").execute(&pool);
    let (outcome, ()) = tokio::join!(statement, async {
        sleep(A_MOMENT).await;
        server.kill();
    });
    let error = outcome.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error:?}");
}

#[tokio::test]
async fn a_paused_server_is_waited_for() {
    let server = server::start(&[]);
    let pool = pool(options(&server));
    server.pause();
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &pool, "SELECT 1"), async {
        sleep(2 * A_MOMENT).await;
        server.resume();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_full_pool_and_a_full_server_are_waited_for() {
    let server = server::start(&["max_connections=1", "superuser_reserved_connections=0"]);
    let options = options(&server);
    let pool = pool(options.clone());
    let only = pool.acquire().await.unwrap();
    let error = pool.acquire().await.err().unwrap();
    assert!(matches!(error, Error::PoolTimedOut) && error.is_unprocessed());
    let error = options.connect().await.unwrap_err();
    assert_eq!(state(&error).as_deref(), Some("53300"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(connect(&attempts, &options), async {
        sleep(A_MOMENT).await;
        only.close().await.unwrap();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

/// Reads and writes in one transaction. Another transaction writes between the two in the first attempt.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient)]
async fn increment(attempts: &Attempts, pool: &PgPool, other: &PgPool) -> Result<(), Error> {
    attempts.count();
    let mut transaction = pool.begin().await?;
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        .execute(&mut *transaction)
        .await?;
    let n: i32 = sqlx::query_scalar("SELECT n FROM t")
        .fetch_one(&mut *transaction)
        .await?;
    if n == 0 {
        sqlx::raw_sql("UPDATE t SET n = n + 1")
            .execute(other)
            .await?;
    }
    sqlx::query("UPDATE t SET n = $1")
        .bind(n + 1)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

#[tokio::test]
async fn a_transaction_with_a_conflict_runs_again() {
    let server = server::start(&[]);
    let [one, other] = [(); 2].map(|()| patient_pool(options(&server)));
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int); INSERT INTO t VALUES (0)";
    run(&attempts, &one, table).await.unwrap();
    assert_eq!(attempts.made(), 1);
    increment(&attempts, &one, &other).await.unwrap();
    assert_eq!(attempts.made(), 2);
}

#[tokio::test]
async fn a_server_that_shuts_down_is_waited_for() {
    let mut server = server::start(&[]);
    let options = options(&server);
    let last = options.connect().await.unwrap();
    server.terminate();
    let error = loop {
        if let Err(error) = options.connect().await {
            break error;
        }
    };
    assert_eq!(state(&error).as_deref(), Some("57P03"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(connect(&attempts, &options), async {
        sleep(A_MOMENT).await;
        last.close().await.unwrap();
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

/// Moves one from a row to another. Both transactions lock their first row before they lock the second.
#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 5, on = transient, attempt = this)]
async fn move_one(
    attempts: &Attempts,
    pool: &PgPool,
    both: &Barrier,
    [from, to]: [i32; 2],
) -> Result<(), Error> {
    attempts.count();
    let add = |n: i32, id: i32| {
        let update = sqlx::query("UPDATE t SET n = n + $1 WHERE id = $2");
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
    let server = server::start(&["deadlock_timeout=100ms"]);
    let [one, other] = [(); 2].map(|()| patient_pool(options(&server)));
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (id int, n int); INSERT INTO t VALUES (1, 5), (2, 5)";
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
async fn a_permanent_failure_is_returned_at_once() {
    let server = server::start(&[]);
    let right = options(&server);
    let pool = patient_pool(right.clone());
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (0)";
    run(&attempts, &pool, table).await.unwrap();
    assert_eq!(attempts.made(), 1);

    for (sql, expected) in [("SELEC 1", "42601"), ("INSERT INTO t VALUES (0)", "23505")] {
        let error = run(&attempts, &pool, sql).await.unwrap_err();
        assert_eq!(state(&error).as_deref(), Some(expected));
        assert_eq!(attempts.made(), 1, "{sql}");
    }
    let wrong_password = right.clone().password("wrong");
    let no_database = right.database("nowhere");
    for (options, expected) in [(wrong_password, "28P01"), (no_database, "3D000")] {
        let error = connect(&attempts, &options).await.unwrap_err();
        assert_eq!(state(&error).as_deref(), Some(expected));
        assert_eq!(attempts.made(), 1);
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_has_processed_nothing() {
    for (host, port) in [
        ("no.such.host.invalid", 5432),
        ("127.0.0.1", free_address().port()),
    ] {
        let options = PgConnectOptions::new().host(host).port(port).username(USER);
        let error = options.connect().await.unwrap_err();
        assert!(error.is_unprocessed(), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_cut_off_before_tls_has_processed_nothing() {
    let server = server::start_with_tls(&[]);
    let cuts = [Cut::BeforeAnswer, Cut::Orderly, Cut::Reset];
    let through = |cuts| {
        let proxy = cutting::start(server.address(), cuts);
        options(&server)
            .port(proxy.port())
            .ssl_mode(PgSslMode::Require)
    };
    let proxied = through(&cuts);
    for cut in cuts {
        let error = proxied.connect().await.unwrap_err();
        assert!(error.is_unprocessed(), "{cut:?}: {error:?}");
    }

    let attempts = Attempts::default();
    connect(&attempts, &through(&cuts)).await.unwrap();
    assert_eq!(attempts.made(), 4);

    let distrustful = options(&server).ssl_mode(PgSslMode::VerifyFull);
    let error = connect(&attempts, &distrustful).await.unwrap_err();
    assert!(matches!(error, Error::Tls(_)), "{error:?}");
    assert_eq!(attempts.made(), 1);
}

#[tokio::test]
async fn a_standby_is_waited_for_until_it_is_promoted() {
    let server = server::start_standby(&[]);
    let [one, other] = [(); 2].map(|()| patient_pool(options(&server)));
    let write = "CREATE TABLE t (n int)";
    let error = sqlx::raw_sql(write).execute(&one).await.unwrap_err();
    assert_eq!(state(&error).as_deref(), Some("25006"));
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(run(&attempts, &one, write), async {
        failed_once(&attempts).await;
        let promote = sqlx::raw_sql("SELECT pg_promote()").execute(&other);
        promote.await.unwrap();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_session_ended_for_idleness_has_not_processed_the_statement() {
    let server = server::start(&["idle_session_timeout=100ms"]);
    let options = options(&server);
    let mut connection = options.connect().await.unwrap();
    let error = loop {
        sleep(A_MOMENT).await;
        if let Err(error) = sqlx::raw_sql("SELECT 1").execute(&mut connection).await {
            break error;
        }
    };
    assert_eq!(state(&error).as_deref(), Some("57P05"));
    assert!(error.is_unprocessed());
}

#[tokio::test]
async fn an_unavailable_lock_is_waited_for() {
    let server = server::start(&[]);
    let [one, other] = [(); 2].map(|()| patient_pool(options(&server)));
    let attempts = Attempts::default();
    let table = "CREATE TABLE t (n int); INSERT INTO t VALUES (0)";
    run(&attempts, &one, table).await.unwrap();
    assert_eq!(attempts.made(), 1);
    let mut holder = other.begin().await.unwrap();
    let lock = "SELECT * FROM t FOR UPDATE NOWAIT";
    sqlx::raw_sql(lock).execute(&mut *holder).await.unwrap();
    let error = sqlx::raw_sql(lock).execute(&one).await.unwrap_err();
    assert_eq!(state(&error).as_deref(), Some("55P03"));
    assert!(error.is_unprocessed());

    let (outcome, ()) = tokio::join!(run(&attempts, &one, lock), async {
        failed_once(&attempts).await;
        holder.rollback().await.unwrap();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_migration_is_classified_by_its_cause() {
    let server = server::start(&[]);
    let directory = server.directory().join("migrations");
    std::fs::create_dir(&directory).unwrap();
    std::fs::write(directory.join("1_wrong.sql"), "SELEC 1").unwrap();
    let migrator = Migrator::new(directory).await.unwrap();

    let unreachable = pool(options(&server).port(free_address().port()));
    let error = Error::from(migrator.run(&unreachable).await.unwrap_err());
    assert!(error.is_unprocessed(), "{error:?}");

    let pool = patient_pool(options(&server));
    let error = Error::from(migrator.run(&pool).await.unwrap_err());
    assert!(!error.is_transient(), "{error:?}");
}
