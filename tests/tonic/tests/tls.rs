//! Handshakes that fail: nothing was sent, and most fail again.
#![cfg(feature = "tls")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use tonic::Status;
use tonic::transport::{ClientTlsConfig, Endpoint};
use tonic_features::client::failure;
use tonic_features::{Class, class};

/// A server that does this to each connection.
fn start(treat: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || treat(stream));
        }
    });
    address
}

async fn failure_of(tls: ClientTlsConfig, treat: fn(TcpStream)) -> Status {
    let endpoint = Endpoint::from_shared(format!("https://{}", start(treat))).unwrap();
    failure(endpoint.tls_config(tls).unwrap()).await
}

fn read(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
}

#[tokio::test]
async fn a_handshake_that_the_server_refuses_is_permanent() {
    let failure = failure_of(ClientTlsConfig::new(), |mut stream| {
        read(&mut stream);
        // A fatal alert, `handshake_failure`.
        let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, 40]);
        read(&mut stream);
    });
    let failure = failure.await;
    assert_eq!(class(&failure), Class::Permanent, "{failure:?}");
}

#[tokio::test]
async fn a_server_without_tls_is_permanent() {
    let failure = failure_of(ClientTlsConfig::new(), |mut stream| {
        read(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        read(&mut stream);
    });
    let failure = failure.await;
    assert_eq!(class(&failure), Class::Permanent, "{failure:?}");
}

#[tokio::test]
async fn a_handshake_that_the_server_cuts_off_was_not_processed() {
    let orderly: fn(TcpStream) = |mut stream| read(&mut stream);
    let by_a_reset: fn(TcpStream) = drop;
    for cut_off in [orderly, by_a_reset] {
        let failure = failure_of(ClientTlsConfig::new(), cut_off).await;
        assert_eq!(class(&failure), Class::Unprocessed, "{failure:?}");
    }
}

#[tokio::test]
async fn a_handshake_that_takes_too_long_was_not_processed() {
    let short = ClientTlsConfig::new().timeout(Duration::from_millis(50));
    let silent = |mut stream: TcpStream| {
        while stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {}
    };
    let failure = failure_of(short, silent).await;
    assert_eq!(class(&failure), Class::Unprocessed, "{failure:?}");
}
