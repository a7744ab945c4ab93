//! `redis` against real nodes of a Redis cluster.

use std::time::Duration;

use redis::{Client, RedisResult, Value, cmd};
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, Server, free_address, redis as server};
use tokio::time::{sleep, timeout};

const A_MOMENT: Duration = Duration::from_millis(300);

/// How long nodes may take to agree on what their cluster is.
const PATIENCE: Duration = Duration::from_secs(20);

struct Node {
    server: Server,
    /// Its port for the other nodes.
    bus: String,
}

fn start() -> Node {
    let bus = free_address().port().to_string();
    let server = server::start(&["--cluster-enabled", "yes", "--cluster-port", &bus]);
    Node { server, bus }
}

/// The commands on a new connection, and the last one's reply.
async fn once(node: &Node, commands: &[&[&str]]) -> RedisResult<Value> {
    let client = Client::open(format!("redis://{}", node.server.address()))?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let mut reply = Value::Nil;
    for command in commands {
        let mut sent = cmd(command[0]);
        sent.arg(&command[1..]);
        reply = sent.query_async(&mut connection).await?;
    }
    Ok(reply)
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 60, on = transient)]
async fn ask(attempts: &Attempts, node: &Node, commands: &[&[&str]]) -> RedisResult<Value> {
    attempts.count();
    once(node, commands).await
}

/// What a node says to `CLUSTER`.
async fn cluster(node: &Node, args: &[&str]) -> String {
    let command = [&["CLUSTER"], args].concat();
    let reply = once(node, &[&command]).await.unwrap();
    redis::from_redis_value(reply).unwrap()
}

async fn wait_until_it_says(node: &Node, args: &[&str], expected: &str) {
    let said = async {
        while !cluster(node, args).await.contains(expected) {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, said).await.expect(expected);
}

#[tokio::test]
async fn a_cluster_that_is_down_is_waited_for() {
    let node = start();
    let get: &[&[&str]] = &[&["GET", "key"]];
    let error = once(&node, get).await.unwrap_err();
    assert_eq!(error.code(), Some("CLUSTERDOWN"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let (outcome, _) = tokio::join!(ask(&attempts, &node, get), async {
        sleep(A_MOMENT).await;
        cluster(&node, &["ADDSLOTSRANGE", "0", "16383"]).await
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let two_slots: &[&[&str]] = &[&["MGET", "a", "b"]];
    let error = ask(&attempts, &node, two_slots).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("CROSSSLOT"), 1));
}

#[tokio::test]
async fn a_slot_that_is_half_moved_is_waited_for() {
    let [from, to] = [start(), start()];
    cluster(&from, &["ADDSLOTSRANGE", "0", "16383"]).await;
    let port = to.server.address().port().to_string();
    cluster(&from, &["MEET", "127.0.0.1", &port, &to.bus]).await;
    let from_id = cluster(&from, &["MYID"]).await;
    let to_id = cluster(&to, &["MYID"]).await;
    wait_until_it_says(&from, &["NODES"], &to_id).await;
    wait_until_it_says(&to, &["NODES"], &from_id).await;
    wait_until_it_says(&to, &["INFO"], "cluster_state:ok").await;

    let slot = cluster(&to, &["KEYSLOT", "{slot}"]).await;
    cluster(&to, &["SETSLOT", &slot, "IMPORTING", &from_id]).await;
    cluster(&from, &["SETSLOT", &slot, "MIGRATING", &to_id]).await;
    let get = ["MGET", "{slot}1", "{slot}2"];
    let get_here: &[&[&str]] = &[&["ASKING"], &get];
    let error = once(&to, get_here).await.unwrap_err();
    assert_eq!(error.code(), Some("TRYAGAIN"));
    assert!(error.is_unprocessed(), "{error}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(ask(&attempts, &to, get_here), async {
        sleep(A_MOMENT).await;
        for node in [&to, &from] {
            cluster(node, &["SETSLOT", &slot, "NODE", &to_id]).await;
        }
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let error = ask(&attempts, &from, &[&get]).await.unwrap_err();
    assert_eq!((error.code(), attempts.made()), (Some("MOVED"), 1));
}
