//! The load at the server over time.

use std::time::Duration;

use super::axis::Axis;
use super::canvas::Canvas;
use super::panel::{self, LEFT, RIGHT, WIDTH};
use crate::scenario::{Outage, Record};

/// What one plot shows.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// The name of what ran.
    pub name: &'a str,
    /// What was counted.
    pub record: &'a Record,
    /// How many requests a second the server completes.
    pub capacity: f64,
    /// When the server failed.
    pub outage: Option<Outage>,
}

/// Points of a line across a plot: more cannot be distinguished.
const COLUMNS: usize = 400;
/// If the highest load is above this many times the capacity, the axis is logarithmic.
const LOG_RATIO: f64 = 12.0;

/// Draws the requests and the successes a second, one plot for each run. Where intervals are joined, the line is their
/// mean, and the area below shows their highest.
#[must_use]
pub fn load(title: &str, runs: &[Load<'_>]) -> String {
    let mut canvas = Canvas::default();
    let width = runs
        .first()
        .map_or(0.1, |run| run.record.bin().as_secs_f64());
    let bins = runs
        .iter()
        .map(|run| last_bin(run.record))
        .max()
        .unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "a run has few intervals")]
    let end = bins as f64 * width;
    let highest =
        |run: &Load<'_>| f64::from(run.record.load.iter().copied().max().unwrap_or(1)) / width;
    let highest = runs.iter().map(highest).fold(1.0, f64::max);
    let capacity = runs
        .iter()
        .map(|run| run.capacity)
        .fold(f64::INFINITY, f64::min);
    let is_log = highest > LOG_RATIO * capacity;
    let scale = if is_log { ", logarithmic" } else { "" };
    panel::heading(
        &mut canvas,
        &format!("{title} (requests a second{scale})"),
        &[
            ("blue", "requests at the server"),
            ("area", "highest in 100ms"),
            ("orange", "calls that succeed"),
            ("limit", "capacity"),
            ("shade", "outage"),
        ],
    );
    let x = Axis::linear(end, LEFT, RIGHT);
    let panels = panel::panels(runs.len(), 96.0);
    for (run, place) in runs.iter().zip(&panels) {
        let y = if is_log {
            Axis::log(1.0 / width, highest, place.bottom, place.top)
        } else {
            Axis::linear(highest * 1.05, place.bottom, place.top)
        };
        if let Some(outage) = run.outage {
            let at = |time: Duration| x.at(time.as_secs_f64());
            let (from, until) = (at(outage.from), at(outage.until()));
            canvas.rect("shade", (from, place.top), (until, place.bottom));
        }
        place.frame(&mut canvas, run.name, &note(run), Some(&y));
        let capacity = y.at(run.capacity);
        canvas.line("limit", (LEFT, capacity), (RIGHT, capacity));
        let draw = |(bin, count): (f64, f64)| (x.at(bin * width), y.at(count / width));
        let highest = columns(&run.record.load, bins, true).into_iter().map(draw);
        let corners = [(RIGHT, place.bottom), (LEFT, place.bottom)];
        canvas.path("area", highest.chain(corners));
        for (class, counts) in [("blue", &run.record.load), ("orange", &run.record.goodput)] {
            canvas.path(class, columns(counts, bins, false).into_iter().map(draw));
        }
    }
    if let Some(last) = panels.last() {
        last.times(&mut canvas, &x, "time since the start");
    }
    canvas.finish(WIDTH, panel::height(&panels), title)
}

/// Says how many calls fail, and how high the load is after an outage.
fn note(run: &Load<'_>) -> String {
    let record = run.record;
    let failed = record.failed() + record.unfinished;
    let failed = format!("{failed} of {} calls fail", record.calls);
    if run.outage.is_none() {
        return failed;
    }
    format!(
        "{failed}; at most {:.0} requests a second after the outage",
        record.peak()
    )
}

/// Returns the number of intervals in which nearly all requests and successes are.
fn last_bin(record: &Record) -> usize {
    let total = record.requests();
    let mut seen = 0;
    let is_enough = |count: &u32| {
        seen += u64::from(*count);
        seen * 1_000 >= total * 999
    };
    record.load.iter().position(is_enough).unwrap_or_default() + 2
}

/// Joins intervals to as many as can be drawn: the highest count of each group, or the mean.
fn columns(bins: &[u32], count: usize, is_peak: bool) -> Vec<(f64, f64)> {
    let group = count.div_ceil(COLUMNS).max(1);
    let starts = (0..count).step_by(group);
    let column = |start: usize| {
        let end = (start + group).min(count);
        let values = (start..end).map(|bin| f64::from(bins.get(bin).copied().unwrap_or_default()));
        #[expect(clippy::cast_precision_loss, reason = "a run has few intervals")]
        let (middle, length) = ((start + end) as f64 / 2.0, (end - start) as f64);
        let value = if is_peak {
            values.fold(0.0, f64::max)
        } else {
            values.sum::<f64>() / length
        };
        (middle, value)
    };
    starts.map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn a_peak_is_still_seen_when_intervals_are_joined() {
        let mut bins = vec![0; 4_000];
        bins[1_234] = 7;
        let highest = |is_peak| {
            let points = columns(&bins, bins.len(), is_peak);
            points.iter().map(|point| point.1).fold(0.0, f64::max)
        };
        assert!((highest(true) - 7.0).abs() < 1e-9);
        assert!((highest(false) - 0.7).abs() < 1e-9);
    }
}
