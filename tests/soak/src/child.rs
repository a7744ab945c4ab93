//! A test in a process of its own, which its parent may stop.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvError, channel};
use std::thread;

const VARIABLE: &str = "RETRIES_SOAK_CHILD";

/// Returns whether this process was started by [`Child::start`].
#[must_use]
pub fn is_child() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// This test again, in a process of its own, with the lines that it prints after `> `.
#[derive(Debug)]
pub struct Child {
    process: process::Child,
    lines: Receiver<String>,
}

impl Child {
    /// Starts the test with this path, with more variables in its environment. There [`is_child`] is true.
    ///
    /// # Panics
    ///
    /// If no process can be started.
    #[must_use]
    pub fn start(test: &str, variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env::current_exe().expect("a path"))
            .args(["--exact", test, "--nocapture"])
            .env(VARIABLE, "1")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let stdout = process.stdout.take().expect("a pipe");
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // The harness prints the name of the test before the first line.
                let Some((_, line)) = line.split_once("> ") else {
                    continue;
                };
                if send.send(line.to_owned()).is_err() {
                    break;
                }
            }
        });
        Self { process, lines }
    }

    /// Returns the number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits for the next line.
    ///
    /// # Errors
    ///
    /// If the process ended without one.
    pub fn line(&self) -> Result<String, RecvError> {
        self.lines.recv()
    }

    /// Returns a line that the process has printed already.
    #[must_use]
    pub fn line_so_far(&self) -> Option<String> {
        self.lines.try_recv().ok()
    }

    /// Waits for the end of the process, and returns its lines.
    ///
    /// # Panics
    ///
    /// If the process has no status.
    #[must_use]
    pub fn end(mut self) -> (ExitStatus, Vec<String>) {
        let status = self.process.wait().expect("its status");
        (status, self.lines.iter().collect())
    }
}
