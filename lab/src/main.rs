//! Compares retry policies in a simulated outage, and draws one policy.
#![forbid(unsafe_code)]

mod program;

use std::process::ExitCode;

fn main() -> ExitCode {
    program::run()
}
