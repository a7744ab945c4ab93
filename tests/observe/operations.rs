//! An operator changes how one function retries at run time.

use futures_lite::future::poll_once;
use retries::{
    Attempt, Backoff, Event, EventKind, Policy, PolicyError, RetriedFunction, StopReason, retry,
    retry_async, testing,
};
use std::cell::Cell;
use std::pin::pin;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn listed(name: &str) -> RetriedFunction {
    let found = retries::functions()
        .into_iter()
        .find(|function| function.path() == name);
    found.unwrap_or_else(|| panic!("{name} is not listed"))
}

fn fixed(delay: Duration) -> Policy {
    Policy::new().backoff(Backoff::fixed(delay))
}

fn seconds<const N: usize>(seconds: [u64; N]) -> [Duration; N] {
    seconds.map(Duration::from_secs)
}

#[test]
fn a_function_that_is_turned_off_makes_one_attempt() {
    #[retry(fixed("1s"), name = "off.sync", on_give_up = |event| reason.set(Some(event.kind())))]
    fn get(reason: &Cell<Option<EventKind>>) -> Option<()> {
        None
    }

    #[retry(fixed("1s"), name = "off.other")]
    fn other() -> Option<()> {
        None
    }

    let reason = Cell::new(None);
    let function = listed("off.sync");
    assert!(function.is_enabled());
    function.set_enabled(false);
    assert!(!function.is_enabled());
    assert_eq!(testing::record(|| get(&reason)).attempts(), 1);
    assert_eq!(reason.get(), Some(EventKind::GaveUp(StopReason::Disabled)));
    assert_eq!(testing::record(other).attempts(), 3, "others go on");

    function.set_enabled(true);
    assert_eq!(testing::record(|| get(&reason)).attempts(), 3);
}

#[test]
fn a_permanent_failure_keeps_its_reason_while_the_function_is_off() {
    #[retry(fixed("1s"), name = "off.permanent", on = |()| false)]
    fn get() -> Option<()> {
        None
    }

    listed("off.permanent").set_enabled(false);
    let log = testing::record(get);
    let permanent = EventKind::GaveUp(StopReason::Permanent);
    assert_eq!(log.events()[0].kind, permanent);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_makes_its_next_attempt_and_no_more() {
    #[retry(fixed("1s"), max_attempts = 9, name = "off.waiting")]
    async fn get(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    let attempts = Cell::new(0);
    let mut call = pin!(get(&attempts));
    assert!(poll_once(call.as_mut()).await.is_none());
    listed("off.waiting").set_enabled(false);
    call.await;
    assert_eq!(attempts.get(), 2);
}

#[test]
fn a_new_policy_decides_about_delays_and_attempts() {
    #[retry(fixed("1s"), max_attempts = 2, name = "policy.sync")]
    fn get() -> Option<()> {
        None
    }

    let function = listed("policy.sync");
    assert_eq!(function.new_policy(), None);
    let patient = fixed(5 * SECOND).max_attempts(4);
    function.set_policy(patient).unwrap();
    assert_eq!(function.new_policy(), Some(patient));
    let log = testing::record(get);
    assert_eq!(log.waits(), seconds([5, 5, 5]));
    assert_eq!(log.events()[3].attempt.max_attempts(), Some(4));

    function.set_policy(Policy::new().max_attempts(1)).unwrap();
    assert_eq!(testing::record(get).attempts(), 1);

    function.clear_policy();
    assert_eq!(function.new_policy(), None);
    assert_eq!(testing::record(get).waits(), seconds([1]));
}

#[tokio::test(start_paused = true)]
async fn a_new_policy_reaches_a_call_that_waits() {
    #[retry(fixed("1s"), name = "policy.waiting")]
    async fn get() -> Option<()> {
        None
    }

    let start = tokio::time::Instant::now();
    let mut call = pin!(get());
    assert!(poll_once(call.as_mut()).await.is_none());
    let patient = fixed(10 * SECOND).max_attempts(4);
    listed("policy.waiting").set_policy(patient).unwrap();
    call.await;
    assert_eq!(start.elapsed(), 21 * SECOND);
}

#[test]
fn events_count_the_attempts_of_the_new_policy() {
    fn limit(event: &Event<'_, ()>, limits: &Cell<Vec<Option<u32>>>) {
        let mut all = limits.take();
        all.push(event.attempt().max_attempts());
        limits.set(all);
    }

    #[retry(
        fixed("1s"), max_attempts = 2, name = "policy.events", attempt = n,
        on_retry = |event| limit(event, limits),
    )]
    fn get(limits: &Cell<Vec<Option<u32>>>) -> Option<Attempt> {
        (n.number() == 4).then_some(*n)
    }

    listed("policy.events")
        .set_policy(fixed(SECOND).max_attempts(5))
        .unwrap();
    let limits = Cell::default();
    let log = testing::record(|| get(&limits));
    assert_eq!(limits.take(), [Some(5); 3]);
    let end = &log.events()[3];
    assert_eq!(end.to_string(), "policy.events: attempt 4 of 5 succeeded");
    let seen_by_body = log.output.unwrap();
    assert_eq!(
        seen_by_body.max_attempts(),
        Some(2),
        "it is the function's own"
    );
}

#[test]
fn an_argument_is_cloned_for_the_attempts_that_a_new_policy_adds() {
    #[retry(fixed("1s"), max_attempts = 1, clone, name = "policy.clone")]
    fn send(text: String) -> Result<(), String> {
        Err(text)
    }

    let function = listed("policy.clone");
    function.set_policy(fixed(SECOND).max_attempts(3)).unwrap();
    let log = testing::record(|| send("hello".to_owned()));
    assert_eq!(log.output, Err("hello".to_owned()));
    assert_eq!((log.attempts(), log.waits().len()), (3, 2));
    assert_eq!(
        log.events()[2].kind,
        EventKind::GaveUp(StopReason::Attempts)
    );
}

#[test]
fn a_policy_that_contradicts_itself_is_refused() {
    #[retry(fixed("1s"), max_attempts = 2, name = "policy.refused")]
    fn get() -> Option<()> {
        None
    }

    let function = listed("policy.refused");
    for (policy, error) in [
        (Policy::new().unlimited_attempts(), PolicyError::NoLimit),
        (
            fixed(Duration::ZERO).deadline(SECOND),
            PolicyError::BusyLoop,
        ),
    ] {
        assert_eq!(function.set_policy(policy), Err(error));
        assert_eq!(function.new_policy(), None);
    }
    assert_eq!(testing::record(get).attempts(), 2);
}

#[test]
fn a_new_deadline_counts_from_the_first_failure_of_a_call_without_one() {
    #[retry(fixed("1s"), max_attempts = 2, name = "deadline.new")]
    fn get() -> Option<()> {
        testing::advance(3 * SECOND);
        None
    }

    let function = listed("deadline.new");
    function
        .set_policy(fixed(SECOND).deadline(10 * SECOND))
        .unwrap();
    let log = testing::record(get);
    assert_eq!(log.attempts(), 4, "after 3, 7, 11 and 15 seconds");
    let end = EventKind::GaveUp(StopReason::Deadline);
    assert_eq!(log.events()[3].kind, end);
}

#[tokio::test(start_paused = true)]
async fn a_new_deadline_reads_the_clock_of_an_async_call() {
    #[retry(fixed("1s"), name = "deadline.task")]
    async fn get() -> Option<()> {
        tokio::time::sleep(3 * SECOND).await;
        None
    }

    let policy = fixed(SECOND).deadline(10 * SECOND);
    listed("deadline.task").set_policy(policy).unwrap();
    let start = tokio::time::Instant::now();
    get().await;
    assert_eq!(start.elapsed(), 15 * SECOND);
}

#[test]
fn the_sooner_deadline_ends_a_call_that_has_its_own() {
    #[retry(fixed("1s"), deadline = "10s", name = "deadline.own")]
    fn get() -> Option<()> {
        testing::advance(3 * SECOND);
        None
    }

    let function = listed("deadline.own");
    let attempts = |policy: Policy| {
        function.set_policy(policy).unwrap();
        testing::record(get).attempts()
    };
    assert_eq!(attempts(fixed(SECOND).deadline(5 * SECOND)), 2);
    assert_eq!(attempts(fixed(SECOND).deadline(99 * SECOND)), 3);
    assert_eq!(attempts(fixed(SECOND).max_attempts(99)), 3);
    assert_eq!(attempts(fixed(SECOND).max_attempts(2)), 2);
    assert_eq!(attempts(fixed(SECOND)), 3, "the default count stays");
    function.clear_policy();
    assert_eq!(testing::record(get).attempts(), 3);
}

#[test]
fn a_function_with_a_budget_or_a_bundle_obeys_too() {
    static BUDGET: retries::Budget = retries::Budget::tokens(1000);

    #[retries::policy(fixed("1s"), max_attempts = 2)]
    const BUNDLE: Policy;

    #[retry(fixed("1s"), max_attempts = 2, budget = BUDGET, name = "shape.budget")]
    fn with_budget() -> Option<()> {
        None
    }

    #[retry(BUNDLE, name = "shape.bundle")]
    fn with_bundle() -> Option<()> {
        None
    }

    for (name, get) in [
        ("shape.budget", with_budget as fn() -> Option<()>),
        ("shape.bundle", with_bundle),
    ] {
        let function = listed(name);
        function.set_policy(fixed(SECOND).max_attempts(4)).unwrap();
        assert_eq!(testing::record(get).attempts(), 4, "{name}");
        function.set_enabled(false);
        assert_eq!(testing::record(get).attempts(), 1, "{name}");
    }
}

#[test]
fn the_backoff_and_the_number_of_a_when_stay() {
    #[retry(
        fixed("1s"), max_attempts = 2, name = "operations.when",
        when(|error| *error == "conflict", fixed("3s"), max_attempts = 4),
    )]
    fn save(error: &'static str) -> Result<(), &'static str> {
        Err(error)
    }

    let function = listed("operations.when");
    function.set_policy(fixed(SECOND * 7)).unwrap();
    assert_eq!(testing::record(|| save("down")).waits(), seconds([7, 7]));
    let conflict = || testing::record(|| save("conflict"));
    assert_eq!(conflict().waits(), seconds([3, 3, 3]));
    function.set_enabled(false);
    assert!(conflict().waits().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_closure_with_a_name_obeys_and_keeps_the_time_that_its_caller_has() {
    async fn call(remaining: Duration) -> usize {
        let call = retry_async(|| async { None::<u8> })
            .policy(fixed(SECOND).max_attempts(2))
            .remaining(remaining)
            .named("shape.closure")
            .call();
        testing::record_async(call).await.attempts()
    }

    assert_eq!(call(99 * SECOND).await, 2);
    let function = listed("shape.closure");
    function.set_policy(fixed(SECOND).max_attempts(9)).unwrap();
    assert_eq!(call(99 * SECOND).await, 9);
    assert_eq!(call(3 * SECOND).await, 4);
    function.set_enabled(false);
    assert_eq!(call(99 * SECOND).await, 1);
}

#[test]
fn the_list_shows_what_an_operator_has_set() {
    #[retry(fixed("1s"), max_attempts = 2, name = "shown.by_operator")]
    fn get() -> Option<()> {
        None
    }

    let _ = get;
    let function = listed("shown.by_operator");
    let own = "shown.by_operator: fixed(\"1s\"), max_attempts = 2; ";
    let counters = "0 calls, 0 retries, 0 recovered, 0 gave up, 0 cancelled";
    function.set_policy(fixed(5 * SECOND)).unwrap();
    let now = "now fixed(\"5s\"), max_attempts = 3; ";
    assert_eq!(function.to_string(), format!("{own}{now}{counters}"));
    function.set_enabled(false);
    assert_eq!(function.to_string(), format!("{own}{now}off; {counters}"));
    function.clear_policy();
    function.set_enabled(true);
    assert_eq!(function.to_string(), format!("{own}{counters}"));
}
