//! `on` chooses the failures worth another attempt, `on_ok` the successes that count as failures.

use retries::{Decision, retry};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Error {
    Busy,
    RateLimited(Duration),
    Missing,
}

use Error::{Busy, Missing, RateLimited};

impl Error {
    fn is_busy(&self) -> bool {
        *self == Busy
    }

    fn decision(&self) -> Decision {
        match *self {
            Busy => Decision::Retry,
            RateLimited(after) => Decision::RetryAfter(after),
            Missing => Decision::Stop,
        }
    }
}

fn is_busy(error: &Error) -> bool {
    error.is_busy()
}

/// Returns its responses in order, and repeats the last one.
struct Server<A>(RefCell<Vec<A>>);

impl<A: Copy> Server<A> {
    fn new(answers: impl IntoIterator<Item = A>) -> Self {
        let mut answers: Vec<A> = answers.into_iter().collect();
        answers.reverse();
        Self(RefCell::new(answers))
    }

    fn call(&self) -> A {
        let mut answers = self.0.borrow_mut();
        match answers.len() {
            1 => answers[0],
            _ => answers.pop().expect("an answer"),
        }
    }
}

type Answer = Result<u32, Error>;

/// The result and the duration of a call to a server that is busy, then limits the rate, then does not
/// find the key.
async fn outcome(call: impl AsyncFn(&Server<Answer>) -> Answer) -> (Answer, Duration) {
    let rate_limited = RateLimited(Duration::from_secs(7));
    let start = Instant::now();
    let result = call(&Server::new([
        Err(Busy),
        Err(rate_limited),
        Err(Missing),
        Ok(1),
    ]))
    .await;
    (result, start.elapsed())
}

const THROTTLED: Answer = Err(RateLimited(Duration::from_secs(7)));

#[tokio::test(start_paused = true)]
async fn without_on_every_error_is_retried() {
    #[retry(fixed("1s"), max_attempts = 9)]
    async fn get(server: &Server<Answer>) -> Answer {
        server.call()
    }

    assert_eq!(outcome(get).await, (Ok(1), Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn on_may_be_the_path_of_a_function_or_of_a_method() {
    #[retry(fixed("1s"), max_attempts = 9, on = is_busy)]
    async fn function(server: &Server<Answer>) -> Answer {
        server.call()
    }

    #[retry(fixed("1s"), max_attempts = 9, on = Error::is_busy)]
    async fn method(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let expected = (THROTTLED, Duration::from_secs(1));
    assert_eq!(outcome(function).await, expected);
    assert_eq!(outcome(method).await, expected);
}

#[tokio::test(start_paused = true)]
async fn on_may_be_a_closure_that_needs_no_types() {
    #[retry(fixed("1s"), max_attempts = 9, on = |error| error.decision() == Decision::Retry)]
    async fn call(server: &Server<Answer>) -> Answer {
        server.call()
    }

    #[retry(fixed("1s"), max_attempts = 9, on = |error| matches!(error, Busy | Missing))]
    async fn pattern(server: &Server<Answer>) -> Answer {
        server.call()
    }

    #[retry(fixed("1s"), max_attempts = 9, on = |_: &Error| { let (no, _yes) = (false, true); no })]
    async fn block(server: &Server<Answer>) -> Answer {
        server.call()
    }

    assert_eq!(outcome(call).await, (THROTTLED, Duration::from_secs(1)));
    assert_eq!(outcome(pattern).await, (THROTTLED, Duration::from_secs(1)));
    assert_eq!(outcome(block).await, (Err(Busy), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn on_may_return_a_decision_and_with_it_the_time_to_wait() {
    #[retry(fixed("1s"), max_attempts = 9, on = Error::decision)]
    async fn path(server: &Server<Answer>) -> Answer {
        server.call()
    }

    #[retry(fixed("1s"), max_attempts = 9, on = |error| match error {
        Missing => Decision::Retry,
        other => other.decision(),
    })]
    async fn closure(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let (outcome_of_path, elapsed) = outcome(path).await;
    assert_eq!(outcome_of_path, Err(Missing));
    assert!((8.0..8.8).contains(&elapsed.as_secs_f64()));
    let (outcome_of_closure, elapsed) = outcome(closure).await;
    assert_eq!(outcome_of_closure, Ok(1));
    assert!((9.0..9.8).contains(&elapsed.as_secs_f64()));
}

#[tokio::test(start_paused = true)]
async fn on_may_use_self_and_the_arguments() {
    struct Client {
        patient: Cell<bool>,
    }

    impl Client {
        fn is_worth_it(&self, error: &Error) -> bool {
            self.patient.get() && error.is_busy()
        }

        fn never(_: &Error) -> bool {
            false
        }

        #[retry(fixed("1s"), on = |error| self.is_worth_it(error))]
        async fn by_self(&self, server: &Server<Answer>) -> Answer {
            server.call()
        }

        #[retry(fixed("1s"), on = Self::never)]
        async fn by_type(&self, server: &Server<Answer>) -> Answer {
            server.call()
        }

        #[retry(fixed("1s"), on = |error| again.contains(error))]
        async fn by_argument(&self, server: &Server<Answer>, again: &[Error]) -> Answer {
            server.call()
        }
    }

    let client = Client {
        patient: Cell::new(true),
    };
    let by_self = async |server: &Server<Answer>| client.by_self(server).await;
    assert_eq!(outcome(by_self).await, (THROTTLED, Duration::from_secs(1)));
    client.patient.set(false);
    assert_eq!(outcome(by_self).await, (Err(Busy), Duration::ZERO));
    let by_type = async |server: &Server<Answer>| client.by_type(server).await;
    assert_eq!(outcome(by_type).await, (Err(Busy), Duration::ZERO));
    let by_argument = async |server: &Server<Answer>| client.by_argument(server, &[Busy]).await;
    let expected = (THROTTLED, Duration::from_secs(1));
    assert_eq!(outcome(by_argument).await, expected);
}

#[test]
fn on_is_called_once_for_each_failure_and_never_for_a_success() {
    #[retry(fixed("0s"), on = |error| { asked.borrow_mut().push(*error); true })]
    fn get(server: &Server<Answer>, asked: &RefCell<Vec<Error>>) -> Answer {
        server.call()
    }

    let asked = RefCell::default();
    let server = Server::new([Err(Busy), Err(Missing), Ok(1)]);
    assert_eq!(get(&server, &asked), Ok(1));
    assert_eq!(asked.into_inner(), [Busy, Missing]);
}

#[test]
fn on_sees_the_none_of_an_option_as_unit() {
    #[retry(fixed("0s"), on = |(): &()| false)]
    fn get(server: &Server<Option<u32>>) -> Option<u32> {
        server.call()
    }

    assert_eq!(get(&Server::new([None, Some(1)])), None);
}

#[tokio::test(start_paused = true)]
async fn on_ok_retries_a_success_that_is_a_failure() {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "`on_ok` is handed a reference"
    )]
    fn is_server_error(status: &u32) -> bool {
        *status >= 500
    }

    #[retry(fixed("1s"), on_ok = is_server_error)]
    async fn path(server: &Server<Answer>) -> Answer {
        server.call()
    }

    #[retry(fixed("1s"), on_ok = |status| *status >= 500)]
    async fn closure(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let start = Instant::now();
    assert_eq!(path(&Server::new([Ok(503), Ok(200)])).await, Ok(200));
    assert_eq!(closure(&Server::new([Ok(503), Ok(200)])).await, Ok(200));
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn on_ok_may_say_when_to_try_again() {
    #[retry(fixed("1s"), on_ok = |status| match *status {
        429 => Decision::RetryAfter(Duration::from_secs(7)),
        503 => Decision::Retry,
        _ => Decision::Stop,
    })]
    async fn get(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let start = Instant::now();
    assert_eq!(
        get(&Server::new([Ok(429), Ok(503), Ok(404)])).await,
        Ok(404)
    );
    // The backoff's second, and the seven seconds of the `Retry-After` with up to a tenth more.
    assert!((8.0..8.8).contains(&start.elapsed().as_secs_f64()));
}

#[test]
fn when_attempts_run_out_the_last_outcome_is_returned_as_it_is() {
    #[retry(fixed("0s"), on_ok = |status| *status >= 500)]
    fn get(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let server = Server::new([Err(Busy), Err(Busy), Ok(503), Ok(200)]);
    assert_eq!(get(&server), Ok(503));
    let server = Server::new([Ok(503), Err(Busy), Err(Missing), Ok(200)]);
    assert_eq!(get(&server), Err(Missing));
}

#[test]
fn on_and_on_ok_judge_one_call_together() {
    #[retry(fixed("0s"), max_attempts = 9, on = is_busy, on_ok = |status| *status == 503)]
    fn get(server: &Server<Answer>) -> Answer {
        server.call()
    }

    let server = Server::new([Ok(503), Err(Busy), Ok(503), Err(Missing), Ok(200)]);
    assert_eq!(get(&server), Err(Missing));
    assert_eq!(get(&server), Ok(200));
}

#[test]
fn on_ok_sees_the_some_of_an_option() {
    #[retry(fixed("0s"), on_ok = |queued| *queued == 0)]
    fn get(server: &Server<Option<u32>>) -> Option<u32> {
        server.call()
    }

    assert_eq!(get(&Server::new([Some(0), None, Some(4)])), Some(4));
}
