//! Writes orders to a table.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use retries::{retry, transient};
use retries_servers::postgres::{PASSWORD, USER};
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, NoTls};

/// An error that may wrap one of the client: `transient` finds it among the sources.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// The timeout of one attempt.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) struct Orders {
    server: Config,
    idle: RefCell<Vec<Client>>,
    numbers: Cell<i64>,
    retries: Cell<u32>,
    repetitions: Cell<u32>,
}

impl Orders {
    pub(crate) fn on(server: SocketAddr) -> Self {
        let mut config = Config::new();
        config
            .host(server.ip().to_string())
            .port(server.port())
            .user(USER)
            .password(PASSWORD);
        Self {
            server: config,
            idle: RefCell::default(),
            numbers: Cell::new(0),
            retries: Cell::new(0),
            repetitions: Cell::new(0),
        }
    }

    pub(crate) async fn create_table(&self) -> Result<(), Error> {
        // The number is not unique, so that the count shows a second write.
        let table = "CREATE TABLE orders (key text PRIMARY KEY, number bigint NOT NULL)";
        let client = self.connect().await?;
        Ok(client.batch_execute(table).await?)
    }

    pub(crate) fn next_number(&self) -> i64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, deadline = "30s", attempt = n, on = transient)]
    pub(crate) async fn write(&self, key: &str, number: i64) -> Result<(), Error> {
        if !n.is_first() {
            self.retries.set(self.retries.get() + 1);
        }
        // The client has no timeout for statements.
        timeout(PATIENCE, self.insert(key, number))
            .await
            .map_err(io::Error::from)?
    }

    async fn insert(&self, key: &str, number: i64) -> Result<(), Error> {
        // A failed attempt drops its connection.
        let client = self.connection().await?;
        let order = "INSERT INTO orders (key, number) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
        let parameters: [(&(dyn ToSql + Sync), Type); 2] =
            [(&key, Type::TEXT), (&number, Type::INT8)];
        let written = client.execute_typed(order, &parameters).await?;
        if written == 0 {
            self.repetitions.set(self.repetitions.get() + 1);
        }
        self.idle.borrow_mut().push(client);
        Ok(())
    }

    /// Returns the number of rows, and of different numbers in them.
    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, deadline = "30s", on = transient)]
    pub(crate) async fn count(&self) -> Result<(i64, i64), Error> {
        let client = self.connection().await?;
        let count = "SELECT count(*), count(DISTINCT number) FROM orders";
        let row = client.query_one(count, &[]).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    pub(crate) fn numbers(&self) -> i64 {
        self.numbers.get()
    }

    pub(crate) fn retries(&self) -> u32 {
        self.retries.get()
    }

    pub(crate) fn repetitions(&self) -> u32 {
        self.repetitions.get()
    }

    async fn connection(&self) -> Result<Client, Error> {
        let idle = self.idle.borrow_mut().pop();
        match idle {
            Some(client) => Ok(client),
            None => Ok(self.connect().await?),
        }
    }

    async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.server.connect(NoTls).await?;
        // The client also receives the errors of the connection.
        tokio::spawn(connection);
        Ok(client)
    }
}
