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

#[retry(retries = "4", times(3), max_times = limits.retries)]
fn retries() -> Result<(), ()> {
    Ok(())
}

#[retry(attempts = 7, tries = LIMIT, stop = 5, stop_after_attempt(7), max_tries = "7", forever)]
fn counts() -> Result<(), ()> {
    Ok(())
}

#[retry(maxAttempts = 7, with_max_delay = "30s", maxRetries = 4)]
fn in_another_spelling() -> Result<(), ()> {
    Ok(())
}

#[retry(timeout = "3s", max_elapsed_time = "40s", stop = "1m", max_time = 60, per_try_timeout = limits.attempt)]
fn times() -> Result<(), ()> {
    Ok(())
}

#[retry(retry_on = is_busy, retry_if = |e| e.is_busy(), filter = "is_busy", retry_if_result = is_none, giveup = fatal)]
fn conditions() -> Result<(), ()> {
    Ok(())
}

#[retry(delay = "2s", wait = wait_fixed(2), interval = Duration::from_millis(5), period = 100)]
fn waits() -> Result<(), ()> {
    Ok(())
}

#[retry(exponential(base = "2s"), exponential_backoff, fib, incremental(5))]
fn backoffs() -> Result<(), ()> {
    Ok(())
}

#[retry(base = "2s", min_delay = "50ms", initial_delay = 100, initial_interval = WAIT)]
fn the_first_delay() -> Result<(), ()> {
    Ok(())
}

#[retry(cap = "20s", max_delay = "30s", max_interval, factor = 3, multiplier = 1.5, step = "2s")]
fn parts_of_a_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(full, equal, decorrelated, randomize, randomization_factor = 0.5)]
fn kinds_of_jitter() -> Result<(), ()> {
    Ok(())
}

#[retry(notify = log, before_sleep = |event| log(event), onFailedAttempt = log, before, on_giveup)]
fn hooks() -> Result<(), ()> {
    Ok(())
}

#[retry(fallback = 5, recover = "cached", fallbackMethod = cached, or = cached, retry_error_callback)]
fn fallbacks() -> Result<(), ()> {
    Ok(())
}

#[retry(default = Quote::EMPTY, or_default, map_err = Error::from)]
fn other_results() -> Result<(), ()> {
    Ok(())
}

#[retry(cancellation_token = token, cancel_token, abort, signal = STOP.signal, token = stop, ctx, shutdown)]
fn cancellation() -> Result<(), ()> {
    Ok(())
}

#[retry(cancel_at_shutdown, no_attempt_timeout)]
fn methods_of_closures() -> Result<(), ()> {
    Ok(())
}

#[retry(case(is_busy, fixed("1s")), reconnect = connect)]
fn kinds_of_failures() -> Result<(), ()> {
    Ok(())
}

#[retry(quota = SHARED, retry_budget, sleeper = pause)]
fn others() -> Result<(), ()> {
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
