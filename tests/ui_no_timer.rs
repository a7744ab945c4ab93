//! Without a timer feature: an async function says what it lacks.
#![cfg(all(
    feature = "std",
    not(any(feature = "tokio", feature = "async-io", feature = "futures-timer"))
))]

#[test]
fn only_an_async_function_without_a_timer_of_its_own_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/no_timer/*.rs");
}
