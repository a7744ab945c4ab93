//! What is compared.

use retries::{Budget, Policy};
use retry_lab::scenario::{Record, Scenario, simulate};

/// Runs that are shown beside each other.
#[derive(Debug)]
pub(crate) struct Contest {
    pub(crate) title: String,
    /// What the runs show, in a few sentences.
    pub(crate) text: String,
    pub(crate) entries: Vec<Entry>,
}

/// One run: a policy in a scenario.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// The name without the load, for runs at other loads.
    pub(crate) policy_name: String,
    pub(crate) scenario: Scenario,
    pub(crate) policy: Policy,
    /// As many as the scenario needs, or none.
    pub(crate) budgets: Vec<Budget>,
}

/// An entry and what was counted with its seed.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) entry: Entry,
    pub(crate) record: Record,
    pub(crate) tally: Tally,
}

/// How often the server recovered, over seeds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) recovered: u32,
    pub(crate) runs: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, record: &Record) {
        self.runs += 1;
        self.recovered += u32::from(record.recovery().is_some());
    }
}

impl Entry {
    pub(crate) fn new(name: impl Into<String>, scenario: &Scenario, policy: Policy) -> Self {
        let name = name.into();
        Self {
            policy_name: name.clone(),
            name,
            scenario: scenario.clone(),
            policy,
            budgets: Vec::new(),
        }
    }

    /// Gives the policy budgets, as many as the scenario needs.
    pub(crate) fn budget(mut self, budget: impl Fn() -> Budget) -> Self {
        self.budgets = (0..self.scenario.budgets()).map(|_| budget()).collect();
        self
    }

    /// Adds the load to the name.
    pub(crate) fn at_load(mut self, load: u32) -> Self {
        self.name = format!("{load} % load, {}", self.policy_name);
        self
    }

    /// Runs the entry. `progress` is called with the share that is done.
    pub(crate) fn run(self, progress: &mut dyn FnMut(f64)) -> Run {
        let whole = self.scenario.length.as_secs_f64();
        let record = simulate(&self.scenario, &self.policy, &self.budgets, &mut |now| {
            progress((now.as_secs_f64() / whole).min(1.0));
        });
        let mut tally = Tally::default();
        tally.add(&record);
        Run {
            entry: self,
            record,
            tally,
        }
    }
}
