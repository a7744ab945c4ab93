//! `retries::shutdown()` ends all retrying of a process, so each test runs in a process of its own.

use retries::{
    Backoff, EventKind, Policy, StopReason, is_shut_down, retry, retry_async, set_enabled, shutdown,
};
use std::cell::Cell;
use std::env;
use std::future::pending;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const ALONE: &str = "RETRIES_TEST_ALONE";

const CANCELLED: Option<EventKind> = Some(EventKind::GaveUp(StopReason::Cancelled));
const PERMANENT: Option<EventKind> = Some(EventKind::GaveUp(StopReason::Permanent));
const USED_UP: Option<EventKind> = Some(EventKind::GaveUp(StopReason::Attempts));

fn in_own_process(name: &str, test: impl FnOnce()) {
    if env::var_os(ALONE).is_some() {
        return test();
    }
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let has_passed = said.contains("1 passed");
    assert!(
        has_passed,
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Counts attempts, and keeps the last event.
#[derive(Default)]
struct Log {
    attempts: Cell<u32>,
    end: Cell<Option<EventKind>>,
}

impl Log {
    fn fail(&self) -> Result<(), &'static str> {
        self.attempts.set(self.attempts.get() + 1);
        Err("down")
    }

    fn of(call: impl FnOnce(&Self) -> Result<(), &'static str>) -> (u32, Option<EventKind>) {
        let log = Self::default();
        call(&log).unwrap_err();
        (log.attempts.get(), log.end.get())
    }
}

#[retry(fixed("0s"), on_give_up = |event| log.end.set(Some(event.kind())))]
fn get(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[retry(fixed("0s"))]
fn get_plainly(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[retry(fixed("0s"), max_attempts = 3, deadline = "1m", budget)]
fn get_within_budget(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[retry(fixed("0s"), on = |_| false, on_give_up = |event| log.end.set(Some(event.kind())))]
fn get_once(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[retry(fixed("0s"), on_give_up = |event| log.end.set(Some(event.kind())))]
async fn get_in_task(log: &Log) -> Result<(), &'static str> {
    tokio::task::yield_now().await;
    log.fail()
}

fn policy() -> Policy {
    Policy::new().backoff(Backoff::fixed(Duration::ZERO))
}

/// Returns the attempts of a call of each kind, and the ends of those with a hook.
async fn calls() -> Vec<(u32, Option<EventKind>)> {
    let mut calls = vec![
        Log::of(get),
        Log::of(get_plainly),
        Log::of(get_within_budget),
        Log::of(|log| policy().call(|| log.fail())),
        Log::of(|log| {
            let call = retry(|| log.fail()).policy(policy());
            call.on_give_up(|event| log.end.set(Some(event.kind())))
                .call()
        }),
    ];
    let log = Log::default();
    get_in_task(&log).await.unwrap_err();
    calls.push((log.attempts.get(), log.end.get()));
    let log = Log::default();
    let call = retry_async(|| async { log.fail() }).policy(policy());
    call.call().await.unwrap_err();
    calls.push((log.attempts.get(), log.end.get()));
    calls
}

#[test]
fn calls_after_shutdown_make_one_attempt() {
    in_own_process("calls_after_shutdown_make_one_attempt", || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let retried = (3, None);
            assert_eq!(
                calls().await,
                [
                    (3, USED_UP),
                    retried,
                    retried,
                    retried,
                    (3, USED_UP),
                    (3, USED_UP),
                    retried
                ]
            );
            shutdown();
            set_enabled(true);
            assert!(is_shut_down());
            let once = (1, None);
            assert_eq!(
                calls().await,
                [
                    (1, CANCELLED),
                    once,
                    once,
                    once,
                    (1, CANCELLED),
                    (1, CANCELLED),
                    once
                ]
            );
        });
    });
}

#[test]
fn a_permanent_failure_stays_permanent_after_shutdown() {
    in_own_process("a_permanent_failure_stays_permanent_after_shutdown", || {
        shutdown();
        assert_eq!(Log::of(get_once), (1, PERMANENT));
    });
}

#[test]
fn a_success_after_shutdown_is_returned() {
    in_own_process("a_success_after_shutdown_is_returned", || {
        shutdown();
        assert_eq!(policy().call(|| Some(7)), Some(7));
    });
}

#[test]
fn a_call_that_waits_at_shutdown_makes_the_attempt_after_its_wait() {
    in_own_process(
        "a_call_that_waits_at_shutdown_makes_the_attempt_after_its_wait",
        || {
            let log = Log::default();
            let call = retry(|| log.fail())
                .policy(policy())
                .sleep(|_| shutdown())
                .on_give_up(|event| log.end.set(Some(event.kind())));
            assert_eq!(call.call(), Err("down"));
            assert_eq!((log.attempts.get(), log.end.get()), (2, CANCELLED));
        },
    );
}

#[retry(fixed("10m"), cancel, on_give_up = |event| log.end.set(Some(event.kind())), or_else = |_| Ok(()))]
fn wait_long(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[retry(fixed("10m"), cancel = pending::<()>(), on_give_up = |event| log.end.set(Some(event.kind())))]
async fn wait_long_in_task(log: &Log) -> Result<(), &'static str> {
    log.fail()
}

#[test]
fn functions_with_cancel_end_their_wait_at_shutdown() {
    in_own_process("functions_with_cancel_end_their_wait_at_shutdown", || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(Log::of(wait_long), (1, CANCELLED)));
            scope.spawn(|| {
                let log = Log::default();
                assert_eq!(runtime.block_on(wait_long_in_task(&log)), Err("down"));
                assert_eq!((log.attempts.get(), log.end.get()), (1, CANCELLED));
            });
            thread::sleep(Duration::from_millis(50));
            shutdown();
        });
        assert!(start.elapsed() < Duration::from_secs(300));
    });
}

#[test]
fn closures_with_cancel_end_their_wait_at_shutdown() {
    const PATIENT: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_secs(600)));

    in_own_process("closures_with_cancel_end_their_wait_at_shutdown", || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| {
                let call = |log: &Log| {
                    PATIENT
                        .cancel_at_shutdown()
                        .on_give_up(|event| log.end.set(Some(event.kind())))
                        .or_else(|_, _| Ok(()))
                        .call(|| log.fail())
                };
                assert_eq!(Log::of(call), (1, CANCELLED));
            });
            scope.spawn(|| {
                let log = Log::default();
                let calls = async {
                    tokio::join!(
                        PATIENT.cancel_at_shutdown().call_async(async || log.fail()),
                        PATIENT
                            .cancel(pending::<()>)
                            .call_async(async || log.fail()),
                    )
                };
                assert_eq!(runtime.block_on(calls), (Err("down"), Err("down")));
                assert_eq!(log.attempts.get(), 2);
            });
            thread::sleep(Duration::from_millis(50));
            shutdown();
        });
        assert!(start.elapsed() < Duration::from_secs(300));
    });
}
