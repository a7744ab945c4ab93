//! The middleware against a real server.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::routing::any;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};
use retries::{Backoff, Budget, Decision, Policy, Transient, remaining, transient};
use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// Attempts a millisecond apart, at most three.
const QUICK: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_millis(1)));

/// A server that fails the first requests, and the bodies of all.
struct Server {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<Bytes>>>,
}

impl Server {
    async fn start(failures: u32, status: StatusCode) -> Self {
        let (bodies, failed) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicU32::new(0)),
        );
        let kept = Arc::clone(&bodies);
        let handler = async move |body: Bytes| {
            kept.lock().unwrap().push(body);
            let is_failure = failed.fetch_add(1, Ordering::Relaxed) < failures;
            if is_failure { status } else { StatusCode::OK }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/", any(handler));
        tokio::spawn(axum::serve(listener, routes).into_future());
        Self { address, bodies }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    fn requests(&self) -> usize {
        self.bodies.lock().unwrap().len()
    }
}

fn client(middleware: impl Middleware) -> ClientWithMiddleware {
    let client = reqwest::Client::builder().retry(reqwest::retry::never());
    ClientBuilder::new(client.build().unwrap())
        .with(middleware)
        .build()
}

#[tokio::test]
async fn a_response_that_is_a_transient_failure_is_retried() {
    let server = Server::start(2, StatusCode::SERVICE_UNAVAILABLE).await;
    let client = client(QUICK.on(transient).on_ok(transient).middleware());
    let response = client.post(server.url()).body("text").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(*server.bodies.lock().unwrap(), ["text", "text", "text"]);
}

#[tokio::test]
async fn the_last_response_is_returned_with_its_status() {
    for (status, attempts) in [(StatusCode::BAD_GATEWAY, 3), (StatusCode::NOT_FOUND, 1)] {
        let server = Server::start(9, status).await;
        let client = client(QUICK.on(transient).on_ok(transient).middleware());
        let response = client.get(server.url()).send().await.unwrap();
        assert_eq!((response.status(), server.requests()), (status, attempts));
    }
}

#[tokio::test]
async fn a_refused_connection_is_retried_and_returned() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let attempts = Arc::new(AtomicU32::new(0));
    let last = Arc::clone(&attempts);
    let retry = QUICK.on(transient).on_give_up(move |event| {
        last.store(event.attempt().number(), Ordering::Relaxed);
    });
    let client = client(retry.middleware());
    let error = client
        .get(format!("http://{address}/"))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_connect() && error.is_unprocessed(), "{error:?}");
    assert_eq!(attempts.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_body_that_cannot_be_cloned_is_sent_once_and_reported() {
    let server = Server::start(9, StatusCode::SERVICE_UNAVAILABLE).await;
    let line = Arc::new(Mutex::new(String::new()));
    let gave_up = Arc::clone(&line);
    let retry = QUICK.on(transient).on_ok(transient).named("upload");
    let retry = retry.on_give_up(move |event| *gave_up.lock().unwrap() = event.to_string());
    let stream = Body::from("text").into_data_stream();
    let request = client(retry.middleware()).post(server.url());
    let request = request.body(reqwest::Body::wrap_stream(stream));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(*server.bodies.lock().unwrap(), ["text"]);
    assert_eq!(
        *line.lock().unwrap(),
        "upload: attempt 1 of 3 failed; gave up (not_repeatable)"
    );
}

#[tokio::test]
async fn an_attempt_is_cut_off_and_its_error_is_the_client_s() {
    let (server, stop) = (
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
        Duration::from_millis(50),
    );
    let url = format!("http://{}/", server.local_addr().unwrap());
    let timed_out = |timed_out| reqwest_middleware::Error::middleware(timed_out);
    let retry = QUICK.attempt_timeout(stop).max_attempts(2).on(transient);
    let error = client(retry.on_timeout(timed_out).middleware())
        .get(url)
        .send()
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "attempt 2 of 2 was cut off after 50ms");
    assert_eq!(transient(&error), Decision::TimedOut);
}

/// Counts the requests in the extensions, and keeps the time that each has left.
#[derive(Clone, Default)]
struct Inner(Arc<Mutex<Vec<Option<Duration>>>>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Count(u32);

#[tonic::async_trait]
impl Middleware for Inner {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let count = extensions
            .get::<Count>()
            .map_or(1, |Count(count)| count + 1);
        extensions.insert(Count(count));
        self.0.lock().unwrap().push(remaining());
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn the_middlewares_below_run_for_each_attempt_in_the_scope_of_the_call() {
    let server = Server::start(2, StatusCode::SERVICE_UNAVAILABLE).await;
    let inner = Inner::default();
    let retry = QUICK.deadline(Duration::from_secs(60)).on_ok(transient);
    let client = ClientBuilder::new(reqwest::Client::new())
        .with(retry.middleware())
        .with(inner.clone())
        .build();
    let mut extensions = Extensions::new();
    let request = client.get(server.url()).build().unwrap();
    let response = client
        .execute_with_extensions(request, &mut extensions)
        .await;
    assert_eq!(response.unwrap().status(), StatusCode::OK);
    assert_eq!(extensions.get(), Some(&Count(3)));
    let left = inner.0.lock().unwrap().clone();
    assert!(left.iter().all(Option::is_some), "{left:?}");
}

#[tokio::test]
async fn requests_share_a_budget() {
    static BUDGET: Budget = Budget::tokens(10);
    let client = client(QUICK.on_ok(transient).budget(&BUDGET).middleware());
    for requests in [3, 1] {
        let server = Server::start(9, StatusCode::SERVICE_UNAVAILABLE).await;
        client.get(server.url()).send().await.unwrap();
        assert_eq!(server.requests(), requests);
    }
}

#[tokio::test]
async fn the_error_of_a_middleware_is_classified_by_its_chain() {
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    assert!(reqwest_middleware::Error::middleware(reset).is_transient());
    let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert!(!reqwest_middleware::Error::middleware(denied).is_transient());
}

fn is_send<F: Future + Send>(future: F) -> F {
    future
}

#[tokio::test]
async fn the_future_of_a_request_is_send() {
    let server = Server::start(0, StatusCode::OK).await;
    let client = client(QUICK.middleware());
    let response = is_send(client.get(server.url()).send());
    assert_eq!(response.await.unwrap().status(), StatusCode::OK);
}

#[test]
fn a_middleware_is_printed_by_its_name() {
    let middleware = Policy::new().middleware();
    assert_eq!(format!("{middleware:?}"), "RetryMiddleware { .. }");
}
