//! `tokio::time::timeout`.

use tokio::time::error::Elapsed;

use super::{Class, classified};

classified! {
    /// Timed out: what was cut off may have been processed.
    impl for Elapsed { class }
}

fn class(_: &Elapsed) -> Class {
    Class::TimedOut
}
