//! Errors and responses of reqwest's blocking client from real connections.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use reqwest::Error;
use reqwest::blocking::{Client, Response};
use retries::{retry, transient, unprocessed};

/// Sends these bytes, or none, on each connection, and closes it.
fn server<const N: usize>(answers: [&'static str; N]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let read = stream.read(&mut [0; 4096]);
            assert!(read.is_ok_and(|length| length > 0));
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

const FINE: &str = "HTTP/1.1 200 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const MISSING: &str = "HTTP/1.1 404 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const BUSY: &str =
    "HTTP/1.1 503 x\r\nretry-after: 60\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const CUT_OFF: &str = "HTTP/1.1 200 x\r\ncontent-length: 100\r\n\r\nonly this";

#[derive(Default)]
struct Waits(RefCell<Vec<Duration>>);

impl Waits {
    fn push(&self, wait: Duration) {
        self.0.borrow_mut().push(wait);
    }

    fn count(&self) -> usize {
        self.0.borrow().len()
    }
}

#[retry(fixed("1s"), on = transient, on_ok = transient, sleep = |wait| waits.push(wait))]
fn send(waits: &Waits, server: SocketAddr) -> Result<Response, Error> {
    Client::new().get(format!("http://{server}/")).send()
}

#[retry(fixed("1s"), on = transient, sleep = |wait| waits.push(wait))]
fn read(waits: &Waits, server: SocketAddr) -> Result<String, Error> {
    let response = Client::new().get(format!("http://{server}/")).send()?;
    response.error_for_status()?.text()
}

#[retry(fixed("1s"), on = unprocessed, sleep = |wait| waits.push(wait))]
fn read_once(waits: &Waits, server: SocketAddr) -> Result<String, Error> {
    let response = Client::new().get(format!("http://{server}/")).send()?;
    response.error_for_status()?.text()
}

#[test]
fn a_response_that_is_a_failure_is_retried_when_its_headers_say() {
    let waits = Waits::default();
    let response = send(&waits, server([BUSY, FINE])).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(waits.count(), 1);
    // A `Retry-After` is extended by up to a tenth.
    let asked = Duration::from_secs(60)..=Duration::from_secs(66);
    assert!(asked.contains(&waits.0.borrow()[0]));
}

#[test]
fn a_permanent_response_is_returned_at_once() {
    let waits = Waits::default();
    let response = send(&waits, server([MISSING])).unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(waits.count(), 0);
}

#[test]
fn an_error_made_from_a_status_decides_like_the_status() {
    let waits = Waits::default();
    let error = read(&waits, server([BUSY, MISSING])).unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(waits.count(), 1);
}

#[test]
fn a_refused_connection_was_not_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let waits = Waits::default();
    assert!(read_once(&waits, address).unwrap_err().is_connect());
    assert_eq!(waits.count(), 2);
}

#[test]
fn an_incomplete_response_may_have_been_processed() {
    for cut in ["", CUT_OFF] {
        let waits = Waits::default();
        read(&waits, server([cut, FINE])).unwrap();
        assert_eq!(waits.count(), 1);

        let waits = Waits::default();
        read_once(&waits, server([cut])).unwrap_err();
        assert_eq!(waits.count(), 0);
    }
}
