//! tonic, and hyper and h2 below it.

use std::collections::BTreeMap;

use tonic::{Code, Status};

use super::Class::{Permanent, TimedOut, Unknown, Unprocessed};
use super::{assert_all_decided, class};

#[test]
fn every_code_is_decided() {
    let decided = BTreeMap::from([
        ("Ok", Permanent),
        ("Cancelled", Permanent),
        ("Unknown", Permanent),
        ("InvalidArgument", Permanent),
        ("DeadlineExceeded", TimedOut),
        ("NotFound", Permanent),
        ("AlreadyExists", Permanent),
        ("PermissionDenied", Permanent),
        ("ResourceExhausted", Permanent),
        ("FailedPrecondition", Permanent),
        ("Aborted", Permanent),
        ("OutOfRange", Permanent),
        ("Unimplemented", Permanent),
        ("Internal", Permanent),
        ("Unavailable", Unknown),
        ("DataLoss", Permanent),
        ("Unauthenticated", Permanent),
    ]);
    assert_all_decided("tonic", "src/status.rs", "Code", &decided);
    for code in (0..17).map(Code::from) {
        let name = format!("{code:?}");
        assert_eq!(class(&Status::new(code, "no")), decided[&*name], "{name}");
    }
}

/// `tonic::transport::Error`, and what may be below it.
#[test]
fn every_kind_of_transport_error_has_a_class() {
    let decided = BTreeMap::from([
        // As its source.
        ("Transport", Unknown),
        ("InvalidUri", Permanent),
        ("InvalidUserAgent", Permanent),
        ("InvalidTlsConfigForUds", Permanent),
    ]);
    assert_all_decided("tonic", "src/transport/error.rs", "Kind", &decided);
    let decided = BTreeMap::from([
        ("H2NotNegotiated", Permanent),
        ("NativeCertsNotFound", Permanent),
        ("CertificateParseError", Permanent),
        ("PrivateKeyParseError", Permanent),
        ("HandshakeTimeout", Unprocessed),
        ("VerifierConflict", Permanent),
    ]);
    assert_all_decided(
        "tonic",
        "src/transport/service/tls.rs",
        "TlsError",
        &decided,
    );
}

/// An HTTP/2 client gets `Canceled`, `Io`, `Body` and `Http2`, and `User` when its runtime is dropped.
#[test]
fn every_kind_of_hyper_error_has_a_class() {
    let decided = BTreeMap::from([
        ("Parse", Permanent),
        // As its source.
        ("User", Permanent),
        ("IncompleteMessage", Unknown),
        ("UnexpectedMessage", Permanent),
        ("Canceled", Unprocessed),
        ("ChannelClosed", Unknown),
        // Classified like their source, but unprocessed only if the source is such an `h2::Error`.
        ("Io", Unknown),
        ("HeaderTimeout", TimedOut),
        ("Body", Unknown),
        ("BodyWrite", Unknown),
        ("Shutdown", Unknown),
        ("Http2", Unknown),
    ]);
    assert_all_decided("hyper", "src/error.rs", "Kind", &decided);
}

#[test]
fn every_kind_of_h2_error_has_a_class() {
    let decided = BTreeMap::from([
        ("Reset", Unknown),
        ("GoAway", Unprocessed),
        ("Reason", Unknown),
        ("User", Permanent),
        ("Io", Unknown),
    ]);
    assert_all_decided("h2", "src/error.rs", "Kind", &decided);
}
