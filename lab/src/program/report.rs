//! The report of a comparison: one HTML file that needs nothing else, and its plots.

use retry_lab::picture::{self, Calls, Collapse, Load, Spread, escape, short};
use retry_lab::scenario::Scenario;

use super::contest::{Contest, Run};
use super::failure::Failure;
use super::output::{self, File};
use super::table;

const STYLE: &str = "
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2em auto;padding:0 1em;background:#fff;color:#222}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px}
th,td{padding:.3em .7em;border-bottom:1px solid #ddd;text-align:right;vertical-align:top}
th:first-child,td:first-child,th:last-child,td:last-child{text-align:left}
.numbers td:not(:last-child){white-space:nowrap}
.wide{overflow-x:auto}
code{font:13px ui-monospace,monospace}
svg{max-width:100%;height:auto;margin:1em 0}
.note{font-size:13px;opacity:.85}
@media(prefers-color-scheme:dark){body{background:#16181c;color:#e8e8e8}th,td{border-color:#33373d}}
";

/// Returns the files of a report.
pub(crate) fn files(
    contest: &Contest,
    runs: &[Run],
    collapses: &[Collapse],
) -> Result<Vec<File>, Failure> {
    let load: Vec<_> = runs.iter().map(load).collect();
    let spread: Vec<_> = runs.iter().map(spread).collect();
    let calls: Vec<_> = runs.iter().map(calls).collect();
    let mut plots = vec![
        ("load", picture::load("Load at the server", &load)),
        (
            "attempts",
            picture::attempts("Attempts of a few calls", &calls),
        ),
        ("waits", picture::spread("Spread of the waits", &spread)),
    ];
    if !collapses.is_empty() {
        let title = "Runs in which the server does not recover, by load";
        plots.push(("collapse", picture::collapse(title, collapses)));
    }
    let shown: String = plots.iter().map(|(_, svg)| svg.as_str()).collect();
    let html = html(contest, runs, &shown);
    let mut files = vec![("report.html".to_owned(), html.into_bytes())];
    for (name, svg) in plots {
        files.extend(output::plot(name, svg)?);
    }
    Ok(files)
}

pub(crate) fn load(run: &Run) -> Load<'_> {
    Load {
        name: &run.entry.name,
        record: &run.record,
        capacity: run.entry.scenario.capacity,
        outage: run.entry.scenario.outage,
    }
}

fn spread(run: &Run) -> Spread<'_> {
    Spread {
        name: &run.entry.name,
        waits: &run.record.waits,
    }
}

fn calls(run: &Run) -> Calls<'_> {
    Calls {
        name: &run.entry.name,
        timeline: &run.record.timeline,
        outage: run.entry.scenario.outage,
    }
}

fn html(contest: &Contest, runs: &[Run], plots: &str) -> String {
    let title = escape(&contest.title);
    let row = |tag: &str, cells: &[String]| {
        let cell = |cell: &String| format!("<{tag}>{}</{tag}>", escape(cell));
        format!("<tr>{}</tr>\n", cells.iter().map(cell).collect::<String>())
    };
    let rows = table::rows(runs);
    let mut rows = rows.iter();
    let head: String = rows
        .by_ref()
        .take(1)
        .map(|cells| row("th", cells))
        .collect();
    let rows: String = rows.map(|cells| row("td", cells)).collect();
    let notes = table::notes(runs);
    let notes: Vec<_> = notes.iter().map(|note| escape(note)).collect();
    let what: String = runs.iter().map(what).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n<p>{}</p>\n<div class=\"wide\"><table class=\"numbers\">\n{head}{rows}</table></div>\n\
         <p class=\"note\">{}</p>\n{plots}\n<h2>What ran</h2>\n<div class=\"wide\"><table>\n\
         <tr><th>policy</th><th>in words</th><th>budget</th><th>scenario</th></tr>\n{what}</table></div>\n</body>\n</html>\n",
        escape(&contest.text),
        notes.join("<br>\n"),
    )
}

/// Returns a row that says everything that is needed to run an entry again.
fn what(run: &Run) -> String {
    let entry = &run.entry;
    let budget = entry
        .budgets
        .first()
        .map_or_else(|| "none".to_owned(), ToString::to_string);
    format!(
        "<tr><td>{}</td><td><code>{}</code></td><td><code>{}</code></td><td>{}</td></tr>\n",
        escape(&entry.name),
        escape(&entry.policy.to_string()),
        escape(&budget),
        escape(&words(&entry.scenario)),
    )
}

/// Describes a scenario in words.
pub(crate) fn words(scenario: &Scenario) -> String {
    let mut words = Vec::new();
    let clients = scenario.clients;
    words.push(if scenario.is_herd() {
        format!("{clients} clients make one call each at the start")
    } else {
        let (rate, length) = (scenario.rate, short(scenario.length));
        format!("{clients} clients make {rate} calls a second for {length}")
    });
    let queue = match scenario.queue {
        Some(limit) => format!("at most {limit} wait"),
        None => "any number waits".to_owned(),
    };
    words.push(format!(
        "the server completes {} requests a second, {queue}",
        scenario.capacity
    ));
    words.push(format!("messages take {}", short(scenario.delay)));
    words.push(format!(
        "clients wait {} for an answer",
        short(scenario.timeout)
    ));
    if let Some(outage) = scenario.outage {
        let (from, until) = (short(outage.from), short(outage.until()));
        words.push(match outage.capacity {
            None => format!("all requests fail from {from} to {until}"),
            Some(0.0) => format!("the server is stuck from {from} to {until}"),
            Some(share) => format!(
                "{:.0} % of the capacity is left from {from} to {until}",
                share * 100.0
            ),
        });
    }
    if scenario.failure_rate > 0.0 {
        words.push(format!(
            "{:.1} % of the requests fail",
            scenario.failure_rate * 100.0
        ));
    }
    if let Some(wait) = scenario.retry_after {
        words.push(format!("the server asks for a wait of {}", short(wait)));
    }
    if scenario.layers > 1 {
        let inherit = if scenario.inherit_deadlines {
            "inherit"
        } else {
            "do not inherit"
        };
        words.push(format!(
            "{} layers, which {inherit} deadlines",
            scenario.layers
        ));
    }
    if scenario.budget_per_client {
        words.push("each client has its own budget".to_owned());
    }
    words.push(format!("seed {}", scenario.seed));
    words.join("; ")
}
