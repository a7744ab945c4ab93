//! Plots as SVG that needs no script and no font, readable on a light and a dark screen and by the colour-blind; and
//! the same plots as PNG.

mod attempts;
mod axis;
mod canvas;
mod collapse;
mod load;
mod panel;
mod pixels;
mod spread;
mod time;
mod waits;

pub use attempts::{Calls, attempts};
pub use collapse::{Collapse, collapse};
pub use load::{Load, load};
pub use pixels::png;
pub use spread::{Spread, spread};
pub use time::short;
pub use waits::{range, waits};

/// Escapes text for SVG and HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No escape makes a control character valid XML.
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(
            escape("<a b=\"c\">&\u{1b}"),
            "&lt;a b=&quot;c&quot;&gt;&amp; "
        );
    }
}
