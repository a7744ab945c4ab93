//! Prints the time of each request, and checks the claims.

use std::cell::Cell;
use std::time::{Duration, Instant};

use reqwest::Response;
use reqwest::header::RETRY_AFTER;

pub(crate) struct Timeline {
    start: Cell<Instant>,
    attempts: Cell<u32>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            start: Cell::new(Instant::now()),
            attempts: Cell::new(0),
        }
    }
}

impl Timeline {
    pub(crate) fn begin(&self, what: &str) {
        println!("\n{what}");
        self.start.set(Instant::now());
        self.attempts.set(0);
    }

    pub(crate) fn attempt(&self) {
        self.attempts.set(self.attempts.get() + 1);
        println!("{} attempt {}", self.now(), self.attempts.get());
    }

    pub(crate) fn answered(&self, response: &Response) {
        let status = response.status();
        match response.headers().get(RETRY_AFTER) {
            Some(wait) => println!("{} {status}, Retry-After: {wait:?}", self.now()),
            None => println!("{} {status}", self.now()),
        }
    }

    pub(crate) fn failed(&self, error: &reqwest::Error) {
        println!("{} {error}", self.now());
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.get()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.start.get().elapsed()
    }

    fn now(&self) -> String {
        format!("{:8.3} s", self.elapsed().as_secs_f64())
    }
}

/// Prints the claim if it holds, or else returns an error.
pub(crate) fn check(claim: &str, holds: bool) -> Result<(), String> {
    if !holds {
        return Err(format!("this does not hold: {claim}"));
    }
    println!("           {claim}");
    Ok(())
}
