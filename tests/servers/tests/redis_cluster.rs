//! `redis` against real nodes of a Redis cluster.

use std::time::Duration;

use redis::cluster::{ClusterClient, ClusterClientBuilder};
use redis::cluster_async::ClusterConnection;
use redis::{Client, ErrorKind, RedisResult, Value, cmd};
use retries::{Transient, retry, transient, unprocessed};
use retries_servers::{Attempts, Server, free_address, redis as server};
use tokio::time::{sleep, timeout};

const A_MOMENT: Duration = Duration::from_millis(300);

/// The longest time that nodes may take to agree on their cluster.
const PATIENCE: Duration = Duration::from_secs(20);

struct Node {
    server: Server,
    /// Its port for the other nodes.
    bus: String,
}

fn start() -> Node {
    let bus = free_address().port().to_string();
    let mut options = vec!["--cluster-enabled", "yes", "--cluster-port", &bus];
    // A dead master is replaced soon, and by a replica that has its data soon.
    options.extend(["--cluster-node-timeout", "500"]);
    options.extend(["--cluster-replica-validity-factor", "0"]);
    options.extend(["--repl-diskless-sync-delay", "0"]);
    let server = server::start(&options);
    Node { server, bus }
}

/// Sends the commands on a new connection, and returns the last reply.
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
async fn query(attempts: &Attempts, node: &Node, commands: &[&[&str]]) -> RedisResult<Value> {
    attempts.count();
    once(node, commands).await
}

/// Returns a node's reply to `CLUSTER`.
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
    let (outcome, _) = tokio::join!(query(&attempts, &node, get), async {
        sleep(A_MOMENT).await;
        cluster(&node, &["ADDSLOTSRANGE", "0", "16383"]).await
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let two_slots: &[&[&str]] = &[&["MGET", "a", "b"]];
    let error = query(&attempts, &node, two_slots).await.unwrap_err();
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
    let (outcome, ()) = tokio::join!(query(&attempts, &to, get_here), async {
        sleep(A_MOMENT).await;
        for node in [&to, &from] {
            cluster(node, &["SETSLOT", &slot, "NODE", &to_id]).await;
        }
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let error = once(&from, &[&get]).await.unwrap_err();
    assert_eq!(error.code(), Some("MOVED"));
    assert!(
        error.is_unprocessed(),
        "the other node has the slot: {error}"
    );
}

/// Three masters with a replica each, which know each other.
async fn start_cluster() -> (Vec<Node>, Vec<Node>) {
    let masters: Vec<Node> = std::iter::repeat_with(start).take(3).collect();
    let replicas: Vec<Node> = std::iter::repeat_with(start).take(3).collect();
    for (node, (first, last)) in masters.iter().zip(SLOTS) {
        cluster(node, &["ADDSLOTSRANGE", first, last]).await;
    }
    let all = || masters.iter().chain(&replicas);
    for node in all() {
        let port = node.server.address().port().to_string();
        cluster(&masters[0], &["MEET", "127.0.0.1", &port, &node.bus]).await;
    }
    for node in all() {
        wait_until_it_says(node, &["INFO"], "cluster_known_nodes:6").await;
    }
    for (replica, master) in replicas.iter().zip(&masters) {
        let master = cluster(master, &["MYID"]).await;
        cluster(replica, &["REPLICATE", &master]).await;
    }
    for node in all() {
        wait_until_it_says(node, &["INFO"], "cluster_state:ok").await;
    }
    for replica in &replicas {
        let linked = async {
            let info: &[&[&str]] = &[&["INFO", "replication"]];
            while !text(once(replica, info).await).contains("master_link_status:up") {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, linked)
            .await
            .expect("a replica has the data");
    }
    (masters, replicas)
}

const SLOTS: [(&str, &str); 3] = [("0", "5460"), ("5461", "10922"), ("10923", "16383")];

/// Returns a client that does not repeat commands itself.
fn client(nodes: &[Node]) -> ClusterClientBuilder {
    let urls = nodes
        .iter()
        .map(|node| format!("redis://{}", node.server.address()));
    ClusterClient::builder(urls)
        .retries(0)
        .connection_timeout(Duration::from_millis(300))
        .response_timeout(Duration::from_millis(300))
}

async fn increment_once(connection: &ClusterConnection, key: &str) -> RedisResult<u32> {
    cmd("INCR")
        .arg(key)
        .query_async(&mut connection.clone())
        .await
}

#[retry(exp(base = "50ms", cap = "200ms"), jitter = full, max_attempts = 200, on = transient)]
async fn increment(
    attempts: &Attempts,
    connection: &ClusterConnection,
    key: &str,
) -> RedisResult<u32> {
    attempts.count();
    increment_once(connection, key).await
}

#[retry(exp(base = "50ms", cap = "200ms"), jitter = full, max_attempts = 200, on = unprocessed)]
async fn increment_not_twice(connection: &ClusterConnection, key: &str) -> RedisResult<u32> {
    increment_once(connection, key).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failover_is_waited_for_and_nothing_is_done_twice() {
    let (mut masters, replicas) = start_cluster().await;
    let connection = client(&masters).build().unwrap();
    let connection = connection.get_async_connection().await.unwrap();

    // Keys of all three masters; both keys of a call are at one, so that a failover meets both.
    let key = |prefix: &str, call: u32| format!("{prefix}{{{call}}}");
    let attempts = Attempts::default();
    let mut calls = 0;
    let calling = async {
        let info: &[&[&str]] = &[&["INFO", "replication"]];
        let mut after_failover = 0;
        while after_failover < 30 {
            let [key_once, key_again] = ["once", "again"].map(|prefix| key(prefix, calls));
            // A command that may have been done fails in the first call, and is not sent again.
            let (_, incremented) = tokio::join!(
                increment_not_twice(&connection, &key_once),
                increment(&attempts, &connection, &key_again)
            );
            incremented.unwrap();
            calls += 1;
            if text(once(&replicas[0], info).await).contains("role:master") {
                after_failover += 1;
            }
        }
    };
    let (outcome, ()) = tokio::join!(timeout(PATIENCE, calling), async {
        sleep(A_MOMENT).await;
        masters[0].server.kill();
    });
    outcome.unwrap();
    assert!(attempts.made() > calls, "some were sent again");

    for call in 0..calls {
        let mut get = cmd("GET");
        get.arg(key("once", call));
        let value: Option<u32> = get.query_async(&mut connection.clone()).await.unwrap();
        assert!(value.unwrap_or_default() < 2, "{call}");
    }
}

#[tokio::test]
async fn a_cluster_without_any_reachable_node_is_waited_for() {
    let nobody = format!("redis://{}", free_address());
    let client = ClusterClient::new(vec![nobody]).unwrap();
    let error = client.get_async_connection().await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.is_unprocessed(), "{error}");
    let error = client.get_connection().err().unwrap();
    assert!(error.is_unprocessed(), "{error}");
}

#[tokio::test]
async fn a_cluster_that_refuses_the_password_is_permanent() {
    let node = start();
    let protect: &[&[&str]] = &[&["CONFIG", "SET", "requirepass", "right"]];
    once(&node, protect).await.unwrap();
    let address = node.server.address();
    for url in [
        format!("redis://{address}"),
        format!("redis://:wrong@{address}"),
    ] {
        let client = ClusterClient::new(vec![url]).unwrap();
        let error = client.get_async_connection().await.err().unwrap();
        assert!(!error.is_transient(), "{error}");
        let error = client.get_connection().err().unwrap();
        assert!(!error.is_transient(), "{error}");
    }
}

fn text(reply: RedisResult<Value>) -> String {
    redis::from_redis_value(reply.unwrap()).unwrap()
}
