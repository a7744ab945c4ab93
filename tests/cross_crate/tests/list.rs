//! The list of functions includes those of other crates.

use retries::retry;

#[retry(fixed("1ns"), max_attempts = 3)]
fn ours() -> Result<(), u8> {
    Err(1)
}

#[test]
fn the_functions_of_every_crate_are_listed() {
    cross_crate::down().unwrap_err();
    ours().unwrap_err();
    let listed: Vec<(&str, u64)> = retries::functions()
        .into_iter()
        .map(|function| (function.path(), function.counters().retries))
        .collect();
    assert_eq!(listed, [("cross_crate::down", 1), ("list::ours", 2)]);
}
