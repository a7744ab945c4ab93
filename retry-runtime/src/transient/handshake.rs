//! TLS handshakes that fail, of the clients that report them apart from other failures.

use core::error::Error;

use super::chain::chain;
use super::{Class, io};

/// A connection that is lost in the handshake passes, and no request was sent over it. Everything
/// else, such as a certificate that is refused or a peer that speaks no TLS, would fail again.
pub(super) fn class(error: &(dyn Error + 'static)) -> Class {
    if chain(error).any(is_lost_connection) {
        Class::Unprocessed
    } else {
        Class::Permanent
    }
}

fn is_lost_connection(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref::<std::io::Error>() {
        Some(error) => io::class(error) != Class::Permanent,
        // OpenSSL and SChannel report an orderly close by these words alone.
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
                Class::Unprocessed,
                "{kind:?}"
            );
        }
        for text in [
            "unexpected EOF",
            "SSL routines::unexpected eof while reading",
        ] {
            let error: Box<dyn Error> = text.into();
            assert_eq!(class(&*error), Class::Unprocessed, "{text}");
        }
    }

    #[test]
    fn a_certificate_that_is_refused_is_permanent() {
        let refused: Box<dyn Error + Send + Sync> = "self-signed certificate".into();
        assert_eq!(class(&*refused), Class::Permanent);
        let wrapped = io::Error::new(ErrorKind::InvalidData, refused);
        assert_eq!(class(&wrapped), Class::Permanent);
    }
}
