//! The class of an `std::io::Error` without what it wraps.

use std::io::{Error, ErrorKind};

use super::class::FailureClass;
use super::os_error;

/// Returns whether the error has no class of its own. Then the inner error decides.
pub(super) fn only_wraps(error: &Error) -> bool {
    own_class(error).is_none()
}

/// Returns the error's own class, or `None` if it only wraps another error.
pub(super) fn own_class(error: &Error) -> Option<FailureClass> {
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
pub(super) const PERMANENT_LOOKUPS: &[&str] = &[
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
