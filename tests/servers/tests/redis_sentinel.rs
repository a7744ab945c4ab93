//! `redis` with a real Redis Sentinel.

use std::net::SocketAddr;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::sentinel::Sentinel;
use redis::{AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, RedisResult, cmd};
use retries::{Transient, retry, transient, unprocessed};
use retries_servers::{Attempts, Server, free_address, redis as server};
use tokio::time::{sleep, timeout};

const A_MOMENT: Duration = Duration::from_millis(300);

/// The longest time that servers may take to find each other.
const PATIENCE: Duration = Duration::from_secs(20);

const NAME: &str = "master";

async fn connect(client: &Client) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(Duration::from_millis(300)))
        .set_response_timeout(Some(Duration::from_millis(300)));
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
}

/// Sends the words as a command to this address.
async fn once<T: FromRedisValue>(address: SocketAddr, words: &[&str]) -> RedisResult<T> {
    let client = Client::open(format!("redis://{address}"))?;
    let mut sent = cmd(words[0]);
    sent.arg(&words[1..]);
    sent.query_async(&mut connect(&client).await?).await
}

async fn start_sentinel() -> Server {
    let sentinel = server::start_sentinel();
    // The Sentinel looks for replicas more often than its default of every ten seconds.
    let periods = ["SENTINEL", "DEBUG", "info-period", "100"];
    once::<()>(sentinel.address(), &periods).await.unwrap();
    sentinel
}

async fn monitor(sentinel: &Server, master: &Server) {
    let port = master.address().port().to_string();
    let watch = ["SENTINEL", "MONITOR", NAME, "127.0.0.1", &port, "1"];
    once::<()>(sentinel.address(), &watch).await.unwrap();
    // A master is down soon, and a failover that found no good replica is soon tried again.
    for (setting, millis) in [
        ("down-after-milliseconds", "200"),
        ("failover-timeout", "1000"),
    ] {
        let set = ["SENTINEL", "SET", NAME, setting, millis];
        once::<()>(sentinel.address(), &set).await.unwrap();
    }
}

fn sentinels(sentinel: &Server) -> Sentinel {
    Sentinel::build(vec![format!("redis://{}", sentinel.address())]).unwrap()
}

async fn replicate(replica: &Server, master: &Server) {
    let port = master.address().port().to_string();
    let replica_of = ["REPLICAOF", "127.0.0.1", &port];
    once::<()>(replica.address(), &replica_of).await.unwrap();
}

async fn increment_once(sentinel: &Server, key: &str) -> RedisResult<u32> {
    let master = sentinels(sentinel).async_master_for(NAME, None).await?;
    let mut connection = connect(&master).await?;
    cmd("INCR").arg(key).query_async(&mut connection).await
}

#[retry(exp(base = "50ms", cap = "200ms"), jitter = full, max_attempts = 100, on = transient)]
async fn increment(attempts: &Attempts, sentinel: &Server, key: &str) -> RedisResult<u32> {
    attempts.count();
    increment_once(sentinel, key).await
}

#[retry(exp(base = "50ms", cap = "200ms"), jitter = full, max_attempts = 100, on = unprocessed)]
async fn increment_not_twice(sentinel: &Server, key: &str) -> RedisResult<u32> {
    increment_once(sentinel, key).await
}

#[retry(exp(base = "50ms", cap = "200ms"), jitter = full, max_attempts = 100, on = transient)]
async fn find_replica(attempts: &Attempts, sentinel: &Server) -> RedisResult<Client> {
    attempts.count();
    sentinels(sentinel).async_replica_for(NAME, None).await
}

#[tokio::test]
async fn a_master_that_the_sentinel_does_not_know_yet_is_waited_for() {
    let (sentinel, master) = (start_sentinel().await, server::start(&[]));
    let error = increment_once(&sentinel, "n").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MasterNameNotFoundBySentinel);
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(increment(&attempts, &sentinel, "n"), async {
        sleep(A_MOMENT).await;
        monitor(&sentinel, &master).await;
    });
    assert_eq!(outcome.unwrap(), 1);
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_replica_that_is_not_there_yet_is_waited_for() {
    let (sentinel, master) = (start_sentinel().await, server::start(&[]));
    let replica = server::start(&[]);
    monitor(&sentinel, &master).await;
    let error = sentinels(&sentinel).async_replica_for(NAME, None).await;
    let error = error.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::NoValidReplicasFoundBySentinel);
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(find_replica(&attempts, &sentinel), async {
        sleep(A_MOMENT).await;
        replicate(&replica, &master).await;
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_failover_is_waited_for_and_nothing_is_done_twice() {
    let sentinel = start_sentinel().await;
    let mut master = server::start(&["--repl-diskless-sync-delay", "0"]);
    let replica = server::start(&[]);
    replicate(&replica, &master).await;
    monitor(&sentinel, &master).await;
    let known = async {
        while find_replica(&Attempts::default(), &sentinel).await.is_err()
            || !info(&replica).await.contains("master_link_status:up")
        {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, known).await.unwrap();

    let attempts = Attempts::default();
    let mut keys = Vec::new();
    let calls = async {
        while !info(&replica).await.contains("role:master") {
            let key = keys.len().to_string();
            // A command that may have been done fails here, and is not sent again.
            let _ = increment_not_twice(&sentinel, &key).await;
            increment(&attempts, &sentinel, "n").await.unwrap();
            keys.push(key);
        }
    };
    let (outcome, ()) = tokio::join!(timeout(PATIENCE, calls), async {
        sleep(A_MOMENT).await;
        master.kill();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1 && !keys.is_empty());
    for key in keys {
        let value: Option<u32> = once(replica.address(), &["GET", &key]).await.unwrap();
        assert!(value.unwrap_or_default() < 2, "{key}");
    }
}

async fn info(server: &Server) -> String {
    once(server.address(), &["INFO", "replication"])
        .await
        .unwrap()
}

#[tokio::test]
async fn sentinels_of_which_none_is_there_are_waited_for() {
    let nobody = format!("redis://{}", free_address());
    let mut sentinels = Sentinel::build(vec![nobody]).unwrap();
    let error = sentinels.async_master_for(NAME, None).await.err().unwrap();
    assert!(error.is_unprocessed(), "{error}");
}

#[tokio::test]
async fn what_is_no_sentinel_is_not_waited_for() {
    let server = server::start(&[]);
    let error = sentinels(&server).async_master_for(NAME, None).await;
    let error = error.err().unwrap();
    assert!(!error.is_transient(), "{error}");

    let error = Sentinel::build(Vec::<String>::new()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::EmptySentinelList);
    assert!(!error.is_transient(), "{error}");
}
