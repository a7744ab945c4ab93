//! `#[derive(Transient)]` on a user's own errors.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use retries::{Decision, Transient, transient, unprocessed};

#[derive(Debug, Transient)]
enum Error {
    #[transient]
    Busy,
    #[transient(if = *_0 == 503 || *_0 == 429)]
    Status(u16),
    #[transient(if = *code >= 500, after = retry_after)]
    Api {
        code: u16,
        retry_after: Option<Duration>,
    },
    #[transient(after = 0, unprocessed)]
    RateLimited(Duration),
    #[transient(inherit)]
    Io(io::Error),
    Nested {
        #[transient(inherit)]
        inner: Box<Error>,
        _other: io::Error,
    },
    Sourced {
        source: io::Error,
    },
    #[transient(if = false)]
    #[expect(dead_code, reason = "it must not be asked")]
    Opted {
        source: io::Error,
    },
    #[transient(rate_limited)]
    TooMany,
    #[transient(timeout)]
    TooLate,
    Permanent,
}

fn io(kind: io::ErrorKind) -> io::Error {
    io::Error::from(kind)
}

#[test]
fn a_variant_without_an_attribute_is_permanent() {
    assert!(!Error::Permanent.is_transient());
    assert!(Error::Busy.is_transient());
}

#[test]
fn a_condition_sees_the_fields() {
    assert!(Error::Status(503).is_transient());
    assert!(!Error::Status(404).is_transient());
    let api = |code| Error::Api {
        code,
        retry_after: None,
    };
    assert!(api(500).is_transient());
    assert!(!api(400).is_transient());
}

#[test]
fn a_field_may_carry_the_servers_retry_after() {
    let hint = Duration::from_secs(3);
    let api = Error::Api {
        code: 500,
        retry_after: Some(hint),
    };
    assert_eq!(transient(&api), Decision::RetryAfter(hint));
    assert_eq!(
        transient(&Error::RateLimited(hint)),
        Decision::RetryAfter(hint)
    );
    let api = Error::Api {
        code: 500,
        retry_after: None,
    };
    assert_eq!(transient(&api), Decision::Retry);
}

#[test]
fn an_inner_error_decides_where_it_is_inherited() {
    assert!(Error::Io(io(io::ErrorKind::TimedOut)).is_transient());
    assert!(!Error::Io(io(io::ErrorKind::NotFound)).is_transient());
    let nested = |inner| Error::Nested {
        inner: Box::new(inner),
        _other: io(io::ErrorKind::NotFound),
    };
    assert!(nested(Error::Busy).is_transient());
    assert!(!nested(Error::Permanent).is_transient());
}

#[test]
fn a_source_is_inherited_by_default_and_can_be_exempted() {
    let source = || io(io::ErrorKind::ConnectionReset);
    assert!(Error::Sourced { source: source() }.is_transient());
    assert!(!Error::Opted { source: source() }.is_transient());
}

#[test]
fn rate_limits_and_timeouts_are_inherited_from_an_inner_error() {
    let nested = |inner| Error::Nested {
        inner: Box::new(inner),
        _other: io(io::ErrorKind::NotFound),
    };
    for rate_limited in [Error::TooMany, nested(Error::TooMany)] {
        assert_eq!(transient(&rate_limited), Decision::RateLimited);
        assert_eq!(unprocessed(&rate_limited), Decision::RateLimited);
    }
    for too_late in [
        Error::TooLate,
        nested(Error::TooLate),
        Error::Io(io(io::ErrorKind::TimedOut)),
    ] {
        assert_eq!(transient(&too_late), Decision::TimedOut);
        assert_eq!(unprocessed(&too_late), Decision::Stop);
    }
}

#[test]
fn only_a_request_that_was_surely_not_processed_is_unprocessed() {
    assert_eq!(unprocessed(&Error::Busy), Decision::Stop);
    let rate_limited = Error::RateLimited(Duration::ZERO);
    assert_eq!(
        unprocessed(&rate_limited),
        Decision::RetryAfter(Duration::ZERO)
    );
    assert_eq!(
        unprocessed(&Error::Io(io(io::ErrorKind::TimedOut))),
        Decision::Stop
    );
    assert_eq!(
        unprocessed(&Error::Io(io(io::ErrorKind::ConnectionRefused))),
        Decision::Retry
    );
}

#[derive(Transient)]
#[transient(if = *retryable)]
struct Structured {
    retryable: bool,
}

#[derive(Transient)]
#[transient(inherit)]
struct Wrapper<E>(E);

#[derive(Transient)]
struct Plain;

#[test]
fn structs_can_be_transient_too() {
    assert!(Structured { retryable: true }.is_transient());
    assert!(!Structured { retryable: false }.is_transient());
    assert!(!Plain.is_transient());
}

#[test]
fn a_generic_field_decides_through_its_bound() {
    assert!(Wrapper(Error::Busy).is_transient());
    assert!(!Wrapper(Plain).is_transient());
}

#[derive(Transient)]
#[transient(crate = renamed)]
struct Renamed;

mod renamed {
    pub(crate) use retries::__private;
}

#[test]
fn the_crate_may_have_another_name() {
    assert!(!Renamed.is_transient());
}

#[derive(Debug)]
struct Opaque(Option<Box<dyn StdError + Send + Sync>>);

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("opaque")
    }
}

impl StdError for Opaque {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.as_deref().map(|error| error as _)
    }
}

#[test]
fn an_unknown_error_is_classified_by_the_known_errors_below_it() {
    let deep = |kind| -> Box<dyn StdError + Send + Sync> {
        Box::new(Opaque(Some(Box::new(Opaque(Some(Box::new(io(kind))))))))
    };
    assert_eq!(transient(&deep(io::ErrorKind::BrokenPipe)), Decision::Retry);
    assert_eq!(
        transient(&deep(io::ErrorKind::PermissionDenied)),
        Decision::Stop
    );
    let unknown: Box<dyn StdError> = Box::new(Opaque(None));
    assert_eq!(transient(&unknown), Decision::Stop);
}

#[test]
fn an_io_error_is_classified_by_the_error_that_it_wraps() {
    let inner = io(io::ErrorKind::ConnectionReset);
    assert!(io::Error::other(Opaque(Some(Box::new(inner)))).is_transient());
    assert!(!io::Error::other("nothing known").is_transient());
}

#[derive(Debug)]
struct Cyclic;

impl fmt::Display for Cyclic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cyclic")
    }
}

impl StdError for Cyclic {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self)
    }
}

#[test]
fn a_cyclic_chain_ends() {
    let cyclic: Box<dyn StdError + Send + Sync> = Box::new(Cyclic);
    assert_eq!(transient(&cyclic), Decision::Stop);
    assert!(!io::Error::other(Cyclic).is_transient());
}
