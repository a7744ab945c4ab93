//! The table of a comparison.

use std::time::Duration;

use retry_lab::picture::short;

use super::contest::{Contest, Run};

pub(crate) const COLUMNS: [&str; 10] = [
    "policy",
    "peak after",
    "recovery after",
    "requests per success",
    "calls",
    "failed",
    "p50",
    "p99",
    "max",
    "gave up because of",
];

/// Returns the cells of a run, in the order of the columns.
pub(crate) fn cells(run: &Run) -> [String; 10] {
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
    vec![
        format!(
            "peak after: the most requests a second that reached the server after the outage (without one: in the whole run), \
             over {}",
            short(bin)
        ),
        "recovery after: from the end of the outage (of a herd without one: from the start) until the calls from before \
         have ended, and 95 % of the calls that begin in each second succeed"
            .to_owned(),
        "p50, p99, max: how long the successful calls took, waits included".to_owned(),
    ]
}

/// Returns the comparison as text for a terminal.
pub(crate) fn text(contest: &Contest, runs: &[Run]) -> String {
    let head = COLUMNS.map(String::from);
    let rows: Vec<_> = std::iter::once(head)
        .chain(runs.iter().map(cells))
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<_> = (0..COLUMNS.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = format!("{}\n{}\n\n", contest.title, contest.text);
    for (index, row) in rows.iter().enumerate() {
        text.push_str(line(row, &widths).trim_end());
        text.push('\n');
        if index == 0 {
            let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&rule.join("  "));
            text.push('\n');
        }
    }
    text.push('\n');
    for note in notes(runs) {
        text.push_str(&note);
        text.push('\n');
    }
    text
}

/// Aligns words to the left and numbers to the right.
fn line(cells: &[String; 10], widths: &[usize]) -> String {
    let last = cells.len() - 1;
    let cell = |(index, (cell, width)): (usize, (&String, &usize))| {
        if index == 0 || index == last {
            format!("{cell:<width$}")
        } else {
            format!("{cell:>width$}")
        }
    };
    let cells: Vec<_> = cells.iter().zip(widths).enumerate().map(cell).collect();
    cells.join("  ")
}
