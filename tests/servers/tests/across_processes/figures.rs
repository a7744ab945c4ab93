//! The figures of a run.

use std::fmt::Write;
use std::time::Duration;

use crate::backend::QUERY;
use crate::link::Link;
use crate::{DEADLINE, TRANSIT};

/// The queries of one run.
#[derive(Debug)]
pub(crate) struct Figures {
    name: String,
    links: Vec<Link>,
    queries: usize,
    /// The time of the last query, since the client's call began.
    last: Duration,
    /// The queries that started after the client's deadline.
    late: usize,
}

impl Figures {
    /// Reads what the backend has printed. `start` is the time at which the client's call began.
    pub(crate) fn new(name: String, links: Vec<Link>, start: Duration, printed: &str) -> Self {
        let times = printed.lines().filter_map(|line| line.split_once(QUERY));
        let times = times.map(|(_, millis)| {
            let time = Duration::from_millis(millis.parse().expect("a whole number"));
            time.saturating_sub(start)
        });
        let times: Vec<_> = times.collect();
        Self {
            name,
            links,
            queries: times.len(),
            last: times.iter().copied().max().unwrap_or_default(),
            late: times.iter().filter(|it| **it > DEADLINE).count(),
        }
    }

    /// Checks that the queries end with the client's deadline if every link carries it, and else go on.
    pub(crate) fn check(&self) {
        if self.links == Link::ALL {
            assert!(self.last > DEADLINE / 2, "it ended too early: {self:?}");
            assert!(self.last <= DEADLINE + TRANSIT, "a late query: {self:?}");
        } else {
            assert!(
                self.last > 2 * DEADLINE,
                "a link is not needed, or the run does not show it: {self:?}"
            );
        }
    }
}

// Output:
//     run                       queries  last query after  queries after the deadline
//     with scopes                    10              1.8s                           0
//     without scopes                103              6.0s                          88
pub(crate) fn table(runs: &[Figures]) -> String {
    let mut table = String::from(
        "run                       queries  last query after  queries after the deadline",
    );
    for run in runs {
        let Figures {
            name,
            queries,
            last,
            late,
            ..
        } = run;
        let last = format!("{last:.1?}");
        write!(table, "\n{name:<24} {queries:>8} {last:>17} {late:>27}")
            .expect("a string takes it");
    }
    table
}
