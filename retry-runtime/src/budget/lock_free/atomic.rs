//! The source of the atomics, which the model checker replaces with its own.

pub(super) use core::sync::atomic::{AtomicU64, Ordering};
