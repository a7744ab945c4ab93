//! A service that fails twice before it answers, and the ways in which a body passes that on.

use std::sync::Mutex;

pub(crate) type Answer = Result<String, u32>;

/// Fails twice with the number of the call, then answers with what all three were given.
#[derive(Debug, Default)]
pub(crate) struct Flaky(Mutex<Vec<String>>);

impl Flaky {
    #[expect(clippy::needless_pass_by_value, reason = "so that a call is short")]
    pub(crate) fn call(&self, given: impl ToString) -> Answer {
        let mut calls = self.0.lock().expect("no call panics");
        calls.push(given.to_string());
        match calls.len() {
            1 => Err(1),
            2 => Err(2),
            _ => Ok(std::mem::take(&mut *calls).join(" ")),
        }
    }
}

/// How a body ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    QuestionMark,
    Return,
    Bail,
    Tail,
}

pub(crate) const WAYS: [Way; 4] = [Way::QuestionMark, Way::Return, Way::Bail, Way::Tail];

macro_rules! bail {
    ($error:expr) => {
        return Err($error)
    };
}

#[allow(unused_macros, reason = "some of the tests end in other ways")]
macro_rules! end {
    ($way:expr, $outcome:expr) => {
        match $way {
            Way::QuestionMark => Ok($outcome?),
            Way::Return => return $outcome,
            Way::Bail => match $outcome {
                Ok(answer) => Ok(answer),
                Err(error) => bail!(error),
            },
            Way::Tail => $outcome,
        }
    };
}
