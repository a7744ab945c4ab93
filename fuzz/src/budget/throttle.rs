//! gRPC's throttle: retries only while there are more than half of the tokens.

use retry_runtime::{Budget, Decision};

use super::{Model, Moment};
use crate::choices::Choices;

/// In thousandths of a token.
struct Throttle {
    capacity: u128,
    balance: u128,
    success: u128,
}

pub(super) fn any(choices: &mut Choices) -> (Budget, Box<dyn Model>) {
    let (max_tokens, ratio) = (choices.count(), choices.float());
    let capacity = u128::from(max_tokens) * 1000;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, as the ratio of a throttle does"
    )]
    let success = (ratio * 1000.0 + 0.5) as u128;
    let model = Throttle {
        capacity,
        balance: capacity,
        success,
    };
    (Budget::throttle(max_tokens, ratio), Box::new(model))
}

impl Model for Throttle {
    fn admit(&mut self, _: &Moment) -> bool {
        true
    }

    fn on_failure(&mut self) {
        self.balance -= self.balance.min(1000);
    }

    fn withdraw(&mut self, _: Decision, _: &Moment) -> Option<u32> {
        (self.balance * 2 > self.capacity).then_some(0)
    }

    fn on_success(&mut self, _: Option<u32>) {
        let success = self.success.min(self.capacity);
        self.balance = (self.balance + success).min(self.capacity);
    }

    fn available(&self) -> u128 {
        let above_half = (self.balance * 2).saturating_sub(self.capacity);
        above_half.div_ceil(2000)
    }
}
