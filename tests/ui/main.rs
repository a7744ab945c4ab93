//! Every message that a user can see, each on the token at fault; and the forms that look unusual
//! but are right. The features decide which messages there are.

// A module of this crate and no case of `trybuild`, which would link every dependency once more.
#[cfg(feature = "tokio")]
#[path = "pass/options.rs"]
mod options;

/// Some messages quote lines of the runtime, which differ with the feature `test-util`. With the feature
/// `registry`, a policy that does not compile has one more note.
#[test]
#[cfg(all(
    feature = "tokio",
    not(any(feature = "registry", feature = "test-util"))
))]
fn each_mistake_is_reported_at_its_token_with_what_to_write() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
#[cfg(not(feature = "std"))]
fn without_std_the_attribute_is_an_error_that_names_the_feature() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_std/*.rs");
}

#[test]
#[cfg(all(
    feature = "std",
    not(any(feature = "tokio", feature = "async-io", feature = "futures-timer"))
))]
fn without_a_timer_only_an_async_function_without_sleep_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_timer/*.rs");
}
