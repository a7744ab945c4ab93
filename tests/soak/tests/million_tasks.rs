//! A million calls at the same time in tasks, and a third of their attempts fail. All calls end, nothing is counted
//! twice or lost, and no memory is left over.

use retries::testing::record_async;
use retries::{Budget, RetryBudget, remaining, reported, retry, within};
use retries_soak::{CountingBudget, Down, Recorder, Service, Totals, freed_after};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const CALLS: u32 = 1_000_000;

static SERVICE: Service = Service::new();
static RATIO: CountingBudget =
    CountingBudget::new(Budget::ratio(0.2).min_per_second(0).capacity(CALLS));
/// A retry costs one token, and a success gives none back.
static TOKENS: CountingBudget = CountingBudget::new(Budget::tokens(CALLS).costs(1, 1, 0));

/// The calls that have begun, and the gate at which they wait for each other.
#[derive(Clone)]
struct Start {
    begun: Arc<AtomicU32>,
    gate: Arc<Semaphore>,
}

impl Start {
    fn new() -> Self {
        Self {
            begun: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        }
    }

    /// Begins a call, and waits until all have begun.
    async fn wait(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.is_open().await;
    }

    async fn is_open(&self) {
        self.gate
            .acquire()
            .await
            .expect_err("the gate is closed when all have begun");
    }

    /// Lets the calls go on once all have begun.
    async fn open_after(&self, calls: u32) {
        while self.begun.load(Ordering::Relaxed) < calls {
            sleep(Duration::from_millis(1)).await;
        }
        self.gate.close();
    }
}

/// One call, and the number of its attempts.
struct Call {
    number: u32,
    start: Start,
    made: AtomicU32,
}

impl Call {
    fn new(number: u32, start: Start) -> Self {
        Self {
            number,
            start,
            made: AtomicU32::new(0),
        }
    }

    async fn attempt(&self) -> Result<u32, Down> {
        let attempt = self.made.fetch_add(1, Ordering::Relaxed);
        if attempt == 0 {
            self.start.wait().await;
        }
        SERVICE.request(self.number, attempt)
    }

    fn made(&self) -> u32 {
        self.made.load(Ordering::Relaxed)
    }
}

#[retry(fixed("40ms"), jitter, budget = RATIO, name = "get")]
async fn get(call: &Call) -> Result<u32, Down> {
    call.attempt().await
}

/// Each call has another deadline, so that one of another task would be seen.
fn deadline_of(number: u32) -> Duration {
    Duration::from_hours(24 * u64::from(1 + number % 97))
}

#[retry(fixed("20ms"), jitter = full, max_attempts = 4, budget = TOKENS, deadline = deadline_of(call.number), name = "scoped")]
async fn scoped(call: &Call, made: Instant) -> Result<u32, Down> {
    let begun = Instant::now();
    let result = call.attempt().await;
    let (limit, left) = (deadline_of(call.number), remaining().expect("a scope"));
    // Clocks count nanoseconds, and tokio's may be rounded.
    let slack = Duration::from_millis(1);
    assert!(
        left <= limit && left + slack >= limit.saturating_sub(made.elapsed()),
        "{left:?} of {limit:?}"
    );
    assert!(begun >= made);
    result
}

#[retry(fixed("10ms"), max_attempts = 2, name = "page")]
async fn page(call: &Call) -> Result<u32, Down> {
    part(call).await
}

#[retry(fixed("10ms"), max_attempts = 2, name = "part")]
async fn part(call: &Call) -> Result<u32, Down> {
    call.attempt().await
}

#[retry(fixed("30ms"), jitter, name = "recorded")]
async fn recorded(call: &Call) -> Result<u32, Down> {
    call.attempt().await
}

#[retry(fixed("10d"), budget = TOKENS, name = "dropped")]
async fn dropped(call: &Call) -> Result<u32, Down> {
    call.start.wait().await;
    SERVICE.fail()
}

#[retry(fixed("10d"), budget = TOKENS, cancel = token, name = "cancelled")]
async fn cancelled(call: &Call, token: &CancellationToken) -> Result<u32, Down> {
    call.start.wait().await;
    SERVICE.fail()
}

/// Makes call number `number` in one of eight ways.
async fn make(number: u32, start: Start, token: CancellationToken) -> (u32, Result<u32, Down>) {
    let call = Call::new(number, start);
    let result = match number % 8 {
        0..3 => get(&call).await,
        3 => scoped(&call, Instant::now()).await,
        4 => {
            let limit = deadline_of(number);
            within(limit, page(&call)).await.expect("days are enough")
        }
        5 => {
            let (result, report) = reported(get(&call)).await;
            assert_eq!(report.attempts(), call.made());
            assert_eq!(report.stop_reason().is_some(), result.is_err());
            result
        }
        6 if number % 16 == 6 => {
            let recording = record_async(recorded(&call)).await;
            assert_eq!(recording.attempts(), call.made() as usize);
            recording.output
        }
        6 => {
            let end = async {
                call.start.is_open().await;
                timeout(Duration::from_millis(1), pending::<()>()).await
            };
            tokio::select! {
                biased;
                result = dropped(&call) => panic!("{result:?}"),
                _ = end => Err(Down),
            }
        }
        _ => cancelled(&call, &token).await,
    };
    assert_eq!(remaining(), None);
    (number, result)
}

/// What the calls of a round returned, by the way in which they were made.
#[derive(Default)]
struct Results {
    calls: [u64; 16],
    succeeded: [u64; 16],
}

impl Results {
    fn add(&mut self, number: u32, result: Result<u32, Down>) {
        let way = number as usize % 16;
        self.calls[way] += 1;
        self.succeeded[way] += u64::from(result == Ok(number));
        assert!(result.is_err() || result == Ok(number));
    }

    /// Returns the calls made in these ways of eight, and how many of them succeeded.
    fn of(&self, ways: &[usize]) -> (u64, u64) {
        let sum = |counts: &[u64; 16]| ways.iter().map(|way| counts[*way] + counts[way + 8]).sum();
        (sum(&self.calls), sum(&self.succeeded))
    }
}

/// Makes the calls, all at the same time, and waits for their ends.
fn round(calls: u32) -> Results {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_time()
        .build();
    runtime.expect("a runtime").block_on(async {
        let (start, token) = (Start::new(), CancellationToken::new());
        let mut tasks = JoinSet::new();
        for number in 0..calls {
            tasks.spawn(make(number, start.clone(), token.clone()));
        }
        start.open_after(calls).await;
        let mut results = Results::default();
        let until_cancelled = calls - calls / 8;
        for ended in 0..calls {
            // The calls with a token wait for it, and all others have ended.
            if ended == until_cancelled {
                token.cancel();
            }
            let (number, result) = tasks.join_next().await.expect("a task").expect("no panic");
            results.add(number, result);
        }
        results
    })
}

/// What metrics, registry and budgets say of a round.
struct Counted {
    get: Totals,
    scoped: Totals,
    page: Totals,
    part: Totals,
    recorded: Totals,
    dropped: Totals,
    cancelled: Totals,
}

impl Counted {
    /// Returns the counts since the process began, in which this many calls were made in tasks.
    fn now(recorder: &Recorder, calls: u32) -> Self {
        let totals = |name, not_made: u32| Totals::of(name, recorder, not_made.into());
        Self {
            get: totals("get", 0),
            scoped: totals("scoped", 0),
            page: totals("page", 0),
            part: totals("part", 0),
            recorded: totals("recorded", 0),
            dropped: totals("dropped", calls / 16),
            cancelled: totals("cancelled", calls / 8),
        }
    }

    fn since(&self, earlier: &Self) -> Self {
        Self {
            get: self.get.since(&earlier.get),
            scoped: self.scoped.since(&earlier.scoped),
            page: self.page.since(&earlier.page),
            part: self.part.since(&earlier.part),
            recorded: self.recorded.since(&earlier.recorded),
            dropped: self.dropped.since(&earlier.dropped),
            cancelled: self.cancelled.since(&earlier.cancelled),
        }
    }

    /// The functions that send requests to the service.
    fn leaves(&self) -> [&Totals; 6] {
        let Self {
            get,
            scoped,
            part,
            recorded,
            dropped,
            cancelled,
            ..
        } = self;
        [get, scoped, part, recorded, dropped, cancelled]
    }

    fn check_results(&self, results: &Results) {
        let of = |totals: &Totals| (totals.calls, totals.succeeded());
        assert_eq!(of(&self.get), results.of(&[0, 1, 2, 5]));
        assert_eq!(of(&self.scoped), results.of(&[3]));
        assert_eq!(of(&self.page), results.of(&[4]));
        assert_eq!(
            (
                self.recorded.calls + self.dropped.calls,
                self.recorded.succeeded()
            ),
            results.of(&[6])
        );
        assert_eq!((self.cancelled.calls, 0), results.of(&[7]));
    }

    fn check_service(&self, (requests, failures): (u64, u64)) {
        let sum = |count: fn(&Totals) -> u64| self.leaves().map(count).iter().sum::<u64>();
        assert_eq!(sum(Totals::attempts), requests);
        // Each failure was followed by a retry, by a wait that did not end, or by the end of the call.
        assert_eq!(sum(|it| it.retries + it.gave_up + it.cancelled), failures);
    }

    fn check_kinds_of_ends(&self) {
        assert_eq!(self.page.attempts(), self.part.calls);
        assert_eq!(
            self.page.nested, self.page.retries,
            "a part fails after its own retry"
        );
        for ended_early in [self.dropped, self.cancelled] {
            let Totals { calls, retries, .. } = ended_early;
            assert_eq!((ended_early.cancelled, retries), (calls, 0));
        }
        for total in [self.get, self.scoped, self.page, self.part, self.recorded] {
            assert_eq!(total.cancelled, 0);
            assert!(total.recovered > 0 && total.gave_up > 0, "{total:?}");
        }
    }

    fn check_budgets(&self, calls_so_far: u64) {
        let [granted, refused, refunded] = RATIO.take();
        assert_eq!(
            (granted, refused, refunded),
            (self.get.retries, self.get.gave_up_budget, 0)
        );
        assert!(
            refused > 0 && granted <= calls_so_far / 5,
            "{granted} and {refused}"
        );

        let not_made = self.dropped.calls + self.cancelled.calls;
        assert_eq!(TOKENS.take(), [self.scoped.retries + not_made, 0, not_made]);
    }
}

#[test]
fn a_million_calls_in_tasks_end_are_counted_and_leave_no_memory() {
    const FIRST: u32 = 8_000;
    let recorder = Recorder::install();
    // A small round first, because tokio, the registry and the recorder keep something from their first use on.
    let _ = round(FIRST);
    let _ = (SERVICE.take(), RATIO.take(), TOKENS.take());
    let earlier = Counted::now(&recorder, FIRST);
    let tokens = TOKENS.available();

    let results = freed_after(&format!("{CALLS} calls"), || round(CALLS));

    let counted = Counted::now(&recorder, FIRST + CALLS).since(&earlier);
    counted.check_results(&results);
    counted.check_service(SERVICE.take());
    counted.check_kinds_of_ends();
    counted.check_budgets(counted.get.calls + earlier.get.calls);
    // A success gives the token of its last retry back.
    let spent = counted.scoped.retries - counted.scoped.recovered;
    assert_eq!(TOKENS.available(), tokens.map(|tokens| tokens - spent));
}
