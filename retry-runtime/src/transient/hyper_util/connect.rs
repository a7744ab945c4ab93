//! Failures to connect. The request was not sent, so each is either permanent or unprocessed.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::super::chain::chain;
use super::super::class::FailureClass;
use super::tls;

/// Returns the class of an error for which `is_connect` holds, from its source.
pub(in super::super) fn class(source: &(dyn Error + 'static)) -> FailureClass {
    if will_pass(source) {
        FailureClass::Unprocessed
    } else {
        FailureClass::Permanent
    }
}

fn will_pass(source: &(dyn Error + 'static)) -> bool {
    let is_name = chain(source).any(|error| is_resolver(&error.to_string()));
    for error in chain(source) {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return will_pass_io(io, is_name);
        }
        let text = error.to_string();
        if let Some(answer) = by_proxy(&text) {
            return answer;
        }
        if is_pool(&text) || tls::is_cut_off(error) {
            return true;
        }
    }
    // The rest are failures of a TLS library, which rejects a certificate or a peer without TLS, and
    // addresses that no connector supports.
    is_name
}

fn will_pass_io(error: &io::Error, is_name: bool) -> bool {
    if is_name {
        // The caller's own resolver refuses a name with these kinds.
        return !matches!(
            error.kind(),
            ErrorKind::PermissionDenied | ErrorKind::InvalidInput
        );
    }
    // A server removes the file of its Unix socket when it ends.
    let is_gone = error.kind() == ErrorKind::NotFound;
    is_gone || super::super::io::class(error) != FailureClass::Permanent || tls::is_cut_off(error)
}

/// Matches the resolver errors of hyper-util's connector, and those that newer versions of reqwest mark.
fn is_resolver(text: &str) -> bool {
    matches!(text, "dns error" | "error resolving DNS")
}

/// Matches the errors of hyper-util's pool for a connection that was closed before its use.
fn is_pool(text: &str) -> bool {
    matches!(
        text,
        "checked out connection was closed" | "request was canceled"
    )
}

/// Returns whether a proxy's failure is transient, or `None` for a failure with a source and for others.
/// hyper-util has private types for these failures, and shows no status except 407.
fn by_proxy(text: &str) -> Option<bool> {
    if let Some(tunnel) = text.strip_prefix("tunnel error: ") {
        return match tunnel {
            "unexpected end of file" | "unsuccessful" => Some(true),
            "io error establishing tunnel" | "failed to create underlying connection" => None,
            // "proxy authorization required", "missing destination host", "proxy response headers too
            // long".
            _ => Some(false),
        };
    }
    let socks = text.strip_prefix("SOCKS error: ")?;
    Some(matches!(
        socks,
        "failed to create underlying connection"
            | "io error during SOCKS handshake"
            | "general server failure"
            | "network unreachable"
            | "host unreachable"
            | "connection refused"
            | "ttl expired"
            | "server failed to execute command"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    /// An error of a private type, of which only the text is known, above another error.
    #[derive(Debug)]
    struct Private(&'static str, Option<io::Error>);

    impl fmt::Display for Private {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Private {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_ref().map(|error| error as _)
        }
    }

    #[test]
    fn a_name_that_does_not_resolve_is_transient_unless_the_resolver_refuses_it() {
        for text in ["dns error", "error resolving DNS"] {
            assert!(will_pass(&Private(text, None)), "{text}");
            let below = |kind: ErrorKind| will_pass(&Private(text, Some(kind.into())));
            assert!(below(ErrorKind::Other), "{text}");
            assert!(!below(ErrorKind::PermissionDenied), "{text}");
            assert!(!below(ErrorKind::InvalidInput), "{text}");
        }
        let other = Some(ErrorKind::Other.into());
        assert!(!will_pass(&Private("client error (Connect)", other)));
    }

    #[test]
    fn a_connection_that_was_closed_in_the_pool_is_transient() {
        for text in ["checked out connection was closed", "request was canceled"] {
            assert!(will_pass(&Private(text, None)), "{text}");
        }
        assert!(!will_pass(&Private("invalid peer certificate", None)));
    }

    #[test]
    fn a_unix_socket_without_its_file_is_transient() {
        let error = io::Error::from(ErrorKind::NotFound);
        assert!(will_pass(&error));
        assert!(!will_pass(&io::Error::from(ErrorKind::PermissionDenied)));
    }

    #[test]
    fn a_proxy_that_could_not_connect_is_transient() {
        for text in [
            "tunnel error: unsuccessful",
            "tunnel error: unexpected end of file",
            "SOCKS error: failed to create underlying connection",
            "SOCKS error: io error during SOCKS handshake",
            "SOCKS error: general server failure",
            "SOCKS error: network unreachable",
            "SOCKS error: host unreachable",
            "SOCKS error: connection refused",
            "SOCKS error: ttl expired",
            "SOCKS error: server failed to execute command",
        ] {
            assert_eq!(by_proxy(text), Some(true), "{text}");
        }
    }

    #[test]
    fn a_proxy_that_refuses_or_speaks_another_protocol_is_permanent() {
        for text in [
            "tunnel error: proxy authorization required",
            "tunnel error: missing destination host",
            "tunnel error: proxy response headers too long",
            "SOCKS error: could not resolve to acceptable address type",
            "SOCKS error: missing destination host",
            "SOCKS error: missing destination port",
            "SOCKS error: failed parsing server response",
            "SOCKS error: failed serialize request",
            "SOCKS error: IPV6 is not supported",
            "SOCKS error: server ident service failed",
            "SOCKS error: server ident service did not recognise client identifier",
            "SOCKS error: host address is more than 255 characters",
            "SOCKS error: server does not support user/pass authentication",
            "SOCKS error: server implements authentication incorrectly",
            "SOCKS error: credentials not accepted",
            "SOCKS error: connection not allowed",
            "SOCKS error: command not supported",
            "SOCKS error: address type not supported",
        ] {
            assert_eq!(by_proxy(text), Some(false), "{text}");
        }
    }

    #[test]
    fn a_failure_below_a_tunnel_decides() {
        for text in [
            "tunnel error: io error establishing tunnel",
            "tunnel error: failed to create underlying connection",
            "client error (Connect)",
        ] {
            assert_eq!(by_proxy(text), None, "{text}");
        }
    }
}
