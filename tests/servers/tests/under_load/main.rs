//! Many calls at once, while their server is killed, restarted and paused at random: every call ends, no confirmed
//! write is lost, and no write is done twice.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use retries::{retry, transient, unprocessed};
use retries_servers::{Attempts, Server};
use tokio::task::{JoinSet, block_in_place};
use tokio::time::sleep;

mod mariadb;
mod postgres;
mod proxied;
mod redis;
mod redis_threads;
mod reqwest;
mod sqlx;
mod tokio_postgres;
mod tonic;

const CALLERS: i32 = 16;
const CALLS: i32 = 10_000;

/// The deadline of a write with a key by which the server recognises a repetition: `on = transient`. The server is
/// never away for so long.
const WITH_KEY: Duration = Duration::from_secs(30);
/// The deadline of a write without a key: `on = unprocessed`. The server may be away longer.
const WITHOUT_KEY: Duration = Duration::from_secs(1);
/// The timeout of an attempt, shorter than the server's pauses.
const SHORT: Duration = Duration::from_millis(400);

/// The pause between a caller's calls.
const PACE: Duration = Duration::from_millis(2);
/// The tick of tokio's timer.
const TICK: Duration = Duration::from_millis(1);
/// The delay that two cores, which also run the servers, may add.
const BUSY: Duration = Duration::from_millis(50);
/// The seed of the disturbances, the same in every run.
const SEED: u64 = 14;

type AnyError = Box<dyn Error + Send + Sync>;

/// The write of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Write {
    caller: i32,
    n: i32,
}

impl Write {
    fn of(caller: i32) -> impl Iterator<Item = Self> {
        (0..CALLS / CALLERS).map(move |n| Self { caller, n })
    }

    /// Returns whether the write has a key, by which the server recognises a repetition. Half of them have one.
    fn has_key(self) -> bool {
        self.n % 2 == 0
    }

    fn deadline(self) -> Duration {
        if self.has_key() {
            WITH_KEY
        } else {
            WITHOUT_KEY
        }
    }
}

/// A call that returned.
#[derive(Debug)]
struct Ended {
    write: Write,
    failure: Option<String>,
    took: Duration,
}

impl Ended {
    fn new(write: Write, start: Instant, outcome: Result<(), AnyError>) -> Self {
        let took = start.elapsed();
        let failure = outcome.err().map(|error| format!("{error:?}"));
        Self {
            write,
            failure,
            took,
        }
    }
}

/// All calls of one client, and the disturbances during them.
#[derive(Debug)]
struct Load {
    calls: Vec<Ended>,
    kills: u32,
    pauses: u32,
    /// The largest delay of a timer: the machine is busy.
    timer_lag: Duration,
    took: Duration,
}

/// A client and its server.
trait Store: Send + Sync + 'static {
    /// Makes one attempt to write.
    fn write(&self, write: Write) -> impl Future<Output = Result<(), AnyError>> + Send;
}

/// A store, with the number of attempts to write.
#[derive(Debug, Default)]
struct Retried<S> {
    store: S,
    attempts: Attempts,
}

impl<S: Store> Retried<S> {
    fn new(store: S) -> Arc<Self> {
        let attempts = Attempts::default();
        Arc::new(Self { store, attempts })
    }

    async fn write(&self, write: Write) -> Result<(), AnyError> {
        if write.has_key() {
            self.with_key(write).await
        } else {
            self.without_key(write).await
        }
    }

    #[retry(
        exp(base = "20ms", cap = "500ms"), jitter = full,
        deadline = WITH_KEY, attempt_timeout = SHORT, on = transient,
    )]
    async fn with_key(&self, write: Write) -> Result<(), AnyError> {
        self.attempts.count();
        self.store.write(write).await
    }

    #[retry(
        exp(base = "20ms", cap = "500ms"), jitter = full,
        deadline = WITHOUT_KEY, attempt_timeout = SHORT, on = unprocessed,
    )]
    async fn without_key(&self, write: Write) -> Result<(), AnyError> {
        self.attempts.count();
        self.store.write(write).await
    }
}

/// Makes all calls in tasks.
async fn by_tasks<S: Store>(server: &mut Server, retried: &Arc<Retried<S>>) -> Load {
    let start = Instant::now();
    let over = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let retried = Arc::clone(retried);
        callers.spawn(async move {
            let mut calls = Vec::new();
            for write in Write::of(caller) {
                let start = Instant::now();
                calls.push(Ended::new(write, start, retried.write(write).await));
                sleep(PACE).await;
            }
            calls
        });
    }
    let lag = tokio::spawn(timer_lag(Arc::clone(&over)));
    let is_over = Arc::clone(&over);
    let calls = tokio::spawn(async move {
        let calls = callers.join_all().await;
        is_over.store(true, Ordering::Relaxed);
        calls.into_iter().flatten().collect()
    });
    let (kills, pauses) = block_in_place(|| disturb(server, &over));
    Load {
        calls: calls.await.expect("no caller panics"),
        kills,
        pauses,
        timer_lag: lag.await.expect("it only sleeps"),
        took: start.elapsed(),
    }
}

/// Makes all calls in threads.
fn by_threads(server: &mut Server, write: impl Fn(Write) -> Result<(), AnyError> + Sync) -> Load {
    let start = Instant::now();
    let callers_left = AtomicU32::new(CALLERS.unsigned_abs());
    let over = AtomicBool::new(false);
    let calls_of = |caller| {
        let mut calls = Vec::new();
        for it in Write::of(caller) {
            let start = Instant::now();
            calls.push(Ended::new(it, start, write(it)));
            thread::sleep(PACE);
        }
        if callers_left.fetch_sub(1, Ordering::Relaxed) == 1 {
            over.store(true, Ordering::Relaxed);
        }
        calls
    };
    let calls_of = &calls_of;
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| scope.spawn(move || calls_of(caller)))
            .collect();
        let (kills, pauses) = disturb(server, &over);
        let calls = callers
            .into_iter()
            .map(|it| it.join().expect("no caller panics"));
        Load {
            calls: calls.flatten().collect(),
            kills,
            pauses,
            timer_lag: Duration::ZERO,
            took: start.elapsed(),
        }
    })
}

/// Kills, restarts, pauses and resumes the server at random, until all calls have ended. Returns the numbers of
/// kills and pauses.
fn disturb(server: &mut Server, over: &AtomicBool) -> (u32, u32) {
    let mut random = SmallRng::seed_from_u64(SEED);
    let (mut kills, mut pauses) = (0, 0);
    let let_pass = |millis| thread::sleep(Duration::from_millis(millis));
    while !over.load(Ordering::Relaxed) {
        let_pass(random.random_range(200..1000));
        if random.random() {
            kills += 1;
            server.kill();
            let_pass(random.random_range(0..1200));
            server.restart();
            let_pass(random.random_range(200..600));
        } else {
            pauses += 1;
            server.pause();
            let_pass(random.random_range(0..900));
            server.resume();
        }
    }
    (kills, pauses)
}

/// Measures the largest delay of this runtime's timer.
async fn timer_lag(over: Arc<AtomicBool>) -> Duration {
    let mut lag = Duration::ZERO;
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        sleep(TICK).await;
        lag = lag.max(start.elapsed().saturating_sub(TICK));
    }
    lag
}

impl Load {
    /// Compares the calls with the list of done writes, repetitions included, and prints the figures. A blocking
    /// attempt ends by its client's timeouts, at most `beyond_deadline` after the deadline.
    fn check(&self, client: &str, attempts: u32, done: &[Write], beyond_deadline: Duration) {
        let Self {
            calls,
            kills,
            pauses,
            timer_lag,
            took,
        } = self;
        let set: BTreeSet<Write> = done.iter().copied().collect();
        let is_done = |call: &&Ended| set.contains(&call.write);
        let (keyed, keyless): (Vec<_>, Vec<_>) = calls.iter().partition(|it| it.write.has_key());
        let ok = |calls: &[&Ended]| calls.iter().filter(|it| it.failure.is_none()).count();
        let unconfirmed = keyless.iter().copied().filter(|it| it.failure.is_some());
        let late = |call: &Ended| call.took.saturating_sub(call.write.deadline());
        let latest = calls.iter().map(late).max().unwrap_or_default();
        println!(
            "{client}: {} calls in {took:.1?}, {attempts} attempts, {kills} kills, {pauses} pauses; \
             with a key {} of {} confirmed; without one {} of {}, and {} done unconfirmed; \
             latest {latest:.1?} after its deadline, timers up to {timer_lag:.1?} late",
            calls.len(),
            ok(&keyed),
            keyed.len(),
            ok(&keyless),
            keyless.len(),
            unconfirmed.filter(is_done).count(),
        );
        assert_eq!(
            calls.len(),
            CALLS.unsigned_abs() as usize,
            "every call ends"
        );
        assert!(
            *kills > 0 && *pauses > 0 && attempts > CALLS.unsigned_abs(),
            "it was felt"
        );
        let lost: Vec<_> = calls
            .iter()
            .filter(|it| it.failure.is_none() && !is_done(it))
            .collect();
        assert!(lost.is_empty(), "confirmed and not done: {lost:?}");
        assert_eq!(done.len(), set.len(), "done twice");
        let failed: Vec<_> = keyed.iter().filter(|it| it.failure.is_some()).collect();
        assert!(
            failed.is_empty(),
            "the server came back in time: {failed:?}"
        );
        assert!(
            latest <= beyond_deadline + TICK + *timer_lag + BUSY,
            "a call lasted longer than its deadline: {latest:?}"
        );
    }
}
