//! `sqlx`.

use sqlx::Error;
use sqlx::error::DatabaseError;

use super::chain::chain;
use super::class::{FailureClass, impl_transient};
use super::debug_form::identifier_after;
use super::sql::{mysql, sqlite, sqlstate};
use super::{handshake, io};

impl_transient! {
    /// `sqlx::Error`, with the feature `sqlx`. These failures are transient:
    ///
    /// | failure | was it processed? |
    /// |---|---|
    /// | no connection of the pool in time, a connection refused, lost in the TLS handshake | no |
    /// | deadlocks, serialization failures, locks not got, too many connections, a standby that is read-only, a server that starts | no |
    /// | a connection lost in another way, a server that was stopped | maybe |
    ///
    /// `PostgreSQL` is classified by SQLSTATE, `MySQL` and `MariaDB` by number, `SQLite` by result code, and a
    /// migration by its cause. The errors of other drivers are permanent. With `rustls`, sqlx reports an
    /// interrupted handshake like any lost connection: maybe.
    ///
    /// "No" refers to one statement, or to one whole transaction: after a failure in a transaction run all of
    /// it again. It does not refer to earlier statements that committed separately, or to a procedure that
    /// commits.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    match error {
        Error::Io(error) => io::class(error),
        Error::Database(error) => class_of_database(&**error),
        Error::Tls(error) => handshake::class(&**error),
        Error::Protocol(text) if is_lost_upgrade(text) => FailureClass::Unprocessed,
        // The caller never had a connection.
        Error::PoolTimedOut => FailureClass::Unprocessed,
        // The thread of a connection to SQLite has ended. The pool opens another.
        Error::WorkerCrashed => FailureClass::Unknown,
        Error::Configuration(_)
        | Error::InvalidArgument(_)
        | Error::Protocol(_)
        | Error::RowNotFound
        | Error::TypeNotFound { .. }
        | Error::ColumnIndexOutOfBounds { .. }
        | Error::ColumnNotFound(_)
        | Error::ColumnDecode { .. }
        | Error::Encode(_)
        | Error::Decode(_)
        | Error::AnyDriverError(_)
        | Error::PoolClosed
        | Error::InvalidSavePointStatement
        | Error::BeginFailed
        | Error::ConfigFile(_) => FailureClass::Permanent,
        // `Migrate`, which exists only with sqlx's feature `migrate`. A variant of a later version is
        // permanent, unless it wraps an error of sqlx too.
        _ => chain(error)
            .skip(1)
            .find_map(|source| source.downcast_ref::<Error>())
            .map_or(FailureClass::Permanent, class),
    }
}

/// Returns the class of a database's error. The type of the driver's error decides what its code means. The
/// type exists only with the driver's feature, which this crate cannot see: the `Debug` form names it.
fn class_of_database(error: &dyn DatabaseError) -> FailureClass {
    let code = error.code().unwrap_or_default();
    match identifier_after("", error).as_str() {
        "PgDatabaseError" => sqlstate::class(&code),
        "MySqlDatabaseError" => number(&error.to_string()).map_or(FailureClass::Permanent, |it| {
            mysql::class(it, error.message())
        }),
        "SqliteError" => code.parse().map_or(FailureClass::Permanent, sqlite::class),
        _ => FailureClass::Permanent,
    }
}

/// Returns the number of an error of `MySQL` from its text: sqlx's `code` is the SQLSTATE.
///
/// Input: `1205 (HY000): Lock wait timeout exceeded` or `1040: Too many connections`.
fn number(text: &str) -> Option<u16> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    text[..end].parse().ok()
}

/// Returns whether the server of `PostgreSQL` sent no response to the driver's request for TLS: the driver
/// reads a zero from a closed connection. An `E` (0x45) starts an error that the server sends before it reads
/// the request, such as no process for the session.
fn is_lost_upgrade(text: &str) -> bool {
    text.strip_prefix("unexpected response from SSLRequest: ")
        .is_some_and(|answer| answer.starts_with("0x00") || answer.starts_with("0x45"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::fmt;
    use sqlx::error::ErrorKind as DatabaseErrorKind;
    use std::borrow::Cow;
    use std::error::Error as StdError;
    use std::io::ErrorKind;

    /// Imitates a driver's error, with the same text and `Debug` form.
    struct OfDriver {
        debug: &'static str,
        display: &'static str,
        code: Option<&'static str>,
    }

    impl fmt::Debug for OfDriver {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.debug)
        }
    }

    impl fmt::Display for OfDriver {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.display)
        }
    }

    impl StdError for OfDriver {}

    impl DatabaseError for OfDriver {
        fn message(&self) -> &str {
            self.display
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            self.code.map(Cow::Borrowed)
        }

        fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> DatabaseErrorKind {
            DatabaseErrorKind::Other
        }
    }

    fn class_of_driver(
        debug: &'static str,
        display: &'static str,
        code: impl Into<Option<&'static str>>,
    ) -> FailureClass {
        let code = code.into();
        class(&Error::from(OfDriver {
            debug,
            display,
            code,
        }))
    }

    #[test]
    fn a_code_is_judged_in_the_space_of_its_database() {
        let postgres = "PgDatabaseError { severity: Error, code: \"40001\" }";
        let mysql = "MySqlDatabaseError { code: Some(\"HY000\"), number: 1205 }";
        let sqlite = "SqliteError { code: 5, message: \"database is locked\" }";
        let other = "OdbcError { code: \"40001\" }";
        let unprocessed = [
            class_of_driver(postgres, "could not serialize access", "40001"),
            class_of_driver(mysql, "1205 (HY000): Lock wait timeout exceeded", "HY000"),
            class_of_driver(mysql, "1040: Too many connections", None),
            class_of_driver(sqlite, "(code: 5) database is locked", "5"),
            class_of_driver(sqlite, "(code: 517) database is locked", "517"),
        ];
        assert_eq!(unprocessed, [FailureClass::Unprocessed; 5]);
        let permanent = [
            class_of_driver(postgres, "1205 is a message of the user's own", "P0001"),
            class_of_driver(mysql, "1062 (23000): Duplicate entry", "23000"),
            class_of_driver(mysql, "1644 (40001): SIGNAL of a procedure", "40001"),
            class_of_driver(sqlite, "(code: 2067) UNIQUE constraint failed", "2067"),
            class_of_driver(other, "40001", "40001"),
        ];
        assert_eq!(permanent, [FailureClass::Permanent; 5]);
    }

    #[test]
    fn a_pool_without_a_free_connection_is_transient_and_a_closed_pool_permanent() {
        assert_eq!(class(&Error::PoolTimedOut), FailureClass::Unprocessed);
        assert_eq!(class(&Error::PoolClosed), FailureClass::Permanent);
    }

    #[test]
    fn a_lost_connection_or_worker_may_have_processed_the_statement() {
        let reset = Error::Io(ErrorKind::ConnectionReset.into());
        assert_eq!(class(&reset), FailureClass::Unknown);
        assert_eq!(class(&Error::WorkerCrashed), FailureClass::Unknown);
    }

    #[test]
    fn a_connection_lost_before_it_is_made_has_processed_nothing() {
        let lost = Error::Tls(Box::new(std::io::Error::from(ErrorKind::ConnectionReset)));
        assert_eq!(class(&lost), FailureClass::Unprocessed);
        assert_eq!(
            class(&Error::Tls("server does not support TLS".into())),
            FailureClass::Permanent
        );
        for (answer, expected) in [
            (
                "0x00 (sqlx_postgres::connection::tls:95)",
                FailureClass::Unprocessed,
            ),
            (
                "0x45 (sqlx_postgres::connection::tls:95)",
                FailureClass::Unprocessed,
            ),
            (
                "0x48 (sqlx_postgres::connection::tls:95)",
                FailureClass::Permanent,
            ),
        ] {
            let text = format!("unexpected response from SSLRequest: {answer}");
            assert_eq!(class(&Error::Protocol(text)), expected, "{answer}");
        }
    }

    #[test]
    fn a_mistake_of_the_caller_is_permanent_whatever_its_source() {
        let source = || Box::new(std::io::Error::from(ErrorKind::UnexpectedEof));
        for permanent in [
            Error::RowNotFound,
            Error::Decode(source()),
            Error::Encode(source()),
            Error::ColumnDecode {
                index: "0".into(),
                source: source(),
            },
            Error::AnyDriverError(source()),
            Error::Configuration(source()),
        ] {
            assert_eq!(class(&permanent), FailureClass::Permanent, "{permanent}");
        }
    }
}
