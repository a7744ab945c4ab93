use retries::retry;

#[retry(max_retries = 4)]
fn max_retries() -> Result<(), ()> {
    Ok(())
}

#[retry(max_retries = LIMIT)]
fn max_retries_by_expression() -> Result<(), ()> {
    Ok(())
}

#[retry(max_retries)]
fn max_retries_alone() -> Result<(), ()> {
    Ok(())
}

#[retry(retries = "4", times(3), max_times = self.limit)]
fn retries() -> Result<(), ()> {
    Ok(())
}

#[retry(attempts = 5, tries = 5, stop = 5, forever)]
fn counts() -> Result<(), ()> {
    Ok(())
}

#[retry(timeout = "30s", max_elapsed_time = "30s")]
fn deadlines() -> Result<(), ()> {
    Ok(())
}

#[retry(when = is_transient, retry_if = is_transient, filter = is_transient)]
fn conditions() -> Result<(), ()> {
    Ok(())
}

#[retry(delay = "1s", wait = "1s", interval = "1s")]
fn waits() -> Result<(), ()> {
    Ok(())
}

#[retry(exponential(base = "1s"), fib, incremental)]
fn backoffs() -> Result<(), ()> {
    Ok(())
}

#[retry(base = "1s", cap = "10s", factor = 2, step = "1s", initial_interval = "1s")]
fn parts_of_a_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(full, equal, decorrelated, randomize)]
fn kinds_of_jitter() -> Result<(), ()> {
    Ok(())
}

#[retry(5)]
fn a_bare_count() -> Result<(), ()> {
    Ok(())
}

#[retry("1s")]
fn a_bare_time() -> Result<(), ()> {
    Ok(())
}

fn main() {}
