//! TLS libraries, whose errors connectors wrap without naming them.

use std::error::Error;

/// Returns whether the connection ended in a handshake, without an alert that gives the reason.
///
/// rustls reports this as an `io::Error` with a kind. The libraries behind native-tls have only a text:
/// OpenSSL ("unexpected EOF", or "unexpected eof while reading"), Windows (in an error whose `source()`
/// skips the inner `io::Error`), and macOS.
pub(super) fn is_cut_off(error: &(dyn Error + 'static)) -> bool {
    let text = error.to_string().to_ascii_lowercase();
    [
        "unexpected eof",
        "connection closed via error",
        "connection closed gracefully",
        "server closed session with no notification",
        // WSAECONNABORTED and WSAECONNRESET.
        "(os error 10053)",
        "(os error 10054)",
    ]
    .iter()
    .any(|cut_off| text.contains(cut_off))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Error;

    #[test]
    fn the_end_of_a_connection_is_no_refusal() {
        for text in [
            "error:0A000126:SSL routines::unexpected eof while reading:ssl/record/rec_layer_s3.c:322:",
            "unexpected EOF",
            "unexpected EOF during handshake",
            "connection closed via error",
            "connection closed gracefully",
            "server closed session with no notification",
            "An existing connection was forcibly closed by the remote host. (os error 10054)",
        ] {
            assert!(is_cut_off(&Error::other(text)), "{text}");
        }
        for text in [
            "error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl/record/ssl3_record.c:354:",
            "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed",
            "received fatal alert: CertificateRequired",
            "invalid peer certificate: UnknownIssuer",
        ] {
            assert!(!is_cut_off(&Error::other(text)), "{text}");
        }
    }
}
