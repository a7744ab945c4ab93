//! What a simulation must keep, and models whose results are known.

use std::time::Duration;

use retries::{Budget, Policy};

use super::{Outage, Record, Scenario, simulate};

fn policy(text: &str) -> Policy {
    text.parse().unwrap()
}

fn run(scenario: &Scenario, text: &str) -> Record {
    simulate(scenario, &policy(text), &[], &mut |_| {})
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const OUTAGE: Outage = Outage {
    from: Duration::from_secs(10),
    length: Duration::from_secs(10),
    capacity: None,
};

/// Scenarios in which something goes wrong.
fn bad_days() -> Vec<Scenario> {
    let usual = Scenario {
        clients: 300,
        rate: 180.0,
        length: secs(30),
        outage: Some(OUTAGE),
        ..Scenario::default()
    };
    let slow = Outage {
        capacity: Some(0.2),
        ..OUTAGE
    };
    vec![
        usual.clone(),
        Scenario {
            outage: Some(slow),
            queue: Some(50),
            ..usual.clone()
        },
        Scenario {
            layers: 3,
            failure_rate: 0.2,
            ..usual.clone()
        },
        Scenario {
            layers: 3,
            inherit_deadlines: false,
            outage: Some(slow),
            ..usual.clone()
        },
        Scenario {
            rate: 0.0,
            retry_after: Some(secs(5)),
            ..usual
        },
    ]
}

const POLICIES: [&str; 4] = [
    r#"exp(base = "100ms", cap = "10s"), jitter, max_attempts = 4"#,
    r#"fixed("1s"), max_attempts = 3, deadline = "3s", attempt_timeout = "500ms""#,
    r#"fixed("300ms"), jitter = full, max_attempts = 5, nested = stop"#,
    r#"exp(base = "1s", cap = "20s"), jitter = decorrelated, deadline = "30s""#,
];

#[test]
fn each_call_ends_once_and_each_attempt_reaches_the_server_once() {
    for scenario in bad_days() {
        for text in POLICIES {
            let record = run(&scenario, text);
            assert!(record.calls > 0);
            assert_eq!(record.unfinished, 0, "{scenario:?} {text}");
            assert_eq!(record.calls, record.successes + record.failed());
            assert_eq!(record.attempts, record.requests());
            let goodput: u64 = record.goodput.iter().copied().map(u64::from).sum();
            assert_eq!(goodput, record.successes);
            if scenario.layers == 1 {
                assert_eq!(record.attempts, record.calls + record.waits.total());
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another_one() {
    for scenario in bad_days() {
        let record = run(&scenario, POLICIES[0]);
        assert_eq!(record, run(&scenario, POLICIES[0]));
        let other = Scenario {
            seed: 2,
            ..scenario
        };
        assert_ne!(record, run(&other, POLICIES[0]));
    }
}

/// The mean wait in the queue of M/D/1 is work * load / (2 * (1 - load)) (Pollaczek and Khinchine).
#[test]
fn the_queue_is_as_long_as_theory_says() {
    for load in [0.3_f64, 0.5, 0.8] {
        let scenario = Scenario {
            rate: 100.0 * load,
            capacity: 100.0,
            delay: Duration::ZERO,
            length: secs(5_000),
            timeout: secs(1_000),
            ..Scenario::default()
        };
        let record = run(&scenario, r#"fixed("1s"), max_attempts = 1"#);
        let expected = 0.01 + 0.01 * load / (2.0 * (1.0 - load));
        let mean = record.mean_latency().unwrap().as_secs_f64();
        assert!(
            (mean / expected - 1.0).abs() < 0.03,
            "{load}: {mean} {expected}"
        );
    }
}

#[test]
fn an_outage_with_room_to_spare_is_recovered_from() {
    let scenario = Scenario {
        rate: 50.0,
        outage: Some(OUTAGE),
        ..Scenario::default()
    };
    let record = run(&scenario, POLICIES[0]);
    assert!(record.recovery().is_some_and(|time| time < secs(5)));
}

/// The retry example of Bronson et al., "Metastable Failures in Distributed Systems", `HotOS` 2021: a server of 300
/// requests a second is stuck for ten seconds, and clients that wait a second retry once.
fn metastable(rate: f64, seconds: u64) -> Scenario {
    Scenario {
        rate,
        capacity: 300.0,
        length: secs(seconds),
        delay: Duration::from_millis(1),
        outage: Some(Outage {
            capacity: Some(0.0),
            ..OUTAGE
        }),
        ..Scenario::default()
    }
}

const ONCE: &str = r#"fixed("1ms"), max_attempts = 2"#;

#[test]
fn retries_keep_a_server_overloaded_above_half_of_its_capacity() {
    let recovery = |rate, text| run(&metastable(rate, 400), text).recovery();
    assert!((15..=19).contains(&recovery(100.0, ONCE).unwrap().as_secs()));
    assert!((200..=290).contains(&recovery(145.0, ONCE).unwrap().as_secs()));
    assert_eq!(recovery(155.0, ONCE), None);
    let alone = r#"fixed("1ms"), max_attempts = 1"#;
    assert!(recovery(155.0, alone).unwrap() < secs(15));
    assert!(recovery(280.0, alone).is_some());
}

#[test]
fn calls_that_succeed_because_no_more_begin_are_no_recovery() {
    // Those who begin last retry when no other client calls.
    let too_much = Scenario {
        rate: 400.0,
        queue: Some(50),
        outage: Some(OUTAGE),
        ..Scenario::default()
    };
    let record = run(&too_much, r#"fixed("2s"), max_attempts = 3"#);
    assert!(record.failed() > 1_000);
    assert_eq!(record.recovery(), None);
}

/// With a tenth, calls and retries would be 280 * 1.1 = 308 requests a second, more than the server can do.
#[test]
fn a_budget_ends_an_overload_only_if_calls_and_retries_together_are_below_the_capacity() {
    let recovery = |ratio| {
        let budgets = [Budget::ratio(ratio).min_per_second(0)];
        let record = simulate(
            &metastable(280.0, 600),
            &policy(ONCE),
            &budgets,
            &mut |_| {},
        );
        record.recovery()
    };
    assert!(recovery(0.03).is_some());
    assert_eq!(recovery(0.1), None);
}

#[test]
fn a_budget_ends_an_overload_that_retries_keep_up() {
    for budget in [
        Budget::ratio(0.02).min_per_second(0).capacity(10),
        Budget::throttle(10, 0.1),
        Budget::tokens(500),
    ] {
        let budgets = [budget];
        let record = simulate(
            &metastable(270.0, 400),
            &policy(ONCE),
            &budgets,
            &mut |_| {},
        );
        assert!(record.recovery().is_some(), "{:?}", budgets[0]);
    }
}

#[test]
fn layers_multiply_requests_unless_they_stop_nested_retries() {
    let scenario = Scenario {
        clients: 10,
        rate: 0.0,
        layers: 3,
        failure_rate: 1.0,
        ..Scenario::default()
    };
    let each = |text| run(&scenario, text).requests() / 10;
    assert_eq!(each(r#"fixed("1s"), max_attempts = 3"#), 27);
    assert_eq!(each(r#"fixed("1s"), max_attempts = 4"#), 64);
    assert_eq!(each(r#"fixed("1s"), max_attempts = 3, nested = stop"#), 3);
}

#[test]
fn calls_that_inherit_no_deadline_send_requests_for_which_no_caller_waits() {
    let scenario = Scenario {
        clients: 10,
        rate: 0.0,
        layers: 2,
        failure_rate: 1.0,
        capacity: 10_000.0,
        ..Scenario::default()
    };
    let text = r#"fixed("1s"), max_attempts = 3, attempt_timeout = "1500ms""#;
    let alone = Scenario {
        inherit_deadlines: false,
        ..scenario.clone()
    };
    // An attempt of the first layer has time for two attempts of the second.
    assert_eq!(run(&scenario, text).requests(), 60);
    assert_eq!(run(&alone, text).requests(), 90);
}

#[test]
fn failures_are_counted_by_their_reason() {
    let scenario = Scenario {
        clients: 50,
        rate: 0.0,
        failure_rate: 1.0,
        ..Scenario::default()
    };
    let reasons = |text| {
        run(&scenario, text)
            .failures
            .into_keys()
            .collect::<Vec<_>>()
    };
    assert_eq!(reasons(r#"fixed("1s"), max_attempts = 3"#), ["attempts"]);
    assert_eq!(reasons(r#"fixed("1s"), deadline = "5s""#), ["deadline"]);
    let budgets = [Budget::tokens(10)];
    let record = simulate(&scenario, &policy(POLICIES[0]), &budgets, &mut |_| {});
    assert_eq!(record.failures.into_keys().collect::<Vec<_>>(), ["budget"]);
    let budgets = [Budget::adaptive(1.0)];
    let poisson = Scenario {
        rate: 10.0,
        ..scenario
    };
    let record = simulate(&poisson, &policy(POLICIES[0]), &budgets, &mut |_| {});
    assert!(record.failures.contains_key("refused"));
}
