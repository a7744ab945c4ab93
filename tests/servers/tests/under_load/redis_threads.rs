use std::sync::Mutex;

use redis::{Client, Connection, RedisResult};
use retries::{retry, transient, unprocessed};
use retries_servers::{Attempts, redis as server};

use crate::redis::{DURABLE, command, done};
use crate::{SHORT, WITH_KEY, WITHOUT_KEY, Write, by_threads};

struct Database {
    client: Client,
    /// Connections that have not failed.
    idle: Mutex<Vec<Connection>>,
    attempts: Attempts,
}

impl Database {
    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(SHORT)?;
        connection.set_read_timeout(Some(SHORT))?;
        Ok(connection)
    }

    fn attempt(&self, write: Write) -> RedisResult<()> {
        self.attempts.count();
        let idle = self.idle.lock().unwrap().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        command(write).exec(&mut connection)?;
        self.idle.lock().unwrap().push(connection);
        Ok(())
    }

    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, deadline = WITH_KEY, on = transient)]
    fn with_key(&self, write: Write) -> RedisResult<()> {
        self.attempt(write)
    }

    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, deadline = WITHOUT_KEY, on = unprocessed)]
    fn without_key(&self, write: Write) -> RedisResult<()> {
        self.attempt(write)
    }
}

#[test]
fn threads_with_redis_lose_nothing_and_write_nothing_twice() {
    let mut server = server::start(&DURABLE);
    let database = Database {
        client: Client::open(format!("redis://{}", server.address())).unwrap(),
        idle: Mutex::default(),
        attempts: Attempts::default(),
    };
    let load = by_threads(&mut server, |write| {
        let written = if write.has_key() {
            database.with_key(write)
        } else {
            database.without_key(write)
        };
        Ok(written?)
    });
    let done = done(&database.client);
    // A blocking call cannot be interrupted: an attempt that starts in time ends by the client's timeouts for
    // connecting, for the setup of a new connection, and for the reply.
    load.check(
        "redis by threads",
        database.attempts.made(),
        &done,
        4 * SHORT,
    );
}
