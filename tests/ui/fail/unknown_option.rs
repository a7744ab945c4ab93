use retries::retry;

#[retry(jiter, max_attempt = 5, dedaline = "30s", Jitter, onok = is_busy)]
fn misspelt() -> Result<(), ()> {
    Ok(())
}

#[retry(colour = "red")]
fn unlike_any() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(bse = "1s", cup = "10s", colour = "red"), max_attempts = 5)]
fn inside_a_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(linear(base = "1s", factor = 2))]
fn of_another_backoff() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", jitter, max_attempts = 5))]
fn on_the_wrong_side_of_a_parenthesis() -> Result<(), ()> {
    Ok(())
}

#[retry(r#on = is_transient, unknown =)]
fn raw_or_without_value() -> Result<(), ()> {
    Ok(())
}

fn main() {}
