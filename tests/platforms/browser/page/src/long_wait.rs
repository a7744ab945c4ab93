//! A wait that is longer than a browser's timer can count.

use std::cell::Cell;
use std::pin::pin;

use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use retries::retry;

#[retry(fixed("25d"), max_attempts = 4)]
async fn get(attempts: &Cell<u32>) -> Result<(), ()> {
    attempts.set(attempts.get() + 1);
    Err(())
}

/// Reports the attempts that were made before a shorter timer ended.
pub(crate) async fn report() -> String {
    let attempts = Cell::new(0);
    select(pin!(get(&attempts)), TimeoutFuture::new(200)).await;
    format!("long_wait {}", attempts.get())
}
