use retries::retry;

#[retry(max_attempts = 0)]
fn zero() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = "5")]
fn in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = "five")]
fn a_word_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = "unlimited")]
fn unlimited_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = -1)]
fn negative() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = 2.5)]
fn a_fraction() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = 5_000_000_000)]
fn too_many() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = true)]
fn of_another_kind() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts(5))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts)]
fn no_value() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = )]
fn an_empty_value() -> Result<(), ()> {
    Ok(())
}

#[retry(unlimited)]
fn unlimited_alone() -> Result<(), ()> {
    Ok(())
}

fn main() {}
