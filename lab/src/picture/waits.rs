//! The waits of one policy.

use std::time::Duration;

use retries::Wait;

use super::axis::Axis;
use super::canvas::{Anchor, Canvas};
use super::panel::{self, LEFT, Panel, RIGHT, WIDTH};
use super::time::short;

const ROW: f64 = 22.0;

/// Draws the range of each wait, one row for each retry.
#[must_use]
pub fn waits(title: &str, waits: &[Wait]) -> String {
    let mut canvas = Canvas::default();
    panel::heading(
        &mut canvas,
        title,
        &[
            ("area", "range with jitter"),
            ("limit", "the backoff's delay"),
        ],
    );
    let longest = waits.iter().map(|wait| wait.max.max(wait.nominal)).max();
    // A place for the label behind the bar.
    let high = longest.unwrap_or_default().as_secs_f64() * 1.22;
    let x = Axis::linear(high, LEFT, RIGHT);
    #[expect(clippy::cast_precision_loss, reason = "there are few rows")]
    let panels = panel::panels(1, ROW * waits.len() as f64);
    let place = panels.first().copied().unwrap_or(Panel {
        top: 0.0,
        bottom: 0.0,
    });
    place.frame(&mut canvas, "", "", None);
    for (index, wait) in waits.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are few rows")]
        let middle = place.top + ROW * (index as f64 + 0.5);
        let at = |time: Duration| x.at(time.as_secs_f64());
        let retry = wait.retry.to_string();
        canvas.text("small", LEFT - 8.0, middle + 4.0, Anchor::End, &retry);
        let (from, to) = (at(wait.min), at(wait.max).max(at(wait.min) + 2.0));
        canvas.rect("area", (from, middle - 8.0), (to, middle + 8.0));
        let nominal = at(wait.nominal);
        canvas.line("limit", (nominal, middle - 8.0), (nominal, middle + 8.0));
        let label = range(wait);
        canvas.text(
            "small",
            to.max(nominal) + 8.0,
            middle + 4.0,
            Anchor::Start,
            &label,
        );
    }
    place.times(&mut canvas, &x, "wait before the retry of this number");
    canvas.finish(WIDTH, panel::height(&panels), title)
}

/// Prints how long a wait is, at least and at most.
#[must_use]
pub fn range(wait: &Wait) -> String {
    if wait.min == wait.max {
        return short(wait.min);
    }
    format!("{} to {}", short(wait.min), short(wait.max))
}
