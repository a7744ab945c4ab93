//! What annotated functions do in a browser. A slow machine only makes waits longer.

use std::path::Path;
use std::sync::LazyLock;

use retries_browser::Reports;

/// Browsers round the times that a page can read.
const ROUNDING: f64 = 1.0;

static REPORTS: LazyLock<Reports> =
    LazyLock::new(|| retries_browser::reports(Path::new(env!("CARGO_TARGET_TMPDIR"))));

#[test]
fn a_wait_is_as_long_as_its_backoff() {
    let waits = &REPORTS.visible["waits"];
    assert_eq!(waits.len(), 3);
    assert!(
        waits.iter().all(|wait| *wait > 30.0 - ROUNDING),
        "{waits:?}"
    );
}

#[test]
fn a_call_ends_when_another_wait_would_end_past_the_deadline() {
    let [elapsed, attempts, before_last_wait] = REPORTS.visible["deadline"][..] else {
        panic!("three numbers");
    };
    assert!(elapsed > 1900.0 - ROUNDING, "{elapsed}");
    assert!((2.0..=20.0).contains(&attempts), "{attempts}");
    assert!(before_last_wait < 1900.0 + ROUNDING, "{before_last_wait}");
}

#[test]
fn an_attempt_that_hangs_is_cut_off_after_its_timeout() {
    let [attempts, limit, elapsed] = REPORTS.visible["attempt_timeout"][..] else {
        panic!("three numbers");
    };
    assert_eq!((attempts, limit), (2.0, 50.0));
    assert!(elapsed > 2.0 * 50.0 - ROUNDING, "{elapsed}");
}

#[test]
fn jitter_differs_from_wait_to_wait_and_from_page_to_page() {
    let mut waits = REPORTS.visible["jitter"].clone();
    waits.extend(&REPORTS.hidden["jitter"]);
    waits.sort_by(f64::total_cmp);
    waits.dedup();
    assert_eq!(waits.len(), 6, "{waits:?}");
}

#[test]
fn a_wait_of_25_days_does_not_end_at_once() {
    assert_eq!(REPORTS.visible["long_wait"], [1.0]);
}

#[test]
fn a_hidden_tab_waits_no_shorter_and_keeps_its_deadline() {
    let hidden = &REPORTS.hidden;
    let waits = &hidden["waits"];
    assert_eq!(waits.len(), 3);
    assert!(
        waits.iter().all(|wait| *wait > 30.0 - ROUNDING),
        "{waits:?}"
    );
    let [elapsed, attempts, before_last_wait] = hidden["deadline"][..] else {
        panic!("three numbers");
    };
    assert!(elapsed > 1900.0 - ROUNDING, "{elapsed}");
    // Chromium wakes a hidden tab about once a second, so that fewer attempts fit before the deadline.
    assert!(attempts < 10.0, "{attempts}");
    assert!(before_last_wait < 1900.0 + ROUNDING, "{before_last_wait}");
}
