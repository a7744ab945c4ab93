//! Comparisons that are built in.

use std::time::Duration;

use clap::ValueEnum;
use retries::{Backoff, Budget, Jitter, Policy};
use retry_lab::scenario::{Outage, Scenario};

use super::contest::{Contest, Entry};

/// A comparison that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    /// No jitter and each jitter, for a herd after an outage.
    Jitter,
    /// Three attempts with and without a budget, from 50 to 150 % load.
    Budget,
    /// Each kind of budget, at 80 % load.
    Kinds,
    /// Layers that retry, with and without `nested = stop`.
    Layers,
    /// Deadlines that calls inherit or not.
    Deadline,
    /// A `Retry-After` that is the same for all clients.
    RetryAfter,
    /// Fixed or exponential waits, and how many attempts, for 500 clients of a service that restarts in 20 s.
    Restart,
}

const OUTAGE: Outage = Outage {
    from: Duration::from_secs(10),
    length: Duration::from_secs(10),
    capacity: None,
};

/// An outage in which requests get no answer.
const STUCK: Outage = Outage {
    capacity: Some(0.0),
    ..OUTAGE
};

const THREE: Policy = Policy::new().max_attempts(3);

impl Set {
    pub(crate) fn contest(self) -> Contest {
        match self {
            Self::Jitter => jitter(),
            Self::Budget => budget(),
            Self::Kinds => kinds(),
            Self::Layers => layers(),
            Self::Deadline => deadline(),
            Self::RetryAfter => retry_after(),
            Self::Restart => restart(),
        }
    }
}

fn contest(title: &str, text: &str, entries: Vec<Entry>) -> Contest {
    Contest {
        title: title.to_owned(),
        text: text.to_owned(),
        entries,
    }
}

/// Clients that call at the moment at which a server goes down, whose queue holds what it does in half a second.
fn herd(clients: u32, capacity: u32, seconds_down: u64) -> Scenario {
    Scenario {
        clients,
        rate: 0.0,
        capacity: capacity.into(),
        queue: Some(capacity / 2),
        outage: Some(Outage {
            from: Duration::ZERO,
            length: Duration::from_secs(seconds_down),
            capacity: None,
        }),
        ..Scenario::default()
    }
}

fn jitter() -> Contest {
    let scenario = herd(2_000, 400, 5);
    let backoff = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(20));
    let policy = Policy::new().backoff(backoff).max_attempts(8);
    let entry = |(name, jitter)| Entry::new(name, &scenario, policy.jitter(jitter));
    let kinds = [
        ("none", Jitter::None),
        ("additive", Jitter::Additive),
        ("full", Jitter::Full),
        ("equal", Jitter::Equal),
        ("decorrelated", Jitter::Decorrelated),
    ];
    contest(
        "Jitter after an outage",
        "2000 clients call at the same moment, while the server is down for five seconds. Without jitter they come \
         back together.",
        kinds.into_iter().map(entry).collect(),
    )
}

fn budget() -> Contest {
    let mut entries = Vec::new();
    for load in [50_u32, 70, 100, 120, 150] {
        let scenario = Scenario {
            rate: f64::from(load) * 2.0,
            length: Duration::from_secs(180),
            outage: Some(STUCK),
            ..Scenario::default()
        };
        let without = Entry::new("no budget", &scenario, THREE);
        let with = Entry::new("Budget::new()", &scenario, THREE).budget(Budget::new);
        entries.extend([without, with].map(|entry| entry.at_load(load)));
    }
    contest(
        "Three attempts with and without a budget",
        "A server of 200 requests a second is stuck for ten seconds, and then works on what has come. Clients wait a second \
         for an answer. The budget allows retries of 20 % of the calls, and ten a second.",
        entries,
    )
}

fn kinds() -> Contest {
    let scenario = Scenario {
        rate: 160.0,
        length: Duration::from_secs(400),
        outage: Some(STUCK),
        ..Scenario::default()
    };
    let entry = |name, policy| Entry::new(name, &scenario, policy);
    let with = |name, budget: fn() -> Budget| entry(name, THREE).budget(budget);
    let entries = vec![
        entry("no retry", THREE.max_attempts(1)),
        entry("no budget", THREE),
        with("Budget::new()", Budget::new),
        with("ratio 0.2, no minimum", || {
            Budget::ratio(0.2).min_per_second(0)
        }),
        with("ratio 0.1, no minimum", || {
            Budget::ratio(0.1).min_per_second(0)
        }),
        with("tokens, AWS 2.0", Budget::aws_2_0),
        with("throttle, gRPC", || Budget::throttle(10, 0.1)),
        with("adaptive 2", || Budget::adaptive(2.0)),
    ];
    contest(
        "Kinds of budgets",
        "The server is stuck for ten seconds. It recovers only if calls and retries together are below its capacity.",
        entries,
    )
}

fn layers() -> Contest {
    let mut entries = Vec::new();
    for layers in 1..=3 {
        let scenario = Scenario {
            rate: 100.0,
            layers,
            outage: Some(OUTAGE),
            ..Scenario::default()
        };
        entries.push(Entry::new(format!("layers: {layers}"), &scenario, THREE));
        if layers > 1 {
            let name = format!("layers: {layers}, nested = stop");
            entries.push(Entry::new(name, &scenario, THREE.stop_nested()));
        }
    }
    contest(
        "Layers that retry",
        "A call passes up to three services in one process, and each of them makes three attempts. The server is down \
         for ten seconds.",
        entries,
    )
}

fn deadline() -> Contest {
    let backoff = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(2));
    let policy = Policy::new()
        .backoff(backoff)
        .jitter(Jitter::Additive)
        .max_attempts(3)
        .deadline(Duration::from_secs(3))
        .attempt_timeout(Duration::from_secs(1));
    let entry = |(name, inherit_deadlines)| {
        let scenario = Scenario {
            rate: 60.0,
            length: Duration::from_secs(120),
            layers: 2,
            inherit_deadlines,
            outage: Some(STUCK),
            ..Scenario::default()
        };
        Entry::new(name, &scenario, policy)
    };
    contest(
        "Deadlines that calls inherit",
        "A call passes two services. The server is stuck for ten seconds. Without the deadline of the call around \
         it, a call inside goes on when no caller waits for it.",
        [("inherited", true), ("not inherited", false)]
            .map(entry)
            .into(),
    )
}

fn retry_after() -> Contest {
    let scenario = herd(2_000, 400, 5);
    let backoff = Backoff::fixed(Duration::from_secs(10));
    let exact = Policy::new().backoff(backoff).max_attempts(6);
    let asked = Scenario {
        retry_after: Some(Duration::from_secs(10)),
        ..scenario.clone()
    };
    contest(
        "A Retry-After that is the same for all",
        "2000 clients get the same wait of ten seconds. A client that waits exactly as long comes back with all others; \
         the crate adds up to a tenth.",
        vec![
            Entry::new("exactly 10 s", &scenario, exact),
            Entry::new("Retry-After: 10", &asked, exact),
        ],
    )
}

fn restart() -> Contest {
    let scenario = Scenario {
        length: Duration::from_secs(60),
        ..herd(500, 200, 20)
    };
    let seconds = Duration::from_secs;
    let fixed = Policy::new().backoff(Backoff::fixed(seconds(2)));
    let exponential = Policy::new()
        .backoff(Backoff::exponential(Duration::from_millis(100)).cap(seconds(10)))
        .jitter(Jitter::Full);
    let entries = [
        ("fixed 2 s, 12 attempts", fixed.max_attempts(12)),
        (
            "fixed 2 s, full jitter, 24 attempts",
            fixed.jitter(Jitter::Full).max_attempts(24),
        ),
        ("exp, full jitter, 5 attempts", exponential.max_attempts(5)),
        ("exp, full jitter, 9 attempts", exponential.max_attempts(9)),
        (
            "exp, full jitter, 14 attempts",
            exponential.max_attempts(14),
        ),
        (
            "exp, full jitter, deadline 30 s",
            exponential.deadline(seconds(30)),
        ),
    ];
    contest(
        "Clients of a service that restarts",
        "500 clients call at the moment at which the service goes down. It is back after 20 seconds. `exp` doubles from \
         100 ms to at most 10 s. What counts is that no call fails, and how few requests that takes.",
        entries
            .into_iter()
            .map(|(name, policy)| Entry::new(name, &scenario, policy))
            .collect(),
    )
}
