//! Prints events with their times.

use std::time::Instant;

#[derive(Clone, Copy)]
pub(crate) struct Timeline(Instant);

impl Timeline {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn print(self, what: &str) {
        println!("{:8.3} s {what}", self.0.elapsed().as_secs_f64());
    }
}
