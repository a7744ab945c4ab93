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
