//! The memory of this process.

use cap::Cap;
use std::alloc::System;
use std::fs;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Returns the number of bytes that are allocated and not freed.
#[must_use]
pub fn bytes_in_use() -> usize {
    ALLOCATOR.allocated()
}

/// Returns the most memory that the process has had, as Linux prints it.
#[must_use]
pub fn peak_of_process() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.unwrap_or("unknown").trim().to_owned()
}
