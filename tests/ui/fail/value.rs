use retries::retry;
use std::time::Duration;

const LIMIT: usize = 5;

fn wait(retry: u64) -> Duration {
    Duration::from_secs(retry)
}

fn pause(_: Duration) {}

#[retry(max_attempts = "x".len())]
fn a_count() -> Result<u8, ()> {
    Ok(1)
}

#[retry(max_attempts = LIMIT)]
fn a_constant_count() -> Result<u8, ()> {
    Ok(1)
}

#[retry(deadline = 30 * 1000)]
fn a_time() -> Result<u8, ()> {
    Ok(1)
}

#[retry(exp(base = LIMIT, factor = LIMIT))]
fn inside_a_backoff() -> Result<u8, ()> {
    Ok(1)
}

#[retry(backoff = wait)]
fn a_backoff() -> Result<u8, ()> {
    Ok(1)
}

#[retry(jitter = LIMIT)]
fn a_ratio() -> Result<u8, ()> {
    Ok(1)
}

#[retry(policy = LIMIT)]
fn a_policy() -> Result<u8, ()> {
    Ok(1)
}

#[retry(sleep = pause)]
async fn a_sleep_that_blocks() -> Result<u8, ()> {
    Ok(1)
}

#[retry(sleep = wait)]
fn a_sleep_of_another_type() -> Result<u8, ()> {
    Ok(1)
}

#[retry(max_attempts = count.length())]
fn an_argument(count: u32) -> Result<u32, ()> {
    Ok(count)
}

fn main() {}
