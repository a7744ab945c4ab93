//! `redis`.

use std::error::Error;
use std::sync::Arc;

use redis::{RedisError, ServerError};

use super::{Class, classified, io};

classified! {
    /// Transient are failures of the connection and time-outs, and the replies by which a server says
    /// that it cannot serve now and has done nothing: `LOADING`, `BUSY`, `TRYAGAIN`, `CLUSTERDOWN`,
    /// `MASTERDOWN`, `READONLY` and `NOREPLICAS`, or that it has too many clients. Where several
    /// commands failed at once all must be such; of a pipeline the others may have been processed.
    impl for RedisError { class }
}

/// What a server says, without a code of its own, to a client too many.
const FULL: &str = "max number of clients reached";

fn class(error: &RedisError) -> Class {
    if let Some(replies) = error.clone().into_server_errors() {
        return match replies.iter().all(|(_, reply)| passes(reply)) {
            true if is_pipeline(error) => Class::Unknown,
            true => Class::Unprocessed,
            false => Class::Permanent,
        };
    }
    if error.is_connection_refusal() {
        return Class::Unprocessed;
    }
    match io_error_below(error) {
        Some(error) => io::class(error),
        // What a shared connection reports of its own end.
        None if error.is_io_error() => Class::Unknown,
        None => Class::Permanent,
    }
}

fn passes(reply: &ServerError) -> bool {
    match reply.code() {
        "LOADING" | "BUSY" | "TRYAGAIN" | "CLUSTERDOWN" | "MASTERDOWN" | "READONLY"
        | "NOREPLICAS" => true,
        "ERR" => reply.details() == Some(FULL),
        _ => false,
    }
}

/// Only the reply to a single command is a source, and a transaction is given up as a whole.
fn is_pipeline(error: &RedisError) -> bool {
    error.source().is_none() && error.code() != Some("EXECABORT")
}

/// The source is the `Arc` in which the client shares the error, not the error itself.
fn io_error_below(error: &RedisError) -> Option<&std::io::Error> {
    let shared: &Arc<dyn Error + Send + Sync> = error.source()?.downcast_ref()?;
    shared.downcast_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    fn server_error(reply: &str) -> RedisError {
        let reply = redis::parse_redis_value(reply.as_bytes()).expect("a reply");
        reply.extract_error().expect_err("an error")
    }

    #[test]
    fn a_server_that_cannot_serve_now_has_done_nothing() {
        for code in [
            "LOADING",
            "BUSY",
            "TRYAGAIN",
            "CLUSTERDOWN",
            "MASTERDOWN",
            "READONLY",
            "NOREPLICAS",
        ] {
            let error = server_error(&format!("-{code} not now\r\n"));
            assert_eq!(class(&error), Class::Unprocessed, "{code}");
        }
        for code in ["WRONGTYPE", "ERR", "NOAUTH", "NOPERM"] {
            let error = server_error(&format!("-{code} no\r\n"));
            assert_eq!(class(&error), Class::Permanent, "{code}");
        }
    }

    #[test]
    fn a_server_with_too_many_clients_has_done_nothing() {
        let error = server_error("-ERR max number of clients reached\r\n");
        assert_eq!(class(&error), Class::Unprocessed);
    }

    #[test]
    fn a_lost_connection_may_have_done_it() {
        let io = |kind: ErrorKind| RedisError::from(std::io::Error::from(kind));
        assert_eq!(class(&io(ErrorKind::ConnectionRefused)), Class::Unprocessed);
        assert_eq!(class(&io(ErrorKind::BrokenPipe)), Class::Unknown);
        assert_eq!(class(&io(ErrorKind::TimedOut)), Class::TimedOut);
        assert_eq!(class(&io(ErrorKind::HostUnreachable)), Class::Unprocessed);
        assert_eq!(class(&io(ErrorKind::PermissionDenied)), Class::Permanent);
    }
}
