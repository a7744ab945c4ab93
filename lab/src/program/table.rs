//! The table of a comparison.

use std::fmt::Write as _;
use std::time::Duration;

use retry_lab::picture::short;

use super::contest::{Contest, Run};
use super::report;

const COLUMNS: [&str; 11] = [
    "policy",
    "peak after",
    "recovery after",
    "recovered in",
    "requests per success",
    "calls",
    "failed",
    "p50",
    "p99",
    "max",
    "gave up because of",
];
/// The column that is left out where each policy runs once.
const TALLY: usize = 3;

/// Returns the head of the table and a row for each run.
pub(crate) fn rows(runs: &[Run]) -> Vec<Vec<String>> {
    let has_tally = runs.iter().any(|run| run.tally.runs > 1);
    let row = |cells: [String; COLUMNS.len()]| {
        let mut cells = Vec::from(cells);
        if !has_tally {
            cells.remove(TALLY);
        }
        cells
    };
    let head = COLUMNS.map(String::from);
    std::iter::once(head)
        .chain(runs.iter().map(cells))
        .map(row)
        .collect()
}

/// Returns the cells of a run, in the order of the columns.
fn cells(run: &Run) -> [String; COLUMNS.len()] {
    let record = &run.record;
    let time = |share| record.latency(share).map_or_else(none, short);
    let recovery = match record.recovery() {
        _ if !record.is_disturbed() => none(),
        Some(time) => short(time),
        None => "never".to_owned(),
    };
    let per_success = record
        .requests_per_success()
        .map_or_else(none, |ratio| format!("{ratio:.2}"));
    [
        run.entry.name.clone(),
        format!("{:.0}", record.peak()),
        recovery,
        format!("{} of {}", run.tally.recovered, run.tally.runs),
        per_success,
        record.calls.to_string(),
        failed(run),
        time(0.5),
        time(0.99),
        time(1.0),
        reasons(run),
    ]
}

fn none() -> String {
    "-".to_owned()
}

fn failed(run: &Run) -> String {
    let record = &run.record;
    let failed = record.failed() + record.unfinished;
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let share = failed as f64 / record.calls.max(1) as f64 * 100.0;
    match failed {
        0 => "0".to_owned(),
        _ => format!("{failed} ({share:.1} %)"),
    }
}

fn reasons(run: &Run) -> String {
    let mut reasons: Vec<_> = run.record.failures.iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut words: Vec<_> = reasons
        .iter()
        .map(|(reason, count)| format!("{reason} {count}"))
        .collect();
    if run.record.unfinished > 0 {
        words.push(format!("not ended {}", run.record.unfinished));
    }
    if words.is_empty() {
        return none();
    }
    words.join(", ")
}

/// Returns what the numbers mean.
pub(crate) fn notes(runs: &[Run]) -> Vec<String> {
    let bin = runs.first().map_or(Duration::ZERO, |run| run.record.bin());
    let mut notes = vec![
        format!(
            "peak after: the most requests a second that reached the server after the outage (without one: in the whole run), \
             over {}",
            short(bin)
        ),
        "recovery after: from the end of the outage (of a herd without one: from the start) until the calls from before \
         have ended, and 95 % of the calls that begin in each second succeed, to the end and for 5 s at least"
            .to_owned(),
        "p50, p99, max: how long the successful calls took, waits included".to_owned(),
    ];
    if let Some(run) = runs.iter().find(|run| run.tally.runs > 1) {
        let count = run.tally.runs;
        notes.push(format!(
            "recovered in: of {count} runs with a seed each; all other columns and the plots show the first"
        ));
    }
    notes
}

/// Returns the comparison as text for a terminal.
pub(crate) fn text(contest: &Contest, runs: &[Run]) -> String {
    let mut text = format!("{}\n{}\n", contest.title, contest.text);
    let mut scenarios = runs.iter().map(|run| &run.entry.scenario);
    if let Some(first) = scenarios.next() {
        if scenarios.all(|scenario| scenario == first) {
            let _ = writeln!(text, "{}.", report::words(first));
        }
    }
    text.push('\n');
    let rows = rows(runs);
    let last = rows.first().map_or(0, Vec::len).saturating_sub(1);
    text.push_str(&align(&rows, &[0, last]));
    text.push('\n');
    for note in notes(runs) {
        text.push_str(&note);
        text.push('\n');
    }
    text
}

/// Prints rows of the same length, the first of which is the head. Columns of words are aligned to the left, numbers to
/// the right.
pub(crate) fn align(rows: &[Vec<String>], words: &[usize]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<_> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        text.push_str(line(row, &widths, words).trim_end());
        text.push('\n');
        if index == 0 {
            let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&rule.join("  "));
            text.push('\n');
        }
    }
    text
}

fn line(cells: &[String], widths: &[usize], words: &[usize]) -> String {
    let cell = |(index, (cell, width)): (usize, (&String, &usize))| {
        if words.contains(&index) {
            format!("{cell:<width$}")
        } else {
            format!("{cell:>width$}")
        }
    };
    let cells: Vec<_> = cells.iter().zip(widths).enumerate().map(cell).collect();
    cells.join("  ")
}
