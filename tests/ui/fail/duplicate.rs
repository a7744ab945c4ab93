use retries::retry;

#[retry(max_attempts = 5, deadline = "30s", max_attempts = 4)]
fn twice() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter, jitter = full, jitter = equal)]
fn three_times() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", cap = "10s", base = "2s"))]
fn inside_a_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s"), exp(base = "1s"))]
fn two_backoffs() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s"), linear(base = "1s"), backoff = f)]
fn three_backoffs() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s"), fixed("2s"))]
fn one_backoff_twice() -> Result<(), ()> {
    Ok(())
}

fn main() {}
