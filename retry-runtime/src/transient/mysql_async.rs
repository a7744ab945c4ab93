//! `mysql_async`.

use std::error::Error as _;

use mysql_async::{DriverError, Error, IoError, ServerError};

use super::chain::class_of_chain;
use super::class::{FailureClass, impl_transient};
use super::sql::mysql;
use super::{framed, handshake};

impl_transient! {
    /// `mysql_async::Error`, with the feature `mysql_async`. These failures are transient:
    ///
    /// | failure | was it processed? |
    /// |---|---|
    /// | a connection refused, or lost in the TLS handshake; a name that did not resolve | no |
    /// | deadlocks, lock timeouts, locks not got, too many connections, a server that is read-only | no |
    /// | a limit of statements per hour, which is rate limited | no |
    /// | a connection lost in another way, or closed by an earlier failure; a server that was stopped | maybe |
    ///
    /// Errors of the server are classified by number. `Other`, such as an error of `after_connect`, is classified
    /// by its source. With `rustls`, the client reports an interrupted handshake like any lost connection: maybe.
    ///
    /// "No" refers to one statement, or to one whole transaction: after a failure in a transaction run all of
    /// it again. It does not refer to earlier statements that committed separately, or to a procedure that
    /// commits.
    ///
    /// The client has no timeout of its own, neither for connections nor for its pool: set `attempt_timeout`. A
    /// `Conn` does not connect again, so take one from the pool in each attempt.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    match error {
        Error::Io(error) => class_of_io(error),
        Error::Server(error) => class_of_server(error),
        Error::Driver(error) => class_of_driver(error),
        Error::Other(error) => class_of_chain(&**error),
        Error::Url(_) => FailureClass::Permanent,
    }
}

/// The kind `Tls` exists only with a feature of the client, which this crate cannot see. It is a failed handshake.
fn class_of_io(error: &IoError) -> FailureClass {
    match error.source() {
        Some(below) => below
            .downcast_ref()
            .map_or_else(|| handshake::class(below), framed::class),
        None => FailureClass::Permanent,
    }
}

fn class_of_server(error: &ServerError) -> FailureClass {
    mysql::class(error.code, &error.message)
}

fn class_of_driver(error: &DriverError) -> FailureClass {
    match error {
        // Closed by an earlier failure, perhaps of the same transaction.
        DriverError::ConnectionClosed => FailureClass::Unknown,
        DriverError::CantParseServerVersion { .. }
        | DriverError::FromValue { .. }
        | DriverError::FromRow { .. }
        | DriverError::Params(_)
        | DriverError::MixedParams
        | DriverError::NestedTransaction
        | DriverError::PacketOutOfOrder
        // The program closed the pool.
        | DriverError::PoolDisconnected
        | DriverError::ReadOnlyTransNotSupported
        | DriverError::StmtParamsMismatch { .. }
        | DriverError::StmtParamsNumberExceedsLimit { .. }
        | DriverError::UnexpectedPacket { .. }
        | DriverError::UnknownAuthPlugin { .. }
        | DriverError::PacketTooLarge
        | DriverError::BadCompressedPacketHeader
        | DriverError::NamedPipesDisabled
        | DriverError::MysqlOldPasswordDisabled
        // The program's own data ended early, after the server had received a part of it.
        | DriverError::LocalInfile(_)
        | DriverError::NoKeyFound
        | DriverError::NoClientSslFlagFromServer
        | DriverError::CleartextPluginDisabled
        | DriverError::InvalidParsecSalt
        | DriverError::BulkExecute(_) => FailureClass::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mysql_async::LocalInfileError;
    use std::io::{self, ErrorKind};

    fn of_server(code: u16, message: &str) -> FailureClass {
        class(&Error::Server(ServerError {
            code,
            message: message.into(),
            state: "HY000".into(),
        }))
    }

    #[test]
    fn an_error_of_the_server_is_classified_by_its_number() {
        assert_eq!(of_server(1205, ""), FailureClass::Unprocessed);
        assert_eq!(of_server(1053, ""), FailureClass::Unknown);
        assert_eq!(of_server(1226, ""), FailureClass::RateLimited);
        assert_eq!(of_server(1064, ""), FailureClass::Permanent);
        let read_only = "running with the --read-only option";
        assert_eq!(of_server(1290, read_only), FailureClass::Unprocessed);
    }

    #[test]
    fn a_lost_connection_may_have_processed_the_statement_and_a_refused_one_has_not() {
        let of_io = |error: io::Error| class(&error.into());
        for (kind, expected) in [
            (ErrorKind::ConnectionRefused, FailureClass::Unprocessed),
            (ErrorKind::ConnectionReset, FailureClass::Unknown),
            (ErrorKind::UnexpectedEof, FailureClass::Unknown),
            (ErrorKind::NotFound, FailureClass::Permanent),
        ] {
            assert_eq!(of_io(kind.into()), expected, "{kind:?}");
        }
        let within_a_packet = io::Error::other("bytes remaining on stream");
        assert_eq!(of_io(within_a_packet), FailureClass::Unknown);
        let closed = DriverError::ConnectionClosed;
        assert_eq!(class(&closed.into()), FailureClass::Unknown);
    }

    #[test]
    fn an_error_of_the_programs_own_code_is_classified_by_its_source_unless_the_server_has_half() {
        let lost = || io::Error::from(ErrorKind::ConnectionReset);
        let other = Error::Other(Box::new(lost()));
        assert_eq!(class(&other), FailureClass::Unknown);
        let infile = Error::from(LocalInfileError::from(lost()));
        assert_eq!(class(&infile), FailureClass::Permanent);
    }
}
