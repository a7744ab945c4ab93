use retries::retry;

#[retry(on =, deadline, max_retry_after, on_ok, policy, sleep, crate, jitter =)]
fn missing_values() -> Result<(), ()> {
    Ok(())
}

#[retry(on(is_transient), deadline("30s"), on_ok(is_busy), policy(POLICY), sleep(f))]
fn parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(on is_transient)]
fn no_equals() -> Result<(), ()> {
    Ok(())
}

#[retry(on: is_transient)]
fn a_colon() -> Result<(), ()> {
    Ok(())
}

#[retry(on == is_transient, deadline => "30s")]
fn another_operator() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter max_attempts = 5)]
fn no_comma() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = 5 jitter)]
fn no_comma_after_a_value() -> Result<(), ()> {
    Ok(())
}

#[retry(on = |error| is_transient(error) jitter)]
fn no_comma_after_a_closure() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s") jitter)]
fn no_comma_after_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter; max_attempts = 5)]
fn a_semicolon() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = full; max_attempts = 5)]
fn a_semicolon_after_a_value() -> Result<(), ()> {
    Ok(())
}

#[retry(= 5, (jitter), "jitter", |e| true)]
fn no_names() -> Result<(), ()> {
    Ok(())
}

#[retry(on = "is_transient", on_ok = 5, policy = "POLICY", sleep = true)]
fn a_literal_for_a_path() -> Result<(), ()> {
    Ok(())
}

#[retry(on = "|e| true", backoff = 5, max_attempts = LIMIT +)]
fn an_invalid_value() -> Result<(), ()> {
    Ok(())
}

#[retry(crate = 5)]
fn a_number_for_the_crate() -> Result<(), ()> {
    Ok(())
}

#[retry(crate = "retries")]
fn a_string_for_the_crate() -> Result<(), ()> {
    Ok(())
}

fn main() {}
