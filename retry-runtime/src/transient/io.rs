//! `std::io::Error`.

use core::time::Duration;
use std::io::Error;

use super::chain::{class_of_chain, retry_after_of_chain};
use super::class::{FailureClass, impl_transient};
use super::io_kind::{only_wraps, own_class};

impl_transient! {
    /// `std::io::Error` is classified by its kind, or by the system's code, which is more exact:
    ///
    /// | | |
    /// |---|---|
    /// | not processed | a refused connection; a name that did not resolve; no local address or port left (`AddrNotAvailable`); no file descriptor left (`EMFILE`, `ENFILE`) |
    /// | may have been processed | a connection that was reset, aborted, closed or never made; an early end; a host or network that cannot be reached, which ends established connections too; an interrupted call; a resource in use (`ResourceBusy`, `ExecutableFileBusy`, `Deadlock`); `StaleNetworkFileHandle`; codes like `ENETRESET`, `ENOBUFS`, `ENOMEM`, `EHOSTDOWN` |
    /// | timed out | `TimedOut`, and `WouldBlock`, which a socket with a timeout returns |
    /// | permanent | every other kind: not found, no permission, an address in use, a full disk, bad data |
    /// | as its inner error | `Other`, which has no meaning of its own |
    ///
    /// A refused connection means TCP or a Unix stream. A connected UDP socket reports the refusal of an
    /// earlier datagram, which does not prove that the request was not processed.
    impl for Error { class, retry_after_of }
}

pub(super) fn class(error: &Error) -> FailureClass {
    own_class(error).unwrap_or_else(|| {
        error
            .get_ref()
            .map_or(FailureClass::Permanent, |inner| class_of_chain(inner))
    })
}

fn retry_after_of(error: &Error) -> Option<Duration> {
    if only_wraps(error) {
        retry_after_of_chain(error.get_ref()?)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::io_kind::PERMANENT_LOOKUPS;
    use super::*;
    use std::io::ErrorKind as Kind;

    fn assert_all(kinds: &[Kind], expected: FailureClass) {
        for kind in kinds {
            assert_eq!(class(&Error::from(*kind)), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_connection_that_was_not_made_has_sent_nothing() {
        assert_all(
            &[Kind::ConnectionRefused, Kind::AddrNotAvailable],
            FailureClass::Unprocessed,
        );
    }

    #[test]
    fn a_connection_that_was_lost_may_have_sent_something() {
        let kinds = [
            Kind::ConnectionReset,
            Kind::ConnectionAborted,
            Kind::NotConnected,
            Kind::BrokenPipe,
            Kind::Interrupted,
            Kind::UnexpectedEof,
            Kind::HostUnreachable,
            Kind::NetworkUnreachable,
            Kind::NetworkDown,
        ];
        assert_all(&kinds, FailureClass::Unknown);
        assert_all(&[Kind::TimedOut, Kind::WouldBlock], FailureClass::TimedOut);
    }

    #[test]
    fn a_resource_in_use_is_transient() {
        let kinds = [
            Kind::ResourceBusy,
            Kind::ExecutableFileBusy,
            Kind::Deadlock,
            Kind::StaleNetworkFileHandle,
        ];
        assert_all(&kinds, FailureClass::Unknown);
    }

    #[test]
    fn every_other_kind_is_permanent() {
        let kinds = [
            Kind::NotFound,
            Kind::PermissionDenied,
            Kind::AddrInUse,
            Kind::AlreadyExists,
            Kind::NotADirectory,
            Kind::IsADirectory,
            Kind::DirectoryNotEmpty,
            Kind::ReadOnlyFilesystem,
            Kind::InvalidInput,
            Kind::InvalidData,
            Kind::WriteZero,
            Kind::StorageFull,
            Kind::NotSeekable,
            Kind::QuotaExceeded,
            Kind::FileTooLarge,
            Kind::CrossesDevices,
            Kind::TooManyLinks,
            Kind::ArgumentListTooLong,
            Kind::Unsupported,
            Kind::OutOfMemory,
            Kind::Other,
        ];
        assert_all(&kinds, FailureClass::Permanent);
    }

    #[test]
    fn an_inner_error_decides_only_if_the_kind_does_not() {
        let wrapped = |outer, inner: Kind| class(&Error::new(outer, Error::from(inner)));
        for (inner, expected) in [
            (Kind::ConnectionRefused, FailureClass::Unprocessed),
            (Kind::ConnectionReset, FailureClass::Unknown),
            (Kind::TimedOut, FailureClass::TimedOut),
            (Kind::NotFound, FailureClass::Permanent),
        ] {
            assert_eq!(wrapped(Kind::Other, inner), expected);
        }
        assert_eq!(
            wrapped(Kind::TimedOut, Kind::NotFound),
            FailureClass::TimedOut
        );
        assert_eq!(
            wrapped(Kind::UnexpectedEof, Kind::InvalidData),
            FailureClass::Unknown
        );
        assert_eq!(
            wrapped(Kind::InvalidData, Kind::UnexpectedEof),
            FailureClass::Permanent
        );
        assert_eq!(
            wrapped(Kind::InvalidInput, Kind::TimedOut),
            FailureClass::Permanent
        );
    }

    fn looked_up(reason: &str) -> FailureClass {
        class(&Error::other(format!(
            "failed to lookup address information: {reason}"
        )))
    }

    #[test]
    fn a_name_that_does_not_resolve_is_unprocessed() {
        for reason in [
            "Name or service not known",
            "Temporary failure in name resolution",
            "No address associated with hostname",
            "Address family for hostname not supported",
            "Memory allocation failure",
            "nodename nor servname provided, or not known",
            "hostname nor servname provided, or not known",
            "Name does not resolve",
            "Try again",
            "Name has no usable address",
        ] {
            assert_eq!(looked_up(reason), FailureClass::Unprocessed, "{reason}");
        }
    }

    #[test]
    fn an_invalid_lookup_is_permanent() {
        for reason in PERMANENT_LOOKUPS {
            assert_eq!(looked_up(reason), FailureClass::Permanent, "{reason}");
        }
        assert_eq!(
            looked_up("servname not supported for ai_socktype"),
            FailureClass::Permanent
        );
    }
}
