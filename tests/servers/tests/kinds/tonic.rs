//! tonic, and h2 below it. The kinds of hyper are listed with reqwest.

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
