//! `async-nats` against a real server.

use std::time::Duration;

use async_nats::jetstream::{self, context, kv, stream};
use async_nats::{Client, ConnectError, ConnectErrorKind, ConnectOptions, RequestErrorKind};
use futures_util::StreamExt;
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, Server, free_address, nats};
use tokio::net::TcpListener;
use tokio::time::sleep;

const PASSWORD: &str = "authorization { token: right }";

fn options() -> ConnectOptions {
    ConnectOptions::new()
        .token("right".into())
        .request_timeout(Some(Duration::from_millis(300)))
}

async fn connect(server: &Server) -> Result<Client, ConnectError> {
    options().connect(server.address().to_string()).await
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 50, on = transient)]
async fn connected(attempts: &Attempts, server: &str) -> Result<Client, ConnectError> {
    attempts.count();
    options().connect(server).await
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 50, on = transient)]
async fn request(attempts: &Attempts, client: &Client) -> Result<(), async_nats::RequestError> {
    attempts.count();
    client.request("time", "?".into()).await.map(drop)
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 50, on = transient)]
async fn publish(
    attempts: &Attempts,
    context: &jetstream::Context,
) -> Result<(), context::PublishError> {
    attempts.count();
    context.publish("orders", "1".into()).await?.await.map(drop)
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

fn orders() -> stream::Config {
    stream::Config {
        name: "orders".into(),
        subjects: vec!["orders".into()],
        ..stream::Config::default()
    }
}

/// The stream of a key-value store. The client's own way to make it needs a newer server than Debian's.
fn bucket() -> stream::Config {
    stream::Config {
        name: "KV_prices".into(),
        subjects: vec!["$KV.prices.>".into()],
        max_messages_per_subject: 1,
        allow_rollup: true,
        ..stream::Config::default()
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_waited_for() {
    let mut server = nats::start("");
    server.kill();
    let refused = connect(&server).await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let attempts = Attempts::default();
    let address = server.address().to_string();
    let (outcome, ()) = tokio::join!(connected(&attempts, &address), async {
        failed_once(&attempts).await;
        server.restart();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_connection_that_was_not_made_has_processed_nothing() {
    let unknown = options().connect("no-such-name.invalid").await.unwrap_err();
    assert_eq!(unknown.kind(), ConnectErrorKind::Dns);
    let listener = TcpListener::bind(free_address()).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (closed, ()) = tokio::join!(options().connect(&address), async {
        drop(listener.accept().await.unwrap());
    });
    let closed = closed.unwrap_err();
    // The listener does not accept again, and so the client receives nothing.
    let late = options()
        .connection_timeout(Duration::from_millis(100))
        .connect(&address)
        .await
        .unwrap_err();
    assert_eq!(late.kind(), ConnectErrorKind::TimedOut);
    let full = nats::start("max_connections: 1");
    let _first = connect(&full).await.unwrap();
    let full = connect(&full).await.unwrap_err();
    for error in [unknown, closed, late, full] {
        assert!(error.is_unprocessed(), "{error:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_permanent() {
    let server = nats::start(PASSWORD);
    connect(&server).await.unwrap();
    let wrong = ConnectOptions::new().token("wrong".into());
    let error = wrong.connect(server.address().to_string()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::AuthorizationViolation);
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_service_without_a_subscriber_is_waited_for() {
    let server = nats::start("");
    let client = connect(&server).await.unwrap();
    let error = client.request("time", "?".into()).await.unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::NoResponders);
    assert!(error.is_unprocessed());

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(request(&attempts, &client), async {
        failed_once(&attempts).await;
        let mut requests = client.subscribe("time").await.unwrap();
        let request = requests.next().await.unwrap();
        let reply = request.reply.unwrap();
        client.publish(reply, "noon".into()).await.unwrap();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_request_without_a_response_in_time_may_have_been_processed() {
    let server = nats::start("");
    let client = connect(&server).await.unwrap();
    let _silent = client.subscribe("time").await.unwrap();
    let error = client.request("time", "?".into()).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_unprocessed(), "{error:?}");

    let context = jetstream::new(client);
    context.create_stream(orders()).await.unwrap();
    server.pause();
    let info = context.get_stream("orders").await.unwrap_err();
    assert!(info.is_timeout() && !info.is_unprocessed(), "{info:?}");
    server.resume();
}

#[tokio::test]
async fn a_stream_that_does_not_listen_yet_is_waited_for() {
    let server = nats::start("");
    let context = jetstream::new(connect(&server).await.unwrap());
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(publish(&attempts, &context), async {
        failed_once(&attempts).await;
        context.create_stream(orders()).await.unwrap();
    });
    outcome.unwrap();
    let mut stream = context.get_stream("orders").await.unwrap();
    assert_eq!(stream.info().await.unwrap().state.messages, 1);
}

#[tokio::test]
async fn mistakes_and_conflicts_are_permanent() {
    let server = nats::start("");
    let client = connect(&server).await.unwrap();
    let context = jetstream::new(client.clone());
    let missing = context.get_stream("orders").await.unwrap_err();
    assert!(!missing.is_transient(), "{missing:?}");

    context.create_stream(bucket()).await.unwrap();
    let prices = context.get_key_value("prices").await.unwrap();
    let revision = prices.create("tea", "3".into()).await.unwrap();
    let exists = prices.create("tea", "4".into()).await.unwrap_err();
    assert_eq!(exists.kind(), kv::CreateErrorKind::AlreadyExists);
    assert!(!exists.is_transient());
    let changed = prices.update("tea", "4".into(), revision + 1).await;
    let changed = changed.unwrap_err();
    assert_eq!(changed.kind(), kv::UpdateErrorKind::WrongLastRevision);
    assert!(!changed.is_transient());

    client.drain().await.unwrap();
    let ended = loop {
        if let Err(error) = client.flush().await {
            break error;
        }
    };
    assert!(!ended.is_transient(), "{ended:?}");
}
