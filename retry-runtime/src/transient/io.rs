//! `std::io::Error`.

use core::time::Duration;
use std::io::{Error, ErrorKind};

use super::chain::{class_of_chain, hint_of_chain};
use super::{Class, classified, os_error};

classified! {
    /// By its kind, or by the system's own code where that says more:
    ///
    /// | | |
    /// |---|---|
    /// | not processed | a refused connection; a name that did not resolve; no local address or port left (`AddrNotAvailable`); no file descriptor left (`EMFILE`, `ENFILE`) |
    /// | may have been processed | a connection that was reset, aborted, closed or never made; an early end; a host or network that cannot be reached, which ends established connections too; an interrupted call; what others use (`ResourceBusy`, `ExecutableFileBusy`, `Deadlock`); `StaleNetworkFileHandle`; codes like `ENETRESET`, `ENOBUFS`, `ENOMEM`, `EHOSTDOWN` |
    /// | timed out | `TimedOut`, and `WouldBlock`, which a socket with a time-out returns |
    /// | permanent | every other kind: nothing there, no permission, an address in use, a full disk, bad data |
    /// | as the error in it | `Other`, which has no meaning of its own |
    ///
    /// A refused connection is one of TCP or of a Unix stream. A UDP socket that is connected reports the
    /// refusal of an earlier datagram: with one, do not take it for proof that nothing was processed.
    impl for Error { class, hint }
}

pub(super) fn class(error: &Error) -> Class {
    own_class(error).unwrap_or_else(|| {
        error
            .get_ref()
            .map_or(Class::Permanent, |inner| class_of_chain(inner))
    })
}

fn hint(error: &Error) -> Option<Duration> {
    if only_wraps(error) {
        hint_of_chain(error.get_ref()?)
    } else {
        None
    }
}

/// Whether the error has no class of its own. Then `class` and `hint` are those of the error in it.
pub(super) fn only_wraps(error: &Error) -> bool {
    own_class(error).is_none()
}

/// The class that the error has by itself; `None` if it only wraps another.
fn own_class(error: &Error) -> Option<Class> {
    error
        .raw_os_error()
        .and_then(os_error::class)
        .or_else(|| class_of_kind(error.kind()))
        .or_else(|| class_of_name_resolution(&error.to_string()))
}

fn class_of_kind(kind: ErrorKind) -> Option<Class> {
    let class = match kind {
        // `connect(2)` returns the second when no port is left for the client's side. `bind` returns it
        // too, for an address that this machine does not have (yet): nothing was sent either.
        ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable => Class::Unprocessed,
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
        // Others use it for now: a device, a program that is being written, a lock.
        | ErrorKind::ResourceBusy
        | ErrorKind::ExecutableFileBusy
        | ErrorKind::Deadlock
        // The server of the file was restarted or its file replaced; the next attempt opens it again.
        | ErrorKind::StaleNetworkFileHandle => Class::Unknown,
        // On Unix a socket's own time-out is the second.
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Class::TimedOut,
        ErrorKind::NotFound
        | ErrorKind::PermissionDenied
        // Another process has the port until it ends.
        | ErrorKind::AddrInUse
        | ErrorKind::AlreadyExists
        | ErrorKind::NotADirectory
        | ErrorKind::IsADirectory
        | ErrorKind::DirectoryNotEmpty
        | ErrorKind::ReadOnlyFilesystem
        // These say more than an error in them: a decoder that ran out of bytes wraps an early end.
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
        // More than could ever be had, as by `try_reserve`. The system's `ENOMEM` is judged by its code.
        | ErrorKind::OutOfMemory => Class::Permanent,
        // `Other`, and the kinds that have no stable name: permanent, unless they wrap.
        _ => return None,
    };
    Some(class)
}

/// What `getaddrinfo` says of a request that is wrong itself, or of a name that a name server refuses for
/// good: `EAI_BADFLAGS`, `EAI_FAMILY`, `EAI_SOCKTYPE`, `EAI_SERVICE`, `EAI_BADHINTS`, `EAI_PROTOCOL`,
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

/// Except on Windows, the standard library gives a failed look-up neither a kind nor a code: only the text
/// says what it is. A name that is not known may be known soon, so that it is as transient as a name
/// server that does not answer; the request was sent nowhere.
fn class_of_name_resolution(text: &str) -> Option<Class> {
    let reason = text.strip_prefix("failed to lookup address information: ")?;
    let is_permanent = PERMANENT_LOOKUPS
        .iter()
        .any(|permanent| permanent.eq_ignore_ascii_case(reason));
    Some(if is_permanent {
        Class::Permanent
    } else {
        Class::Unprocessed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind as Kind;

    fn assert_all(kinds: &[Kind], expected: Class) {
        for kind in kinds {
            assert_eq!(class(&Error::from(*kind)), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_connection_that_was_not_made_has_sent_nothing() {
        assert_all(
            &[Kind::ConnectionRefused, Kind::AddrNotAvailable],
            Class::Unprocessed,
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
        assert_all(&kinds, Class::Unknown);
        assert_all(&[Kind::TimedOut, Kind::WouldBlock], Class::TimedOut);
    }

    #[test]
    fn what_others_use_is_free_again_later() {
        let kinds = [
            Kind::ResourceBusy,
            Kind::ExecutableFileBusy,
            Kind::Deadlock,
            Kind::StaleNetworkFileHandle,
        ];
        assert_all(&kinds, Class::Unknown);
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
        assert_all(&kinds, Class::Permanent);
    }

    #[test]
    fn a_wrapped_error_decides_only_where_the_kind_does_not() {
        let wrapped = |outer, inner: Kind| class(&Error::new(outer, Error::from(inner)));
        for (inner, expected) in [
            (Kind::ConnectionRefused, Class::Unprocessed),
            (Kind::ConnectionReset, Class::Unknown),
            (Kind::TimedOut, Class::TimedOut),
            (Kind::NotFound, Class::Permanent),
        ] {
            assert_eq!(wrapped(Kind::Other, inner), expected);
        }
        assert_eq!(wrapped(Kind::TimedOut, Kind::NotFound), Class::TimedOut);
        assert_eq!(
            wrapped(Kind::UnexpectedEof, Kind::InvalidData),
            Class::Unknown
        );
        assert_eq!(
            wrapped(Kind::InvalidData, Kind::UnexpectedEof),
            Class::Permanent
        );
        assert_eq!(
            wrapped(Kind::InvalidInput, Kind::TimedOut),
            Class::Permanent
        );
    }

    fn looked_up(reason: &str) -> Class {
        class(&Error::other(format!(
            "failed to lookup address information: {reason}"
        )))
    }

    #[test]
    fn a_name_that_does_not_resolve_may_do_so_later() {
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
            assert_eq!(looked_up(reason), Class::Unprocessed, "{reason}");
        }
    }

    #[test]
    fn a_lookup_that_is_wrong_itself_is_permanent() {
        for reason in PERMANENT_LOOKUPS {
            assert_eq!(looked_up(reason), Class::Permanent, "{reason}");
        }
        assert_eq!(
            looked_up("servname not supported for ai_socktype"),
            Class::Permanent
        );
    }
}
