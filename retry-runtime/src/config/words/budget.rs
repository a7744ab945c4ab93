//! Budgets from a text.

use core::str::FromStr;

use super::{ParseError, format};
use crate::budget::lock_free::Budget;

/// Reads the words that a budget prints: `ratio = 0.2, min_per_second = 10`. The form of configuration,
/// `throttle = { max_tokens = 10, token_ratio = 0.1 }`, is read too. An empty text is [`Budget::new`].
///
/// # Errors
///
/// What configuration refuses, and a text of another form. The message names the place and what to write
/// instead.
///
/// ```
/// use retries::Budget;
///
/// let budget: Budget = "throttle(max_tokens = 10, token_ratio = 0.1)".parse()?;
/// assert_eq!(budget.to_string(), "throttle(max_tokens = 10, token_ratio = 0.1)");
///
/// let error = "ratio = 0.2, tokens = 500".parse::<Budget>().unwrap_err();
/// assert!(error.to_string().starts_with("column 14: `tokens` belongs to the rule `tokens`"));
/// # Ok::<(), retries::ParseError>(())
/// ```
impl FromStr for Budget {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        format::read(text)
    }
}
