//! How often a server does not recover, by its load.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas};
use super::panel::{self, LEFT, RIGHT, WIDTH};

/// What one plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Collapse {
    /// The name of what ran.
    pub name: String,
    /// Loads in percent of the capacity, and the share of the runs in which the server did not recover.
    pub shares: Vec<(u32, f64)>,
}

/// Draws how often a server does not recover from an outage, one plot for each policy.
#[must_use]
pub fn collapse(title: &str, policies: &[Collapse]) -> String {
    let mut canvas = Canvas::default();
    let legend = [("blue", "runs without a recovery")];
    panel::heading(&mut canvas, title, &legend);
    let mut loads: Vec<u32> = policies
        .iter()
        .flat_map(|policy| policy.shares.iter().map(|share| share.0))
        .collect();
    loads.sort_unstable();
    loads.dedup();
    let highest = loads.last().copied().unwrap_or(100);
    let x = Axis::linear(f64::from(highest) * 1.02, LEFT, RIGHT);
    let panels = panel::panels(policies.len(), 48.0);
    for (policy, place) in policies.iter().zip(&panels) {
        let y = Axis::linear(1.0, place.bottom, place.top);
        place.frame(&mut canvas, &policy.name, &note(policy), None);
        for (share, label) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
            let y = y.at(share);
            canvas.line("grid", (LEFT, y), (RIGHT, y));
            canvas.text("small", LEFT - 8.0, y + 4.0, Anchor::End, label);
        }
        let at = |(load, share): &(u32, f64)| (x.at(f64::from(*load)), y.at(*share));
        let points: Vec<_> = policy.shares.iter().map(at).collect();
        canvas.path("blue", points.iter().copied());
        for (x, y) in points {
            canvas.circle("blue", x, y, 2.5);
        }
    }
    if let Some(last) = panels.last() {
        let labelled = loads.iter().filter(|load| **load % 10 == 0);
        let labels = labelled.map(|load| (f64::from(*load), format!("{load} %")));
        let meaning = "calls a second, in percent of the server's capacity";
        last.labels(&mut canvas, &x, labels, meaning);
    }
    canvas.finish(WIDTH, panel::height(&panels), title)
}

/// Says up to which load the server always recovers.
fn note(policy: &Collapse) -> String {
    let recovers = |share: &&(u32, f64)| share.1 <= 0.0;
    match policy.shares.iter().take_while(recovers).last() {
        Some((load, _)) => format!("always recovers up to {load} % load"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Collapse, note};

    #[test]
    fn a_note_names_the_highest_load_below_the_first_collapse() {
        let shares = vec![(30, 0.0), (40, 0.0), (50, 0.1), (60, 0.0)];
        let mut policy = Collapse {
            name: String::new(),
            shares,
        };
        assert_eq!(note(&policy), "always recovers up to 40 % load");
        policy.shares[0].1 = 1.0;
        assert_eq!(note(&policy), "");
    }
}
