//! `tokio-postgres`.

use std::error::Error as _;

use tokio_postgres::Error;

use super::{Class, chain, classified, sqlstate};

classified! {
    /// Transient are closed connections and failures of the socket, SQLSTATE classes 08, 53 and 57P,
    /// and 40001 and 40P01, after which the transaction must be run again as a whole.
    impl for Error { class }
}

fn class(error: &Error) -> Class {
    if let Some(state) = error.code() {
        return sqlstate::class(state.code());
    }
    if error.is_closed() {
        return Class::Unknown;
    }
    error
        .source()
        .map_or(Class::Permanent, chain::class_of_chain)
}
