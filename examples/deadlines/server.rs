//! A server of this process.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

/// Starts a server at a free port, and returns its address.
pub(crate) async fn serve(router: Router) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
