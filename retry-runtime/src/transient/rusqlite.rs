//! `rusqlite`.

use rusqlite::{Error, ffi};

use super::class::{FailureClass, impl_transient};
use super::sql::sqlite;

impl_transient! {
    /// `rusqlite::Error`, with the feature `rusqlite`, which covers the versions 0.37 to 0.43.
    ///
    /// A lock of another connection (BUSY, also in its extended forms, and LOCKED) is transient and not processed.
    /// So are a race for the write-ahead log (PROTOCOL), a schema that changed meanwhile (SCHEMA), and a transaction
    /// that was rolled back under the statement (`ABORT_ROLLBACK`). Everything else is permanent.
    ///
    /// "Not processed" refers to one statement, or to one whole transaction. After BUSY in a transaction, run all of
    /// it again: `BUSY_SNAPSHOT` never passes within it.
    ///
    /// The client itself waits 5 s for a lock, see `Connection::busy_timeout`. To let `retries` alone decide how
    /// long to wait, set it to zero.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    match error {
        Error::SqliteFailure(error, _) => class_of_code(*error),
        // The statement is wrong (`SqlInputError`), the data, the parameters or the path do not fit, or the program's
        // own code failed: a conversion, a function or a module of its own. Such code may wrap any error, but a
        // repetition would run it on the same data. Some kinds exist only with a feature of the client, or in some of
        // the versions. A kind of a later version is permanent too until it has a class.
        _ => FailureClass::Permanent,
    }
}

/// The client turns extended codes on. A negative code is none of `SQLite`.
fn class_of_code(error: ffi::Error) -> FailureClass {
    u32::try_from(error.extended_code).map_or(FailureClass::Permanent, sqlite::class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::types::Type;

    fn of_code(code: i32) -> FailureClass {
        class(&Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn an_error_of_sqlite_is_classified_by_its_extended_code() {
        for code in [5, 6, 261, 517, 516] {
            assert_eq!(of_code(code), FailureClass::Unprocessed, "{code}");
        }
        for code in [1, 4, 13, 19, 2067, -5] {
            assert_eq!(of_code(code), FailureClass::Permanent, "{code}");
        }
    }

    #[test]
    fn a_failed_conversion_is_permanent_whatever_its_source() {
        let lost = || Box::new(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        let from = Error::FromSqlConversionFailure(0, Type::Text, lost());
        assert_eq!(class(&from), FailureClass::Permanent);
        let to = Error::ToSqlConversionFailure(lost());
        assert_eq!(class(&to), FailureClass::Permanent);
    }
}
