//! Plots below each other, with the same axis of time.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas};

pub(super) const WIDTH: f64 = 900.0;
pub(super) const LEFT: f64 = 70.0;
pub(super) const RIGHT: f64 = WIDTH - 20.0;
const HEAD: f64 = 64.0;
const TITLE: f64 = 24.0;
const GAP: f64 = 12.0;
const FOOT: f64 = 44.0;

/// The place of one plot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// One entry of a legend: a class of lines, or of marks, and its meaning.
pub(super) type Legend<'a> = &'a [(&'a str, &'a str)];

/// Returns the places of plots of this height.
pub(super) fn panels(count: usize, height: f64) -> Vec<Panel> {
    let mut top = HEAD;
    let mut place = |_| {
        let panel = Panel {
            top: top + TITLE,
            bottom: top + TITLE + height,
        };
        top = panel.bottom + GAP;
        panel
    };
    (0..count).map(&mut place).collect()
}

/// Returns the height of a picture with these plots.
pub(super) fn height(panels: &[Panel]) -> f64 {
    panels.last().map_or(HEAD, |panel| panel.bottom) + FOOT
}

pub(super) fn heading(canvas: &mut Canvas, title: &str, legend: Legend<'_>) {
    canvas.text("title", 16.0, 26.0, Anchor::Start, title);
    let mut x = LEFT;
    for (class, meaning) in legend {
        let y = 46.0;
        match *class {
            "success" => canvas.circle(class, x + 10.0, y, 4.0),
            "failure" => cross(canvas, x + 10.0, y),
            "cutoff" => canvas.rect(class, (x + 8.0, y - 5.0), (x + 12.0, y + 5.0)),
            "shade" | "bar" | "area" => canvas.rect(class, (x, y - 6.0), (x + 20.0, y + 6.0)),
            _ => canvas.line(class, (x, y), (x + 20.0, y)),
        }
        canvas.text("small", x + 26.0, y + 4.0, Anchor::Start, meaning);
        #[expect(clippy::cast_precision_loss, reason = "a meaning is a few words")]
        let length = meaning.chars().count() as f64;
        x += 50.0 + length * 6.2;
    }
}

pub(super) fn cross(canvas: &mut Canvas, x: f64, y: f64) {
    let r = 3.5;
    canvas.line("failure", (x - r, y - r), (x + r, y + r));
    canvas.line("failure", (x - r, y + r), (x + r, y - r));
}

impl Panel {
    /// Draws the title, the lines of the axes and the labels of the vertical one.
    pub(super) fn frame(&self, canvas: &mut Canvas, title: &str, note: &str, y: Option<&Axis>) {
        canvas.text("title small", LEFT, self.top - 7.0, Anchor::Start, title);
        canvas.text("small", RIGHT, self.top - 7.0, Anchor::End, note);
        for value in y
            .iter()
            .flat_map(|axis| axis.ticks().into_iter().map(|tick| (tick, axis.at(tick))))
        {
            let (tick, y) = value;
            canvas.line("grid", (LEFT, y), (RIGHT, y));
            canvas.text("small", LEFT - 8.0, y + 4.0, Anchor::End, &number(tick));
        }
        canvas.line("axis", (LEFT, self.bottom), (RIGHT, self.bottom));
    }

    /// Draws the labels of the time below the last plot.
    pub(super) fn times(&self, canvas: &mut Canvas, x: &Axis, meaning: &str) {
        self.labels(canvas, x, x.time_ticks(), meaning);
    }

    /// Draws labels at values of the horizontal axis below the last plot.
    pub(super) fn labels(
        &self,
        canvas: &mut Canvas,
        x: &Axis,
        labels: impl IntoIterator<Item = (f64, String)>,
        meaning: &str,
    ) {
        for (value, label) in labels {
            let x = x.at(value);
            canvas.line("axis", (x, self.bottom), (x, self.bottom + 4.0));
            canvas.text("small", x, self.bottom + 17.0, Anchor::Middle, &label);
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        canvas.text("small", middle, self.bottom + 34.0, Anchor::Middle, meaning);
    }
}

/// Prints a number with a space between thousands.
fn number(value: f64) -> String {
    if value.fract() != 0.0 {
        return format!("{value}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
