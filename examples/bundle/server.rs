//! A server that closes the connection of the first request of each kind, or hangs if it is for the balance.

use std::collections::HashSet;
use std::future::pending;
use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) async fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let mut heard = HashSet::new();
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = String::new();
            if connection.read_to_string(&mut request).await.is_err() {
                continue;
            }
            let is_new = heard.insert(request.clone());
            tokio::spawn(answer(connection, request, is_new));
        }
    });
    Ok(address)
}

async fn answer(mut connection: TcpStream, request: String, is_new: bool) {
    if is_new && request == "balance" {
        pending::<()>().await;
    }
    if !is_new {
        let answer = format!("the {request}");
        // A client that has gone gets no answer.
        let _ = connection.write_all(answer.as_bytes()).await;
    }
}
