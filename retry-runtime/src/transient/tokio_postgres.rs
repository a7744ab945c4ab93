//! `tokio-postgres`.

use std::error::Error as StdError;
use std::io::ErrorKind;

use tokio_postgres::Error;
use tokio_postgres::error::DbError;

use super::class::{FailureClass, impl_transient};
use super::debug_form::identifier_after;
use super::sql::sqlstate;
use super::{framed, handshake, io};

impl_transient! {
    /// `tokio_postgres::Error`, with the feature `tokio-postgres`. These failures are transient:
    ///
    /// | failure | was it processed? |
    /// |---|---|
    /// | no connection was made: refused, not in time, lost in the TLS handshake, no host of the wanted `target_session_attrs` | no |
    /// | deadlocks, serialization failures, locks not got, too many connections, a standby that is read-only, a server that starts | no |
    /// | a connection lost in another way, a server that was stopped | maybe |
    ///
    /// "No" refers to one statement, or to one whole transaction: after a failure in a transaction run all of
    /// it again. It does not refer to earlier statements that committed separately, or to a procedure that
    /// commits.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    // The kind is private, but the `Debug` form starts with its name.
    class_of_kind(&identifier_after("Error { kind: ", error), error.source())
}

fn class_of_kind(kind: &str, source: Option<&(dyn StdError + 'static)>) -> FailureClass {
    let judged = match (kind, source) {
        ("Db", Some(source)) => source.downcast_ref().map(class_of_server),
        ("Connect", Some(source)) => source.downcast_ref().map(class_of_connect),
        ("Io", Some(source)) => source.downcast_ref().map(class_of_connection),
        ("Tls", Some(source)) => Some(handshake::class(source)),
        ("Closed", _) => Some(FailureClass::Unknown),
        ("Timeout", _) => Some(FailureClass::TimedOut),
        // The message or the row was complete: UnexpectedMessage, ToSql, FromSql, Column, ColumnCount,
        // Parameters, Parse, Encode, Authentication, ConfigParse, Config, RowCount. Kinds of later
        // versions are permanent too.
        _ => None,
    };
    judged.unwrap_or(FailureClass::Permanent)
}

fn class_of_server(error: &DbError) -> FailureClass {
    sqlstate::class(error.code().code())
}

/// Returns the class of a failure to connect. No packet was sent, not even after `connect_timeout`.
fn class_of_connect(error: &std::io::Error) -> FailureClass {
    let is_wrong_session = error.kind() == ErrorKind::PermissionDenied && is_made_by_client(error);
    // A server removes its socket's file when it ends.
    let is_gone = error.kind() == ErrorKind::NotFound;
    if is_wrong_session || is_gone || io::class(error) != FailureClass::Permanent {
        FailureClass::Unprocessed
    } else {
        FailureClass::Permanent
    }
}

/// Returns whether no host has the role of `target_session_attrs`, which a failover changes. A refusal by
/// the system has the same kind, but also a number.
fn is_made_by_client(error: &std::io::Error) -> bool {
    error.raw_os_error().is_none()
}

fn class_of_connection(error: &std::io::Error) -> FailureClass {
    match framed::class(error) {
        // The system may report a lost connection as a host that cannot be reached.
        FailureClass::Unprocessed => FailureClass::Unknown,
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use tokio_postgres::Config;

    fn of_io(kind: &str, error: impl Into<io::Error>) -> FailureClass {
        class_of_kind(kind, Some(&error.into()))
    }

    #[test]
    fn a_connection_that_was_not_made_has_processed_nothing() {
        for kind in [
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionReset,
            ErrorKind::TimedOut,
            ErrorKind::NotFound,
        ] {
            assert_eq!(
                of_io("Connect", kind),
                FailureClass::Unprocessed,
                "{kind:?}"
            );
        }
        let unknown_host = io::Error::new(ErrorKind::InvalidInput, "unknown host");
        assert_eq!(of_io("Connect", unknown_host), FailureClass::Permanent);
    }

    #[test]
    fn a_host_with_another_role_is_transient_and_a_refusal_by_the_system_permanent() {
        for text in [
            "database does not allow writes",
            "database is not read only",
        ] {
            let wrong_session = io::Error::new(ErrorKind::PermissionDenied, text);
            assert_eq!(
                of_io("Connect", wrong_session),
                FailureClass::Unprocessed,
                "{text}"
            );
        }
        let eacces = io::Error::from_raw_os_error(if cfg!(windows) { 5 } else { 13 });
        assert_eq!(eacces.kind(), ErrorKind::PermissionDenied);
        assert_eq!(of_io("Connect", eacces), FailureClass::Permanent);
    }

    #[test]
    fn a_connection_lost_under_a_statement_may_have_processed_it() {
        assert_eq!(class_of_kind("Closed", None), FailureClass::Unknown);
        for kind in [
            ErrorKind::ConnectionReset,
            ErrorKind::UnexpectedEof,
            ErrorKind::HostUnreachable,
        ] {
            assert_eq!(of_io("Io", kind), FailureClass::Unknown, "{kind:?}");
        }
        let within_a_message = io::Error::other("bytes remaining on stream");
        assert_eq!(of_io("Io", within_a_message), FailureClass::Unknown);
        let damaged = io::Error::new(ErrorKind::InvalidInput, "invalid message length");
        assert_eq!(of_io("Io", damaged), FailureClass::Permanent);
    }

    #[test]
    fn a_connection_lost_in_the_handshake_has_processed_nothing() {
        assert_eq!(
            of_io("Tls", ErrorKind::UnexpectedEof),
            FailureClass::Unprocessed
        );
        assert_eq!(
            of_io("Tls", ErrorKind::InvalidData),
            FailureClass::Permanent
        );
    }

    #[test]
    fn an_error_in_a_complete_message_is_permanent_whatever_its_source() {
        for kind in [
            "UnexpectedMessage",
            "ToSql",
            "FromSql",
            "Column",
            "ColumnCount",
            "Parameters",
            "Parse",
            "Encode",
            "Authentication",
            "ConfigParse",
            "Config",
            "RowCount",
            "",
        ] {
            assert_eq!(class_of_kind(kind, None), FailureClass::Permanent, "{kind}");
            let class = of_io(kind, ErrorKind::UnexpectedEof);
            assert_eq!(class, FailureClass::Permanent, "{kind}");
        }
    }

    #[test]
    fn the_kind_is_read_from_the_error() {
        let not_in_time = Error::__private_api_timeout();
        assert_eq!(class(&not_in_time), FailureClass::TimedOut);
        let bad = "port=none".parse::<Config>().unwrap_err();
        assert_eq!(class(&bad), FailureClass::Permanent);
        assert_eq!(identifier_after("Error { kind: ", &bad), "ConfigParse");
    }
}
