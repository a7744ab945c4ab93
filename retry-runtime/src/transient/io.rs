//! `std::io::Error`.

use std::io::{Error, ErrorKind};

use super::chain::class_of_chain;
use super::{Class, classified};

classified! {
    /// Transient are connections refused, reset, aborted, closed, or not there; hosts and networks
    /// that cannot be reached; time-outs, interruptions and unexpected ends; and names that do not
    /// resolve, for which the standard library has no kind. All else is permanent, except where the
    /// error wraps another that is not.
    impl for Error { class }
}

pub(super) fn class(error: &Error) -> Class {
    match error.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown => Class::Unprocessed,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::NotConnected
        | ErrorKind::BrokenPipe
        | ErrorKind::Interrupted
        | ErrorKind::UnexpectedEof => Class::Unknown,
        // On Unix a socket's own time-out is the second.
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Class::TimedOut,
        _ if is_name_resolution(error) => Class::Unprocessed,
        _ => error
            .get_ref()
            .map_or(Class::Permanent, |inner| class_of_chain(inner)),
    }
}

/// The standard library gives a failed look-up no kind: on Unix the text tells, elsewhere Winsock's
/// code (`WSAHOST_NOT_FOUND`, `WSATRY_AGAIN`).
fn is_name_resolution(error: &Error) -> bool {
    if cfg!(windows) {
        return matches!(error.raw_os_error(), Some(11001 | 11002));
    }
    error
        .to_string()
        .starts_with("failed to lookup address information")
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
    fn who_could_not_be_reached_has_done_nothing() {
        let kinds = [
            Kind::ConnectionRefused,
            Kind::HostUnreachable,
            Kind::NetworkUnreachable,
            Kind::NetworkDown,
        ];
        assert_all(&kinds, Class::Unprocessed);
    }

    #[test]
    fn who_was_reached_and_fell_silent_may_have_done_it() {
        let kinds = [
            Kind::ConnectionReset,
            Kind::ConnectionAborted,
            Kind::NotConnected,
            Kind::BrokenPipe,
            Kind::Interrupted,
            Kind::UnexpectedEof,
        ];
        assert_all(&kinds, Class::Unknown);
        assert_all(&[Kind::TimedOut, Kind::WouldBlock], Class::TimedOut);
    }

    #[test]
    fn every_other_kind_is_permanent() {
        let kinds = [
            Kind::NotFound,
            Kind::PermissionDenied,
            Kind::AddrInUse,
            Kind::AddrNotAvailable,
            Kind::AlreadyExists,
            Kind::NotADirectory,
            Kind::IsADirectory,
            Kind::DirectoryNotEmpty,
            Kind::ReadOnlyFilesystem,
            Kind::StaleNetworkFileHandle,
            Kind::InvalidInput,
            Kind::InvalidData,
            Kind::WriteZero,
            Kind::StorageFull,
            Kind::NotSeekable,
            Kind::QuotaExceeded,
            Kind::FileTooLarge,
            Kind::ResourceBusy,
            Kind::ExecutableFileBusy,
            Kind::Deadlock,
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
    fn what_is_wrapped_decides_where_the_kind_does_not() {
        let wrapped = |outer, inner: Kind| class(&Error::new(outer, Error::from(inner)));
        assert_eq!(
            wrapped(Kind::Other, Kind::ConnectionRefused),
            Class::Unprocessed
        );
        assert_eq!(wrapped(Kind::Other, Kind::TimedOut), Class::TimedOut);
        assert_eq!(wrapped(Kind::Other, Kind::NotFound), Class::Permanent);
        assert_eq!(wrapped(Kind::TimedOut, Kind::NotFound), Class::TimedOut);
    }
}
