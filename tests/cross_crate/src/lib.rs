//! A crate with annotated functions, which does not use the list of functions.

use retries::{Event, Policy, retry};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU32, Ordering};

/// Fails.
///
/// # Errors
///
/// Always.
#[retry(fixed("1ns"), max_attempts = 2)]
pub fn down() -> Result<(), u8> {
    Err(1)
}

/// How often the bundle's hook was called.
pub static RETRIES: AtomicU32 = AtomicU32::new(0);

/// A private function, which the bundle makes usable in other crates.
fn count<E: Debug>(event: &Event<'_, E>) {
    assert!(event.error().is_some());
    RETRIES.fetch_add(1, Ordering::Relaxed);
}

/// What the calls of all crates do.
#[retries::policy(fixed("1ns"), max_attempts = 4, on_retry = count)]
pub const SHARED: Policy<impl Debug>;
