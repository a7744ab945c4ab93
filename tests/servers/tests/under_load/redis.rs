use std::sync::{Arc, Mutex};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, RedisResult, cmd};
use retries::{retry, transient};
use retries_servers::{Attempts, redis as server};

use crate::{Key, SHORT, assert_felt, written_meanwhile};

/// `written` knows a key that comes again; `done` has each as often as it was really written.
const WRITE: &str = "
    if redis.call('SADD', 'written', ARGV[1]) == 1 then redis.call('RPUSH', 'done', ARGV[1]) end";

/// What was answered is in the file before.
pub(crate) const DURABLE: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

pub(crate) fn write((writer, n): Key) -> Cmd {
    let mut write = cmd("EVAL");
    write.arg(WRITE).arg(0).arg(format!("{writer} {n}"));
    write
}

struct Database {
    client: Client,
    /// One that failed is replaced.
    shared: Mutex<Option<MultiplexedConnection>>,
    attempts: Attempts,
}

impl Database {
    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(SHORT))
            .set_response_timeout(Some(SHORT));
        let client = &self.client;
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }

    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    async fn write(&self, key: Key) -> RedisResult<()> {
        self.attempts.count();
        let shared = self.shared.lock().unwrap().clone();
        let mut connection = match shared {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        *self.shared.lock().unwrap() = Some(connection.clone());
        let written = write(key).exec_async(&mut connection).await;
        if written.is_err() {
            *self.shared.lock().unwrap() = None;
        }
        written
    }
}

pub(crate) fn done(client: &Client) -> Vec<Key> {
    let mut all = cmd("LRANGE");
    all.arg("done").arg(0).arg(-1);
    let lines: Vec<String> = all.query(&mut client.get_connection().unwrap()).unwrap();
    let keys = lines.iter().map(|line| {
        let (writer, n) = line.split_once(' ').unwrap();
        (writer.parse().unwrap(), n.parse().unwrap())
    });
    let mut done: Vec<Key> = keys.collect();
    done.sort_unstable();
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_loses_nothing_and_writes_nothing_twice() {
    let mut server = server::start(&DURABLE);
    let database = Arc::new(Database {
        client: Client::open(format!("redis://{}", server.address())).unwrap(),
        shared: Mutex::default(),
        attempts: Attempts::default(),
    });
    let writing = Arc::clone(&database);
    let written = written_meanwhile(&mut server, move |key| {
        let database = Arc::clone(&writing);
        async move { database.write(key).await }
    })
    .await;
    assert_felt(database.attempts.made(), &written);
    assert_eq!(done(&database.client), written);
}
