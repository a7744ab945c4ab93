//! A service that recovers from an outage: at first it refuses connections, then it is overloaded.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Returns the address at which the service listens after `outage`.
pub(crate) async fn start_after(outage: Duration) -> std::io::Result<SocketAddr> {
    let address = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await?
        .local_addr()?;
    tokio::spawn(async move {
        tokio::time::sleep(outage).await;
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, Router::new().route("/{key}", get(answer))).await
    });
    Ok(address)
}

/// Sends 503, then 429, then 200, repeatedly.
async fn answer(Path(key): Path<String>) -> Response {
    static REQUESTS: AtomicU32 = AtomicU32::new(0);
    match REQUESTS.fetch_add(1, Ordering::Relaxed) % 3 {
        0 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        1 => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response(),
        _ => format!("the value of {key}").into_response(),
    }
}
