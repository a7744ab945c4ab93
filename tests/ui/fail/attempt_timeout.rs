//! `attempt_timeout`.

use retries::{TimedOut, retry};

#[derive(Debug)]
enum Error {
    Own,
}

#[retry(attempt_timeout = "2s")]
fn on_a_thread() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s")]
async fn an_error_that_it_cannot_make() -> Result<(), Error> {
    Err(Error::Own)
}

#[retry(attempt_timeout = "2s")]
async fn an_error_of_another_crate() -> Result<u8, std::num::ParseIntError> {
    "1".parse()
}

#[retry(attempt_timeout = 2)]
async fn without_a_unit() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(timeout = "2s")]
async fn another_name() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", attempt_timeout = "3s")]
async fn twice() -> Result<(), std::io::Error> {
    Ok(())
}

fn main() {
    let _: Option<TimedOut> = None;
}
