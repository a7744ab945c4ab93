//! Pipelines of `redis` against a real Redis.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Client, Pipeline, RedisResult, cmd, pipe};
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, redis as server};
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn send(
    attempts: &Attempts,
    connection: &MultiplexedConnection,
    commands: &Pipeline,
) -> RedisResult<()> {
    attempts.count();
    commands.query_async(&mut connection.clone()).await
}

/// Sets whether the server refuses writes without a replica. It has none here.
async fn needs_replicas(connection: &MultiplexedConnection, needs: bool) {
    let mut set = cmd("CONFIG");
    set.arg("SET")
        .arg("min-replicas-to-write")
        .arg(u8::from(needs));
    set.exec_async(&mut connection.clone()).await.unwrap();
}

fn increments_and_reads() -> Pipeline {
    let mut commands = pipe();
    commands.cmd("GET").arg("text").cmd("INCR").arg("n");
    commands
}

fn increments_a_text() -> Pipeline {
    let mut commands = increments_and_reads();
    commands.cmd("INCR").arg("text");
    commands
}

#[tokio::test]
async fn a_transient_failure_is_retried_and_a_permanent_one_returned_at_once() {
    let server = server::start(&[]);
    let client = Client::open(format!("redis://{}", server.address())).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let set = cmd("SET").arg("text").arg("text").take();
    set.exec_async(&mut connection.clone()).await.unwrap();
    let attempts = Attempts::default();
    let one_by_one = increments_and_reads();
    let at_once = increments_and_reads().atomic().clone();

    for (commands, is_unprocessed) in [(one_by_one, false), (at_once, true)] {
        needs_replicas(&connection, true).await;
        let error = commands.exec_async(&mut connection.clone()).await;
        let error = error.unwrap_err();
        assert!(error.is_transient(), "{error}");
        assert_eq!(error.is_unprocessed(), is_unprocessed, "{error}");
        let (outcome, ()) = tokio::join!(send(&attempts, &connection, &commands), async {
            sleep(A_MOMENT).await;
            needs_replicas(&connection, false).await;
        });
        outcome.unwrap();
        assert!(attempts.made() > 1);
    }

    for commands in [
        increments_a_text(),
        increments_a_text().atomic().clone(),
        pipe().atomic().cmd("NOSUCHCOMMAND").clone(),
    ] {
        let error = send(&attempts, &connection, &commands).await;
        error.unwrap_err();
        assert_eq!(attempts.made(), 1);
    }
}

#[tokio::test]
async fn one_permanent_failure_in_a_pipeline_stops_the_call() {
    let server = server::start(&[]);
    let client = Client::open(format!("redis://{}", server.address())).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    needs_replicas(&connection, true).await;
    let mut commands = pipe();
    commands.cmd("INCR").arg("n").cmd("NOSUCHCOMMAND");
    let attempts = Attempts::default();
    for commands in [commands.clone(), commands.atomic().clone()] {
        let error = send(&attempts, &connection, &commands).await.unwrap_err();
        assert_eq!(attempts.made(), 1, "{error}");
    }
}

#[tokio::test]
async fn a_transaction_refused_at_its_end_is_classified_by_its_cause() {
    let server = server::start(&[]);
    let client = Client::open(format!("redis://{}", server.address())).unwrap();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let other = client.get_multiplexed_async_connection().await.unwrap();
    let execute = |words: &'static [&str]| {
        let mut sent = cmd(words[0]);
        sent.arg(&words[1..]);
        let mut connection = connection.clone();
        async move { sent.exec_async(&mut connection).await }
    };
    execute(&["MULTI"]).await.unwrap();
    execute(&["INCR", "n"]).await.unwrap();
    needs_replicas(&other, true).await;
    let error = execute(&["EXEC"]).await.unwrap_err();
    assert_eq!(error.code(), Some("EXECABORT"));
    assert!(error.is_unprocessed(), "{error}");

    needs_replicas(&other, false).await;
    execute(&["MULTI"]).await.unwrap();
    execute(&["NOSUCHCOMMAND"]).await.unwrap_err();
    let error = execute(&["EXEC"]).await.unwrap_err();
    assert_eq!(error.code(), Some("EXECABORT"));
    assert!(!error.is_transient(), "{error}");
}
