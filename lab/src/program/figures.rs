//! The command `figures`: the pictures of the guide, from the built-in comparisons.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use retry_lab::picture;

use super::compare::Source;
use super::contest::{Entry, Run};
use super::failure::Failure;
use super::output::{self, File};
use super::sets::Set;
use super::{collapse, report};

/// A picture of a comparison.
struct Figure {
    name: &'static str,
    title: &'static str,
    set: Set,
    plot: Plot,
}

enum Plot {
    /// The load in entries with these names, or in all.
    Load(&'static [&'static str]),
    /// How often the server does not recover at each load, in so many runs.
    Collapse(u32),
}

const FIGURES: [Figure; 7] = [
    Figure {
        name: "jitter",
        title: "2000 clients come back after an outage, by jitter",
        set: Set::Jitter,
        plot: Plot::Load(&[]),
    },
    Figure {
        name: "budget",
        title: "Three attempts at 70 % load, after a server was stuck for ten seconds",
        set: Set::Budget,
        plot: Plot::Load(&["70 % load, no budget", "70 % load, Budget::new()"]),
    },
    Figure {
        name: "collapse",
        title: "Three attempts: how often a server does not recover after it was stuck for ten seconds",
        set: Set::Kinds,
        plot: Plot::Collapse(2),
    },
    Figure {
        name: "layers",
        title: "Three layers of three attempts, while all requests fail for ten seconds",
        set: Set::Layers,
        plot: Plot::Load(&[]),
    },
    Figure {
        name: "deadline",
        title: "Deadlines that inner calls inherit, or not",
        set: Set::Deadline,
        plot: Plot::Load(&[]),
    },
    Figure {
        name: "retry-after",
        title: "A Retry-After that is the same for 2000 clients",
        set: Set::RetryAfter,
        plot: Plot::Load(&[]),
    },
    Figure {
        name: "restart",
        title: "500 clients of a service that restarts in 20 s",
        set: Set::Restart,
        plot: Plot::Load(&[]),
    },
];

pub(crate) fn run(directory: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    for figure in &FIGURES {
        files.extend(figure.files()?);
    }
    output::write(directory, &files)
}

impl Figure {
    /// Returns the picture, and the definition of its label for rustdoc, whose pages are not beside the picture.
    fn files(&self) -> Result<[File; 2], Failure> {
        let name = self.name;
        let picture = match self.plot {
            Plot::Load(names) => self.load(names),
            Plot::Collapse(runs) => {
                let policies = collapse::simulate(&Source::set(self.set), runs)?;
                picture::collapse(self.title, &policies)
            }
        };
        let encoded = STANDARD.encode(&picture);
        let definition = format!("[picture of {name}]: data:image/svg+xml;base64,{encoded}\n");
        Ok([
            (format!("{name}.svg"), picture.into_bytes()),
            (format!("{name}.md"), definition.into_bytes()),
        ])
    }

    fn load(&self, names: &[&str]) -> String {
        let entries = self.set.contest().entries.into_iter();
        let is_shown = |entry: &Entry| names.is_empty() || names.contains(&&*entry.name);
        let runs: Vec<Run> = entries
            .filter(is_shown)
            .map(|entry| entry.run(&mut |_| {}))
            .collect();
        let load: Vec<_> = runs.iter().map(report::load).collect();
        picture::load(self.title, &load)
    }
}
