//! How the waits before retries are spread.

use std::time::Duration;

use super::axis::Axis;
use super::canvas::Canvas;
use super::panel::{self, LEFT, RIGHT, WIDTH};
use crate::scenario::Waits;

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
    // The shortest waits of full jitter are near zero, and rare: the first bar has all below it.
    let low = low.max(high / 2e3).max(1e-6);
    let x = Axis::log(low, high, LEFT, RIGHT);
    let panels = panel::panels(runs.len(), 56.0);
    for (run, place) in runs.iter().zip(&panels) {
        let most = run.waits.classes().map(density).fold(0.0, f64::max);
        let y = Axis::linear(1.0, place.bottom, place.top);
        place.frame(
            &mut canvas,
            run.name,
            &format!("{} waits", run.waits.total()),
            None,
        );
        for class in run.waits.classes() {
            let (from, to) = (x.at(class.0.as_secs_f64()), x.at(class.1.as_secs_f64()));
            let top = y.at(density(class) / most);
            canvas.rect("bar", (from, top), (to.max(from + 1.5), place.bottom));
        }
    }
    if let Some(last) = panels.last() {
        last.times(&mut canvas, &x, "wait before a retry, logarithmic");
    }
    canvas.finish(WIDTH, panel::height(&panels), title)
}

/// Returns the waits of a class for its width on the logarithmic axis.
fn density((from, to, count): (Duration, Duration, u64)) -> f64 {
    let from = from.as_secs_f64().max(1e-6);
    let width = (to.as_secs_f64().max(from * 1.001) / from).ln();
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let density = count as f64 / width;
    density
}
