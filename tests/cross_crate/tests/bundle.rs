//! A bundle goes across crates.

use cross_crate::{RETRIES, SHARED};
use retries::retry;
use std::cell::Cell;
use std::sync::atomic::Ordering;

#[retry(SHARED)]
fn with_all(calls: &Cell<u32>) -> Result<(), u8> {
    calls.set(calls.get() + 1);
    Err(1)
}

#[retry(cross_crate::SHARED, max_attempts = 2, on_retry = none)]
fn with_less(calls: &Cell<u32>) -> Result<(), u8> {
    calls.set(calls.get() + 1);
    Err(1)
}

#[test]
fn a_bundle_of_another_crate_brings_its_private_functions() {
    let calls = Cell::new(0);
    with_all(&calls).unwrap_err();
    assert_eq!((calls.take(), RETRIES.load(Ordering::Relaxed)), (4, 3));
    with_less(&calls).unwrap_err();
    assert_eq!((calls.take(), RETRIES.load(Ordering::Relaxed)), (2, 3));
}
