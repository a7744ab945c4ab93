//! `std::io::Error`.

use core::time::Duration;
use std::io::{Error, ErrorKind};

use super::chain::{class_of_chain, retry_after_of_chain};
use super::class::{FailureClass, impl_transient};
use super::os_error;

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

/// Returns whether the error has no class of its own. Then the inner error decides.
pub(super) fn only_wraps(error: &Error) -> bool {
    own_class(error).is_none()
}

/// Returns the error's own class, or `None` if it only wraps another error.
fn own_class(error: &Error) -> Option<FailureClass> {
    error
        .raw_os_error()
        .and_then(os_error::class)
        .or_else(|| class_of_kind(error.kind()))
        .or_else(|| class_of_name_resolution(&error.to_string()))
}

fn class_of_kind(kind: ErrorKind) -> Option<FailureClass> {
    let class = match kind {
        // `connect(2)` returns `AddrNotAvailable` if no local port is left. `bind` returns it for an
        // address that this machine does not have (yet). Neither has sent anything.
        ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable => FailureClass::Unprocessed,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::NotConnected
        | ErrorKind::BrokenPipe
        | ErrorKind::Interrupted
        | ErrorKind::UnexpectedEof
        // Linux returns these not only when connecting: it remembers what a router or the neighbour
        // table said last, and returns it when an established connection has waited for an
        // acknowledgement too long (`sk_err_soft` in its `tcp_write_err`).
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        // Another process uses it now: a device, a program that is being written, a lock.
        | ErrorKind::ResourceBusy
        | ErrorKind::ExecutableFileBusy
        | ErrorKind::Deadlock
        // The server of the file was restarted or its file replaced; the next attempt opens it again.
        | ErrorKind::StaleNetworkFileHandle => FailureClass::Unknown,
        // On Unix a socket's own timeout is reported as `WouldBlock`.
        ErrorKind::TimedOut | ErrorKind::WouldBlock => FailureClass::TimedOut,
        ErrorKind::NotFound
        | ErrorKind::PermissionDenied
        // Another process has the port until it ends.
        | ErrorKind::AddrInUse
        | ErrorKind::AlreadyExists
        | ErrorKind::NotADirectory
        | ErrorKind::IsADirectory
        | ErrorKind::DirectoryNotEmpty
        | ErrorKind::ReadOnlyFilesystem
        // These kinds are more exact than an inner error: a decoder wraps an early end of its bytes.
        | ErrorKind::InvalidInput
        | ErrorKind::InvalidData
        | ErrorKind::WriteZero
        // Full until something is deleted.
        | ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::NotSeekable
        | ErrorKind::FileTooLarge
        | ErrorKind::CrossesDevices
        | ErrorKind::TooManyLinks
        | ErrorKind::ArgumentListTooLong
        | ErrorKind::Unsupported
        // An allocation that can never succeed, as by `try_reserve`. The system's `ENOMEM` goes by its code.
        | ErrorKind::OutOfMemory => FailureClass::Permanent,
        // `Other`, and the kinds without a stable name: permanent, unless they wrap another error.
        _ => return None,
    };
    Some(class)
}

/// The messages of `getaddrinfo` for an invalid request, or for a name that a name server refuses
/// permanently: `EAI_BADFLAGS`, `EAI_FAMILY`, `EAI_SOCKTYPE`, `EAI_SERVICE`, `EAI_BADHINTS`, `EAI_PROTOCOL`,
/// `EAI_OVERFLOW`, `EAI_IDN_ENCODE` and `EAI_FAIL` ("a permanent failure indication", says
/// `getaddrinfo(3)`), in the words of glibc, of the BSDs, macOS and Android, and of musl.
const PERMANENT_LOOKUPS: &[&str] = &[
    "Bad value for ai_flags",
    "ai_family not supported",
    "ai_socktype not supported",
    "Servname not supported for ai_socktype",
    "Parameter string not correctly encoded",
    "Non-recoverable failure in name resolution",
    "Invalid value for ai_flags",
    "Invalid value for hints",
    "Resolved protocol is unknown",
    "Argument buffer overflow",
    "Invalid flags",
    "Unrecognized address family or invalid length",
    "Unrecognized socket type",
    "Unrecognized service",
    "Overflow",
    "Non-recoverable error",
];

/// Classifies a failed look-up by its text: except on Windows, the standard library gives it neither a kind
/// nor a code. An unknown name may be known soon, so it is transient, like a name server that does not
/// respond. The request was not sent.
fn class_of_name_resolution(text: &str) -> Option<FailureClass> {
    let reason = text.strip_prefix("failed to lookup address information: ")?;
    let is_permanent = PERMANENT_LOOKUPS
        .iter()
        .any(|permanent| permanent.eq_ignore_ascii_case(reason));
    Some(if is_permanent {
        FailureClass::Permanent
    } else {
        FailureClass::Unprocessed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind as Kind;

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
