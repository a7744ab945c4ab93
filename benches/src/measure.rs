//! Time, as a ratio to the hand-written loop.
//!
//! The machine is never quiet, and its speed changes by more than the differences to be found. So the contestants
//! run in many short rounds, in a new order each round, and are compared within the round: a disturbance slows
//! all of them.
//!
//! Rounds do not even out the place that the linker chooses for a function: it changes a call of a few nanoseconds
//! by up to a tenth from build to build, in either direction.

use std::time::{Duration, Instant};

use crate::contestant::{Contestant, Entry};

/// Long compared with reading the clock, short compared with the scheduler's time slice.
const RUN: Duration = Duration::from_micros(50);
const ROW: Duration = Duration::from_millis(2500);

/// The times of one row.
pub struct Times {
    /// The hand-written loop, in nanoseconds.
    pub hand_loop: f64,
    pub ratios: Vec<(Contestant, Ratio)>,
}

/// A contestant's time over that of the hand-written loop in the same round.
pub struct Ratio {
    pub median: f64,
    /// Half the distance between the quartiles.
    pub spread: f64,
}

pub fn paired(parts: u32, mut entries: Vec<Entry>) -> Times {
    let hand_loop = entries
        .iter()
        .position(|entry| entry.who == Contestant::HandLoop)
        .expect("all are compared with the hand-written loop");
    let calls = calls_in_a_run(&mut entries[hand_loop]);
    for entry in &mut entries {
        time(entry, calls);
    }

    let mut order: Vec<usize> = (0..entries.len()).collect();
    let mut shuffle = fastrand::Rng::with_seed(1);
    let mut samples = vec![Vec::new(); entries.len()];
    let start = Instant::now();
    while start.elapsed() < ROW {
        shuffle.shuffle(&mut order);
        for &index in &order {
            samples[index].push(time(&mut entries[index], calls));
        }
    }

    let ratios = entries.iter().zip(&samples).map(|(entry, times)| {
        let mut ratios: Vec<f64> = times
            .iter()
            .zip(&samples[hand_loop])
            .map(|(time, hand_loop)| time / hand_loop)
            .collect();
        let ratio = Ratio {
            median: quantile(&mut ratios, 0.5),
            spread: (quantile(&mut ratios, 0.75) - quantile(&mut ratios, 0.25)) / 2.0,
        };
        (entry.who, ratio)
    });
    Times {
        ratios: ratios.collect(),
        hand_loop: quantile(&mut samples[hand_loop], 0.5) / f64::from(calls) / f64::from(parts),
    }
}

fn calls_in_a_run(entry: &mut Entry) -> u32 {
    let mut calls = 1;
    // A single run may be long because its thread had to wait for a core, but not all runs.
    while (0..5).any(|_| time(entry, calls) < as_nanos(RUN)) {
        calls *= 2;
    }
    calls
}

fn time(entry: &mut Entry, calls: u32) -> f64 {
    let start = Instant::now();
    (entry.run)(calls);
    as_nanos(start.elapsed())
}

fn as_nanos(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "it is an index of a short list"
    )]
    let index = ((values.len() - 1) as f64 * part).round() as usize;
    values[index]
}
