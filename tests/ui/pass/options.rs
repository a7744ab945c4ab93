//! Forms that look unusual, and are right.

use retries::{Decision, Policy, retry};
use std::time::Duration;

const LIMIT: u32 = 5;
const WAIT: Duration = Duration::from_millis(1);
const POLICY: Policy = Policy::new();

struct Refused(u32);

fn linear(retry: u32) -> Duration {
    WAIT * retry
}

fn is_transient(refused: &Refused) -> bool {
    refused.0 > 0
}

fn is<const CODE: u32, T>(refused: &Refused) -> bool {
    refused.0 == CODE && size_of::<T>() > 0
}

#[retry()]
fn empty_parentheses() -> Result<(), Refused> {
    Ok(())
}

#[retry(jitter, max_attempts = 5)]
fn a_trailing_comma() -> Result<(), Refused> {
    Ok(())
}

#[retry(exp(base = "1ms", cap = "1s",), on = is_transient,)]
fn a_trailing_comma_inside_a_backoff() -> Result<(), Refused> {
    Ok(())
}

#[retry(fixed("1ms",))]
fn a_trailing_comma_after_a_single_value() -> Result<(), Refused> {
    Ok(())
}

#[retry {
    exp(base = "1ms", factor = 1.5),
    jitter = full,
    deadline = never,
    max_attempts = unlimited,
}]
fn braces_and_lines() -> Result<(), Refused> {
    Ok(())
}

#[retry[jitter = 1]]
fn brackets() -> Result<(), Refused> {
    Ok(())
}

#[retry(fixed("1ms"), jitter = none, deadline = "1m 30s", max_retry_after = "1.5 h")]
fn words_and_durations() -> Result<(), Refused> {
    Ok(())
}

#[retry(backoff = linear as fn(u32) -> Duration, max_attempts = LIMIT)]
fn a_function_named_like_an_option() -> Result<(), Refused> {
    Ok(())
}

#[retry(fixed(if LIMIT > 3 { WAIT } else { WAIT * 2 }), max_attempts = { LIMIT } + 1)]
fn expressions_with_blocks() -> Result<(), Refused> {
    Ok(())
}

#[retry(max_attempts = match LIMIT { 5 => 1, _ => 2 }, deadline = WAIT * 2, policy = POLICY)]
fn expressions_with_commas_inside() -> Result<(), Refused> {
    Ok(())
}

#[retry(on = |refused: &Refused| refused.0 == 1 || refused.0 == 2, jitter)]
fn a_closure() -> Result<(), Refused> {
    Ok(())
}

#[retry(on = move |&Refused(code)| -> bool { code == 1 }, jitter)]
fn a_closure_with_a_pattern() -> Result<(), Refused> {
    Ok(())
}

#[retry(on = |refused: &'_ Refused| if refused.0 > 1 { Decision::Retry } else { Decision::Stop })]
fn a_closure_that_decides() -> Result<(), Refused> {
    Ok(())
}

#[retry(on = is::<5, Vec<&'static str>>, jitter)]
fn a_turbofish() -> Result<(), Refused> {
    Ok(())
}

#[retry(max_attempts = <u32 as From<u8>>::from(3), jitter = f64::from(LIMIT) / 10.0)]
fn casts() -> Result<(), Refused> {
    Ok(())
}

#[retry(max_attempts = limits.iter().copied().max().unwrap_or(1), fixed(*wait))]
fn arguments(limits: &[u32], wait: &Duration) -> Result<u32, Refused> {
    Ok(limits[0])
}

macro_rules! retried {
    ($name:ident, $wait:literal, $count:expr, $on:path, $option:ident) => {
        #[retry(fixed($wait), max_attempts = $count, on = $on, $option = 0.25)]
        fn $name() -> Result<(), Refused> {
            Ok(())
        }
    };
}

retried!(from_a_macro, "1ms", 2 + 1, is_transient, jitter);
retried!(
    from_a_macro_with_a_literal,
    "1ms",
    3,
    self::is_transient,
    jitter
);

#[test]
fn what_looks_unusual_but_is_right_compiles() {
    for form in [
        empty_parentheses,
        a_trailing_comma,
        a_trailing_comma_inside_a_backoff,
        a_trailing_comma_after_a_single_value,
        braces_and_lines,
        brackets,
        words_and_durations,
        a_function_named_like_an_option,
        expressions_with_blocks,
        expressions_with_commas_inside,
        a_closure,
        a_closure_with_a_pattern,
        a_closure_that_decides,
        a_turbofish,
        casts,
        from_a_macro,
        from_a_macro_with_a_literal,
    ] {
        assert!(form().is_ok());
    }
    assert!(arguments(&[3, 5], &WAIT).is_ok_and(|first| first == 3));
}
