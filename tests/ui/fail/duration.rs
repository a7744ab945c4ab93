use retries::retry;

#[retry(deadline = "30", max_retry_after = "1m 30")]
fn no_unit() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "30sec", max_retry_after = "2 min")]
fn a_unit_spelt_out() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "30S", max_retry_after = "2 fortnights")]
fn an_unknown_unit() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = 30, max_retry_after = 1.5)]
fn a_number() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = 100, cap = 10_000))]
fn a_number_inside_a_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed(2))]
fn a_number_for_a_fixed_wait() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = 1m 30s, fixed(500ms), max_retry_after = 0.5s)]
fn no_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = -30, max_retry_after = "-1s")]
fn negative() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "", max_retry_after = "soon")]
fn no_number() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "1,5s", max_retry_after = "1.5.5s")]
fn a_malformed_number() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "18446744073709551615d", max_retry_after = "99999999999999999999s")]
fn too_long() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = true, fixed('1'))]
fn another_literal() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "never", max_retry_after = "never")]
fn never() -> Result<(), ()> {
    Ok(())
}

fn main() {}
