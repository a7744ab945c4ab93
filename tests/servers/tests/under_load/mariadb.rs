use retries_servers::mariadb::{self as server, DATABASE, PASSWORD, USER};
use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};

use crate::{AnyError, Duration, Retried, SHORT, Store, Write, by_tasks};

/// `written` has the keys, to recognise a repetition; `done` has a row for each time that a write was done.
const TABLES: &str = "
    CREATE TABLE written (caller int, n int, PRIMARY KEY (caller, n)) ENGINE=InnoDB;
    CREATE TABLE done (caller int, n int) ENGINE=InnoDB;
    CREATE TRIGGER note AFTER INSERT ON written FOR EACH ROW
        INSERT INTO done VALUES (NEW.caller, NEW.n)";

struct Database {
    pool: MySqlPool,
}

impl Store for Database {
    async fn write(&self, write: Write) -> Result<(), AnyError> {
        let statement = sqlx::query(if write.has_key() {
            "INSERT IGNORE INTO written VALUES (?, ?)"
        } else {
            "INSERT INTO done VALUES (?, ?)"
        });
        let statement = statement.bind(write.caller).bind(write.n);
        statement.execute(&self.pool).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlx_with_mariadb_loses_nothing_and_writes_nothing_twice() {
    let mut server = server::start(&[]);
    let options = MySqlConnectOptions::new()
        .host("127.0.0.1")
        .port(server.address().port())
        .username(USER)
        .password(PASSWORD)
        .database(DATABASE);
    // Fewer connections than callers, so that some callers get none during a pause.
    let pool = MySqlPoolOptions::new().max_connections(4);
    let pool = pool.acquire_timeout(SHORT / 2).connect_lazy_with(options);
    let database = Retried::new(Database { pool });
    let pool = &database.store.pool;
    sqlx::raw_sql(TABLES).execute(pool).await.unwrap();

    let load = by_tasks(&mut server, &database).await;
    let rows = sqlx::query_as("SELECT caller, n FROM done").fetch_all(pool);
    let rows: Vec<(i32, i32)> = rows.await.unwrap();
    let done = rows.into_iter().map(|(caller, n)| Write { caller, n });
    let done: Vec<Write> = done.collect();
    load.check(
        "sqlx with MariaDB",
        database.attempts.made(),
        &done,
        Duration::ZERO,
    );
}
