//! Many threads use one budget at once, and no retry is granted twice or lost.

use retries::{Budget, retry};
use std::cell::Cell;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

const THREADS: u64 = 8;
const CALLS: u64 = 5_000;

/// One thread's service. The next `failures` attempts fail.
#[derive(Default)]
struct Server {
    failures: Cell<u64>,
    attempts: Cell<u64>,
}

impl Server {
    fn fail(&self, failures: u64) -> &Self {
        self.failures.set(failures);
        self
    }

    fn attempt(&self) -> Result<(), &'static str> {
        self.attempts.set(self.attempts.get() + 1);
        match self.failures.get() {
            0 => Ok(()),
            failures => {
                self.failures.set(failures - 1);
                Err("down")
            }
        }
    }
}

/// Lets all threads make their calls at once, and returns the number of granted retries.
fn hammer(calls: u64, call: fn(&Server, u64)) -> u64 {
    let barrier = Barrier::new(THREADS.try_into().unwrap());
    let run = || {
        let server = Server::default();
        barrier.wait();
        for n in 0..calls {
            call(&server, n);
        }
        server.attempts.get() - calls
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        let granted = threads.into_iter().map(|thread| thread.join().unwrap());
        granted.sum()
    })
}

#[test]
fn every_token_can_be_withdrawn() {
    static BUDGET: Budget = Budget::tokens(50_003);

    #[retry(fixed("0s"), max_attempts = 4, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    let granted = hammer(CALLS, |server, _| {
        get(server.fail(u64::MAX)).unwrap_err();
    });
    assert_eq!((granted, BUDGET.available()), (10_000, 0));
}

#[test]
fn tokens_withdrawn_and_deposited_balance() {
    // A retry costs one token, so `available` is the balance.
    static BUDGET: Budget = Budget::tokens(2_000_000).costs(1, 1, 3);

    #[retry(fixed("0s"), max_attempts = 4, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    // More than all successes bring: nothing is lost for want of room.
    let drained = hammer(6 * CALLS, |server, _| {
        get(server.fail(4)).unwrap_err();
    });
    let granted = hammer(5 * CALLS, |server, n| {
        let _ = get(server.fail(n % 5));
    });
    let (at_once, after_retries) = (THREADS * CALLS, 3 * THREADS * CALLS);
    assert_eq!(drained, THREADS * 6 * CALLS * 3);
    assert_eq!(granted, THREADS * CALLS * (1 + 2 + 3 + 3));
    assert_eq!(
        BUDGET.available(),
        2_000_000 - drained - granted + 3 * at_once + after_retries
    );
}

#[test]
fn a_ratio_grants_its_share_of_the_calls_and_no_more() {
    static BUDGET: Budget = Budget::ratio(0.3).min_per_second(0).capacity(1_000_000);

    #[retry(fixed("0s"), max_attempts = 2, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    let calls = THREADS * CALLS;
    hammer(CALLS, |server, _| get(server).unwrap());
    assert_eq!(BUDGET.available(), calls * 3 / 10);

    let start = Instant::now();
    let granted = hammer(CALLS, |server, _| {
        let _ = get(server.fail(2));
    });
    let share = 2 * calls * 3 / 10;
    assert!(granted + BUDGET.available() <= share);
    // If the machine pauses for long, deposits expire.
    if start.elapsed() < Duration::from_secs(5) {
        assert_eq!(granted + BUDGET.available(), share);
    }
}

#[test]
fn many_threads_share_one_minimum() {
    static BUDGET: Budget = Budget::new();

    #[retry(fixed("0s"), max_attempts = 4, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    let start = Instant::now();
    let granted = hammer(CALLS, |server, _| {
        get(server.fail(u64::MAX)).unwrap_err();
    });
    // The reserve of the first second, and that of the second now running.
    let minimum = 10 * (1 + start.elapsed().as_secs() + 1);
    assert!((10..=THREADS * CALLS / 5 + minimum).contains(&granted));
}

#[test]
fn a_throttle_counts_every_failure_and_every_success() {
    static BUDGET: Budget = Budget::throttle(1_000_000, 0.5);

    #[retry(fixed("0s"), max_attempts = 2, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    // More than all successes bring: nothing is lost for want of room.
    let drained = hammer(2 * CALLS, |server, _| {
        get(server.fail(2)).unwrap_err();
    });
    let granted = hammer(3 * CALLS, |server, n| {
        let _ = get(server.fail(n % 3));
    });
    let calls = THREADS * CALLS;
    assert_eq!((drained, granted), (2 * calls, 2 * calls));
    let (failures, successes) = (4 * calls + 3 * calls, 2 * calls);
    assert_eq!(BUDGET.available(), 1_000_000 / 2 - failures + successes / 2);
}

#[test]
fn a_throttle_grants_nothing_once_half_of_its_tokens_are_gone() {
    static BUDGET: Budget = Budget::throttle(1000, 0.1);

    #[retry(fixed("0s"), max_attempts = 2, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.attempt()
    }

    let granted = hammer(CALLS, |server, _| {
        get(server.fail(2)).unwrap_err();
    });
    // Each withdrawal comes after its own failure, and the 500th failure leaves half of the tokens.
    assert!((1..500).contains(&granted), "{granted}");
    assert_eq!(BUDGET.available(), 0);
}
