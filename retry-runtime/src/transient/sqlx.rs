//! `sqlx`.

use sqlx::Error;

use super::{Class, classified, io, sqlstate};

classified! {
    /// Transient are failures of the socket, pools that had no connection in time, SQLSTATE classes
    /// 08, 53 and 57P, and 40001 and 40P01, after which the transaction must be run again as a whole.
    impl for Error { class }
}

fn class(error: &Error) -> Class {
    match error {
        Error::Io(error) => io::class(error),
        Error::PoolTimedOut => Class::Unprocessed,
        Error::Database(error) => error
            .code()
            .map_or(Class::Permanent, |code| sqlstate::class(&code)),
        _ => Class::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn a_pool_without_a_connection_passes_and_a_row_that_is_not_there_does_not() {
        assert_eq!(class(&Error::PoolTimedOut), Class::Unprocessed);
        assert_eq!(
            class(&Error::Io(ErrorKind::ConnectionReset.into())),
            Class::Unknown
        );
        for permanent in [Error::RowNotFound, Error::PoolClosed] {
            assert_eq!(class(&permanent), Class::Permanent, "{permanent}");
        }
    }
}
