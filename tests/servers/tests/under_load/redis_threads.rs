use std::sync::Mutex;

use redis::{Client, Connection, RedisResult};
use retries::{retry, transient};
use retries_servers::{Attempts, redis as server};

use crate::redis::{DURABLE, done, write};
use crate::{Key, SHORT, assert_felt, written_by_threads_meanwhile};

struct Database {
    client: Client,
    /// None of them has failed.
    idle: Mutex<Vec<Connection>>,
    attempts: Attempts,
}

impl Database {
    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(SHORT)?;
        connection.set_read_timeout(Some(SHORT))?;
        Ok(connection)
    }

    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    fn write(&self, key: Key) -> RedisResult<()> {
        self.attempts.count();
        let idle = self.idle.lock().unwrap().pop();
        let mut connection = idle.map_or_else(|| self.connect(), Ok)?;
        write(key).exec(&mut connection)?;
        self.idle.lock().unwrap().push(connection);
        Ok(())
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
    let written = written_by_threads_meanwhile(&mut server, |key| database.write(key));
    assert_felt(database.attempts.made(), &written);
    assert_eq!(done(&database.client), written);
}
