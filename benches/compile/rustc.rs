//! Runs the compiler, and reports its processor time: cargo calls this program in place of the compiler.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::{Command, ExitCode};
use std::{env, mem};

/// The environment variable with the path of the report.
pub const REPORT: &str = "COMPILE_COST_REPORT";

pub fn is_wrapped() -> bool {
    env::var_os(REPORT).is_some()
}

/// cargo puts the compiler's name and arguments behind the wrapper's.
pub fn run_and_report() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let status = Command::new(&words[0])
        .args(&words[1..])
        .status()
        .expect("cargo names a program");
    let name = words
        .iter()
        .skip_while(|word| *word != "--crate-name")
        .nth(1);
    if let Some(name) = name {
        report(&name.to_string_lossy()).expect("the report can be written");
    }
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code) => ExitCode::from(code),
        None => ExitCode::FAILURE,
    }
}

fn report(name: &str) -> io::Result<()> {
    let file = env::var_os(REPORT).expect("it is wrapped");
    let line = format!("{name} {}\n", seconds_of_children());
    let mut file = OpenOptions::new().append(true).create(true).open(file)?;
    // A single write, because several compilers report at the same time.
    file.write_all(line.as_bytes())
}

/// Returns the processor time of the compiler and of its linker.
fn seconds_of_children() -> f64 {
    // SAFETY: the type consists of numbers, which the call sets.
    let usage = unsafe {
        let mut usage: libc::rusage = mem::zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage);
        usage
    };
    [usage.ru_utime, usage.ru_stime].map(seconds).iter().sum()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a compiler does not run for years"
)]
fn seconds(time: libc::timeval) -> f64 {
    time.tv_sec as f64 + time.tv_usec as f64 / 1e6
}
