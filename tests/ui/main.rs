//! Every message that a user can see, each on the token at fault; and the forms that look unusual
//! but are right.
//!
//! Some quote lines of the runtime that are others where a recording may make waits virtual, and a policy
//! that does not compile is noted once more where there is a list of functions.
#![cfg(all(
    feature = "tokio",
    not(any(feature = "registry", feature = "test-util"))
))]

// Part of this crate, and no case for `trybuild`, which would link every dependency once more.
#[path = "ui/pass/options.rs"]
mod options;

#[test]
fn each_mistake_is_told_where_it_stands_with_what_to_write() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
