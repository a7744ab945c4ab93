//! A service with failures: it is overloaded, and some of its responses are lost.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{DATE, HeaderMap, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

#[derive(Clone, Default)]
pub(crate) struct Service(Arc<Books>);

#[derive(Default)]
struct Books {
    reads: AtomicU32,
    /// The payments by their idempotency keys.
    payments: Mutex<BTreeMap<String, u32>>,
    requests_to_send: AtomicU32,
    messages: Mutex<Vec<String>>,
}

impl Service {
    pub(crate) async fn start(self) -> std::io::Result<SocketAddr> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/report", get(report))
            .route("/payments", post(pay))
            .route("/messages", post(send))
            .with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(address)
    }

    pub(crate) fn payments(&self) -> Vec<u32> {
        lock(&self.0.payments).values().copied().collect()
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        lock(&self.0.messages).clone()
    }
}

/// Sends 429 with a wait in seconds, 503 with a wait as a date, then 200.
async fn report(State(Service(books)): State<Service>) -> Response {
    match books.reads.fetch_add(1, Ordering::Relaxed) {
        0 => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response(),
        1 => {
            let now = SystemTime::now();
            let headers = [(DATE, now), (RETRY_AFTER, now + Duration::from_secs(1))]
                .map(|(name, time)| (name, httpdate::fmt_http_date(time)));
            (StatusCode::SERVICE_UNAVAILABLE, headers).into_response()
        }
        _ => "all is well".into_response(),
    }
}

/// Books a payment under its key, once. The response to the booking itself is lost.
async fn pay(
    State(Service(books)): State<Service>,
    headers: HeaderMap,
    amount: String,
) -> Response {
    let key = headers.get("idempotency-key");
    let key = key.and_then(|key| key.to_str().ok());
    let (Some(key), Ok(amount)) = (key, amount.parse()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match lock(&books.payments).insert(key.to_owned(), amount) {
        None => StatusCode::BAD_GATEWAY.into_response(),
        Some(_) => "paid".into_response(),
    }
}

/// Refuses the first request with a `Retry-After`: without it the 503 could come from a proxy that lost its
/// connection. Sends the message of any later request, but loses the response.
async fn send(State(Service(books)): State<Service>, text: String) -> Response {
    if books.requests_to_send.fetch_add(1, Ordering::Relaxed) == 0 {
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "1")]).into_response();
    }
    lock(&books.messages).push(text);
    StatusCode::GATEWAY_TIMEOUT.into_response()
}

fn lock<T>(books: &Mutex<T>) -> MutexGuard<'_, T> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}
