//! The table, in Markdown: a column for each contestant.

use std::fmt;

use crate::alloc;
use crate::contestant::{Contestant, Entry};
use crate::measure::{self, Ratio};
use crate::rows;

const NOTES: &str = "\
Times are ratios to the hand-written loop: the median of the rounds, ± half the distance between
their quartiles. Calls of a few nanoseconds move by a tenth with the layout of the code.
In the rows about budgets, an addition to an atomic counter that the threads share stands in the place
of the hand-written loop, and the time is that in which each thread is through once.
– is not measured. tokio-retry, tokio-retry2, tower and tryhard have no blocking calls, retry has no
async ones, and only tower has a budget. Where crates do different work, benches/README.md says how.";

pub struct Table {
    /// Rows without this in their label are neither measured nor printed.
    part: String,
    rows: Vec<Row>,
}

struct Row {
    label: &'static str,
    cells: Vec<(Contestant, String)>,
}

impl Table {
    pub fn of(part: &str) -> Self {
        Self {
            part: part.to_owned(),
            rows: Vec::new(),
        }
    }

    fn has(&self, label: &str) -> bool {
        label.contains(&self.part)
    }

    pub fn times(&mut self, rows: &[rows::Row]) {
        for row in rows {
            if !self.has(row.label) {
                continue;
            }
            let times = measure::paired(row.parts, (row.entries)());
            let cell = |(who, Ratio { median, spread })| match who {
                Contestant::HandLoop => (who, format!("1 = {}", time(times.hand_loop))),
                // Two decimals would show zero.
                _ if median < 0.005 => (who, time(median * times.hand_loop)),
                _ => (who, format!("{median:.2} ±{spread:.2}")),
            };
            let cells = times.ratios.into_iter().map(cell).collect();
            let label = row.label;
            self.rows.push(Row { label, cells });
        }
    }

    pub fn bytes(&mut self, label: &'static str, sizes: fn() -> Vec<(Contestant, usize)>) {
        if !self.has(label) {
            return;
        }
        let cell = |(who, bytes): (_, usize)| (who, bytes.to_string());
        let cells = sizes().into_iter().map(cell).collect();
        self.rows.push(Row { label, cells });
    }

    /// Counts the allocations of calls that consist of `parts` equal parts.
    pub fn allocations(&mut self, label: &'static str, parts: u32, entries: fn() -> Vec<Entry>) {
        if !self.has(label) {
            return;
        }
        let cell = |(who, count): (_, f64)| {
            let decimals = if count.fract() == 0.0 { 0 } else { 3 };
            (who, format!("{count:.decimals$}"))
        };
        let cells = alloc::allocations(parts, entries())
            .into_iter()
            .map(cell)
            .collect();
        self.rows.push(Row { label, cells });
    }
}

fn time(nanos: f64) -> String {
    if nanos < 1e3 {
        format!("{nanos:.1} ns")
    } else if nanos < 1e6 {
        format!("{:.1} µs", nanos / 1e3)
    } else {
        format!("{:.2} ms", nanos / 1e6)
    }
}

impl Row {
    fn cell(&self, contestant: Contestant) -> &str {
        self.cells
            .iter()
            .find(|(who, _)| *who == contestant)
            .map_or("–", |(_, text)| text)
    }

    fn columns(&self) -> Vec<&str> {
        let cells = Contestant::ALL.map(|contestant| self.cell(contestant));
        std::iter::once(self.label).chain(cells).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Contestant::ALL.map(Contestant::name);
        let header: Vec<&str> = std::iter::once("").chain(names).collect();
        let rows: Vec<Vec<&str>> = self.rows.iter().map(Row::columns).collect();
        let width = |column: usize| {
            let texts = rows
                .iter()
                .chain([&header])
                .map(|row| row[column].chars().count());
            texts.max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();

        write_line(f, &header, &widths)?;
        write!(f, "|{:-<1$}|", ":", widths[0] + 2)?;
        for width in &widths[1..] {
            write!(f, "{:->1$}|", ":", width + 2)?;
        }
        writeln!(f)?;
        for row in &rows {
            write_line(f, row, &widths)?;
        }
        write!(f, "\n{NOTES}")
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, row: &[&str], widths: &[usize]) -> fmt::Result {
    write!(f, "| {:<1$} |", row[0], widths[0])?;
    for (text, width) in row.iter().zip(widths).skip(1) {
        write!(f, " {text:>width$} |")?;
    }
    writeln!(f)
}
