//! The command `figures`: the pictures of the guide, from the built-in comparisons.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use retry_lab::picture;

use super::contest::{Entry, Run};
use super::failure::Failure;
use super::sets::Set;
use super::{output, report};

/// A picture of the load in some entries of a comparison.
struct Figure {
    name: &'static str,
    title: &'static str,
    set: Set,
    /// The entries that are shown, or all if there is none.
    names: &'static [&'static str],
}

const FIGURES: [Figure; 6] = [
    Figure {
        name: "jitter",
        title: "2000 clients come back after an outage, by jitter",
        set: Set::Jitter,
        names: &[],
    },
    Figure {
        name: "budget",
        title: "Three attempts at 80 % load, after a server was stuck for ten seconds",
        set: Set::Budget,
        names: &["80 % load", "80 % load, budget"],
    },
    Figure {
        name: "layers",
        title: "Three layers of three attempts, while all requests fail for ten seconds",
        set: Set::Layers,
        names: &[],
    },
    Figure {
        name: "deadline",
        title: "Deadlines that inner calls inherit, or not",
        set: Set::Deadline,
        names: &[],
    },
    Figure {
        name: "retry-after",
        title: "A Retry-After that is the same for 2000 clients",
        set: Set::RetryAfter,
        names: &[],
    },
    Figure {
        name: "restart",
        title: "500 clients of a service that restarts in 20 s",
        set: Set::Restart,
        names: &[],
    },
];

pub(crate) fn run(directory: &Path) -> Result<(), Failure> {
    let files: Vec<_> = FIGURES.iter().flat_map(Figure::files).collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    output::write(directory, &files)
}

impl Figure {
    /// Returns the picture, and the definition of its label for rustdoc, whose pages are not beside the picture.
    fn files(&self) -> [(String, String); 2] {
        let name = self.name;
        let picture = self.draw();
        let encoded = STANDARD.encode(&picture);
        let definition = format!("[picture of {name}]: data:image/svg+xml;base64,{encoded}\n");
        [
            (format!("{name}.svg"), picture),
            (format!("{name}.md"), definition),
        ]
    }

    fn draw(&self) -> String {
        let entries = self.set.contest().entries.into_iter();
        let is_shown = |entry: &Entry| self.names.is_empty() || self.names.contains(&&*entry.name);
        let runs: Vec<Run> = entries
            .filter(is_shown)
            .map(|entry| entry.run(&mut |_| {}))
            .collect();
        let load: Vec<_> = runs.iter().map(report::load).collect();
        picture::load(self.title, &load)
    }
}
