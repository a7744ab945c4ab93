use std::sync::Arc;

use retries::{retry, transient};
use retries_servers::Attempts;
use retries_servers::mariadb::{self as server, DATABASE, PASSWORD, USER};
use sqlx::Error;
use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions};

use crate::{Key, SHORT, assert_felt, written_meanwhile};

/// `written` knows a key that comes again; `done` has each as often as it was really inserted.
const TABLES: &str = "
    CREATE TABLE written (writer int, n int, PRIMARY KEY (writer, n)) ENGINE=InnoDB;
    CREATE TABLE done (writer int, n int) ENGINE=InnoDB;
    CREATE TRIGGER note AFTER INSERT ON written FOR EACH ROW
        INSERT INTO done VALUES (NEW.writer, NEW.n)";

struct Database {
    pool: MySqlPool,
    attempts: Attempts,
}

impl Database {
    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    async fn write(&self, (writer, n): Key) -> Result<(), Error> {
        self.attempts.count();
        let write = sqlx::query("INSERT IGNORE INTO written VALUES (?, ?)");
        write.bind(writer).bind(n).execute(&self.pool).await?;
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
    // Fewer than the writers, so that a pause makes some wait for a connection in vain.
    let pool = MySqlPoolOptions::new().max_connections(4);
    let database = Arc::new(Database {
        pool: pool.acquire_timeout(SHORT).connect_lazy_with(options),
        attempts: Attempts::default(),
    });
    let tables = sqlx::raw_sql(TABLES).execute(&database.pool).await;
    tables.unwrap();

    let writing = Arc::clone(&database);
    let written = written_meanwhile(&mut server, move |key| {
        let database = Arc::clone(&writing);
        async move { database.write(key).await }
    })
    .await;
    assert_felt(database.attempts.made(), &written);
    let done: Vec<Key> = sqlx::query_as("SELECT writer, n FROM done ORDER BY writer, n")
        .fetch_all(&database.pool)
        .await
        .unwrap();
    assert_eq!(done, written);
}
