//! `when` gives one kind of failures its own delays and its own number of attempts.

use retries::{Backoff, EventKind, Policy, StopReason, retry};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Error {
    Busy,
    Conflict,
    Down,
}

use Error::{Busy, Conflict, Down};

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`when` is handed a reference"
)]
fn is_conflict(error: &Error) -> bool {
    *error == Conflict
}

/// Fails with these errors, one after the other.
struct Script {
    errors: RefCell<Vec<Error>>,
    waits: RefCell<Vec<Duration>>,
}

impl Script {
    fn new(errors: &[Error]) -> Self {
        let errors = errors.iter().rev().copied().collect();
        Self {
            errors: RefCell::new(errors),
            waits: RefCell::default(),
        }
    }

    fn next(&self) -> Result<usize, Error> {
        self.errors
            .borrow_mut()
            .pop()
            .map_or(Ok(self.waits.borrow().len()), Err)
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.take()
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[retry(
    exp(base = "100ms", cap = "1s"), jitter = none, max_attempts = 3,
    when(is_conflict, fixed("5ms"), max_attempts = 10),
    when(|error| *error == Busy, exp(base = "1s", cap = "60s")),
    sleep = |wait| script.waits.borrow_mut().push(wait),
)]
fn get(script: &Script) -> Result<usize, Error> {
    script.next()
}

#[test]
fn each_kind_has_its_own_delay_and_its_own_number() {
    let conflicts = Script::new(&[Conflict; 9]);
    assert_eq!(get(&conflicts), Ok(9));
    assert_eq!(conflicts.waits(), [ms(5); 9]);
    assert_eq!(get(&Script::new(&[Conflict; 10])), Err(Conflict));

    let mixed = Script::new(&[Down, Conflict, Conflict, Busy, Conflict, Down]);
    assert_eq!(get(&mixed), Err(Down));
    assert_eq!(mixed.waits(), [ms(100), ms(5), ms(5), ms(1000), ms(5)]);
}

#[test]
fn the_first_condition_that_is_true_holds() {
    #[retry(
        jitter = none, when(is_conflict, fixed("5ms"), max_attempts = 2), when(|_| true, fixed("6ms"), max_attempts = 2),
        sleep = |wait| script.waits.borrow_mut().push(wait),
    )]
    fn get(script: &Script) -> Result<usize, Error> {
        script.next()
    }
    let script = Script::new(&[Down, Conflict]);
    assert_eq!(get(&script), Ok(2));
    assert_eq!(script.waits(), [ms(6), ms(5)]);
}

#[test]
fn an_error_that_on_stops_reaches_no_condition() {
    #[retry(
        sleep = |_| (), on = |error| *error != Down, max_attempts = 2,
        when(|error| { asked.set(asked.get() + 1); *error == Conflict }, max_attempts = 4),
    )]
    fn get(script: &Script, asked: &Cell<u32>) -> Result<usize, Error> {
        script.next()
    }
    let asked = Cell::new(0);
    let script = Script::new(&[Conflict, Conflict, Conflict, Down]);
    assert_eq!(get(&script, &asked), Err(Down));
    assert_eq!(asked.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_async_function_waits_as_its_kind_says() {
    #[retry(
        fixed("1s"),
        max_attempts = 2,
        deadline = "1m",
        when(is_conflict, fixed("7s"), max_attempts = 3)
    )]
    async fn get(script: &Script) -> Result<usize, Error> {
        script.next()
    }
    let start = Instant::now();
    assert_eq!(get(&Script::new(&[Conflict, Down, Conflict])).await, Ok(0));
    assert_eq!(start.elapsed(), Duration::from_secs(7 + 1 + 7));
}

#[test]
fn a_kind_is_made_of_constants_parameters_and_values_of_run_time() {
    const PATIENT: Duration = ms(30);
    const POLICY: Policy = Policy::new()
        .backoff(Backoff::fixed(ms(20)))
        .max_attempts(2);

    #[retry(
        policy = POLICY, when(is_conflict, fixed(PATIENT), max_attempts = 3),
        sleep = |wait| script.waits.borrow_mut().push(wait),
    )]
    fn by_constants(script: &Script) -> Result<usize, Error> {
        script.next()
    }
    #[retry(
        fixed("20ms"), when(is_conflict, fixed("30ms"), max_attempts = N),
        sleep = |wait| script.waits.borrow_mut().push(wait),
    )]
    fn by_parameter<const N: u32>(script: &Script) -> Result<usize, Error> {
        script.next()
    }
    #[retry(
        policy = policy, when(is_conflict, fixed(delay), max_attempts = unlimited),
        sleep = |wait| script.waits.borrow_mut().push(wait),
    )]
    fn by_values(script: &Script, policy: Policy, delay: Duration) -> Result<usize, Error> {
        script.next()
    }
    let errors = [Down, Conflict, Conflict];
    for get in [by_constants, by_parameter::<3>, |script: &Script| {
        by_values(script, POLICY, ms(30))
    }] {
        let script = Script::new(&errors);
        assert_eq!(get(&script), Ok(3));
        assert_eq!(script.waits(), [ms(20), ms(30), ms(30)]);
    }
}

#[test]
fn arguments_are_cloned_as_long_as_a_kind_allows_a_retry() {
    #[retry(
        max_attempts = 1, when(is_conflict, max_attempts = 3), clone(name), attempt = n, sleep = |_| (),
        on_give_up = |event| end.set(Some((event.kind(), event.attempt().number(), event.attempt().max_attempts()))),
    )]
    fn get(
        script: &Script,
        name: String,
        end: &Cell<Option<(EventKind, u32, Option<u32>)>>,
    ) -> Result<String, Error> {
        script.next()?;
        Ok(name + &n.number().to_string())
    }
    let end = Cell::new(None);
    let name = || "a".to_owned();
    assert_eq!(
        get(&Script::new(&[Conflict; 2]), name(), &end).as_deref(),
        Ok("a3")
    );
    assert_eq!(
        get(&Script::new(&[Conflict; 3]), name(), &end),
        Err(Conflict)
    );
    let attempts = EventKind::GaveUp(StopReason::Attempts);
    assert_eq!(end.get(), Some((attempts, 3, None)));
}

struct Client {
    last: Option<Error>,
}

impl Client {
    #[retry(
        fixed("1ms"), max_attempts = 2, sleep = |_| (),
        when(|error| Some(*error) == self.last, max_attempts = 4),
        on_retry = |event| self.last = event.error().copied(),
    )]
    fn get(&mut self, script: &Script) -> Result<usize, Error> {
        script.next()
    }
}

#[test]
fn a_condition_may_use_self() {
    let mut client = Client { last: None };
    // The first one uses up the policy's number, as it follows no other.
    assert_eq!(client.get(&Script::new(&[Busy; 5])), Err(Busy));
    client.last = None;
    assert_eq!(client.get(&Script::new(&[Busy; 4])), Ok(0));
}

#[test]
fn a_success_that_on_ok_retries_is_of_no_kind() {
    #[retry(
        max_attempts = 2, sleep = |_| (), on_ok = |_| true,
        when(|_| panic!("no error"), max_attempts = 9),
    )]
    fn get() -> Result<u32, Error> {
        Ok(1)
    }
    #[retry(max_attempts = 2, sleep = |_| (), when(|()| { calls.set(calls.get() + 1); true }, max_attempts = 4))]
    fn find(calls: &Cell<u32>) -> Option<u32> {
        None
    }
    let calls = Cell::new(0);
    assert_eq!(get(), Ok(1));
    assert_eq!(find(&calls), None);
    assert_eq!(calls.get(), 4);
}
