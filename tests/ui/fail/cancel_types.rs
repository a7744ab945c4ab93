//! What `cancel` takes.

use std::sync::atomic::AtomicBool;

use retries::retry;

#[retry(cancel = stop)]
fn a_flag(stop: &AtomicBool) -> Result<(), String> {
    Ok(())
}

#[retry(cancel = stop)]
async fn a_flag_in_a_task(stop: &AtomicBool) -> Result<(), String> {
    Ok(())
}

struct Client {
    stop: String,
}

impl Client {
    #[retry(cancel = self.stop)]
    fn a_field(&self) -> Result<(), String> {
        Err(self.stop.clone())
    }
}

fn main() {}
