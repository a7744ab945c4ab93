//! A budget bounds the load on a failing service: minutes of 1,000 calls a second, in virtual time.

use retries::{Budget, retry};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;
use tokio::time::sleep;

/// Fails a share of the attempts, the same ones in each test.
struct Service {
    budget: Option<Budget>,
    percent: Cell<u64>,
    seed: Cell<u64>,
    attempts: Cell<u32>,
    failed_calls: Cell<u32>,
}

impl Service {
    fn new(percent: u64, budget: Option<Budget>) -> Rc<Self> {
        Rc::new(Self {
            budget,
            percent: Cell::new(percent),
            seed: Cell::new(percent),
            attempts: Cell::new(0),
            failed_calls: Cell::new(0),
        })
    }

    fn attempt(&self) -> Result<(), &'static str> {
        self.attempts.set(self.attempts.get() + 1);
        if self.word() % 100 < self.percent.get() {
            Err("down")
        } else {
            Ok(())
        }
    }

    /// `SplitMix64`.
    fn word(&self) -> u64 {
        let seed = self.seed.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.seed.set(seed);
        let word = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    #[retry(fixed("100ms"), max_attempts = 4, budget = self.budget)]
    async fn get(&self) -> Result<(), &'static str> {
        self.attempt()
    }

    /// Spawns `at_once` calls, `times` times, with a pause of `every` after each batch. Waits for all calls,
    /// and returns the number of their retries.
    async fn calls(self: &Rc<Self>, at_once: u32, times: u32, every: Duration) -> u32 {
        let before = self.attempts.get();
        let tasks = LocalSet::new();
        let making = async {
            for _ in 0..times {
                for _ in 0..at_once {
                    let service = Rc::clone(self);
                    tasks.spawn_local(async move {
                        if service.get().await.is_err() {
                            service.failed_calls.set(service.failed_calls.get() + 1);
                        }
                    });
                }
                sleep(every).await;
            }
        };
        tasks.run_until(making).await;
        tasks.await;
        self.attempts.get() - before - at_once * times
    }

    /// Makes 1,000 calls a second, ten at a time: a timer for each call would take most of the test's time.
    async fn seconds(self: &Rc<Self>, seconds: u32) -> u32 {
        self.calls(10, 100 * seconds, Duration::from_millis(10))
            .await
    }
}

#[derive(Debug)]
struct Minute {
    /// Attempts per call.
    load: f64,
    /// The share of calls whose last attempt failed.
    failed: f64,
}

async fn minute(percent: u64, budget: Option<Budget>) -> Minute {
    let service = Service::new(percent, budget);
    let retries = service.seconds(60).await;
    Minute {
        load: 1.0 + f64::from(retries) / 60_000.0,
        failed: f64::from(service.failed_calls.get()) / 60_000.0,
    }
}

#[tokio::test(start_paused = true)]
async fn the_load_is_bounded_by_the_ratio_and_the_minimum_whatever_share_fails() {
    println!("1,000 calls a second, 4 attempts each: attempts a call, and calls that failed");
    println!("failing        without a budget      {}", Budget::new());
    for percent in [5, 10, 20, 50, 100] {
        let free = minute(percent, None).await;
        let bounded = minute(percent, Some(Budget::new())).await;
        println!(
            "{percent:5} % {:12.3} {:10.2} % {:12.3} {:10.2} %",
            free.load,
            100.0 * free.failed,
            bounded.load,
            100.0 * bounded.failed
        );

        let share = f64::from(u32::try_from(percent).unwrap()) / 100.0;
        let expected = 1.0 + share + share.powi(2) + share.powi(3);
        assert!((free.load - expected).abs() < 0.01, "{free:?}");
        // The last retries come 0.3 seconds after the minute; the reserve of the first second is spent at once.
        let most = 1.0 + 0.2 + 10.0 * 61.3 / 60_000.0;
        assert!(bounded.load <= most, "{bounded:?}");
        if expected < most {
            assert!((bounded.load - expected).abs() < 0.01, "{bounded:?}");
            assert!(bounded.failed < 0.001, "{bounded:?}");
        } else {
            assert!(bounded.load > most - 0.01, "what it allows is made");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_after_a_long_healthy_time_gets_only_the_deposits_of_ten_seconds() {
    for healthy in [1, 30] {
        let service = Service::new(0, Some(Budget::new()));
        assert_eq!(service.seconds(healthy).await, 0);
        sleep(Duration::from_secs(3600)).await;
        service.percent.set(100);
        let burst = service.calls(300, 1, Duration::ZERO).await;
        // The deposits of the 300 calls count too, and the minimum refills until their last attempts.
        let most = 100 + 300 / 5 + 10 + 3;
        assert!((most - 5..=most).contains(&burst), "{burst}");
        let steady = service.seconds(10).await;
        let most = 10 * (1000 / 5 + 10) + 3;
        assert!((most - 30..=most).contains(&steady), "{steady}");
    }
}

#[tokio::test(start_paused = true)]
async fn deposits_made_before_a_retry_expire_ten_seconds_after_it() {
    for (quiet, saved) in [(5, 250 / 5), (12, 0)] {
        let service = Service::new(0, Some(Budget::new()));
        service.calls(250, 1, Duration::ZERO).await;
        service.percent.set(100);
        service.calls(1, 1, Duration::ZERO).await;
        sleep(Duration::from_secs(quiet)).await;
        let burst = service.calls(100, 1, Duration::ZERO).await;
        let most = saved + 100 / 5 + 10 + 3;
        assert!((most - 5..=most).contains(&burst), "{burst}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_with_few_calls_keeps_its_ten_retries_a_second() {
    let few = Service::new(100, Some(Budget::new()));
    let retries = few.calls(1, 60, Duration::from_secs(1)).await;
    assert_eq!(retries, 3 * 60, "nothing is refused");

    let more = Service::new(100, Some(Budget::new()));
    let retries = more.calls(1, 60 * 20, Duration::from_millis(50)).await;
    let most = 60 * (10 + 20 / 5) + 10 + 3;
    assert!((most - 20..=most).contains(&retries), "{retries}");
}
