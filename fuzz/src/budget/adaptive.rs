//! The client-side throttling of Google's "Site Reliability Engineering".

use retry_runtime::{Budget, Decision};
use std::collections::BTreeMap;

use super::{Model, Moment};
use crate::choices::Choices;

/// Two minutes in steps of ten seconds.
const STEPS: u128 = 12;

struct Adaptive {
    thousandths: u128,
    accepts: Count,
    rejects: Count,
    /// The step of the last commit.
    last: Option<u128>,
}

#[derive(Default)]
struct Count {
    steps: BTreeMap<u128, u128>,
    /// Counted since the last commit.
    new: u128,
}

pub(super) fn any(choices: &mut Choices) -> (Budget, Box<dyn Model>) {
    let multiplier = choices.float();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, as the multiplier of a budget does"
    )]
    let thousandths = ((multiplier * 1000.0 + 0.5) as u32).max(1000);
    let model = Adaptive {
        thousandths: thousandths.into(),
        accepts: Count::default(),
        rejects: Count::default(),
        last: None,
    };
    (Budget::adaptive(multiplier), Box::new(model))
}

impl Count {
    fn committed(&self) -> u128 {
        self.steps.values().sum()
    }

    fn total(&self) -> u128 {
        self.committed() + self.new
    }

    /// Spreads the new ones evenly from one step to another, and forgets all that came before the last twelve.
    fn commit(&mut self, since: u128, until: u128, step: u128) {
        let oldest = (step + 1).saturating_sub(STEPS);
        let before = |past: u128| share(self.new, past - since, until - since + 1);
        for past in since.max(oldest)..=until {
            let count = before(past + 1) - before(past);
            *self.steps.entry(past).or_default() += count;
        }
        self.steps = self.steps.split_off(&oldest);
        self.new = 0;
    }
}

/// Rounds to the nearest.
fn share(count: u128, part: u128, whole: u128) -> u128 {
    (count * part * 2 + whole) / (whole * 2)
}

impl Model for Adaptive {
    fn admit(&mut self, moment: &Moment) -> bool {
        if self.rejects.total() == 0 {
            return true;
        }
        let step = u128::from(moment.now.as_secs()) / 10;
        if self.last.is_none_or(|last| last <= step) {
            let since = self.last.unwrap_or(step);
            // While there are rejects, each request commits before it begins.
            let follow_others = self.rejects.committed() > 0;
            self.accepts.commit(since, step, step);
            self.rejects
                .commit(since, if follow_others { since } else { step }, step);
            self.last = Some(step);
        }
        let requests = self.accepts.total() + self.rejects.total();
        let accepted = self.accepts.total() * self.thousandths;
        let above = (requests * 1000).saturating_sub(accepted);
        let is_refused = (u128::from(moment.random) + 1) * (requests + 1) * 1000 <= above << 64;
        self.rejects.new += u128::from(is_refused);
        !is_refused
    }

    fn on_failure(&mut self) {
        self.rejects.new += 1;
    }

    fn on_permanent_failure(&mut self) {
        self.accepts.new += 1;
    }

    fn withdraw(&mut self, _: Decision, moment: &Moment) -> Option<u32> {
        self.admit(moment).then_some(0)
    }

    fn on_success(&mut self, _: Option<u32>) {
        self.accepts.new += 1;
    }

    fn available(&self) -> u128 {
        let most = self.accepts.total() * self.thousandths / 1000;
        most.saturating_sub(self.accepts.total() + self.rejects.total())
    }
}
