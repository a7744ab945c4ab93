//! Two thousand threads make calls at the same time, and a third of their attempts fail. All waits end, nothing is
//! counted twice or lost, and no memory is left over.

use retries::{Budget, RetryBudget, remaining, reported_blocking, retry, within_blocking};
use retries_soak::{CountingBudget, Down, Recorder, Service, Totals, freed_after};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const THREADS: u32 = 2_000;
/// The calls of each thread.
const CALLS: u32 = 100;
const STACK: usize = 256 * 1024;

static SERVICE: Service = Service::new();
static RATIO: CountingBudget = CountingBudget::new(
    Budget::ratio(0.2)
        .min_per_second(0)
        .capacity(THREADS * CALLS),
);
/// A retry costs one token, and a success gives none back.
static TOKENS: CountingBudget = CountingBudget::new(Budget::tokens(1_000_000).costs(1, 1, 0));

#[retry(fixed("1ms"), jitter, budget = RATIO, attempt = n, name = "get")]
fn get(call: u32, made: &AtomicU32) -> Result<u32, Down> {
    made.fetch_add(1, Ordering::Relaxed);
    SERVICE.request(call, n.number())
}

/// Each thread has another deadline, so that one of another thread would be seen.
fn limit_of(thread: u32) -> Duration {
    Duration::from_hours(24 * u64::from(1 + thread))
}

#[retry(fixed("1ms"), jitter = full, max_attempts = 4, budget = TOKENS, attempt = n, name = "scoped")]
fn scoped(call: u32, thread: u32, begun: Instant) -> Result<u32, Down> {
    let (limit, left) = (limit_of(thread), remaining().expect("a scope"));
    assert!(
        left <= limit && left >= limit.saturating_sub(begun.elapsed()),
        "{left:?} of {limit:?}"
    );
    SERVICE.request(call, n.number())
}

#[retry(
    fixed("10d"), budget = TOKENS, cancel = token, name = "cancelled",
    on_retry = |_| { waiting.fetch_add(1, Ordering::Relaxed); },
)]
fn cancelled(token: &CancellationToken, waiting: &AtomicU32) -> Result<u32, Down> {
    SERVICE.fail()
}

/// The successes of the functions `get` and `scoped`.
#[derive(Clone, Copy, Default)]
struct Successes {
    get: u64,
    scoped: u64,
}

fn make_calls(thread: u32) -> Successes {
    let mut successes = Successes::default();
    for call in thread * CALLS..(thread + 1) * CALLS {
        if call % 2 == 0 {
            let made = AtomicU32::new(0);
            let (result, report) = reported_blocking(|| get(call, &made));
            assert_eq!(report.attempts(), made.into_inner());
            successes.get += u64::from(result == Ok(call));
        } else {
            let begun = Instant::now();
            let result = within_blocking(limit_of(thread), || scoped(call, thread, begun));
            successes.scoped += u64::from(result == Ok(call));
        }
        assert_eq!(remaining(), None);
    }
    successes
}

/// Lets the threads make their calls, and then one that waits until the token of all threads is cancelled.
fn round(threads: u32) -> Successes {
    let (token, waiting) = (CancellationToken::new(), AtomicU32::new(0));
    let start = Barrier::new(threads as usize);
    let run = |thread| {
        start.wait();
        let successes = make_calls(thread);
        assert_eq!(cancelled(&token, &waiting), Err(Down));
        successes
    };
    let run = &run;
    thread::scope(|scope| {
        let spawn = |thread| {
            let builder = thread::Builder::new().stack_size(STACK);
            let spawned = builder.spawn_scoped(scope, move || run(thread));
            spawned.expect("a thread")
        };
        let spawned: Vec<_> = (0..threads).map(spawn).collect();
        while waiting.load(Ordering::Relaxed) < threads {
            thread::sleep(Duration::from_millis(1));
        }
        token.cancel();
        spawned
            .into_iter()
            .fold(Successes::default(), |all, thread| {
                let Successes { get, scoped } = thread.join().expect("no panic");
                Successes {
                    get: all.get + get,
                    scoped: all.scoped + scoped,
                }
            })
    })
}

#[test]
fn the_calls_of_two_thousand_threads_end_are_counted_and_leave_no_memory() {
    const FIRST: u32 = 40;
    let recorder = Recorder::install();
    // A small round first, because threads, the registry and the recorder keep something from their first use on.
    let _ = round(FIRST);
    let _ = (SERVICE.take(), RATIO.take(), TOKENS.take());
    let totals = |threads: u32| {
        [("get", 0), ("scoped", 0), ("cancelled", threads)]
            .map(|(function, not_made)| Totals::of(function, &recorder, not_made.into()))
    };
    let earlier = totals(FIRST);
    let tokens = TOKENS.available();

    let successes = freed_after(&format!("{THREADS} threads"), || round(THREADS));

    let now = totals(FIRST + THREADS);
    let [get, scoped, cancelled] = std::array::from_fn(|at| now[at].since(&earlier[at]));
    let calls = u64::from(THREADS * CALLS / 2);
    assert_eq!((get.calls, get.succeeded()), (calls, successes.get));
    assert_eq!(
        (scoped.calls, scoped.succeeded()),
        (calls, successes.scoped)
    );
    assert_eq!(
        (cancelled.cancelled, cancelled.attempts()),
        (THREADS.into(), THREADS.into())
    );

    let functions = [get, scoped, cancelled];
    let sum = |count: fn(&Totals) -> u64| functions.iter().map(count).sum::<u64>();
    // Each failure was followed by a retry, by a wait that did not end, or by the end of the call.
    let failures = sum(|it| it.retries + it.gave_up + it.cancelled);
    assert_eq!(SERVICE.take(), (sum(Totals::attempts), failures));

    let [granted, refused, refunded] = RATIO.take();
    assert_eq!(
        (granted, refused, refunded),
        (get.retries, get.gave_up_budget, 0)
    );
    assert!(
        refused > 0 && granted <= (calls + earlier[0].calls) / 5,
        "{granted} and {refused}"
    );
    let not_made = cancelled.calls;
    assert_eq!(TOKENS.take(), [scoped.retries + not_made, 0, not_made]);
    // A success gives the token of its last retry back.
    let spent = scoped.retries - scoped.recovered;
    assert_eq!(TOKENS.available(), tokens.map(|tokens| tokens - spent));
}
