use retries::retry;

#[retry(exp(base = "10s", cap = "1s"))]
fn a_cap_below_the_base() -> Result<(), ()> {
    Ok(())
}

#[retry(linear(base = "1m 30s", cap = "1500ms"))]
fn a_cap_below_the_base_of_another() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", factor = 0.5))]
fn a_factor_below_one() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", factor = -2))]
fn a_negative_factor() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", factor = "2"))]
fn a_factor_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", factor = 1e999))]
fn an_infinite_factor() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "1s", factor = "twice"))]
fn a_factor_in_words() -> Result<(), ()> {
    Ok(())
}

#[retry(exp)]
fn exp_alone() -> Result<(), ()> {
    Ok(())
}

#[retry(exp())]
fn exp_with_nothing() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(cap = "60s"))]
fn exp_without_base() -> Result<(), ()> {
    Ok(())
}

#[retry(exp("1s"))]
fn exp_without_names() -> Result<(), ()> {
    Ok(())
}

#[retry(exp("1s", "60s"))]
fn exp_with_two_times_without_names() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(1, 60, 2))]
fn exp_with_numbers() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base, cap = "60s"))]
fn a_base_without_value() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base("1s")))]
fn a_base_in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(exp = "1s")]
fn exp_with_equals() -> Result<(), ()> {
    Ok(())
}

#[retry(linear(step = "1s"))]
fn linear_without_base() -> Result<(), ()> {
    Ok(())
}

#[retry(fibonacci)]
fn fibonacci_alone() -> Result<(), ()> {
    Ok(())
}

#[retry(fibonacci())]
fn fibonacci_with_nothing() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed)]
fn fixed_alone() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed())]
fn fixed_with_nothing() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed(,))]
fn fixed_with_a_comma() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed = "1s")]
fn fixed_with_equals() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed(base = "1s"))]
fn fixed_with_a_name() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s", jitter))]
fn fixed_with_an_option() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s", "2s"))]
fn fixed_with_two_times() -> Result<(), ()> {
    Ok(())
}

#[retry(backoff)]
fn backoff_alone() -> Result<(), ()> {
    Ok(())
}

#[retry(backoff(f))]
fn backoff_in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(backoff = "exp")]
fn backoff_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(backoff = exp(base = "1s"))]
fn backoff_by_another_name() -> Result<(), ()> {
    Ok(())
}

fn main() {}
