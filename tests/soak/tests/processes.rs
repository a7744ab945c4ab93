//! Processes that end or fork during a call.
#![cfg(unix)]

use fork::{Fork, fork, waitpid};
use retries::retry;
use retries_soak::{Child, Down, is_child};
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Barrier;
use std::time::Duration;
use std::{process, thread};

const STATUS: i32 = 7;

#[retry(fixed("10d"), on_retry = |_| { waiting.wait(); })]
fn wait(waiting: &Barrier) -> Result<(), Down> {
    Err(Down)
}

#[retry(fixed("10d"), on_retry = |_| { waiting.wait(); })]
async fn wait_in_task(waiting: &Barrier) -> Result<(), Down> {
    Err(Down)
}

#[test]
fn exit_ends_a_process_whose_calls_wait() {
    if !is_child() {
        let (status, lines) = Child::start("exit_ends_a_process_whose_calls_wait", &[]).end();
        assert_eq!(
            (status.code(), lines),
            (Some(STATUS), vec!["exit".to_owned()])
        );
        return;
    }
    let waiting = &*Box::leak(Box::new(Barrier::new(101)));
    for _ in 0..50 {
        thread::spawn(|| wait(waiting));
        thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build();
            runtime.unwrap().block_on(wait_in_task(waiting))
        });
    }
    waiting.wait();
    println!("> exit");
    process::exit(STATUS);
}

/// Returns the waits of a call.
fn waits() -> Vec<Duration> {
    #[retry(fixed("1d"), jitter = full, max_attempts = 9, sleep = |wait| waits.borrow_mut().push(wait))]
    fn get(waits: &RefCell<Vec<Duration>>) -> Result<(), Down> {
        Err(Down)
    }

    let waits = RefCell::default();
    get(&waits).unwrap_err();
    waits.into_inner()
}

#[test]
fn processes_that_fork_wait_for_other_times_than_each_other() {
    const CHILDREN: usize = 8;
    if !is_child() {
        let test = "processes_that_fork_wait_for_other_times_than_each_other";
        let (status, lines) = Child::start(test, &[]).end();
        assert!(status.success());
        let distinct: HashSet<_> = lines.iter().collect();
        assert_eq!(
            (lines.len(), distinct.len()),
            (CHILDREN + 2, CHILDREN + 2),
            "{lines:#?}"
        );
        return;
    }
    println!("> {:?}", waits());
    for _ in 0..CHILDREN {
        match fork().unwrap() {
            Fork::Child => {
                println!("> {:?}", waits());
                process::exit(0);
            }
            Fork::Parent(child) => {
                waitpid(child).unwrap();
            }
        }
    }
    println!("> {:?}", waits());
}
