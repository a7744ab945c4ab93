use std::sync::Arc;

use retries_servers::postgres::{self as server, PASSWORD, USER};
use tokio::sync::Mutex;
use tokio_postgres::{Client, Config, Error, NoTls};

use crate::postgres::{DONE, TABLES, statement};
use crate::{AnyError, Duration, Retried, Store, Write, by_tasks};

struct Database {
    config: Config,
    shared: Mutex<Option<Arc<Client>>>,
}

impl Database {
    async fn connect(&self) -> Result<Client, Error> {
        let (client, connection) = self.config.connect(NoTls).await?;
        // The client also receives the errors of the connection.
        tokio::spawn(connection);
        Ok(client)
    }

    /// The first caller that finds the connection lost makes a new one, and the others wait for it.
    async fn client(&self) -> Result<Arc<Client>, Error> {
        let mut shared = self.shared.lock().await;
        if let Some(client) = shared.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.connect().await?);
        *shared = Some(Arc::clone(&client));
        Ok(client)
    }
}

impl Store for Database {
    async fn write(&self, write: Write) -> Result<(), AnyError> {
        let client = self.client().await?;
        client
            .execute(statement(write), &[&write.caller, &write.n])
            .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokio_postgres_loses_nothing_and_writes_nothing_twice() {
    let mut server = server::start(&[]);
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(server.address().port())
        .user(USER)
        .password(PASSWORD);
    let database = Retried::new(Database {
        config,
        shared: Mutex::default(),
    });
    let client = database.store.connect().await.unwrap();
    client.batch_execute(TABLES).await.unwrap();

    let load = by_tasks(&mut server, &database).await;
    let client = database.store.connect().await.unwrap();
    let rows = client.query(DONE, &[]).await.unwrap();
    let row = |row: &tokio_postgres::Row| Write {
        caller: row.get(0),
        n: row.get(1),
    };
    let done: Vec<Write> = rows.iter().map(row).collect();
    load.check(
        "tokio-postgres",
        database.attempts.made(),
        &done,
        Duration::ZERO,
    );
}
