//! The cost of a budget for a success and for a retry, on one thread and on two that share it.
//!
//! The unit is one addition to an atomic counter that the same threads share, the cheapest way to count calls.
//! Of the compared crates only tower has a budget. Its budget and ours grant retries as a share of the calls,
//! and read the clock for a retry. They differ:
//! - A success only reads a full budget of ours. tower's is never full: a success locks a mutex and reads the
//!   clock.
//! - Our minimum is for each second. tower's is a reserve for the whole window, which one burst may use.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use retries::{Budget, RetryBudget, RetryRequest, retry};
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::contestant::{Contestant, Entry};
use crate::crew::Crew;
use crate::work::{Error, attempt, failure};

/// With a full budget, as when most calls succeed.
pub fn success(crew: &Rc<Crew>) -> Vec<Entry> {
    static BUDGET: Budget = Budget::new();
    while BUDGET.available() < 100 {
        BUDGET.deposit();
    }
    contestants::<Success>(crew, &BUDGET)
}

/// With a budget that is not full, as after an outage.
pub fn filling(crew: &Rc<Crew>) -> Vec<Entry> {
    static BUDGET: Budget = Budget::ratio(0.001).capacity(u32::MAX);
    contestants::<Success>(crew, &BUDGET)
}

/// Only the withdrawal, which is granted.
pub fn withdrawal(crew: &Rc<Crew>) -> Vec<Entry> {
    contestants::<Withdrawal>(crew, inexhaustible())
}

/// A whole failed attempt, with its retry.
pub fn failure_of_ten(crew: &Rc<Crew>) -> Vec<Entry> {
    contestants::<FailureOfTen>(crew, inexhaustible())
}

/// Five calls deposit more than a retry withdraws before the deposits expire.
fn inexhaustible() -> &'static Budget {
    static BUDGET: Budget = Budget::ratio(1e9).capacity(u32::MAX).min_per_second(0);
    for _ in 0..5 {
        BUDGET.deposit();
    }
    &BUDGET
}

/// The part of a call that is measured.
trait Part {
    fn repeat<R: RetryBudget>(calls: u32, budget: &R);
}

struct Success;

impl Part for Success {
    fn repeat<R: RetryBudget>(calls: u32, budget: &R) {
        for _ in 0..calls {
            let budget = black_box(budget);
            budget.deposit();
            budget.on_success(None);
        }
    }
}

struct Withdrawal;

impl Part for Withdrawal {
    fn repeat<R: RetryBudget>(calls: u32, budget: &R) {
        with_request(&|request| {
            for _ in 0..calls {
                assert!(
                    black_box(budget).withdraw(request).is_some(),
                    "it is refused"
                );
            }
        });
    }
}

/// Only a budget receives a [`RetryRequest`], when a call has failed.
fn with_request(run: &dyn Fn(&RetryRequest)) {
    struct Requesting<'a>(&'a dyn Fn(&RetryRequest));

    impl RetryBudget for Requesting<'_> {
        fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
            (self.0)(request);
            None
        }
    }

    #[retry(fixed("0s"), budget = budget)]
    fn fail(budget: &Requesting) -> Option<()> {
        None
    }

    fail(&Requesting(run));
}

struct FailureOfTen;

impl Part for FailureOfTen {
    fn repeat<R: RetryBudget>(calls: u32, budget: &R) {
        #[retry(fixed("0s"), max_attempts = 10, budget = budget)]
        #[inline(never)]
        fn fail(input: u64, budget: &impl RetryBudget) -> Result<u64, Error> {
            attempt(input)
        }

        for _ in 0..calls {
            let _ = black_box(fail(failure(), black_box(budget)));
        }
    }
}

fn contestants<P: Part>(crew: &Rc<Crew>, budget: &'static Budget) -> Vec<Entry> {
    static ATOMIC: Atomic = Atomic(AtomicU64::new(0));
    static MUTEX: Locked = Locked(Mutex::new(0));
    static TOWER: LazyLock<Tower> =
        LazyLock::new(|| Tower(TpsBudget::new(Duration::from_mins(1), 100_000_000, 1.0)));

    let tower: &Tower = &TOWER;
    vec![
        crew.entry(Contestant::HandLoop, |calls| P::repeat(calls, &ATOMIC)),
        crew.entry(Contestant::Ours, |calls| P::repeat(calls, budget)),
        crew.entry(Contestant::Tower, |calls| P::repeat(calls, tower)),
        crew.entry(Contestant::Mutex, |calls| P::repeat(calls, &MUTEX)),
    ]
}

struct Atomic(AtomicU64);

impl Atomic {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl RetryBudget for Atomic {
    fn deposit(&self) {
        self.count();
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        self.count();
        Some(0)
    }
}

struct Locked(Mutex<u64>);

impl Locked {
    fn count(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }
}

impl RetryBudget for Locked {
    fn deposit(&self) {
        self.count();
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        self.count();
        Some(0)
    }
}

struct Tower(TpsBudget);

impl RetryBudget for Tower {
    fn deposit(&self) {
        self.0.deposit();
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        self.0.withdraw().then_some(0)
    }
}
