use retries::retry;

#[retry(nested = "stop")]
fn quoted() -> Option<()> {
    None
}

#[retry(nested = none)]
fn word_of_a_bundle() -> Option<()> {
    None
}

#[retry(nested)]
fn bare() -> Option<()> {
    None
}

#[retry(nested(stop))]
fn parentheses() -> Option<()> {
    None
}

#[retry(nested = 3)]
fn number() -> Option<()> {
    None
}

#[retry(nested = stopp)]
fn misspelt() -> Option<()> {
    None
}

#[retries::policy(nested = true)]
const BUNDLE: retries::Policy;

fn main() {}
