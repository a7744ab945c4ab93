//! The path of `crate` is imported, so that it has no generic arguments.

use retries::retry;

#[retry(crate = retries<u8>)]
fn generic() -> Option<u8> {
    None
}

#[retry(crate = retries::)]
fn unfinished() -> Option<u8> {
    None
}

fn main() {
    let _ = (generic(), unfinished());
}
