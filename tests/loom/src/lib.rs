//! The files of the lock-free budgets. loom runs them in every order of threads, and with every value that the
//! memory model allows.
#![cfg(test)]

#[path = "../../../retry-runtime/src/budget/lock_free/bucket.rs"]
mod bucket;
#[path = "../../../retry-runtime/src/budget/lock_free/history.rs"]
mod history;
#[path = "../../../retry-runtime/src/budget/lock_free/reserve.rs"]
mod reserve;
#[path = "../../../retry-runtime/src/budget/lock_free/slot.rs"]
mod slot;
#[path = "../../../retry-runtime/src/budget/lock_free/window.rs"]
mod window;

mod models;

/// loom's atomics, in place of those of `core`.
mod atomic {
    pub(super) use loom::sync::atomic::{AtomicU64, Ordering};
}
