//! The attempts of a few calls on a line of time.

use std::time::Duration;

use super::axis::Axis;
use super::canvas::Canvas;
use super::panel::{self, LEFT, RIGHT, WIDTH};
use crate::scenario::{Mark, Outage, Timeline};

/// What one plot shows.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    /// The name of what ran.
    pub name: &'a str,
    /// The attempts.
    pub timeline: &'a Timeline,
    /// When the server failed.
    pub outage: Option<Outage>,
}

/// Draws when the attempts of a few calls began and ended, one row for each call.
#[must_use]
pub fn attempts(title: &str, runs: &[Calls<'_>]) -> String {
    let mut canvas = Canvas::default();
    panel::heading(
        &mut canvas,
        title,
        &[
            ("success", "success"),
            ("failure", "failure"),
            ("cutoff", "cut off"),
            ("shade", "outage"),
        ],
    );
    let spans = || runs.iter().flat_map(|run| &run.timeline.spans);
    let start = spans().map(|span| span.from).min().unwrap_or_default();
    let end = spans().map(|span| span.until).max().unwrap_or_default();
    let x = Axis::linear(end.saturating_sub(start).as_secs_f64() * 1.02, LEFT, RIGHT);
    let at = |time: Duration| x.at(time.saturating_sub(start).as_secs_f64());
    let panels = panel::panels(runs.len(), 150.0);
    for (run, place) in runs.iter().zip(&panels) {
        if let Some(outage) = run.outage {
            let (from, until) = (at(outage.from), at(outage.until()));
            canvas.rect("shade", (from, place.top), (until, place.bottom));
        }
        let rows = run.timeline.rows;
        place.frame(
            &mut canvas,
            run.name,
            &format!("{rows} calls, one row each"),
            None,
        );
        #[expect(clippy::cast_precision_loss, reason = "there are few rows")]
        let row_at =
            |row: usize| place.top + (place.bottom - place.top) * (row as f64 + 0.5) / rows as f64;
        for span in &run.timeline.spans {
            let y = row_at(span.row);
            let (from, until) = (at(span.from), at(span.until));
            let class = match span.mark {
                Mark::Success => "success",
                Mark::Failure => "failure",
                Mark::CutOff => "cutoff",
            };
            canvas.line(class, (from, y), (until, y));
            match span.mark {
                Mark::Success => canvas.circle(class, until, y, 2.5),
                Mark::Failure => panel::cross(&mut canvas, until, y),
                Mark::CutOff => canvas.rect(class, (until - 1.5, y - 3.0), (until + 1.5, y + 3.0)),
            }
        }
    }
    if let Some(last) = panels.last() {
        last.times(&mut canvas, &x, "time since the first attempt shown");
    }
    canvas.finish(WIDTH, panel::height(&panels), title)
}
