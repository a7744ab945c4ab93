//! Every message that a user can see, each on the token at fault; and the forms that look unusual
//! but are right. The features decide which messages there are.

// Part of this crate, and no case for `trybuild`, which would link every dependency once more.
#[cfg(feature = "tokio")]
#[path = "pass/options.rs"]
mod options;

/// Some quote lines of the runtime that are others where a recording may make waits virtual, and a policy
/// that does not compile is noted once more where there is a list of functions.
#[test]
#[cfg(all(
    feature = "tokio",
    not(any(feature = "registry", feature = "test-util"))
))]
fn each_mistake_is_told_where_it_stands_with_what_to_write() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
#[cfg(not(feature = "std"))]
fn without_std_the_attribute_is_refused_once_and_names_the_feature() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_std/*.rs");
}

#[test]
#[cfg(all(
    feature = "std",
    not(any(feature = "tokio", feature = "async-io", feature = "futures-timer"))
))]
fn without_a_timer_only_an_async_function_without_one_of_its_own_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_timer/*.rs");
}
