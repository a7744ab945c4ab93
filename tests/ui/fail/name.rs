use retries::retry;

#[retry(jitter = gaussian)]
fn an_unknown_kind_of_jitter() -> Result<u8, ()> {
    Ok(1)
}

#[retry(max_attempts = LIMIT, on = is_transient)]
fn an_unknown_value() -> Result<u8, ()> {
    Ok(1)
}

#[retry(fixed(never))]
fn an_unknown_duration() -> Result<u8, ()> {
    Ok(1)
}

#[retry(crate = elsewhere::retries)]
fn an_unknown_crate() -> Result<u8, ()> {
    Ok(1)
}

#[retry(crate = std)]
fn another_crate() -> Result<u8, ()> {
    Ok(1)
}

fn main() {}
