//! A crate with annotated functions, which does not use the list of functions.

use retries::retry;

/// Fails.
///
/// # Errors
///
/// Always.
#[retry(fixed("1ns"), max_attempts = 2)]
pub fn down() -> Result<(), u8> {
    Err(1)
}
