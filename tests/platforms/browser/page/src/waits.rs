//! A function that waits three times.

use std::cell::RefCell;

use retries::retry;
use web_time::Instant;

#[retry(fixed("30ms"), max_attempts = 4)]
async fn get(starts: &RefCell<Vec<Instant>>) -> Result<(), ()> {
    starts.borrow_mut().push(Instant::now());
    Err(())
}

/// Reports the times between the attempts.
pub(crate) async fn report() -> String {
    let starts = RefCell::default();
    _ = get(&starts).await;
    let waits: Vec<_> = starts
        .borrow()
        .windows(2)
        .map(|pair| format!(" {:.3}", (pair[1] - pair[0]).as_secs_f64() * 1e3))
        .collect();
    format!("waits{}", waits.concat())
}
