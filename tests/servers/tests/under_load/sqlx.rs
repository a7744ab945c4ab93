use retries_servers::postgres::{self as server, PASSWORD, USER};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::postgres::{DONE, TABLES, statement};
use crate::{AnyError, Duration, Retried, SHORT, Store, Write, by_tasks};

struct Database {
    pool: PgPool,
}

impl Store for Database {
    async fn write(&self, write: Write) -> Result<(), AnyError> {
        let statement = sqlx::query(statement(write));
        statement
            .bind(write.caller)
            .bind(write.n)
            .execute(&self.pool)
            .await?;
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
    // Fewer connections than callers, so that some callers get none during a pause.
    let pool = PgPoolOptions::new().max_connections(4);
    let pool = pool.acquire_timeout(SHORT / 2).connect_lazy_with(options);
    let database = Retried::new(Database { pool });
    let pool = &database.store.pool;
    sqlx::raw_sql(TABLES).execute(pool).await.unwrap();

    let load = by_tasks(&mut server, &database).await;
    let rows: Vec<(i32, i32)> = sqlx::query_as(DONE).fetch_all(pool).await.unwrap();
    let done = rows.into_iter().map(|(caller, n)| Write { caller, n });
    let done: Vec<Write> = done.collect();
    load.check("sqlx", database.attempts.made(), &done, Duration::ZERO);
}
