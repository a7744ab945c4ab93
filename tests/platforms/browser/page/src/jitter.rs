//! The random part of waits.

use std::cell::RefCell;
use std::future::ready;
use std::time::Duration;

use retries::retry;

#[retry(fixed("1h"), jitter, max_attempts = 4, sleep = |wait| ready(waits.borrow_mut().push(wait)))]
async fn get(waits: &RefCell<Vec<Duration>>) -> Result<(), ()> {
    Err(())
}

/// Reports three waits that are not made.
pub(crate) async fn report() -> String {
    let waits = RefCell::default();
    _ = get(&waits).await;
    let waits: Vec<_> = waits
        .borrow()
        .iter()
        .map(|wait| format!(" {:.3}", wait.as_secs_f64() * 1e3))
        .collect();
    format!("jitter{}", waits.concat())
}
