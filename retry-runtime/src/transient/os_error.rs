//! The system's error numbers without a kind in the standard library, or with a kind that is less exact.
//!
//! `Unprocessed` has only numbers that a connection cannot return after it has sent something:
//! - `EMFILE`, `ENFILE`, `WSAEMFILE`, `ERROR_TOO_MANY_OPEN_FILES`: no file descriptor was left.
//! - `ERROR_PIPE_BUSY`: the pipe was not opened. tokio's `NamedPipeClient` says to try again.
//! - `ERROR_CONNECTION_REFUSED`: `ConnectEx` returns it in place of `WSAECONNREFUSED`.
//! - Names that did not resolve. `WSANO_RECOVERY` is left out: Winsock calls it non-recoverable.
//!
//! `TimedOut` has `EINPROGRESS`: `connect` returns it when `SO_SNDTIMEO` passed, says `socket(7)`. With TCP Fast Open the
//! request may be on its way by then.
//!
//! `Unknown` has failures that end with the network's failure, or when another process frees a resource:
//! - `ENOMEM` and `ENOBUFS`: "until sufficient resources are freed", says `socket(2)`; `send(2)` returns them too.
//! - `EPROTO`, `ENONET`, `EHOSTDOWN`: `accept(2)` says to retry them.
//! - `EPROTOTYPE` on Apple's systems: the kernel returns it in place of `EPIPE` for a socket that is being shut down.
//! - `ENOLCK`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`: held by another process.

use super::class::FailureClass;

/// Returns the class of a code of the target system, or `None` if the kind decides.
pub(super) fn class(code: i32) -> Option<FailureClass> {
    if cfg!(windows) {
        windows(code)
    } else if cfg!(target_vendor = "apple") {
        apple(code)
    } else if LINUX {
        linux(code)
    } else {
        None
    }
}

/// On MIPS and SPARC, Linux has other numbers.
const LINUX: bool = cfg!(all(
    any(target_os = "linux", target_os = "android"),
    not(any(
        target_arch = "mips",
        target_arch = "mips32r6",
        target_arch = "mips64",
        target_arch = "mips64r6",
        target_arch = "sparc",
        target_arch = "sparc64"
    ))
));

/// Makes a function that looks up a code, and for the tests a list with the names.
// Input:
//     codes! {
//         fn linux, LINUX_CODES
//         Unprocessed: ENFILE = 23, EMFILE = 24;
//     }
// Output:
//     fn linux(code: i32) -> Option<FailureClass> {
//         match code {
//             23 | 24 => Some(FailureClass::Unprocessed),
//             _ => None,
//         }
//     }
macro_rules! codes {
    (fn $system:ident, $list:ident $($class:ident: $($name:ident = $code:literal),+;)+) => {
        fn $system(code: i32) -> Option<FailureClass> {
            match code {
                $($($code)|+ => Some(FailureClass::$class),)+
                _ => None,
            }
        }

        #[cfg(test)]
        const $list: &[(&str, i32, FailureClass)] = &[$($((stringify!($name), $code, FailureClass::$class)),+),+];
    };
}

codes! {
    fn linux, LINUX_CODES
    Unprocessed: ENFILE = 23, EMFILE = 24;
    TimedOut: ETIME = 62, EINPROGRESS = 115;
    Unknown:
        ENOMEM = 12, ENOLCK = 37, ENOSR = 63, ENONET = 64, ENOLINK = 67, ECOMM = 70, EPROTO = 71,
        ERESTART = 85, ENETRESET = 102, ENOBUFS = 105, ESHUTDOWN = 108, ETOOMANYREFS = 109,
        EHOSTDOWN = 112, EALREADY = 114;
}

codes! {
    fn apple, APPLE_CODES
    Unprocessed: ENFILE = 23, EMFILE = 24;
    TimedOut: EINPROGRESS = 36, ETIME = 101;
    Unknown:
        ENOMEM = 12, EALREADY = 37, EPROTOTYPE = 41, ENETRESET = 52, ENOBUFS = 55, ESHUTDOWN = 58,
        ETOOMANYREFS = 59, EHOSTDOWN = 64, EPROCLIM = 67, ENOLCK = 77, ENOLINK = 97, ENOSR = 98,
        EPROTO = 100, EQFULL = 106;
}

codes! {
    fn windows, WINDOWS_CODES
    Unprocessed:
        ERROR_TOO_MANY_OPEN_FILES = 4, ERROR_PIPE_BUSY = 231, ERROR_CONNECTION_REFUSED = 1225,
        WSAEMFILE = 10024, WSAHOST_NOT_FOUND = 11001, WSATRY_AGAIN = 11002, WSANO_DATA = 11004;
    Unknown:
        ERROR_NOT_ENOUGH_MEMORY = 8, ERROR_OUTOFMEMORY = 14, ERROR_SHARING_VIOLATION = 32,
        ERROR_LOCK_VIOLATION = 33, ERROR_REM_NOT_LIST = 51, ERROR_NETWORK_BUSY = 54,
        ERROR_DEV_NOT_EXIST = 55, ERROR_UNEXP_NET_ERR = 59, ERROR_NETNAME_DELETED = 64,
        ERROR_SHARING_PAUSED = 70, ERROR_REQ_NOT_ACCEP = 71, ERROR_PIPE_NOT_CONNECTED = 233,
        ERROR_VC_DISCONNECTED = 240, ERROR_NO_NETWORK = 1222, ERROR_GRACEFUL_DISCONNECT = 1226,
        ERROR_PROTOCOL_UNREACHABLE = 1233, ERROR_PORT_UNREACHABLE = 1234,
        ERROR_REQUEST_ABORTED = 1235, ERROR_CONNECTION_ABORTED = 1236, ERROR_RETRY = 1237,
        ERROR_CONNECTION_COUNT_LIMIT = 1238, ERROR_HOST_DOWN = 1256,
        ERROR_NO_SYSTEM_RESOURCES = 1450, ERROR_NONPAGED_SYSTEM_RESOURCES = 1451,
        ERROR_PAGED_SYSTEM_RESOURCES = 1452, ERROR_NOT_ENOUGH_QUOTA = 1816,
        ERROR_NOT_CONNECTED = 2250, WSAEINTR = 10004, WSAEALREADY = 10037,
        WSAENETRESET = 10052, WSAENOBUFS = 10055, WSAESHUTDOWN = 10058,
        WSAETOOMANYREFS = 10059, WSAEHOSTDOWN = 10064, WSAEPROCLIM = 10067, WSAESTALE = 10070,
        WSASYSNOTREADY = 10091, WSAEDISCON = 10101;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The transient codes of Linux that are classified by their kind.
    const LINUX_BY_KIND: &[(&str, i32, FailureClass)] = &[
        ("EINTR", 4, FailureClass::Unknown),
        ("EAGAIN", 11, FailureClass::TimedOut),
        ("EBUSY", 16, FailureClass::Unknown),
        ("ETXTBSY", 26, FailureClass::Unknown),
        ("EPIPE", 32, FailureClass::Unknown),
        ("EDEADLK", 35, FailureClass::Unknown),
        ("EADDRNOTAVAIL", 99, FailureClass::Unprocessed),
        ("ENETDOWN", 100, FailureClass::Unknown),
        ("ENETUNREACH", 101, FailureClass::Unknown),
        ("ECONNABORTED", 103, FailureClass::Unknown),
        ("ECONNRESET", 104, FailureClass::Unknown),
        ("ENOTCONN", 107, FailureClass::Unknown),
        ("ETIMEDOUT", 110, FailureClass::TimedOut),
        ("ECONNREFUSED", 111, FailureClass::Unprocessed),
        ("EHOSTUNREACH", 113, FailureClass::Unknown),
        ("ESTALE", 116, FailureClass::Unknown),
    ];

    #[cfg(target_os = "linux")]
    #[rustfmt::skip]
    const LINUX_PERMANENT: &[(&str, i32)] = &[
        ("EPERM", 1), ("ENOENT", 2), ("ESRCH", 3), ("EIO", 5), ("ENXIO", 6), ("E2BIG", 7), ("ENOEXEC", 8),
        ("EBADF", 9), ("ECHILD", 10), ("EACCES", 13), ("EFAULT", 14), ("ENOTBLK", 15), ("EEXIST", 17),
        ("EXDEV", 18), ("ENODEV", 19), ("ENOTDIR", 20), ("EISDIR", 21), ("EINVAL", 22), ("ENOTTY", 25),
        ("EFBIG", 27), ("ENOSPC", 28), ("ESPIPE", 29), ("EROFS", 30), ("EMLINK", 31), ("EDOM", 33),
        ("ERANGE", 34), ("ENAMETOOLONG", 36), ("ENOSYS", 38), ("ENOTEMPTY", 39), ("ELOOP", 40), ("unused", 41),
        ("ENOMSG", 42), ("EIDRM", 43), ("ECHRNG", 44), ("EL2NSYNC", 45), ("EL3HLT", 46), ("EL3RST", 47),
        ("ELNRNG", 48), ("EUNATCH", 49), ("ENOCSI", 50), ("EL2HLT", 51), ("EBADE", 52), ("EBADR", 53),
        ("EXFULL", 54), ("ENOANO", 55), ("EBADRQC", 56), ("EBADSLT", 57), ("unused", 58), ("EBFONT", 59),
        ("ENOSTR", 60), ("ENODATA", 61), ("ENOPKG", 65), ("EREMOTE", 66), ("EADV", 68), ("ESRMNT", 69),
        ("EMULTIHOP", 72), ("EDOTDOT", 73), ("EBADMSG", 74), ("EOVERFLOW", 75), ("ENOTUNIQ", 76),
        ("EBADFD", 77), ("EREMCHG", 78), ("ELIBACC", 79), ("ELIBBAD", 80), ("ELIBSCN", 81), ("ELIBMAX", 82),
        ("ELIBEXEC", 83), ("EILSEQ", 84), ("ESTRPIPE", 86), ("EUSERS", 87), ("ENOTSOCK", 88),
        ("EDESTADDRREQ", 89), ("EMSGSIZE", 90), ("EPROTOTYPE", 91), ("ENOPROTOOPT", 92),
        ("EPROTONOSUPPORT", 93), ("ESOCKTNOSUPPORT", 94), ("EOPNOTSUPP", 95), ("EPFNOSUPPORT", 96),
        ("EAFNOSUPPORT", 97), ("EADDRINUSE", 98), ("EISCONN", 106), ("EUCLEAN", 117), ("ENOTNAM", 118),
        ("ENAVAIL", 119), ("EISNAM", 120), ("EREMOTEIO", 121), ("EDQUOT", 122), ("ENOMEDIUM", 123),
        ("EMEDIUMTYPE", 124), ("ECANCELED", 125), ("ENOKEY", 126), ("EKEYEXPIRED", 127), ("EKEYREVOKED", 128),
        ("EKEYREJECTED", 129), ("EOWNERDEAD", 130), ("ENOTRECOVERABLE", 131), ("ERFKILL", 132),
        ("EHWPOISON", 133),
    ];

    #[test]
    #[cfg(target_os = "linux")]
    fn every_code_of_linux_has_a_decided_class() {
        let permanent = LINUX_PERMANENT
            .iter()
            .map(|(name, code)| (*name, *code, FailureClass::Permanent));
        let transient = LINUX_CODES.iter().chain(LINUX_BY_KIND).copied();
        let mut decided: Vec<_> = permanent.chain(transient).collect();
        decided.sort_by_key(|(_, code, _)| *code);
        let codes = decided.iter().map(|(_, code, _)| *code);
        assert!(codes.eq(1..=133), "{decided:?}");
        for (name, code, expected) in decided {
            let error = std::io::Error::from_raw_os_error(code);
            assert_eq!(super::super::io::class(&error), expected, "{name}");
        }
    }

    /// Returns the POSIX name of a Winsock code.
    fn posix(name: &str) -> &str {
        name.strip_prefix("WSA").unwrap_or(name)
    }

    #[test]
    fn a_name_has_one_class_on_every_system() {
        for (name, _, class) in [LINUX_CODES, LINUX_BY_KIND].concat() {
            for list in [APPLE_CODES, WINDOWS_CODES] {
                let mut others = list.iter().filter(|(other, ..)| posix(other) == name);
                assert!(others.all(|(.., other)| *other == class), "{name}");
            }
        }
    }

    #[test]
    fn every_system_is_looked_up_by_its_own_numbers() {
        fn assert_found(
            codes: &[(&str, i32, FailureClass)],
            look_up: fn(i32) -> Option<FailureClass>,
        ) {
            for (name, code, class) in codes {
                assert_eq!(look_up(*code), Some(*class), "{name}");
            }
        }

        assert_found(LINUX_CODES, linux);
        assert_found(APPLE_CODES, apple);
        assert_found(WINDOWS_CODES, windows);
        // `EINPROGRESS` is `ENAMETOOLONG` on Linux, and `EBUSY` is not `ERROR_CURRENT_DIRECTORY`.
        assert_eq!((apple(36), linux(36)), (Some(FailureClass::TimedOut), None));
        assert_eq!(windows(16), None);
    }

    #[test]
    fn a_socket_that_could_not_be_made_has_sent_nothing() {
        for class in [linux(24), apple(24), windows(10024)] {
            assert_eq!(class, Some(FailureClass::Unprocessed));
        }
    }

    #[test]
    fn a_connection_that_the_network_reset_may_have_sent_something() {
        for class in [linux(102), apple(52), windows(10052)] {
            assert_eq!(class, Some(FailureClass::Unknown));
        }
    }
}
