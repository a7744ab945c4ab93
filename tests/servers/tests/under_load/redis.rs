use std::sync::Mutex;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, RedisResult, cmd};
use retries_servers::redis as server;

use crate::{AnyError, Duration, Retried, SHORT, Store, Write, by_tasks};

/// `written` has the keys, to recognise a repetition; `done` has each write, with repetitions.
const WRITE_ONCE: &str = "
    if redis.call('SADD', 'written', ARGV[1]) == 1 then redis.call('RPUSH', 'done', ARGV[1]) end";

/// Redis writes to its file before it confirms a write.
pub(crate) const DURABLE: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

pub(crate) fn command(write: Write) -> Cmd {
    let key = format!("{} {}", write.caller, write.n);
    if write.has_key() {
        let mut once = cmd("EVAL");
        once.arg(WRITE_ONCE).arg(0).arg(key);
        once
    } else {
        let mut push = cmd("RPUSH");
        push.arg("done").arg(key);
        push
    }
}

pub(crate) fn done(client: &Client) -> Vec<Write> {
    let mut all = cmd("LRANGE");
    all.arg("done").arg(0).arg(-1);
    let lines: Vec<String> = all.query(&mut client.get_connection().unwrap()).unwrap();
    let write = |line: &String| {
        let (caller, n) = line.split_once(' ').unwrap();
        Write {
            caller: caller.parse().unwrap(),
            n: n.parse().unwrap(),
        }
    };
    lines.iter().map(write).collect()
}

struct Database {
    client: Client,
    /// A connection that failed is replaced.
    shared: Mutex<Option<MultiplexedConnection>>,
}

impl Database {
    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(SHORT / 2))
            .set_response_timeout(Some(SHORT / 2));
        let client = &self.client;
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }
}

impl Store for Database {
    async fn write(&self, write: Write) -> Result<(), AnyError> {
        let shared = self.shared.lock().unwrap().clone();
        let mut connection = match shared {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        *self.shared.lock().unwrap() = Some(connection.clone());
        let written = command(write).exec_async(&mut connection).await;
        if written.is_err() {
            *self.shared.lock().unwrap() = None;
        }
        Ok(written?)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_loses_nothing_and_writes_nothing_twice() {
    let mut server = server::start(&DURABLE);
    let database = Retried::new(Database {
        client: Client::open(format!("redis://{}", server.address())).unwrap(),
        shared: Mutex::default(),
    });
    let load = by_tasks(&mut server, &database).await;
    let done = done(&database.store.client);
    load.check("redis", database.attempts.made(), &done, Duration::ZERO);
}
