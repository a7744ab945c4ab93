//! The pools `deadpool` and `bb8`. `r2d2::Error` has no kinds.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};

use bb8::RunError;
use deadpool::managed::{HookError, PoolError, TimeoutType};

use super::Class::{Permanent, Unknown, Unprocessed};
use super::{assert_all_decided, class};

fn lost() -> Error {
    ErrorKind::ConnectionReset.into()
}

#[test]
fn every_kind_of_deadpool_has_a_class() {
    let file = "src/managed/errors.rs";
    let mut decided = BTreeMap::new();
    for (name, error, expected) in [
        // As the error inside.
        ("Backend", PoolError::Backend(lost()), Unknown),
        (
            "PostCreateHook",
            PoolError::PostCreateHook(HookError::Backend(lost())),
            Unknown,
        ),
        (
            "Timeout",
            PoolError::Timeout(TimeoutType::Wait),
            Unprocessed,
        ),
        ("Closed", PoolError::Closed, Permanent),
        (
            "NoRuntimeSpecified",
            PoolError::NoRuntimeSpecified,
            Permanent,
        ),
    ] {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("deadpool", file, "PoolError", &decided);

    let mut decided = BTreeMap::new();
    for (name, timeout) in [
        ("Wait", TimeoutType::Wait),
        ("Create", TimeoutType::Create),
        ("Recycle", TimeoutType::Recycle),
    ] {
        let error = PoolError::<Error>::Timeout(timeout);
        assert_eq!(class(&error), Unprocessed, "{name}");
        decided.insert(name, Unprocessed);
    }
    assert_all_decided("deadpool", file, "TimeoutType", &decided);

    let mut decided = BTreeMap::new();
    for (name, hook, expected) in [
        ("Message", HookError::message("no"), Permanent),
        ("Backend", HookError::Backend(lost()), Unknown),
    ] {
        let error = PoolError::PostCreateHook(hook);
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("deadpool", "src/managed/hooks.rs", "HookError", &decided);
}

#[test]
fn every_kind_of_bb8_has_a_class() {
    let mut decided = BTreeMap::new();
    for (name, error, expected) in [
        ("User", RunError::User(lost()), Unknown),
        ("TimedOut", RunError::TimedOut, Unprocessed),
    ] {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("bb8", "src/api.rs", "RunError", &decided);
}
