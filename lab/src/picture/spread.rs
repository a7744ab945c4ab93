//! How the waits before retries are spread.

use std::time::Duration;

use super::axis::Axis;
use super::canvas::Canvas;
use super::panel::{self, LEFT, RIGHT, WIDTH};
use crate::scenario::Waits;

/// Columns of pixels across a plot, and the width of each.
const COLUMNS: usize = 162;
const COLUMN: f64 = 5.0;

/// What one plot shows.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    /// The name of what ran.
    pub name: &'a str,
    /// Its waits.
    pub waits: &'a Waits,
}

/// Draws how often clients waited how long, one plot for each run.
#[must_use]
pub fn spread(title: &str, runs: &[Spread<'_>]) -> String {
    let mut canvas = Canvas::default();
    panel::heading(
        &mut canvas,
        title,
        &[(
            "bar",
            "how many waits were about so long, relative to the most frequent ones",
        )],
    );
    let classes = || runs.iter().flat_map(|run| run.waits.classes());
    let low = classes()
        .map(|class| class.0.as_secs_f64())
        .fold(f64::INFINITY, f64::min);
    let high = classes()
        .map(|class| class.1.as_secs_f64())
        .fold(0.0, f64::max);
    let low = if low.is_finite() { low } else { 0.1 };
    // The shortest waits of full jitter are near zero, and rare.
    let first = low.max(high / 2e3).max(1e-6);
    let meaning = if first > low {
        "wait before a retry, logarithmic; the first bar has all shorter ones"
    } else {
        "wait before a retry, logarithmic"
    };
    let x = Axis::log(first, high, LEFT, RIGHT);
    let panels = panel::panels(runs.len(), 56.0);
    for (run, place) in runs.iter().zip(&panels) {
        let heights = columns(run.waits, &x);
        let most = heights.iter().copied().fold(1e-9, f64::max);
        let y = Axis::linear(most, place.bottom, place.top);
        let note = format!("{} waits", run.waits.total());
        place.frame(&mut canvas, run.name, &note, None);
        let mut from = LEFT;
        for height in heights {
            if height > 0.0 {
                canvas.rect("bar", (from, y.at(height)), (from + COLUMN, place.bottom));
            }
            from += COLUMN;
        }
    }
    if let Some(last) = panels.last() {
        last.times(&mut canvas, &x, meaning);
    }
    canvas.finish(WIDTH, panel::height(&panels), title)
}

/// Returns how many waits are in each column of pixels.
fn columns(waits: &Waits, x: &Axis) -> Vec<f64> {
    let mut heights = vec![0.0; COLUMNS];
    for (from, to, count) in waits.classes() {
        let place = |time: Duration| (x.at(time.as_secs_f64()) - LEFT) / COLUMN;
        let (from, to) = (place(from), place(to));
        // The first column has all shorter waits.
        let (from, to) = if to <= 0.0 { (0.0, 1.0) } else { (from, to) };
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let density = count as f64 / (to - from);
        let mut left = 0.0;
        for height in &mut heights {
            let overlap = to.min(left + 1.0) - from.max(left);
            *height += density * overlap.max(0.0);
            left += 1.0;
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::{Axis, COLUMNS, Duration, LEFT, RIGHT, Waits, columns};

    #[test]
    fn every_wait_is_in_a_column() {
        let mut waits = Waits::default();
        for micros in [0, 3, 999, 1_000, 54_321, 1_000_000, 1_999_999] {
            waits.add(Duration::from_micros(micros));
        }
        let x = Axis::log(1e-3, 2.1, LEFT, RIGHT);
        let heights = columns(&waits, &x);
        assert_eq!(heights.len(), COLUMNS);
        assert!((heights.iter().sum::<f64>() - 7.0).abs() < 1e-6);
    }
}
