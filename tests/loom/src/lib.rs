//! The budget's own files, run by loom in every order that threads, and every value that the memory
//! model, allow.
#![cfg(test)]

#[path = "../../../retry-runtime/src/budget/lock_free/bucket.rs"]
mod bucket;
#[path = "../../../retry-runtime/src/budget/lock_free/reserve.rs"]
mod reserve;
#[path = "../../../retry-runtime/src/budget/lock_free/window.rs"]
mod window;

mod models;

/// What those files take for `core`'s.
mod atomic {
    pub(super) use loom::sync::atomic::{AtomicU64, Ordering};
}
