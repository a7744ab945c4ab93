//! Policies and budgets from a text in the attribute's words.
//!
//! The text is read as one more format of serde, so that each rule and each message exists once.

use core::str::FromStr;

#[cfg(target_has_atomic = "64")]
mod budget;
mod error;
mod format;
mod text;

pub use error::ParseError;

use crate::policy::Policy;

/// Reads the attribute's words, which a policy prints: `exp(base = "1s", cap = "60s"), jitter = full`. The
/// form of configuration, `exp = { base = "1s", cap = "60s" }, jitter = "full"`, is read too. An empty text is
/// [`Policy::new`].
///
/// # Errors
///
/// What configuration refuses, and a text of another form. The message names the place and what to write
/// instead.
///
/// ```
/// use retries::{Backoff, Policy};
/// use std::time::Duration;
///
/// let policy: Policy = r#"fixed("1s"), max_attempts = 4"#.parse()?;
/// let fixed = Backoff::fixed(Duration::from_secs(1));
/// assert_eq!(policy, Policy::new().backoff(fixed).max_attempts(4));
/// assert_eq!(policy.to_string().parse(), Ok(policy));
///
/// let error = r#"fixed("1s"), max_attempts = 0"#.parse::<Policy>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "column 29: `max_attempts` counts the first call too: write `max_attempts = 1` to never retry"
/// );
/// # Ok::<(), retries::ParseError>(())
/// ```
impl FromStr for Policy {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        format::read(text)
    }
}

#[cfg(test)]
mod tests {
    use crate::backoff::Backoff;
    use crate::budget::lock_free::Budget;
    use crate::jitter::Jitter;
    use crate::policy::Policy;
    use core::time::Duration;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_words_of_the_attribute_are_read() {
        let exponential = Backoff::exponential(SECOND).cap(60 * SECOND);
        let new = Policy::new();
        for (words, policy) in [
            ("", new),
            (" \n ", new),
            ("jitter", new.jitter(Jitter::Additive)),
            ("jitter = false", new.jitter(Jitter::None)),
            ("jitter = 0.25", new.jitter(Jitter::ratio(0.25))),
            ("max_attempts = 1_000", new.max_attempts(1000)),
            (r#"fixed("1s")"#, new.backoff(Backoff::fixed(SECOND))),
            (r#"fixed ( "1s" , ) ,"#, new.backoff(Backoff::fixed(SECOND))),
            (
                r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = 4"#,
                new.backoff(exponential)
                    .jitter(Jitter::Full)
                    .max_attempts(4),
            ),
            (
                r#"rate_limited = exp(base = "1s", cap = "60s",), deadline = never"#,
                new.rate_limited(exponential).deadline(Duration::MAX),
            ),
            (
                r#"rate_limited = fixed("1s"), attempt_timeout = "1s""#,
                new.rate_limited(Backoff::fixed(SECOND))
                    .attempt_timeout(SECOND),
            ),
        ] {
            assert_eq!(words.parse(), Ok(policy), "{words}");
        }
    }

    #[test]
    fn the_form_of_configuration_is_read_too() {
        let exponential = Backoff::exponential(SECOND).cap(60 * SECOND);
        for (words, policy) in [
            (
                r#"exp = { base = "1s", cap = "60s" }, jitter = "full""#,
                Policy::new().backoff(exponential).jitter(Jitter::Full),
            ),
            (
                r#"rate_limited = { exp = { base = "1s", cap = "60s" } }, deadline = "never""#,
                Policy::new()
                    .rate_limited(exponential)
                    .deadline(Duration::MAX),
            ),
        ] {
            assert_eq!(words.parse(), Ok(policy), "{words}");
        }
    }

    #[test]
    fn a_mistake_has_a_place_and_says_what_to_write() {
        for (words, message) in [
            (
                "max_attempts = 0",
                "column 16: `max_attempts` counts the first call too: \
                 write `max_attempts = 1` to never retry",
            ),
            (
                "max_attempts 4",
                "column 1: `max_attempts` takes a whole number: \
                 write `max_attempts = 5` or `max_attempts = \"unlimited\"`",
            ),
            (
                "max_attempts",
                "column 1: `max_attempts` takes a whole number: \
                 write `max_attempts = 5` or `max_attempts = \"unlimited\"`",
            ),
            (
                "jitter full",
                "column 8: write `,` between two fields, and `=` before a value",
            ),
            (
                "max_attempts =",
                "column 15: `max_attempts` needs a value after `=`, like `4`, `full` or `\"30s\"`",
            ),
            (
                "max_attempts = 4x",
                "column 16: `4x` is no number: write one like 4 or 0.25",
            ),
            (
                "jitter,\ndeadline = 30s",
                "line 2, column 12: a duration is written in quotes: write \"30s\"",
            ),
            (
                "deadline = \"30s",
                "column 12: this text does not end: write another `\"`",
            ),
            (
                "deadline = \"30\"",
                "column 12: `deadline`: `30` has no unit: \
                 write \"30s\" for seconds or \"30ms\" for milliseconds",
            ),
            (
                "jitter, , jitter",
                "column 9: write a field, like `max_attempts = 4`",
            ),
            ("5", "column 1: write a field, like `max_attempts = 4`"),
            (
                "jitter, jitter",
                "column 9: `jitter` is given twice: keep one of the two",
            ),
            (
                "jiter",
                "column 1: unknown field `jiter`: did you mean `jitter`?",
            ),
            (
                r#"exp(base = "1s""#,
                "column 16: the text ends too early: write `)`",
            ),
            (
                r#"exp(base = "1s", "60s")"#,
                "column 18: write a field, like `max_attempts = 4`",
            ),
            (
                r#"fixed("1s", cap = "2s")"#,
                "column 13: only one value stands here: write `)` after it",
            ),
            (
                r#"exp("1s")"#,
                "column 4: invalid type: string \"1s\", expected `exp = { base = \"1s\", cap = \"60s\" }`",
            ),
            (
                r#"jitter, exp(cap = "1s")"#,
                "column 12: `exp` needs a base: write `exp = { base = \"1s\", cap = \"60s\" }`",
            ),
            (
                "ü, jitter",
                "column 1: unknown field `ü`: the fields are `exp`, `fixed`, `linear`, `fibonacci`, \
                 `jitter`, `max_attempts`, `deadline`, `attempt_timeout`, `max_retry_after`, \
                 `reset_after`, `rate_limited` and `nested`",
            ),
            (
                "max_attempts = unlimited",
                "nothing ends this call but success: write `deadline = \"30s\"`, \
                 or `deadline = \"never\"` to try for ever",
            ),
        ] {
            let error = words.parse::<Policy>().expect_err(words);
            assert_eq!(error.to_string(), message, "{words}");
        }
    }

    #[test]
    fn a_mistake_in_a_budget_has_a_place_too() {
        for (words, message) in [
            (
                "adaptive = 0.5",
                "column 12: a multiplier below 1 refuses requests that the service would accept: \
                 write `adaptive = 2`",
            ),
            (
                "adaptive = 2, ratio = 0.1",
                "column 15: `ratio` belongs to the rule `ratio`, and `adaptive` to the rule \
                 `adaptive`: keep one of the two rules",
            ),
            (
                "throttle(max_tokens = 10)",
                "column 9: `throttle` needs both its fields: \
                 write `throttle = { max_tokens = 10, token_ratio = 0.1 }`",
            ),
        ] {
            let error = words.parse::<Budget>().expect_err(words);
            assert_eq!(error.to_string(), message, "{words}");
        }
    }

    #[test]
    fn a_word_is_true_with_and_without_its_value() {
        let jitter = |words: &str| words.parse::<Policy>().map(|policy| policy.to_string());
        assert_eq!(jitter("jitter = true"), jitter("jitter"));
        assert!(jitter("jitter = true").is_ok());
        assert_ne!(jitter("jitter = false"), jitter("jitter"));
    }

    #[test]
    fn a_deeply_nested_text_is_refused() {
        for (open, close) in [("jitter={", "}"), ("jitter=a(", ")"), ("a(", ")")] {
            let words = open.repeat(100_000) + &close.repeat(100_000);
            assert!(words.parse::<Policy>().is_err());
            let words = format!("jitter = {{ {words} }}");
            let error = words.parse::<Policy>().expect_err("it is nested");
            assert!(
                error
                    .to_string()
                    .ends_with("nothing is nested as deep as this")
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (text.parse::<Policy>(), text.parse::<Budget>());
        }

        #[test]
        fn any_order_of_words_and_marks_is_read_or_refused(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "exp", "fixed", "jitter", "rate_limited", "max_attempts", "deadline", "ratio", "tokens",
                    "throttle", "base", "cap", "max_tokens", "token_ratio", "full", "never", "true", "ü", "=",
                    "(", ")", "{", "}", ",", "\"1s\"", "\"", "5", "0.2", "-1", "1e400", "1s", "\n", " ",
                ]),
                0..30,
            ),
        ) {
            let text = parts.concat();
            if let Ok(policy) = text.parse::<Policy>() {
                prop_assert_eq!(policy.to_string().parse(), Ok(policy));
            }
            if let Ok(budget) = text.parse::<Budget>() {
                let words = budget.to_string();
                prop_assert_eq!(words.parse::<Budget>().map(|it| it.to_string()), Ok(words));
            }
        }
    }
}
