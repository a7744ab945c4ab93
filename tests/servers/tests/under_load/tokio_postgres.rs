use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use retries::{retry, transient};
use retries_servers::Attempts;
use retries_servers::postgres::{self as server, PASSWORD, USER};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_postgres::{Client, Config, Error, NoTls};

use crate::postgres::{DONE, TABLES, WRITE};
use crate::{Key, SHORT, assert_felt, written_meanwhile};

struct Database {
    config: Config,
    shared: Mutex<Option<Arc<Client>>>,
    attempts: Attempts,
}

impl Database {
    async fn connect(&self) -> Result<Client, Error> {
        let (client, connection) = self.config.connect(NoTls).await?;
        // Its errors reach the client.
        tokio::spawn(connection);
        Ok(client)
    }

    /// One of those who find the connection lost makes a new one, and the others wait for it.
    async fn client(&self) -> Result<Arc<Client>, Error> {
        let mut shared = self.shared.lock().await;
        if let Some(client) = shared.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.connect().await?);
        *shared = Some(Arc::clone(&client));
        Ok(client)
    }

    async fn write_once(&self, (writer, n): Key) -> Result<(), Error> {
        let client = self.client().await?;
        client.execute(WRITE, &[&writer, &n]).await?;
        Ok(())
    }

    /// The client has no time-out of its own for statements.
    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    async fn write(&self, key: Key) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self.attempts.count();
        let written = timeout(SHORT, self.write_once(key)).await;
        Ok(written.map_err(io::Error::from)??)
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
    let database = Arc::new(Database {
        config,
        shared: Mutex::default(),
        attempts: Attempts::default(),
    });
    let client = database.connect().await.unwrap();
    client.batch_execute(TABLES).await.unwrap();

    let writing = Arc::clone(&database);
    let written = written_meanwhile(&mut server, move |key| {
        let database = Arc::clone(&writing);
        async move { database.write(key).await }
    })
    .await;
    assert_felt(database.attempts.made(), &written);
    let client = database.connect().await.unwrap();
    let rows = client.query(DONE, &[]).await.unwrap();
    let done: Vec<Key> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(done, written);
}
