//! `r2d2`.

use r2d2::Error;

use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `r2d2::Error`, with the feature `r2d2`.
    ///
    /// It has one kind: no connection in time. That is transient and not processed: the caller never had a connection.
    ///
    /// The pool itself connects again until its `connection_timeout`. Its error has the last failure to connect only
    /// as text, so there is no stable way to recognize a wrong password: it is retried like a pool in which all
    /// connections are in use. Limit the attempts.
    impl for Error { class }
}

fn class(_: &Error) -> FailureClass {
    FailureClass::Unprocessed
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;
    use std::io;

    /// Connects to nothing.
    struct Refused;

    impl r2d2::ManageConnection for Refused {
        type Connection = ();
        type Error = io::Error;

        fn connect(&self) -> io::Result<()> {
            Err(io::ErrorKind::ConnectionRefused.into())
        }

        fn is_valid(&self, (): &mut ()) -> io::Result<()> {
            Ok(())
        }

        fn has_broken(&self, (): &mut ()) -> bool {
            false
        }
    }

    #[test]
    fn a_timeout_of_the_pool_has_processed_nothing() {
        let pool = r2d2::Pool::builder().build_unchecked(Refused);
        let error = pool.get_timeout(Duration::from_millis(1)).unwrap_err();
        assert_eq!(class(&error), FailureClass::Unprocessed);
    }
}
