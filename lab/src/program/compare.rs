//! The command `compare`.

use std::fs;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::contest::{Contest, Entry, Run};
use super::failure::Failure;
use super::sets::Set;
use super::{input, output, report, table};

/// Steps of the bar for each run.
const STEPS: u64 = 1_000;

/// Where a comparison comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    File(&'a Path),
    Set(Set),
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: Option<&'a Path>, set: Option<Set>) -> Self {
        match file {
            Some(path) => Self::File(path),
            None => Self::Set(set.unwrap_or(Set::Jitter)),
        }
    }

    /// Makes the comparison, with budgets that nothing has used.
    fn contest(self, seed: Option<u64>) -> Result<Contest, Failure> {
        let mut contest = match self {
            Self::File(path) => {
                let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
                input::read(path, &text).map_err(Failure::Input)?
            }
            Self::Set(set) => set.contest(),
        };
        for entry in &mut contest.entries {
            entry.scenario.seed = seed.unwrap_or(entry.scenario.seed);
        }
        Ok(contest)
    }
}

pub(crate) fn run(
    source: Source<'_>,
    directory: Option<&Path>,
    seed: Option<u64>,
    count: u32,
) -> Result<(), Failure> {
    let mut contest = source.contest(seed)?;
    let mut contests = vec![std::mem::take(&mut contest.entries)];
    for number in 1..count {
        let mut entries = source.contest(seed)?.entries;
        for entry in &mut entries {
            entry.scenario.seed = entry.scenario.seed.wrapping_add(number.into());
        }
        contests.push(entries);
    }
    let runs = simulate(contests);
    output::print(&table::text(&contest, &runs))?;
    if let Some(directory) = directory {
        output::write(directory, &report::files(&contest, &runs))?;
        let report = directory.join("report.html");
        output::print(&format!("\nThe report is in {}.\n", report.display()))?;
    }
    Ok(())
}

/// Runs all entries, with a progress bar if there is a terminal. The runs of the first seed are shown; of the others
/// only the recoveries are counted.
fn simulate(contests: Vec<Vec<Entry>>) -> Vec<Run> {
    let count: usize = contests.iter().map(Vec::len).sum();
    let bar = ProgressBar::with_draw_target(
        Some(STEPS * count as u64),
        // It is hidden unless standard error is a terminal.
        ProgressDrawTarget::stderr(),
    );
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}") {
        bar.set_style(style);
    }
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
