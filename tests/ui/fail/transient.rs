use retries::{retry, transient, unprocessed};

struct Opaque;

#[retry(on = transient)]
fn of_a_type_of_ones_own() -> Result<(), Opaque> {
    Err(Opaque)
}

#[retry(on = unprocessed)]
async fn of_a_text() -> Result<(), String> {
    Err(String::new())
}

#[retry(on_ok = transient)]
fn of_a_success() -> Result<u16, std::io::Error> {
    Ok(503)
}

fn main() {}
