use retries::retry;

#[retry(jitter = "full")]
fn in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = "yes")]
fn an_unknown_word_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = "0.25")]
fn a_ratio_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = ful)]
fn misspelt() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = Full)]
fn with_a_capital() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = true)]
fn a_bool() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter())]
fn empty_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter(full))]
fn parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = 1.5)]
fn a_ratio_above_one() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = -0.25)]
fn a_negative_ratio() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = 2)]
fn a_factor() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = 25%)]
fn a_percentage() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("2s"), jitter = decorrelated)]
fn decorrelated_without_a_cap() -> Option<()> {
    None
}

fn main() {}
