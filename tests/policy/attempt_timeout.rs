//! An attempt timeout cuts a slow attempt off, so that the deadline holds for the whole call.

use retries::{Budget, Decision, TimedOut, Transient, retry, transient, unprocessed};
use std::cell::{Cell, RefCell};
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::{Instant, sleep};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[derive(Debug, PartialEq)]
enum Error {
    TimedOut(TimedOut),
    Own,
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

/// Returns whether the error is the timeout of this attempt, after this many seconds.
fn is_cut_off(error: &Error, attempt: u32, seconds: u64) -> bool {
    matches!(error, Error::TimedOut(it) if it.attempt().number() == attempt
        && it.after() == Duration::from_secs(seconds))
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_timed_out_is_retried() {
    #[retry(fixed("1s"), attempt_timeout = "5s")]
    async fn get(attempts: &Cell<u32>) -> Result<u32, Error> {
        attempts.set(attempts.get() + 1);
        if attempts.get() == 2 {
            sleep(Duration::from_secs(4)).await;
            return Ok(attempts.get());
        }
        pending().await
    }

    let start = Instant::now();
    assert_eq!(get(&Cell::new(0)).await, Ok(2));
    assert_eq!(start.elapsed(), Duration::from_secs(5 + 1 + 4));
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_the_last_attempt_is_the_error() {
    #[retry(fixed("1s"), attempt_timeout = "5s")]
    async fn get() -> Result<(), Error> {
        pending().await
    }

    let error = get().await.unwrap_err();
    assert!(is_cut_off(&error, 3, 5), "{error:?}");
}

/// Counts the attempts of a call whose attempts all time out.
macro_rules! attempts_cut_off {
    ($output:ty, $on:expr) => {{
        #[retry(fixed("1s"), attempt_timeout = "5s", on = $on)]
        async fn get(attempts: &Cell<u32>) -> $output {
            attempts.set(attempts.get() + 1);
            pending().await
        }

        let attempts = Cell::new(0);
        let outcome = get(&attempts).await;
        (attempts.get(), outcome)
    }};
}

#[tokio::test(start_paused = true)]
async fn on_decides_about_an_attempt_that_timed_out() {
    #[derive(Debug, Transient)]
    enum Permanent {
        TimedOut,
    }

    impl From<TimedOut> for Permanent {
        fn from(_: TimedOut) -> Self {
            Self::TimedOut
        }
    }

    let no = |attempts: (u32, io::Result<()>)| attempts.0;
    assert_eq!(no(attempts_cut_off!(io::Result<()>, |_| false)), 1);
    assert_eq!(no(attempts_cut_off!(io::Result<()>, |_| true)), 3);
    assert_eq!(no(attempts_cut_off!(io::Result<()>, unprocessed)), 1);
    assert_eq!(no(attempts_cut_off!(io::Result<()>, transient)), 3);
    assert_eq!(attempts_cut_off!(Result<(), Permanent>, transient).0, 1);
    assert_eq!(attempts_cut_off!(Option<()>, |(): &()| false).0, 1);
    assert_eq!(
        attempts_cut_off!(Result<(), Error>, |error| *error == Error::Own).0,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn on_may_return_a_wait_after_an_attempt_timeout() {
    #[retry(
        fixed("1s"), max_attempts = 2, attempt_timeout = "5s",
        on = |_| Decision::RetryAfter(Duration::from_secs(10)),
    )]
    async fn get() -> Result<(), Error> {
        pending().await
    }

    let start = Instant::now();
    get().await.unwrap_err();
    assert!(start.elapsed() >= Duration::from_secs(5 + 10 + 5));
}

#[tokio::test(start_paused = true)]
async fn on_decides_about_timeouts_also_beside_on_ok_and_in_a_returned_future() {
    #[retry(fixed("1s"), attempt_timeout = "5s", on = |_| false, on_ok = |()| true)]
    async fn judged(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        pending().await
    }

    #[retry(fixed("1s"), attempt_timeout = "5s", on = |_| false, budget = budget)]
    fn returned<'a>(
        attempts: &'a Cell<u32>,
        budget: &'a Budget,
    ) -> impl Future<Output = Result<(), Error>> {
        attempts.set(attempts.get() + 1);
        pending()
    }

    let attempts = Cell::new(0);
    judged(&attempts).await.unwrap_err();
    assert_eq!(attempts.take(), 1);
    returned(&attempts, &Budget::new()).await.unwrap_err();
    assert_eq!(attempts.take(), 1);
}

#[tokio::test(start_paused = true)]
async fn on_decides_about_an_error_that_came_in_time() {
    #[retry(fixed("1s"), attempt_timeout = "5s", on = |error| *error != Error::Own)]
    async fn get(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Own)
    }

    let attempts = Cell::new(0);
    assert_eq!(get(&attempts).await, Err(Error::Own));
    assert_eq!(attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_a_promise_about_the_whole_call() {
    #[retry(fixed("1s"), attempt_timeout = "5s", deadline = "9s")]
    async fn get(starts: &RefCell<Vec<Instant>>) -> Result<(), Error> {
        starts.borrow_mut().push(Instant::now());
        pending().await
    }

    let start = Instant::now();
    let starts = RefCell::default();
    let error = get(&starts).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(9));
    let starts = starts.take();
    assert_eq!(starts, [start, start + Duration::from_secs(6)]);
    assert!(is_cut_off(&error, 2, 3), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn no_attempt_starts_if_the_wait_ended_after_the_deadline() {
    async fn oversleep(wait: Duration) {
        sleep(wait * 100).await;
    }

    #[retry(fixed("1s"), attempt_timeout = "5s", deadline = "9s", sleep = oversleep)]
    async fn get(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Own)
    }

    let attempts = Cell::new(0);
    let error = get(&attempts).await.unwrap_err();
    assert_eq!(attempts.get(), 1);
    assert!(is_cut_off(&error, 2, 0), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn an_attempt_timeout_works_with_any_timer() {
    #[retry(fixed("1s"), attempt_timeout = "5s", sleep = sleep)]
    async fn get() -> Result<(), Error> {
        pending().await
    }

    let start = Instant::now();
    assert!(is_cut_off(&get().await.unwrap_err(), 3, 5));
    assert_eq!(start.elapsed(), Duration::from_secs(5 * 3 + 2));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_timed_out_is_dropped_before_the_wait() {
    struct Dropped<'a>(&'a RefCell<Vec<Instant>>);

    impl Drop for Dropped<'_> {
        fn drop(&mut self) {
            self.0.borrow_mut().push(Instant::now());
        }
    }

    #[retry(fixed("1s"), attempt_timeout = "5s", max_attempts = 2)]
    async fn get(drops: &RefCell<Vec<Instant>>) -> Result<(), Error> {
        let _held = Dropped(drops);
        pending().await
    }

    let start = Instant::now();
    let drops = RefCell::default();
    get(&drops).await.unwrap_err();
    assert_eq!(
        drops.take(),
        [5, 11].map(|it| start + Duration::from_secs(it))
    );
}

#[tokio::test]
async fn an_attempt_that_always_has_work_times_out_too() {
    #[retry(attempt_timeout = "5ms", max_attempts = 1)]
    async fn get() -> Result<(), Error> {
        loop {
            tokio::task::coop::consume_budget().await;
        }
    }

    get().await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn common_error_types_convert_from_timed_out() {
    #[retry(fixed("1s"), attempt_timeout = "2s", max_attempts = 2)]
    async fn io() -> io::Result<()> {
        pending().await
    }

    #[retry(fixed("1s"), attempt_timeout = "2s", max_attempts = 2)]
    async fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        pending().await
    }

    #[retry(fixed("1s"), attempt_timeout = "2s", max_attempts = 2)]
    async fn option() -> Option<()> {
        pending().await
    }

    let error = io().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "attempt 2 of 2 was cut off after 2s");
    assert_eq!(transient(&error), Decision::TimedOut);
    assert_eq!(transient(&boxed().await.unwrap_err()), Decision::TimedOut);
    assert_eq!(option().await, None);
}

#[tokio::test(start_paused = true)]
async fn functions_that_return_futures_time_out_too() {
    #[retry(fixed("1s"), attempt_timeout = "5s")]
    fn block(text: &str) -> Boxed<'_, Result<String, Error>> {
        Box::pin(async move {
            let () = pending().await;
            Ok(text.to_owned())
        })
    }

    #[retry(fixed("1s"), attempt_timeout = "5s")]
    fn call() -> impl Future<Output = Result<(), Error>> {
        pending()
    }

    assert!(is_cut_off(&block("a").await.unwrap_err(), 3, 5));
    assert!(is_cut_off(&call().await.unwrap_err(), 3, 5));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_timeout_may_be_an_expression() {
    const TIME: Duration = Duration::from_secs(5);

    struct Client {
        time: Duration,
    }

    impl Client {
        #[retry(fixed("1s"), attempt_timeout = self.time, attempt = n)]
        async fn field(&self) -> Result<(), Error> {
            assert!(n.number() > 0);
            pending().await
        }

        #[retry(fixed("1s"), attempt_timeout = TIME, deadline = "31s")]
        async fn constant(&self) -> Result<(), Error> {
            pending().await
        }
    }

    let client = Client { time: TIME };
    assert!(is_cut_off(&client.field().await.unwrap_err(), 3, 5));
    assert!(is_cut_off(&client.constant().await.unwrap_err(), 6, 1));
}

#[tokio::test(start_paused = true)]
async fn cloned_arguments_survive_an_attempt_timeout() {
    #[retry(fixed("1s"), attempt_timeout = "5s", clone(name))]
    async fn get(name: String, names: &RefCell<Vec<String>>) -> Result<(), Error> {
        names.borrow_mut().push(name);
        pending().await
    }

    let names = RefCell::default();
    get("a".to_owned(), &names).await.unwrap_err();
    assert_eq!(names.take(), ["a", "a", "a"]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_starts_at_the_deadline_returns_its_own_error() {
    #[retry(fixed("1s"), deadline = "5s", attempt_timeout = "1s", on_timeout = |timed_out| timed_out.to_string())]
    async fn get(attempts: &Cell<u32>) -> Result<(), String> {
        attempts.set(attempts.get() + 1);
        Err("refused".to_owned())
    }

    let attempts = Cell::new(0);
    assert_eq!(get(&attempts).await, Err("refused".to_owned()));
    assert_eq!(attempts.get(), 6);
}
