use retries::retry;

#[retry(jitter = gaussian)]
fn an_unknown_kind_of_jitter() -> Result<u8, ()> {
    Ok(1)
}

#[retry(max_attempts = LIMIT)]
fn no_such_constant() -> Result<(), ()> {
    Ok(())
}

#[retry(on = is_transient)]
fn no_such_function() -> Result<(), ()> {
    Ok(())
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
