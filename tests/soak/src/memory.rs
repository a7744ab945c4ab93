//! The memory of this process.

use cap::Cap;
use std::alloc::System;
use std::fs;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What the process keeps after a first round, such as a queue of tokio, and less than a byte for each call.
const KEPT: usize = 100_000;

/// Runs `calls`, prints how long they take, and checks that their memory is freed after them.
///
/// # Panics
///
/// If more memory is in use after them than before.
pub fn freed_after<T>(name: &str, calls: impl FnOnce() -> T) -> T {
    let before = ALLOCATOR.allocated();
    let start = Instant::now();
    let output = calls();
    let (elapsed, after) = (start.elapsed(), ALLOCATOR.allocated());
    println!("{name} in {elapsed:.1?}, {before} bytes in use before and {after} after");
    println!("at most {} in the process", peak_of_process());
    assert!(
        after <= before + KEPT,
        "{before} bytes were in use before, and now {after}"
    );
    output
}

/// Returns the most memory that the process has had, as Linux prints it.
fn peak_of_process() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.unwrap_or("unknown").trim().to_owned()
}
