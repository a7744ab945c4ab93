//! How often the server does not recover, at each of many loads.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};
use retry_lab::picture::Collapse;
use retry_lab::scenario::Scenario;

use super::compare::{Source, progress_bar};
use super::contest::Contest;
use super::failure::Failure;
use super::table;

/// Calls a second, in percent of the capacity.
const LOADS: RangeInclusive<u32> = 20..=110;
const STEP: usize = 5;

const NO_OUTAGE: &str = "`--loads` needs a scenario with a `rate` above 0 and an outage to recover from: write \
                         `rate = 100` and a table `[scenario.outage]`, or use `--set budget`";

/// Checks that a comparison can run at every load.
pub(crate) fn check(contest: &Contest) -> Result<(), Failure> {
    for entry in &contest.entries {
        if entry.scenario.is_herd() || entry.scenario.outage.is_none() {
            return Err(Failure::Input(NO_OUTAGE.to_owned()));
        }
        let highest = at_load(&entry.scenario, *LOADS.end());
        highest.check().map_err(Failure::Input)?;
    }
    Ok(())
}

/// Runs each policy of a comparison at each load, `count` times with a seed each.
pub(crate) fn simulate(source: &Source<'_>, count: u32) -> Result<Vec<Collapse>, Failure> {
    let mut names: Vec<String> = Vec::new();
    for entry in source.contest(0)?.entries {
        if !names.contains(&entry.policy_name) {
            names.push(entry.policy_name);
        }
    }
    let loads: Vec<u32> = LOADS.step_by(STEP).collect();
    let each_load = |name| loads.iter().map(move |load| (name, *load));
    let places: Vec<(&String, u32)> = names.iter().flat_map(each_load).collect();
    let bar = progress_bar(places.len() as u64);
    let share = |(name, load): (&String, u32)| {
        let collapsed = collapsed(source, count, name, load)?;
        bar.inc(1);
        Ok((load, f64::from(collapsed) / f64::from(count)))
    };
    let shares: Vec<_> = places
        .into_par_iter()
        .map(share)
        .collect::<Result<_, Failure>>()?;
    bar.finish_and_clear();
    let shares = shares.chunks(loads.len()).map(<[_]>::to_vec);
    let policies = names.into_iter().zip(shares);
    Ok(policies
        .map(|(name, shares)| Collapse { name, shares })
        .collect())
}

/// Returns in how many runs the server does not recover.
fn collapsed(source: &Source<'_>, count: u32, name: &str, load: u32) -> Result<u32, Failure> {
    let mut collapsed = 0;
    for number in 0..count {
        let entries = source.contest(number)?.entries.into_iter();
        // The entries of a policy differ in their load only.
        for mut entry in entries.filter(|entry| entry.policy_name == name).take(1) {
            entry.scenario = at_load(&entry.scenario, load);
            let record = entry.run(&mut |_| {}).record;
            collapsed += u32::from(record.recovery().is_none());
        }
    }
    Ok(collapsed)
}

fn at_load(scenario: &Scenario, load: u32) -> Scenario {
    Scenario {
        rate: scenario.capacity * f64::from(load) / 100.0,
        ..scenario.clone()
    }
}

/// Returns the shares as text for a terminal.
pub(crate) fn text(policies: &[Collapse], count: u32) -> String {
    let loads = policies.iter().take(1).flat_map(|policy| &policy.shares);
    let mut head = vec!["policy".to_owned()];
    head.extend(loads.map(|(load, _)| format!("{load} %")));
    let row = |policy: &Collapse| {
        let mut cells = vec![policy.name.clone()];
        let shares = policy.shares.iter();
        cells.extend(shares.map(|(_, share)| format!("{:.0} %", share * 100.0)));
        cells
    };
    let rows: Vec<_> = std::iter::once(head)
        .chain(policies.iter().map(row))
        .collect();
    let mut text = String::from("\nRuns in which the server does not recover, by load\n\n");
    text.push_str(&table::align(&rows, &[0]));
    let _ = writeln!(
        text,
        "\nload: calls a second, in percent of the server's capacity; {count} runs each"
    );
    text
}
