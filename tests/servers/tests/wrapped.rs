//! The clients' failures inside `anyhow::Error`, and their responses as `http::Response`, have the same
//! class as by themselves.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use retries::{retry, transient};
use retries_servers::postgres::{PASSWORD, USER};
use retries_servers::{Attempts, Server, nginx, postgres, redis as redis_server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::time::sleep;
use tokio_postgres::NoTls;

const A_MOMENT: Duration = Duration::from_millis(300);

/// A client that sends a request, a statement or a command to an address.
trait Client {
    async fn send(&self, url: &str, request: &str) -> Result<()>;
}

struct TokioPostgres;
impl Client for TokioPostgres {
    async fn send(&self, url: &str, sql: &str) -> Result<()> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(sql).await.context("it did not run")
    }
}

struct Sqlx;
impl Client for Sqlx {
    async fn send(&self, url: &str, sql: &str) -> Result<()> {
        let mut connection = PgConnection::connect(url).await?;
        let ran = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
        ran.await.context("it did not run")?;
        Ok(())
    }
}

struct Redis;
impl Client for Redis {
    async fn send(&self, url: &str, command: &str) -> Result<()> {
        let client = redis::Client::open(url)?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let sent = redis::cmd(command).exec_async(&mut connection).await;
        sent.context("it did not run")
    }
}

struct Reqwest;
impl Client for Reqwest {
    async fn send(&self, url: &str, path: &str) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let response = client.get(format!("{url}{path}")).send().await;
        response?.error_for_status().context("it is no success")?;
        Ok(())
    }
}

struct Ureq;
impl Client for Ureq {
    async fn send(&self, url: &str, path: &str) -> Result<()> {
        let agent: ureq::Agent = ureq::config::Config::builder().proxy(None).build().into();
        let called = agent.get(format!("{url}{path}")).call();
        called.context("it is no success")?;
        Ok(())
    }
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn send(attempts: &Attempts, client: &impl Client, url: &str, request: &str) -> Result<()> {
    attempts.count();
    let sent = client.send(url, request).await;
    sent.with_context(|| format!("{request} failed"))
}

/// Sends a valid request to a server that is down at first, and then an invalid one.
async fn assert_classified(
    mut server: Server,
    client: impl Client,
    url: &str,
    right: &str,
    wrong: &str,
) {
    let attempts = Attempts::default();
    server.kill();
    let (outcome, ()) = tokio::join!(send(&attempts, &client, url, right), async {
        sleep(A_MOMENT).await;
        server.restart();
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);

    let error = send(&attempts, &client, url, wrong).await.unwrap_err();
    assert_eq!(attempts.made(), 1, "{error:?}");
}

fn postgres_url(server: &Server) -> String {
    format!("postgres://{USER}:{PASSWORD}@{}/postgres", server.address())
}

#[tokio::test]
async fn tokio_postgres_in_anyhow_is_classified_as_by_itself() {
    let server = postgres::start(&[]);
    let url = postgres_url(&server);
    assert_classified(server, TokioPostgres, &url, "SELECT 1", "SELEC 1").await;
}

#[tokio::test]
async fn sqlx_in_anyhow_is_classified_as_by_itself() {
    let server = postgres::start(&[]);
    let url = postgres_url(&server);
    assert_classified(server, Sqlx, &url, "SELECT 1", "SELEC 1").await;
}

#[tokio::test]
async fn redis_in_anyhow_is_classified_as_by_itself() {
    let server = redis_server::start(&[]);
    let url = format!("redis://{}", server.address());
    assert_classified(server, Redis, &url, "PING", "NOSUCHCOMMAND").await;
}

#[tokio::test]
async fn reqwest_in_anyhow_is_classified_as_by_itself() {
    let server = nginx::start("location /here { return 200; } location /missing { return 404; }");
    let url = format!("http://{}", server.address());
    assert_classified(server, Reqwest, &url, "/here", "/missing").await;
}

#[tokio::test]
async fn ureq_in_anyhow_is_classified_as_by_itself() {
    let server = nginx::start("location /here { return 200; } location /missing { return 404; }");
    let url = format!("http://{}", server.address());
    assert_classified(server, Ureq, &url, "/here", "/missing").await;
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on_ok = transient, on = transient)]
async fn response(attempts: &Attempts, url: &str) -> Result<http::Response<reqwest::Body>> {
    attempts.count();
    let client = reqwest::Client::builder().no_proxy().build()?;
    Ok(client.get(url).send().await?.into())
}

#[tokio::test]
async fn an_http_response_is_classified_by_its_status() {
    let server = nginx::start(
        "root .;
        location / { if (-f $document_root/down) { return 503; } return 404; }",
    );
    let down = server.directory().join("down");
    fs::write(&down, "").unwrap();
    let url = format!("http://{}/", server.address());
    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(response(&attempts, &url), async {
        sleep(A_MOMENT).await;
        fs::remove_file(&down).unwrap();
    });
    assert_eq!(outcome.unwrap().status(), 404);
    assert!(attempts.made() > 1);

    let outcome = response(&attempts, &url).await;
    assert_eq!(
        (outcome.unwrap().status().as_u16(), attempts.made()),
        (404, 1)
    );
}
