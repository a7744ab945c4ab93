//! Failed TLS handshakes, for the clients that report them separately from other failures.

use core::error::Error;

use super::chain::chain;
use super::class::FailureClass;
use super::io;

/// Classifies a failed handshake. A connection lost in the handshake is transient, and no request was sent.
/// Any other failure, such as a refused certificate or a peer without TLS, would happen again.
pub(super) fn class(error: &(dyn Error + 'static)) -> FailureClass {
    if chain(error).any(is_lost_connection) {
        FailureClass::Unprocessed
    } else {
        FailureClass::Permanent
    }
}

fn is_lost_connection(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => io::class(error) != FailureClass::Permanent,
        // OpenSSL and SChannel report an orderly close only by these words.
        None => error
            .to_string()
            .to_ascii_lowercase()
            .contains("unexpected eof"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, ErrorKind};

    #[test]
    fn a_connection_that_is_lost_in_the_handshake_has_processed_nothing() {
        for kind in [
            ErrorKind::UnexpectedEof,
            ErrorKind::ConnectionReset,
            ErrorKind::BrokenPipe,
            ErrorKind::TimedOut,
        ] {
            assert_eq!(
                class(&io::Error::from(kind)),
                FailureClass::Unprocessed,
                "{kind:?}"
            );
        }
        for text in [
            "unexpected EOF",
            "SSL routines::unexpected eof while reading",
        ] {
            let error: Box<dyn Error> = text.into();
            assert_eq!(class(&*error), FailureClass::Unprocessed, "{text}");
        }
    }

    #[test]
    fn a_certificate_that_is_refused_is_permanent() {
        let refused: Box<dyn Error + Send + Sync> = "self-signed certificate".into();
        assert_eq!(class(&*refused), FailureClass::Permanent);
        let wrapped = io::Error::new(ErrorKind::InvalidData, refused);
        assert_eq!(class(&wrapped), FailureClass::Permanent);
    }
}
