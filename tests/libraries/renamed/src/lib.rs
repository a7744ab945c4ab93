//! A library whose `Cargo.toml` gives `retries` another name.

// For all attributes of this crate.
extern crate again as retries;

use again::{Transient, retry};

/// Fails.
#[derive(Debug, PartialEq, Transient)]
pub enum Error {
    /// It may pass.
    #[transient]
    Busy,
}

/// Fails as often as it may be called.
///
/// # Errors
///
/// Always.
#[retry(fixed("1ns"), max_attempts = 3, on = again::transient, budget)]
pub fn get(attempts: &mut u32) -> Result<(), Error> {
    *attempts += 1;
    Err(Error::Busy)
}

#[cfg(test)]
mod tests {
    use super::{Error, get};

    #[test]
    fn one_line_renames_the_crate_for_all_attributes() {
        let mut attempts = 0;
        assert_eq!(get(&mut attempts), Err(Error::Busy));
        assert_eq!(attempts, 3);
    }
}
