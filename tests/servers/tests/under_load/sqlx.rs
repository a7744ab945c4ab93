use std::sync::Arc;

use retries::{retry, transient};
use retries_servers::Attempts;
use retries_servers::postgres::{self as server, PASSWORD, USER};
use sqlx::Error;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::postgres::{DONE, TABLES, WRITE};
use crate::{Key, SHORT, assert_felt, written_meanwhile};

struct Database {
    pool: PgPool,
    attempts: Attempts,
}

impl Database {
    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    async fn write(&self, (writer, n): Key) -> Result<(), Error> {
        self.attempts.count();
        let write = sqlx::query(WRITE).bind(writer).bind(n);
        write.execute(&self.pool).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlx_loses_nothing_and_writes_nothing_twice() {
    let mut server = server::start(&[]);
    let options = PgConnectOptions::new()
        .host("127.0.0.1")
        .port(server.address().port())
        .username(USER)
        .password(PASSWORD)
        .database("postgres");
    // Fewer than the writers, so that a pause makes some wait for a connection in vain.
    let pool = PgPoolOptions::new().max_connections(4);
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
    let done: Vec<Key> = sqlx::query_as(DONE)
        .fetch_all(&database.pool)
        .await
        .unwrap();
    assert_eq!(done, written);
}
