//! Clocks that jump, timers that are late, and processes that are stopped. A deadline, the number of attempts and a
//! budget hold all the same.
#![cfg(target_os = "linux")]

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use retries::{Budget, Event, EventKind, StopReason, TimedOut, remaining, retry, within};
use retries_soak::{Child, is_child};
use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::time::Duration;
use std::{env, fs, thread};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{self, advance, pause, resume, sleep};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Error {
    Down,
    TimedOut,
}

impl From<TimedOut> for Error {
    fn from(_: TimedOut) -> Self {
        Self::TimedOut
    }
}

/// The end of a call, and when each of its attempts began.
#[derive(Default)]
struct Log {
    attempts: RefCell<Vec<Duration>>,
    end: Cell<Option<EventKind>>,
}

impl Log {
    fn attempt(&self, start: time::Instant) {
        self.attempts.borrow_mut().push(start.elapsed());
    }

    fn attempts(&self) -> usize {
        self.attempts.borrow().len()
    }

    fn end(&self) -> Option<StopReason> {
        match self.end.get() {
            Some(EventKind::GaveUp(reason)) => Some(reason),
            _ => None,
        }
    }
}

const BY_DEADLINE: Option<StopReason> = Some(StopReason::Deadline);

#[tokio::test(start_paused = true)]
async fn a_timer_that_is_late_ends_the_call_at_the_first_attempt_after_the_deadline() {
    #[retry(
        fixed("1s"), deadline = "10s", sleep = |wait| sleep(20 * wait),
        on_give_up = |event| log.end.set(Some(event.kind())),
    )]
    async fn get(log: &Log, start: time::Instant) -> Result<(), Error> {
        log.attempt(start);
        Err(Error::Down)
    }

    let log = Log::default();
    assert_eq!(get(&log, time::Instant::now()).await, Err(Error::Down));
    assert_eq!(*log.attempts.borrow(), [Duration::ZERO, 20 * SECOND]);
    assert_eq!(log.end(), BY_DEADLINE);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_with_a_timeout_begins_after_the_deadline_however_late_the_timer_is() {
    #[retry(
        fixed("1s"), deadline = "10s", attempt_timeout = "2s", sleep = |wait| sleep(20 * wait),
        on_give_up = |event| log.end.set(Some(event.kind())),
    )]
    async fn get(log: &Log, start: time::Instant) -> Result<(), Error> {
        log.attempt(start);
        Err(Error::Down)
    }

    let log = Log::default();
    assert_eq!(get(&log, time::Instant::now()).await, Err(Error::TimedOut));
    assert_eq!(*log.attempts.borrow(), [Duration::ZERO]);
    assert_eq!(log.end(), BY_DEADLINE);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_in_an_attempt_leaves_no_time_for_another() {
    #[retry(fixed("1s"), deadline = "1h", on_give_up = |event| log.end.set(Some(event.kind())))]
    async fn get(log: &Log, start: time::Instant) -> Result<(), Error> {
        log.attempt(start);
        advance(DAY).await;
        assert_eq!(remaining(), Some(Duration::ZERO));
        Err(Error::Down)
    }

    let log = Log::default();
    get(&log, time::Instant::now()).await.unwrap_err();
    assert_eq!((log.attempts(), log.end()), (1, BY_DEADLINE));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_in_a_wait_ends_the_wait_and_counts_one_attempt() {
    #[retry(fixed("1h"), max_attempts = 3)]
    async fn get(attempts: &Cell<u32>) -> Result<u32, Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    let attempts = Cell::new(0);
    let jumps = async {
        // Less than the wait, more than it, and much more.
        for (jump, made) in [(SECOND, 1), (DAY, 2), (100 * DAY, 3)] {
            yield_now().await;
            advance(jump).await;
            yield_now().await;
            assert_eq!(attempts.get(), made);
        }
    };
    let (result, ()) = tokio::join!(get(&attempts), jumps);
    assert_eq!((result, attempts.get()), (Err(Error::Down), 3));
}

#[tokio::test]
async fn a_clock_that_is_paused_and_resumed_in_a_call_keeps_its_attempts_and_its_deadline() {
    #[retry(fixed("50ms"), deadline = "10h", attempt = n, on_give_up = |event| log.end.set(Some(event.kind())))]
    async fn get(log: &Log, start: time::Instant) -> Result<(), Error> {
        log.attempt(start);
        let left = n.remaining().unwrap();
        let after = |left: Duration| assert_eq!(n.remaining().unwrap(), left);
        match n.number() {
            1 => {
                pause();
                let left = n.remaining().unwrap();
                advance(5 * HOUR).await;
                after(left.saturating_sub(5 * HOUR));
            }
            2 => resume(),
            3 => {
                pause();
                advance(4 * HOUR).await;
                resume();
            }
            _ => {
                pause();
                advance(left).await;
                after(Duration::ZERO);
            }
        }
        Err(Error::Down)
    }

    let log = Log::default();
    get(&log, time::Instant::now()).await.unwrap_err();
    assert_eq!((log.attempts(), log.end()), (4, BY_DEADLINE));
    assert!(log.attempts.borrow().is_sorted());
}

#[tokio::test(start_paused = true)]
async fn a_budget_grants_no_more_than_it_can_save_after_a_clock_that_jumps() {
    #[retry(fixed("0s"), max_attempts = 1000, budget = *budget)]
    async fn get(budget: &Budget, attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    let minimum = Budget::ratio(0.0).min_per_second(10);
    let ratio = Budget::ratio(1000.0).min_per_second(0).capacity(40);
    let adaptive = Budget::adaptive(2.0);
    for jump in [Duration::ZERO, SECOND, DAY, 1000 * DAY] {
        advance(jump).await;
        for (budget, most) in [(&minimum, 10), (&ratio, 40)] {
            let attempts = Cell::new(0);
            get(budget, &attempts).await.unwrap_err();
            assert_eq!(attempts.get(), 1 + most, "{budget} after {jump:?}");
        }
        let attempts = Cell::new(0);
        get(&adaptive, &attempts).await.unwrap_err();
        assert!(
            attempts.get() < 1000,
            "the requests of before the jump are forgotten, and new ones count"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn within_ends_at_a_jump_of_the_clock() {
    let hangs: JoinHandle<_> = tokio::spawn(within(SECOND, pending::<()>()));
    yield_now().await;
    advance(DAY).await;
    assert!(hangs.await.unwrap().is_err());
}

/// Runs the test in a process that is stopped for a while when it has printed its first line, and returns its other
/// lines.
///
/// The signal may come late on a busy machine: then the process has printed another line, and the test is repeated.
fn stopped(test: &str, stop: Duration) -> Vec<String> {
    for _ in 0..20 {
        let child = Child::start(test, &[]);
        assert_eq!(child.line().as_deref(), Ok("now"));
        let id = Pid::from_raw(child.id().try_into().unwrap());
        kill(id, Signal::SIGSTOP).unwrap();
        let stopped = waitpid(id, Some(WaitPidFlag::WUNTRACED)).unwrap();
        assert_eq!(stopped, WaitStatus::Stopped(id, Signal::SIGSTOP));
        thread::sleep(stop);
        let is_late = child.line_so_far().is_some();
        kill(id, Signal::SIGCONT).unwrap();
        let (status, lines) = child.end();
        if !is_late {
            assert!(status.success(), "{lines:?}");
            return lines;
        }
    }
    panic!("each stop came too late");
}

/// Longer than the deadline of the calls that are stopped.
const STOP: Duration = Duration::from_millis(2_500);

fn print_end(event: &Event<'_, Error>) {
    let Some(error) = event.error() else {
        panic!("{:?}", event.kind());
    };
    println!(
        "> attempt {}: {error:?}, {:?}",
        event.attempt().number(),
        event.kind()
    );
}

#[test]
fn a_process_stopped_in_a_wait_makes_the_attempt_after_it_and_no_more() {
    #[retry(
        fixed("1s"), deadline = "2s", attempt = n,
        on_retry = |_| println!("> now"), on_give_up = print_end,
    )]
    fn get() -> Result<(), Error> {
        if !n.is_first() {
            println!("> {:?} left", n.remaining().unwrap());
        }
        Err(Error::Down)
    }

    if is_child() {
        get().unwrap_err();
        return;
    }
    let name = "a_process_stopped_in_a_wait_makes_the_attempt_after_it_and_no_more";
    assert_eq!(
        stopped(name, STOP),
        ["0ns left", "attempt 2: Down, GaveUp(Deadline)"]
    );
}

#[test]
fn a_process_stopped_in_a_wait_begins_no_attempt_that_has_a_timeout_after_the_deadline() {
    #[retry(
        fixed("1s"), deadline = "2s", attempt_timeout = "1s",
        on_retry = |_| println!("> now"), on_give_up = print_end,
    )]
    async fn get(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    if is_child() {
        let attempts = Cell::new(0);
        block_on(get(&attempts)).unwrap_err();
        println!("> made {}", attempts.get());
        return;
    }
    let name =
        "a_process_stopped_in_a_wait_begins_no_attempt_that_has_a_timeout_after_the_deadline";
    assert_eq!(
        stopped(name, STOP),
        ["attempt 2: TimedOut, GaveUp(Deadline)", "made 1"]
    );
}

#[test]
fn a_process_stopped_in_an_attempt_cuts_it_off_and_makes_no_other() {
    #[retry(fixed("10ms"), deadline = "2s", attempt_timeout = "1s", on_give_up = print_end)]
    async fn get() -> Result<(), Error> {
        println!("> now");
        pending().await
    }

    if is_child() {
        block_on(get()).unwrap_err();
        return;
    }
    let name = "a_process_stopped_in_an_attempt_cuts_it_off_and_makes_no_other";
    assert_eq!(
        stopped(name, STOP),
        ["attempt 1: TimedOut, GaveUp(Deadline)"]
    );
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

/// The file in which a process of [`with_false_clock`] finds by how much its clock is wrong.
const FALSE_CLOCK: &str = "FAKETIME_TIMESTAMP_FILE";

/// Lets all clocks of this process jump to this offset from the right time.
fn jump_to(offset: &str) {
    let file = env::var_os(FALSE_CLOCK).unwrap();
    fs::write(file, offset).unwrap();
}

/// Runs the test in a process whose clocks `jump_to` sets, as those of a machine that was suspended or moved.
fn with_false_clock(test: &str) {
    let library = format!(
        "/usr/lib/{}-linux-gnu/faketime/libfaketimeMT.so.1",
        env::consts::ARCH
    );
    assert!(
        fs::exists(&library).unwrap(),
        "install the package `libfaketime` of Debian"
    );
    let file = env::temp_dir().join(format!("{test}-{}", std::process::id()));
    fs::write(&file, "+0").unwrap();
    let variables = [
        ("LD_PRELOAD", &*library),
        (FALSE_CLOCK, file.to_str().unwrap()),
        ("FAKETIME_NO_CACHE", "1"),
    ];
    let (status, lines) = Child::start(test, &variables).end();
    fs::remove_file(&file).unwrap();
    assert!(status.success(), "{lines:?}");
    assert_eq!(lines, ["done"]);
}

#[test]
fn a_system_clock_that_jumps_forward_in_an_attempt_leaves_no_time_for_another() {
    #[retry(fixed("1ms"), deadline = "1h", on_give_up = |event| end.set(Some(event.kind())))]
    fn get(attempts: &Cell<u32>, end: &Cell<Option<EventKind>>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        if attempts.get() == 3 {
            jump_to("+1d");
            assert_eq!(remaining(), Some(Duration::ZERO));
        }
        Err(Error::Down)
    }

    if !is_child() {
        return with_false_clock(
            "a_system_clock_that_jumps_forward_in_an_attempt_leaves_no_time_for_another",
        );
    }
    let (attempts, end) = (Cell::new(0), Cell::new(None));
    get(&attempts, &end).unwrap_err();
    assert_eq!(
        (attempts.get(), end.get()),
        (3, Some(EventKind::GaveUp(StopReason::Deadline)))
    );
    println!("> done");
}

#[test]
fn a_system_clock_that_jumps_back_ends_no_call_and_lets_none_go_on() {
    #[retry(fixed("1ms"), max_attempts = 5, deadline = "1h", budget = *budget, attempt = n)]
    fn get(attempts: &Cell<u32>, budget: &Budget) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        jump_to(["+0", "-1d", "+1m", "-2d", "+0"][attempts.get() as usize - 1]);
        assert!(n.remaining().unwrap() > Duration::ZERO);
        Err(Error::Down)
    }

    if !is_child() {
        return with_false_clock("a_system_clock_that_jumps_back_ends_no_call_and_lets_none_go_on");
    }
    let budget = Budget::new();
    for _ in 0..2 {
        let attempts = Cell::new(0);
        get(&attempts, &budget).unwrap_err();
        assert_eq!(attempts.get(), 5);
    }
    println!("> done");
}

#[test]
fn a_budget_grants_no_more_than_it_can_save_after_a_jump_of_the_system_clock() {
    #[retry(fixed("0s"), max_attempts = 1000, budget = *budget)]
    fn get(budget: &Budget, attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    if !is_child() {
        return with_false_clock(
            "a_budget_grants_no_more_than_it_can_save_after_a_jump_of_the_system_clock",
        );
    }
    let budget = Budget::ratio(1000.0).min_per_second(0).capacity(40);
    for jump in ["+0", "+1d", "+1000d", "+0", "-1000d"] {
        jump_to(jump);
        let attempts = Cell::new(0);
        get(&budget, &attempts).unwrap_err();
        assert_eq!(attempts.get(), 1 + 40, "after {jump}");
    }
    println!("> done");
}
