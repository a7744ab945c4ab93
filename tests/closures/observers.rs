//! Observers see the name of a closure, and its error with `show_errors`.

use super::{EVERY_SECOND, Error, fails_with};
use retries::testing;
use std::future::ready;

#[test]
fn a_recording_shows_the_name_and_with_show_errors_the_error() {
    let caller = EVERY_SECOND.named("shop::charge").max_attempts(2);
    let fails = || fails_with([Error::Busy(1), Error::Gone]);
    let hidden = testing::record(|| caller.call(fails()));
    assert_eq!(
        hidden.to_string(),
        "shop::charge: attempt 1 of 2 failed; the next is in 1s (backoff)\n\
         shop::charge: attempt 2 of 2 failed; gave up (attempts)\n"
    );
    let shown = testing::record(|| caller.show_errors().call(fails()));
    assert_eq!(
        shown.to_string(),
        "shop::charge: attempt 1 of 2 failed: Busy(1), said the server; the next is in 1s (backoff)\n\
         shop::charge: attempt 2 of 2 failed: Gone, said the server; gave up (attempts)\n"
    );
}

#[test]
fn a_recording_shows_a_call_of_a_task() {
    let mut fails = fails_with([Error::Busy(1)]);
    let call = EVERY_SECOND
        .named("shop::find")
        .show_errors()
        .call_async(|| ready(fails()));
    let log = testing::record(|| futures_executor::block_on(call));
    assert_eq!(
        log.to_string(),
        "shop::find: attempt 1 of 3 failed: Busy(1), said the server; the next is in 1s (backoff)\n\
         shop::find: attempt 2 of 3 succeeded\n"
    );
}

#[cfg(feature = "registry")]
#[test]
fn the_registry_lists_closures_by_name() {
    let caller = EVERY_SECOND.named("listed::closure").sleep(|_| ());
    for errors in [vec![], vec![Error::Gone]] {
        // Another `Retry` of the same name counts with the first.
        let again = EVERY_SECOND.named("listed::closure").sleep(|_| ());
        let _ = again.call(fails_with(errors));
    }
    assert_eq!(caller.call(|| None::<u8>), None);
    let functions = retries::functions();
    let listed: Vec<_> = functions
        .iter()
        .filter(|it| it.path() == "listed::closure")
        .collect();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0].to_string(),
        "listed::closure: 3 calls, 3 retries, 1 recovered, 1 gave up, 0 cancelled"
    );
    assert!(
        functions
            .iter()
            .all(|function| function.path() != "closure")
    );
}
