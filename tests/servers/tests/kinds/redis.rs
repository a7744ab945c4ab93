//! `redis`.

use std::collections::BTreeMap;
use std::io;

use redis::{ErrorKind, RedisError, RetryMethod, ServerErrorKind};

use crate::{Class, assert_all_decided, class};

const FILE: &str = "src/errors/redis_error.rs";

fn kinds() -> BTreeMap<&'static str, (ErrorKind, Class)> {
    use Class::{Permanent, Unknown, Unprocessed};
    use ErrorKind as Kind;
    BTreeMap::from([
        (
            "AuthenticationFailed",
            (Kind::AuthenticationFailed, Permanent),
        ),
        ("Client", (Kind::Client, Permanent)),
        (
            "ClusterConnectionNotFound",
            (Kind::ClusterConnectionNotFound, Unknown),
        ),
        ("EmptySentinelList", (Kind::EmptySentinelList, Permanent)),
        ("Extension", (Kind::Extension, Permanent)),
        (
            "InvalidClientConfig",
            (Kind::InvalidClientConfig, Permanent),
        ),
        ("Io", (Kind::Io, Unknown)),
        (
            "MasterNameNotFoundBySentinel",
            (Kind::MasterNameNotFoundBySentinel, Unprocessed),
        ),
        (
            "NoValidReplicasFoundBySentinel",
            (Kind::NoValidReplicasFoundBySentinel, Unprocessed),
        ),
        ("Parse", (Kind::Parse, Permanent)),
        ("RESP3NotSupported", (Kind::RESP3NotSupported, Permanent)),
        // Classified by its code.
        (
            "Server",
            (Kind::Server(ServerErrorKind::ResponseError), Permanent),
        ),
        (
            "UnexpectedReturnType",
            (Kind::UnexpectedReturnType, Permanent),
        ),
    ])
}

fn server_kinds() -> BTreeMap<&'static str, (ServerErrorKind, Class)> {
    use Class::{Permanent, Unprocessed};
    use ServerErrorKind as Kind;
    BTreeMap::from([
        ("Ask", (Kind::Ask, Unprocessed)),
        ("BusyLoading", (Kind::BusyLoading, Unprocessed)),
        ("ClusterDown", (Kind::ClusterDown, Unprocessed)),
        ("CrossSlot", (Kind::CrossSlot, Permanent)),
        ("ExecAbort", (Kind::ExecAbort, Permanent)),
        ("MasterDown", (Kind::MasterDown, Unprocessed)),
        ("Moved", (Kind::Moved, Unprocessed)),
        ("NoPerm", (Kind::NoPerm, Permanent)),
        ("NoScript", (Kind::NoScript, Permanent)),
        ("NoSub", (Kind::NoSub, Permanent)),
        ("NotBusy", (Kind::NotBusy, Permanent)),
        ("ReadOnly", (Kind::ReadOnly, Unprocessed)),
        ("ResponseError", (Kind::ResponseError, Permanent)),
        ("TryAgain", (Kind::TryAgain, Unprocessed)),
    ])
}

fn made(kind: impl Into<ErrorKind>) -> RedisError {
    RedisError::from((kind.into(), "as a test makes it"))
}

#[test]
fn every_kind_has_a_class() {
    let kinds = kinds();
    for (name, &(kind, expected)) in &kinds {
        assert_eq!(class(&made(kind)), expected, "{name}");
    }
    let mut decided: BTreeMap<_, _> = kinds.into_iter().map(|(name, it)| (name, it.1)).collect();
    // Exists only with the client's feature `json`. A value that cannot be serialized now cannot be later.
    decided.insert("Serialize", Class::Permanent);
    assert_all_decided("redis", FILE, "ErrorKind", &decided);
}

#[test]
fn every_kind_of_the_server_has_a_class() {
    let kinds = server_kinds();
    for (name, &(kind, expected)) in &kinds {
        assert_eq!(class(&made(kind)), expected, "{name}");
    }
    let decided = kinds.into_iter().map(|(name, it)| (name, it.1)).collect();
    assert_all_decided(
        "redis",
        "src/errors/server_error.rs",
        "ServerErrorKind",
        &decided,
    );
}

/// The class depends on the private way in which the client makes an error: a new way needs a decision.
#[test]
fn every_way_in_which_the_client_makes_an_error_is_known() {
    let known = [
        "General",
        "Internal",
        "Parsing",
        "Pipeline",
        "Server",
        "TransactionAborted",
    ];
    // Classified by its inner error.
    let known = known.map(|name| (name, Class::Unknown)).into();
    assert_all_decided("redis", FILE, "ErrorRepr", &known);
}

fn is_retried_by_the_client(error: &RedisError) -> bool {
    !matches!(error.retry_method(), RetryMethod::NoRetry)
}

fn differs(error: &RedisError) -> bool {
    is_retried_by_the_client(error) != (class(error) != Class::Permanent)
}

#[test]
fn the_class_agrees_with_the_clients_retry_advice_except_for_two_kinds() {
    let kinds = kinds().into_values().map(|(kind, _)| kind);
    let server = server_kinds().into_values().map(|(kind, _)| kind.into());
    let differing: Vec<_> = kinds
        .chain(server)
        .filter(|&kind| differs(&made(kind)))
        .collect();
    // For both kinds the client only replaces the connection. A password stays wrong, and `Parse` is also the
    // kind of a complete reply of the wrong type.
    let expected = [ErrorKind::AuthenticationFailed, ErrorKind::Parse];
    assert_eq!(differing, expected);
}

#[test]
fn codes_without_a_kind_are_not_retried_by_the_client() {
    for text in [
        "BUSY Redis is busy running a script.",
        "IOERR error or timeout reading to target instance",
        "MISCONF Errors writing to the AOF file: No space left on device",
        "NOMASTERLINK Can't SYNC while not connected with my master",
        "NOREPLICAS Not enough good replicas to write.",
        "REDIRECT 127.0.0.1:6380",
        "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
        // These have a kind, but the kind does not show the reason.
        "ERR max number of clients reached",
        "EXECABORT Transaction discarded because of: BUSY Redis is busy running a script.",
    ] {
        let reply = redis::parse_redis_value(format!("-{text}\r\n").as_bytes()).unwrap();
        let error = reply.extract_error().unwrap_err();
        // The client does not know the code, or does not read the text: the server cannot serve now.
        assert!(
            !is_retried_by_the_client(&error) && differs(&error),
            "{text}"
        );
    }
}

#[test]
fn the_client_repeats_some_lasting_io_errors() {
    use io::ErrorKind::{
        BrokenPipe, ConnectionRefused, ConnectionReset, InvalidData, InvalidInput,
    };
    use io::ErrorKind::{
        NotFound, PermissionDenied, TimedOut, UnexpectedEof, Unsupported, WouldBlock,
    };
    let kinds = [
        BrokenPipe,
        ConnectionRefused,
        ConnectionReset,
        InvalidData,
        InvalidInput,
    ];
    let others = [
        NotFound,
        PermissionDenied,
        TimedOut,
        UnexpectedEof,
        Unsupported,
        WouldBlock,
    ];
    let differing = kinds.into_iter().chain(others);
    let differing: Vec<_> = differing
        .filter(|&kind| differs(&io::Error::from(kind).into()))
        .collect();
    // The client repeats all kinds except two. rustls refuses a certificate with `InvalidData`.
    assert_eq!(differing, [InvalidData, InvalidInput]);
}
