//! `redis` against a real Redis.

use std::net::SocketAddr;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, RedisResult, cmd};
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, free_address, redis as server};
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);

async fn connect(url: &str) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(Duration::from_millis(200)))
        .set_response_timeout(Some(Duration::from_millis(200)));
    Client::open(url)?
        .get_multiplexed_async_connection_with_config(&config)
        .await
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn ask<T: FromRedisValue>(attempts: &Attempts, url: &str, command: &Cmd) -> RedisResult<T> {
    attempts.count();
    command.query_async(&mut connect(url).await?).await
}

fn url(address: SocketAddr) -> String {
    format!("redis://{address}")
}

fn get(key: &str) -> Cmd {
    cmd("GET").arg(key).take()
}

fn set(key: &str, value: &str) -> Cmd {
    cmd("SET").arg(key).arg(value).take()
}

/// The command on a new connection, once.
async fn once(url: &str, command: &[&str]) -> Result<redis::Value, RedisError> {
    let mut sent = cmd(command[0]);
    sent.arg(&command[1..]);
    sent.query_async(&mut connect(url).await?).await
}

#[tokio::test]
async fn a_killed_server_is_waited_for() {
    let mut server = server::start(&[]);
    let url = url(server.address());
    let mut connection = connect(&url).await.unwrap();
    server.kill();

    let error = get("key").query_async::<()>(&mut connection).await;
    let error = error.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error}");
    let error = once(&url, &["PING"]).await.unwrap_err();
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, ()) = tokio::join!(ask::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_paused_server_is_waited_for() {
    let server = server::start(&[]);
    let url = url(server.address());
    server.pause();
    let error = once(&url, &["PING"]).await.unwrap_err();
    assert!(error.is_transient(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, ()) = tokio::join!(ask::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        server.resume();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_replica_that_becomes_the_master_is_waited_for() {
    let server = server::start(&[]);
    let url = url(server.address());
    let nobody = free_address().port().to_string();
    let attempts = Attempts::default();

    for (setting, command, code) in [
        ("yes", set("key", "value"), "READONLY"),
        ("no", get("key"), "MASTERDOWN"),
    ] {
        let stale = ["CONFIG", "SET", "replica-serve-stale-data", setting];
        once(&url, &stale).await.unwrap();
        once(&url, &["REPLICAOF", "127.0.0.1", &nobody])
            .await
            .unwrap();
        let error = command
            .query_async::<()>(&mut connect(&url).await.unwrap())
            .await
            .unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert!(error.is_unprocessed(), "{error}");

        let (outcome, promoted) =
            tokio::join!(ask::<redis::Value>(&attempts, &url, &command), async {
                sleep(A_MOMENT).await;
                once(&url, &["REPLICAOF", "NO", "ONE"]).await
            });
        promoted.unwrap();
        outcome.unwrap();
        assert!(attempts.made() > 1, "{code}");
    }
}

#[tokio::test]
async fn a_busy_server_is_waited_for() {
    let server = server::start(&["--busy-reply-threshold", "20"]);
    let url = url(server.address());
    let started = once(&url, &["EVAL", "while true do end", "0"]).await;
    assert!(started.unwrap_err().is_transient(), "it times out");
    let error = once(&url, &["GET", "key"]).await.unwrap_err();
    assert_eq!(error.code(), Some("BUSY"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, killed) = tokio::join!(ask::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        once(&url, &["SCRIPT", "KILL"]).await
    });
    killed.unwrap();
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_server_that_loads_its_data_is_waited_for() {
    let mut server = server::start(&["--rdbcompression", "no"]);
    let url = url(server.address());
    let fill = "for i = 1, 1000 do redis.call('SET', i, string.rep('x', 2000)) end";
    once(&url, &["EVAL", fill, "0"]).await.unwrap();
    once(&url, &["SAVE"]).await.unwrap();
    // It takes ten seconds for its keys, and looks at its clients at each.
    server.add_args(&["--loading-process-events-interval-bytes", "1024"]);
    server.add_args(&["--key-load-delay", "10000"]);
    server.restart();
    let error = loop {
        let error = once(&url, &["GET", "1"]).await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        if error.code().is_some() {
            break error;
        }
    };
    assert_eq!(error.code(), Some("LOADING"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = get("1000");
    let (outcome, hurried) = tokio::join!(ask::<String>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        once(&url, &["CONFIG", "SET", "key-load-delay", "0"]).await
    });
    hurried.unwrap();
    assert!(outcome.unwrap().starts_with("xxx"));
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_full_server_is_waited_for() {
    let server = server::start(&[]);
    let url = url(server.address());
    let mut only = connect(&url).await.unwrap();
    let limit = |clients| {
        cmd("CONFIG")
            .arg("SET")
            .arg("maxclients")
            .arg(clients)
            .take()
    };
    limit(1).query_async::<()>(&mut only).await.unwrap();

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, ()) = tokio::join!(ask::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        limit(100).query_async::<()>(&mut only).await.unwrap();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn what_stays_wrong_is_returned_at_once() {
    let server = server::start(&[]);
    let url = url(server.address());
    let attempts = Attempts::default();
    ask::<()>(&attempts, &url, &set("key", "value"))
        .await
        .unwrap();
    assert_eq!(attempts.made(), 1);

    let wrong_type = cmd("LPUSH").arg("key").arg("value").take();
    let error = ask::<()>(&attempts, &url, &wrong_type).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("WRONGTYPE"), 1));

    let no_command = cmd("NOSUCHCOMMAND");
    let error = ask::<()>(&attempts, &url, &no_command).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("ERR"), 1));

    ask::<u32>(&attempts, &url, &get("key")).await.unwrap_err();
    assert_eq!(attempts.made(), 1, "the reply is no number");

    once(&url, &["CONFIG", "SET", "requirepass", "right"])
        .await
        .unwrap();
    let wrong = format!("redis://:wrong@{}", server.address());
    for url in [&url, &wrong] {
        ask::<()>(&attempts, url, &get("key")).await.unwrap_err();
        assert_eq!(attempts.made(), 1, "{url}");
    }
}

#[tokio::test]
async fn a_name_that_cannot_exist_was_not_resolved() {
    let error = once("redis://no.such.host.invalid", &["PING"]).await;
    let error = error.unwrap_err();
    assert!(error.is_unprocessed(), "{error:?}");
}
