//! `tokio-postgres`.

use std::error::Error as StdError;
use std::io::ErrorKind;

use tokio_postgres::Error;
use tokio_postgres::error::DbError;

use super::debug_form::identifier_after;
use super::sql::sqlstate;
use super::{Class, classified, handshake, io};

classified! {
    /// Transient are:
    ///
    /// | failure | was it processed? |
    /// |---|---|
    /// | no connection was made: refused, not in time, lost in the TLS handshake, no host of the wanted `target_session_attrs` | no |
    /// | deadlocks, serialization failures, locks not got, too many connections, a standby that is read-only, a server that starts | no |
    /// | a connection lost otherwise, a server that was stopped | maybe |
    ///
    /// "No" is said of one statement, or of one transaction as a whole: after a failure in a transaction run
    /// all of it again. It is not said of statements before this one that committed on their own, nor of a
    /// procedure that commits.
    impl for Error { class }
}

fn class(error: &Error) -> Class {
    // The kind is private, and its name stands at the beginning of the `Debug` form.
    class_of_kind(&identifier_after("Error { kind: ", error), error.source())
}

fn class_of_kind(kind: &str, source: Option<&(dyn StdError + 'static)>) -> Class {
    let judged = match (kind, source) {
        ("Db", Some(source)) => source.downcast_ref().map(class_of_server),
        ("Connect", Some(source)) => source.downcast_ref().map(class_of_connect),
        ("Io", Some(source)) => source.downcast_ref().map(class_of_connection),
        ("Tls", Some(source)) => Some(handshake::class(source)),
        ("Closed", _) => Some(Class::Unknown),
        ("Timeout", _) => Some(Class::TimedOut),
        // The message or the row came whole: UnexpectedMessage, ToSql, FromSql, Column, ColumnCount,
        // Parameters, Parse, Encode, Authentication, ConfigParse, Config, RowCount. Permanent is also
        // what a later version may add.
        _ => None,
    };
    judged.unwrap_or(Class::Permanent)
}

fn class_of_server(error: &DbError) -> Class {
    sqlstate::class(error.code().code())
}

/// Not even the first packet was sent, also where `connect_timeout` has passed.
fn class_of_connect(error: &std::io::Error) -> Class {
    let is_wrong_session = error.kind() == ErrorKind::PermissionDenied && is_made_by_client(error);
    // A server removes its socket's file when it ends.
    let is_gone = error.kind() == ErrorKind::NotFound;
    if is_wrong_session || is_gone || io::class(error) != Class::Permanent {
        Class::Unprocessed
    } else {
        Class::Permanent
    }
}

/// No host allows what `target_session_attrs` asks for, which a failover changes. The system's refusal
/// of the same kind has a number.
fn is_made_by_client(error: &std::io::Error) -> bool {
    error.raw_os_error().is_none()
}

fn class_of_connection(error: &std::io::Error) -> Class {
    match io::class(error) {
        // The system may report a lost connection as a host that cannot be reached.
        Class::Unprocessed => Class::Unknown,
        // The connection was closed within a message.
        Class::Permanent if error.to_string() == "bytes remaining on stream" => Class::Unknown,
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use tokio_postgres::Config;

    fn of_io(kind: &str, error: impl Into<io::Error>) -> Class {
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
            assert_eq!(of_io("Connect", kind), Class::Unprocessed, "{kind:?}");
        }
        let unknown_host = io::Error::new(ErrorKind::InvalidInput, "unknown host");
        assert_eq!(of_io("Connect", unknown_host), Class::Permanent);
    }

    #[test]
    fn a_host_of_another_role_passes_and_a_refusal_by_the_system_does_not() {
        for text in [
            "database does not allow writes",
            "database is not read only",
        ] {
            let wrong_session = io::Error::new(ErrorKind::PermissionDenied, text);
            assert_eq!(
                of_io("Connect", wrong_session),
                Class::Unprocessed,
                "{text}"
            );
        }
        let eacces = io::Error::from_raw_os_error(if cfg!(windows) { 5 } else { 13 });
        assert_eq!(eacces.kind(), ErrorKind::PermissionDenied);
        assert_eq!(of_io("Connect", eacces), Class::Permanent);
    }

    #[test]
    fn a_connection_lost_under_a_statement_may_have_processed_it() {
        assert_eq!(class_of_kind("Closed", None), Class::Unknown);
        for kind in [
            ErrorKind::ConnectionReset,
            ErrorKind::UnexpectedEof,
            ErrorKind::HostUnreachable,
        ] {
            assert_eq!(of_io("Io", kind), Class::Unknown, "{kind:?}");
        }
        let within_a_message = io::Error::other("bytes remaining on stream");
        assert_eq!(of_io("Io", within_a_message), Class::Unknown);
        let damaged = io::Error::new(ErrorKind::InvalidInput, "invalid message length");
        assert_eq!(of_io("Io", damaged), Class::Permanent);
    }

    #[test]
    fn a_connection_lost_in_the_handshake_has_processed_nothing() {
        assert_eq!(of_io("Tls", ErrorKind::UnexpectedEof), Class::Unprocessed);
        assert_eq!(of_io("Tls", ErrorKind::InvalidData), Class::Permanent);
    }

    #[test]
    fn what_came_whole_is_permanent_whatever_its_source() {
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
            assert_eq!(class_of_kind(kind, None), Class::Permanent, "{kind}");
            let class = of_io(kind, ErrorKind::UnexpectedEof);
            assert_eq!(class, Class::Permanent, "{kind}");
        }
    }

    #[test]
    fn the_kind_is_read_from_the_error() {
        let not_in_time = Error::__private_api_timeout();
        assert_eq!(class(&not_in_time), Class::TimedOut);
        let bad = "port=none".parse::<Config>().unwrap_err();
        assert_eq!(class(&bad), Class::Permanent);
        assert_eq!(identifier_after("Error { kind: ", &bad), "ConfigParse");
    }
}
