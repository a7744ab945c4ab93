//! The claims of the example.

use crate::BoxError;

/// Prints the claim if it holds, or else returns an error.
pub(crate) fn check(claim: &str, holds: bool) -> Result<(), BoxError> {
    if !holds {
        return Err(format!("this does not hold: {claim}").into());
    }
    println!("   {claim}");
    Ok(())
}
