//! The command `compare`.

use std::fs;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::contest::{Contest, Run};
use super::failure::Failure;
use super::sets::Set;
use super::{input, output, report, table};

/// Steps of the bar for each run.
const STEPS: u64 = 1_000;

pub(crate) fn run(
    file: Option<&Path>,
    set: Option<Set>,
    directory: Option<&Path>,
    seed: Option<u64>,
) -> Result<(), Failure> {
    let mut contest = match file {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
            input::read(path, &text).map_err(Failure::Input)?
        }
        None => set.unwrap_or(Set::Jitter).contest(),
    };
    for entry in &mut contest.entries {
        entry.scenario.seed = seed.unwrap_or(entry.scenario.seed);
    }
    let runs = simulate(&mut contest);
    output::print(&table::text(&contest, &runs))?;
    if let Some(directory) = directory {
        output::write(directory, &report::files(&contest, &runs))?;
        let report = directory.join("report.html");
        output::print(&format!("\nThe report is in {}.\n", report.display()))?;
    }
    Ok(())
}

/// Runs all entries, with a progress bar if there is a terminal.
fn simulate(contest: &mut Contest) -> Vec<Run> {
    let entries = std::mem::take(&mut contest.entries);
    let bar = ProgressBar::with_draw_target(
        Some(STEPS * entries.len() as u64),
        // It is hidden unless standard error is a terminal.
        ProgressDrawTarget::stderr(),
    );
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}") {
        bar.set_style(style);
    }
    let mut runs = Vec::new();
    for entry in entries {
        let before = STEPS * runs.len() as u64;
        bar.set_message(entry.name.clone());
        runs.push(entry.run(&mut |share| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share is from 0 to 1"
            )]
            bar.set_position(before + (share * STEPS as f64) as u64);
        }));
    }
    bar.finish_and_clear();
    runs
}
