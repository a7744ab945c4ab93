//! A partner whose hosts fail when the story says so.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::client::Hosts;

#[derive(Default)]
pub(crate) struct Partner {
    pub(crate) prices: Arc<Host>,
    pub(crate) orders: Arc<Host>,
    pub(crate) tokens: Arc<Tokens>,
}

#[derive(Default)]
pub(crate) struct Host {
    is_down: AtomicBool,
    /// The number of requests that will get no response.
    to_hang: AtomicUsize,
    requests: AtomicUsize,
    processed: AtomicUsize,
}

#[derive(Default)]
pub(crate) struct Tokens {
    made: AtomicUsize,
    /// The number of the token that is valid, or 0.
    valid: AtomicUsize,
}

type HostState = State<(Arc<Host>, Arc<Tokens>)>;

impl Partner {
    pub(crate) async fn start(&self) -> io::Result<Hosts> {
        let state = |host: &Arc<Host>| (Arc::clone(host), Arc::clone(&self.tokens));
        let prices = Router::new().route("/price/{product}", get(request));
        let orders = Router::new().route("/order/{product}", post(request));
        let tokens = Router::new().route("/token", post(token));
        Ok(Hosts {
            prices: serve(prices.with_state(state(&self.prices))).await?,
            orders: serve(orders.with_state(state(&self.orders))).await?,
            tokens: serve(tokens.with_state(Arc::clone(&self.tokens))).await?,
        })
    }
}

impl Host {
    pub(crate) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Relaxed);
    }

    /// Processes the next requests, but sends no responses.
    pub(crate) fn hang(&self, requests: usize) {
        self.to_hang.store(requests, Relaxed);
    }

    /// Returns the number of requests so far.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Relaxed)
    }

    /// Returns the number of requests so far that the host has processed.
    pub(crate) fn processed(&self) -> usize {
        self.processed.load(Relaxed)
    }
}

impl Tokens {
    pub(crate) fn expire(&self) {
        self.valid.store(0, Relaxed);
    }

    /// Returns the number of tokens so far.
    pub(crate) fn made(&self) -> usize {
        self.made.load(Relaxed)
    }
}

async fn serve(router: Router) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn token(State(tokens): State<Arc<Tokens>>) -> String {
    sleep(Duration::from_millis(50)).await;
    let token = tokens.made.fetch_add(1, Relaxed) + 1;
    tokens.valid.store(token, Relaxed);
    token.to_string()
}

async fn request(
    State((host, tokens)): HostState,
    headers: HeaderMap,
) -> Result<&'static str, StatusCode> {
    host.requests.fetch_add(1, Relaxed);
    sleep(Duration::from_millis(20)).await;
    if host.is_down.load(Relaxed) {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let valid = format!("Bearer {}", tokens.valid.load(Relaxed));
    if headers.get(AUTHORIZATION).is_none_or(|it| *it != valid) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    host.processed.fetch_add(1, Relaxed);
    let one_less = |to_hang: usize| to_hang.checked_sub(1);
    if host
        .to_hang
        .fetch_update(Relaxed, Relaxed, one_less)
        .is_ok()
    {
        pending::<()>().await;
    }
    Ok("4.20")
}
