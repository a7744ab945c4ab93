//! SVG text.

use std::fmt::Write as _;

use super::escape;

/// Colours of Okabe and Ito, which the colour-blind can tell apart. Dark screens get lighter ones of the same set.
const STYLE: &str = "
.ground{fill:#ffffff}
.text{fill:#222222;font:13px system-ui,'DejaVu Sans',sans-serif}
.small{font-size:11px}
.title{font-weight:600}
.grid{stroke:#dddddd;stroke-width:1}
.axis{stroke:#666666;stroke-width:1}
.shade{fill:#999999;fill-opacity:.18}
.limit{stroke:#222222;stroke-width:1;stroke-dasharray:5 4}
.blue{stroke:#0072b2;fill:none;stroke-width:1.6}
.orange{stroke:#e69f00;fill:none;stroke-width:1.6}
.area{fill:#0072b2;fill-opacity:.3;stroke:none}
.bar{fill:#0072b2;stroke:none}
.success{stroke:#009e73;fill:#009e73}
.failure{stroke:#d55e00;fill:none;stroke-width:1.6}
.cutoff{stroke:#cc79a7;fill:#cc79a7}
.thick{stroke-width:3}
@media(prefers-color-scheme:dark){
.ground{fill:#16181c}
.text{fill:#e8e8e8}
.grid{stroke:#33373d}
.axis{stroke:#9aa0a6}
.limit{stroke:#e8e8e8}
.blue{stroke:#56b4e9}
.area,.bar{fill:#56b4e9}
}
";

/// A picture that is drawn from the back to the front.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    body: String,
}

/// Where a text stands at its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escape(text);
        self.push(format_args!(
            "<text class=\"text {class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        ));
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    /// Draws a rectangle between two corners.
    pub(super) fn rect(&mut self, class: &str, low: (f64, f64), high: (f64, f64)) {
        let (x, y) = low;
        let (width, height) = ((high.0 - x).max(0.0), (high.1 - y).max(0.0));
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        ));
    }

    pub(super) fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.push(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
        ));
    }

    pub(super) fn path(&mut self, class: &str, points: impl IntoIterator<Item = (f64, f64)>) {
        let mut data = String::new();
        for (x, y) in points {
            let command = if data.is_empty() { 'M' } else { 'L' };
            let _ = write!(data, "{command}{x:.1} {y:.1}");
        }
        self.push(format_args!("<path class=\"{class}\" d=\"{data}\"/>"));
    }

    /// Returns the picture. `title` is read aloud to those who do not see it.
    pub(super) fn finish(self, width: f64, height: f64, title: &str) -> String {
        let title = escape(title);
        let body = self.body;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n"
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}
