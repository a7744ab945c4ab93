//! `object_store`.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use object_store::Error;
use object_store::path;

use super::Class::{Permanent, Unknown};
use super::{assert_all_decided, class};

#[test]
fn every_kind_of_object_store_has_a_class() {
    let lost = || Box::new(io::Error::from(ErrorKind::ConnectionReset));
    let name = String::new;
    let kinds = [
        // As its source.
        (
            "Generic",
            Error::Generic {
                store: "a",
                source: lost(),
            },
            Unknown,
        ),
        (
            "NotFound",
            Error::NotFound {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "InvalidPath",
            path::Path::parse("a//b").unwrap_err().into(),
            Permanent,
        ),
        (
            "NotSupported",
            Error::NotSupported { source: lost() },
            Permanent,
        ),
        (
            "AlreadyExists",
            Error::AlreadyExists {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "Precondition",
            Error::Precondition {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "NotModified",
            Error::NotModified {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "NotImplemented",
            Error::NotImplemented {
                operation: name(),
                implementer: name(),
            },
            Permanent,
        ),
        (
            "PermissionDenied",
            Error::PermissionDenied {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "Unauthenticated",
            Error::Unauthenticated {
                path: name(),
                source: lost(),
            },
            Permanent,
        ),
        (
            "UnknownConfigurationKey",
            Error::UnknownConfigurationKey {
                store: "a",
                key: name(),
            },
            Permanent,
        ),
    ];
    // Exists with a feature of the client.
    let mut decided = BTreeMap::from([("JoinError", Permanent)]);
    for (name, error, expected) in kinds {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("object_store", "src/lib.rs", "Error", &decided);
}
