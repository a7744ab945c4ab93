//! Draws when the requests came.

use std::time::Duration;

use crate::client::DEADLINE;
use crate::run::Run;

/// The time for one column, which divides the deadline.
const COLUMN: Duration = Duration::from_millis(50);
const COLUMNS: usize = 40;

pub(crate) fn print(title: &str, runs: &[Run]) {
    println!("   {title:<60}{:>6}{:>7}", "in all", "late");
    for run in runs {
        let (name, in_all, late) = (run.name, run.requests.len(), run.late());
        println!("     {name:<17}{}{in_all:>6}{late:>7}", line(run));
    }
    println!();
}

/// Prints the times below the last line.
pub(crate) fn print_scale() {
    let (before, after) = (column(DEADLINE), COLUMNS - column(DEADLINE));
    let deadline = format!("{DEADLINE:?}: the client gives up");
    println!("{:22}{:<before$}{deadline:<after$}2s\n", "", "0");
}

// Output:
//     ●─────  ●───│ ●─────
fn line(run: &Run) -> String {
    let mut columns = ['·'; COLUMNS];
    for request in &run.requests {
        let (came, ended) = (column(request.came), column(request.ended));
        columns[came..ended.max(came)].fill('─');
        columns[came] = '●';
    }
    let (before, after) = columns.split_at(column(DEADLINE));
    before.iter().chain(['│'].iter()).chain(after).collect()
}

fn column(time: Duration) -> usize {
    let column = time.as_millis() / COLUMN.as_millis();
    usize::try_from(column)
        .unwrap_or(usize::MAX)
        .min(COLUMNS - 1)
}
