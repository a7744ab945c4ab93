//! Connections that a client reads through the `Framed` of tokio-util.

use std::io::Error;

use super::class::FailureClass;
use super::io;

/// Classifies a failure of the connection. `Framed` reports a connection that was closed within a message only by
/// a text.
pub(super) fn class(error: &Error) -> FailureClass {
    match io::class(error) {
        FailureClass::Permanent if error.to_string() == "bytes remaining on stream" => {
            FailureClass::Unknown
        }
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn a_connection_closed_within_a_message_is_a_lost_connection() {
        let within_a_message = Error::other("bytes remaining on stream");
        assert_eq!(class(&within_a_message), FailureClass::Unknown);
        assert_eq!(
            class(&ErrorKind::UnexpectedEof.into()),
            FailureClass::Unknown
        );
        assert_eq!(class(&Error::other("another")), FailureClass::Permanent);
    }
}
