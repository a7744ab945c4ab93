//! The command `compare`.

use std::fs;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::contest::{Contest, Entry, Run};
use super::failure::Failure;
use super::sets::Set;
use super::{collapse, input, output, report, table};

/// Steps of the bar for each run.
const STEPS: u64 = 1_000;

/// Where a comparison comes from, with a seed instead of its own.
#[derive(Clone, Debug)]
pub(crate) struct Source<'a> {
    place: Place<'a>,
    seed: Option<u64>,
}

#[derive(Clone, Debug)]
enum Place<'a> {
    File { path: &'a Path, text: String },
    Set(Set),
}

impl<'a> Source<'a> {
    pub(crate) fn new(
        file: Option<&'a Path>,
        set: Option<Set>,
        seed: Option<u64>,
    ) -> Result<Self, Failure> {
        let place = match file {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
                Place::File { path, text }
            }
            None => Place::Set(set.unwrap_or(Set::Jitter)),
        };
        Ok(Self { place, seed })
    }

    /// A built-in comparison with its own seed.
    pub(crate) const fn set(set: Set) -> Self {
        Self {
            place: Place::Set(set),
            seed: None,
        }
    }

    /// Makes the comparison, with budgets that nothing has used. Each number of a run has a seed of its own.
    pub(crate) fn contest(&self, number: u32) -> Result<Contest, Failure> {
        let mut contest = match &self.place {
            Place::File { path, text } => input::read(path, text).map_err(Failure::Input)?,
            Place::Set(set) => set.contest(),
        };
        for entry in &mut contest.entries {
            let seed = self.seed.unwrap_or(entry.scenario.seed);
            entry.scenario.seed = seed.wrapping_add(number.into());
        }
        Ok(contest)
    }
}

pub(crate) fn run(
    source: &Source<'_>,
    directory: Option<&Path>,
    count: u32,
    has_loads: bool,
) -> Result<(), Failure> {
    let mut contest = source.contest(0)?;
    if has_loads {
        collapse::check(&contest)?;
    }
    let mut contests = vec![std::mem::take(&mut contest.entries)];
    for number in 1..count {
        contests.push(source.contest(number)?.entries);
    }
    let runs = simulate(contests);
    output::print(&table::text(&contest, &runs))?;
    let mut collapses = Vec::new();
    if has_loads {
        collapses = collapse::simulate(source, count)?;
        output::print(&collapse::text(&collapses, count))?;
    }
    if let Some(directory) = directory {
        output::write(directory, &report::files(&contest, &runs, &collapses)?)?;
        let report = directory.join("report.html");
        output::print(&format!("\nThe report is in {}.\n", report.display()))?;
    }
    Ok(())
}

/// Runs all entries, with a progress bar if there is a terminal. The runs of the first seed are shown; of the others
/// only the recoveries are counted.
fn simulate(contests: Vec<Vec<Entry>>) -> Vec<Run> {
    let count: usize = contests.iter().map(Vec::len).sum();
    let bar = progress_bar(STEPS * count as u64);
    let mut done = 0;
    let mut run = |entry: Entry| {
        bar.set_message(entry.name.clone());
        let before = STEPS * done;
        done += 1;
        entry.run(&mut |share| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share is from 0 to 1"
            )]
            bar.set_position(before + (share * STEPS as f64) as u64);
        })
    };
    let mut contests = contests.into_iter();
    let first = contests.next().unwrap_or_default();
    let mut runs: Vec<_> = first.into_iter().map(&mut run).collect();
    for entries in contests {
        for (shown, entry) in runs.iter_mut().zip(entries) {
            shown.tally.add(&run(entry).record);
        }
    }
    bar.finish_and_clear();
    runs
}

pub(super) fn progress_bar(steps: u64) -> ProgressBar {
    // It is hidden unless standard error is a terminal.
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
