//! `std::io::Error` as the operating system returns it.

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

/// Runs this test again in a child of a shell that limits the file descriptors, and uses them up there.
#[test]
#[cfg(unix)]
fn a_connection_without_a_descriptor_was_not_processed() {
    use std::fs::File;
    use std::process::Command;

    const FEW: &str = "RETRIES_FEW_DESCRIPTORS";
    if std::env::var_os(FEW).is_none() {
        let child = Command::new("sh")
            .args(["-c", "ulimit -n 40 && exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "io::a_connection_without_a_descriptor_was_not_processed",
            ])
            .env(FEW, "")
            .output()
            .unwrap();
        assert!(child.status.success(), "{child:?}");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let files: Vec<_> = std::iter::repeat_with(|| File::open("/dev/null"))
        .map_while(Result::ok)
        .collect();
    let error = TcpStream::connect(listener.local_addr().unwrap()).unwrap_err();
    drop(files);
    assert!(error.is_transient() && error.is_unprocessed(), "{error}");
}

#[test]
fn an_unavailable_address_was_not_processed() {
    // An address for documentation, RFC 5737.
    let error = TcpListener::bind("192.0.2.1:0").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrNotAvailable);
    assert!(error.is_transient() && error.is_unprocessed());
}

#[test]
#[cfg(target_os = "linux")]
fn a_system_code_without_a_kind_is_classified_by_its_number() {
    const EMFILE: i32 = 24;
    const ENETRESET: i32 = 102;
    const ENOBUFS: i32 = 105;
    const EBADF: i32 = 9;
    let error = Error::from_raw_os_error;
    assert!(error(EMFILE).is_unprocessed());
    for code in [ENETRESET, ENOBUFS] {
        assert!(error(code).is_transient() && !error(code).is_unprocessed());
    }
    assert!(!error(EBADF).is_transient());
}

#[test]
fn a_read_that_timed_out_may_have_been_processed() {
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
fn an_error_that_would_repeat_is_permanent() {
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
