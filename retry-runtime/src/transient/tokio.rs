//! `tokio::time::timeout`.

use tokio::time::error::Elapsed;

use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `tokio::time::error::Elapsed`, with the feature `tokio`.
    ///
    /// Timed out: the request may have been processed.
    impl for Elapsed { class }
}

fn class(_: &Elapsed) -> FailureClass {
    FailureClass::TimedOut
}
