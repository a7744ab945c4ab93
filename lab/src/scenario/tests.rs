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
        rate: 180.0,
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
            length: secs(20_000),
            timeout: secs(1_000),
            ..Scenario::default()
        };
        let record = run(&scenario, r#"fixed("1s"), max_attempts = 1"#);
        let expected = 0.01 + 0.01 * load / (2.0 * (1.0 - load));
        let mean = record.mean_latency().unwrap().as_secs_f64();
        assert!(
            (mean / expected - 1.0).abs() < 0.02,
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

/// Retries keep a server overloaded after the outage is over (Bronson et al., "Metastable Failures", `HotOS` 2021).
#[test]
fn an_overload_that_retries_keep_up_ends_with_a_budget() {
    let scenario = Scenario {
        rate: 280.0,
        capacity: 300.0,
        length: secs(120),
        outage: Some(Outage {
            capacity: Some(0.0),
            ..OUTAGE
        }),
        ..Scenario::default()
    };
    let text = r#"fixed("10ms"), max_attempts = 2"#;
    assert_eq!(run(&scenario, text).recovery(), None);
    let budgets = [Budget::ratio(0.01).min_per_second(0).capacity(10)];
    let long = Scenario {
        length: secs(300),
        ..scenario
    };
    let record = simulate(&long, &policy(text), &budgets, &mut |_| {});
    assert!(record.recovery().is_some(), "{:?}", record.failures);
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
fn calls_that_inherit_no_deadline_send_requests_for_nobody() {
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
