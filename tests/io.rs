//! `std::io::Error`, as the system really returns it.

use std::io::{Error, ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use retries::Transient;

#[test]
fn a_refused_connection_was_not_processed() {
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = TcpStream::connect(address).unwrap_err();
    assert!(error.is_transient() && error.is_unprocessed(), "{error}");
}

#[test]
fn a_name_that_cannot_exist_was_not_resolved() {
    let error = TcpStream::connect("no.such.host.invalid:80").unwrap_err();
    assert!(error.is_transient() && error.is_unprocessed(), "{error}");
}

#[test]
fn a_reading_that_timed_out_may_have_been_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(10)))
        .unwrap();
    let error = stream.read_exact(&mut [0]).unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error}");
}

#[test]
fn a_connection_that_ended_early_may_have_been_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    drop(listener.accept().unwrap());
    let error = stream.read_exact(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    assert!(error.is_transient() && !error.is_unprocessed());
}

#[test]
fn what_stays_wrong_is_permanent() {
    assert!(!std::fs::read("no/such/file").unwrap_err().is_transient());
    for kind in [
        ErrorKind::PermissionDenied,
        ErrorKind::AlreadyExists,
        ErrorKind::InvalidInput,
        ErrorKind::InvalidData,
        ErrorKind::AddrInUse,
        ErrorKind::Unsupported,
        ErrorKind::OutOfMemory,
    ] {
        assert!(!Error::from(kind).is_transient(), "{kind}");
    }
}
