//! `redis` against a real Redis.

use std::net::SocketAddr;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, RedisResult, cmd};
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, Server, free_address, redis as server};
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
async fn query<T: FromRedisValue>(attempts: &Attempts, url: &str, command: &Cmd) -> RedisResult<T> {
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

/// Sends the command once, on a new connection.
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
    let (outcome, ()) = tokio::join!(query::<()>(&attempts, &url, &command), async {
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
    let (outcome, ()) = tokio::join!(query::<()>(&attempts, &url, &command), async {
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
            tokio::join!(query::<redis::Value>(&attempts, &url, &command), async {
                sleep(A_MOMENT).await;
                once(&url, &["REPLICAOF", "NO", "ONE"]).await
            });
        promoted.unwrap();
        outcome.unwrap();
        assert!(attempts.made() > 1, "{code}");
    }
}

/// A server with a script that does not end.
async fn busy_server() -> Server {
    let server = server::start(&["--busy-reply-threshold", "20"]);
    let started = once(&url(server.address()), &["EVAL", "while true do end", "0"]).await;
    assert!(started.unwrap_err().is_timeout());
    server
}

#[tokio::test]
async fn a_busy_server_is_waited_for() {
    let server = busy_server().await;
    let url = url(server.address());
    let error = once(&url, &["GET", "key"]).await.unwrap_err();
    assert_eq!(error.code(), Some("BUSY"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, killed) = tokio::join!(query::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        once(&url, &["SCRIPT", "KILL"]).await
    });
    killed.unwrap();
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_busy_server_that_refuses_the_database_is_waited_for() {
    let server = busy_server().await;
    let url = url(server.address());
    let database = format!("{url}/1");
    let error = connect(&database).await.unwrap_err();
    assert_eq!(error.code(), Some("ERR"), "the client drops the code");
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, killed) = tokio::join!(query::<()>(&attempts, &database, &command), async {
        sleep(A_MOMENT).await;
        once(&url, &["SCRIPT", "KILL"]).await
    });
    killed.unwrap();
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let none = format!("{url}/1000000");
    let error = query::<()>(&attempts, &none, &command).await.unwrap_err();
    assert_eq!(attempts.made(), 1, "{error}");
}

#[tokio::test]
async fn a_server_that_cannot_save_is_waited_for() {
    let server = server::start(&["--save", "3600 1"]);
    let url = url(server.address());
    let in_the_way = server.directory().join("dump.rdb");
    std::fs::create_dir(&in_the_way).unwrap();
    once(&url, &["BGSAVE"]).await.unwrap();
    let error = loop {
        match once(&url, &["SET", "key", "value"]).await {
            Ok(_) => sleep(Duration::from_millis(10)).await,
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), Some("MISCONF"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let command = set("key", "value");
    let (outcome, saved) = tokio::join!(query::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        std::fs::remove_dir(&in_the_way).unwrap();
        once(&url, &["BGSAVE"]).await
    });
    saved.unwrap();
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_command_that_blocks_while_the_master_becomes_a_replica_is_unblocked() {
    let server = server::start(&[]);
    let url = url(server.address());
    let config = AsyncConnectionConfig::new().set_response_timeout(None);
    let client = Client::open(url.as_str()).unwrap();
    let connection = client.get_multiplexed_async_connection_with_config(&config);
    let mut connection = connection.await.unwrap();
    let pop = cmd("BLPOP").arg("list").arg(0).take();
    let (popped, ()) = tokio::join!(pop.exec_async(&mut connection), async {
        while !client_list(&url).await.contains("cmd=blpop") {
            sleep(Duration::from_millis(10)).await;
        }
        let nobody = free_address().port().to_string();
        let replica_of = ["REPLICAOF", "127.0.0.1", &nobody];
        once(&url, &replica_of).await.unwrap();
    });
    let error = popped.unwrap_err();
    assert_eq!(error.code(), Some("UNBLOCKED"));
    assert!(error.is_transient() && !error.is_unprocessed(), "{error}");
}

async fn client_list(url: &str) -> String {
    let list = once(url, &["CLIENT", "LIST"]).await.unwrap();
    redis::from_redis_value(list).unwrap()
}

#[tokio::test]
async fn a_connection_manager_without_a_connection_is_waited_for() {
    let mut server = server::start(&[]);
    let client = Client::open(url(server.address())).unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let manager = client.get_connection_manager_with_config(config);
    let manager = manager.await.unwrap();
    server.kill();
    let set = set("key", "value");
    let lost = set.exec_async(&mut manager.clone()).await.unwrap_err();
    assert!(lost.is_transient() && !lost.is_unprocessed(), "{lost}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(send_by_manager(&attempts, &manager, &set), async {
        sleep(A_MOMENT).await;
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn send_by_manager(
    attempts: &Attempts,
    manager: &ConnectionManager,
    command: &Cmd,
) -> RedisResult<()> {
    attempts.count();
    command.exec_async(&mut manager.clone()).await
}

#[tokio::test]
async fn a_blocking_connection_is_classified_in_the_same_way() {
    let mut server = server::start(&[]);
    let client = Client::open(url(server.address())).unwrap();
    let mut connection = client.get_connection().unwrap();
    server.pause();
    let moment = Duration::from_millis(100);
    connection.set_read_timeout(Some(moment)).unwrap();
    let error = get("key").exec(&mut connection).unwrap_err();
    assert!(error.is_timeout() && !error.is_unprocessed(), "{error}");
    server.resume();
    server.kill();
    let error = get("key").exec(&mut connection).unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error}");
    let error = client.get_connection().err().unwrap();
    assert!(error.is_unprocessed(), "{error}");
}

#[tokio::test]
async fn a_server_that_loads_its_data_is_waited_for() {
    let mut server = server::start(&["--rdbcompression", "no"]);
    let url = url(server.address());
    let fill = "for i = 1, 1000 do redis.call('SET', i, string.rep('x', 2000)) end";
    once(&url, &["EVAL", fill, "0"]).await.unwrap();
    once(&url, &["SAVE"]).await.unwrap();
    // The server takes ten seconds to load its keys, and serves its clients after each key.
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
    let (outcome, hurried) = tokio::join!(query::<String>(&attempts, &url, &command), async {
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
    let (outcome, ()) = tokio::join!(query::<()>(&attempts, &url, &command), async {
        sleep(A_MOMENT).await;
        limit(100).query_async::<()>(&mut only).await.unwrap();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    let server = server::start(&[]);
    let url = url(server.address());
    let attempts = Attempts::default();
    query::<()>(&attempts, &url, &set("key", "value"))
        .await
        .unwrap();
    assert_eq!(attempts.made(), 1);

    let wrong_type = cmd("LPUSH").arg("key").arg("value").take();
    let error = query::<()>(&attempts, &url, &wrong_type).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("WRONGTYPE"), 1));

    let no_command = cmd("NOSUCHCOMMAND");
    let error = query::<()>(&attempts, &url, &no_command).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("ERR"), 1));

    query::<u32>(&attempts, &url, &get("key"))
        .await
        .unwrap_err();
    assert_eq!(attempts.made(), 1, "the reply is no number");

    once(&url, &["CONFIG", "SET", "requirepass", "right"])
        .await
        .unwrap();
    let wrong = format!("redis://:wrong@{}", server.address());
    for url in [&url, &wrong] {
        query::<()>(&attempts, url, &get("key")).await.unwrap_err();
        assert_eq!(attempts.made(), 1, "{url}");
    }
}

#[tokio::test]
async fn a_name_that_cannot_exist_was_not_resolved() {
    let error = once("redis://no.such.host.invalid", &["PING"]).await;
    let error = error.unwrap_err();
    assert!(error.is_unprocessed(), "{error:?}");
}
