use retries::retry;
use std::time::Duration;

fn pause(_: Duration) {}

#[retry(fixed("1s"), sleep = pause)]
fn get() -> Result<u8, ()> {
    Ok(1)
}

fn main() {
    let _ = get();
}
