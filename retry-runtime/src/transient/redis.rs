//! `redis`.

use std::error::Error as _;

use redis::RedisError;

use super::{Class, classified, io};

classified! {
    /// Transient are failures of the connection and time-outs, and the replies by which a server says
    /// that it cannot serve now and has done nothing: `LOADING`, `BUSY`, `TRYAGAIN`, `CLUSTERDOWN`,
    /// `MASTERDOWN` and `READONLY`.
    impl for RedisError { class }
}

fn class(error: &RedisError) -> Class {
    match error.code() {
        Some("LOADING" | "BUSY" | "TRYAGAIN" | "CLUSTERDOWN" | "MASTERDOWN" | "READONLY") => {
            return Class::Unprocessed;
        }
        Some(_) => return Class::Permanent,
        None => {}
    }
    if error.is_connection_refusal() {
        return Class::Unprocessed;
    }
    let io = error.source().and_then(|source| source.downcast_ref());
    match io {
        Some(error) => io::class(error),
        // What a shared connection reports of its own end.
        None if error.is_io_error() => Class::Unknown,
        None => Class::Permanent,
    }
}
