//! The attempts of a few calls, for a picture.

use std::time::Duration;

use super::setting::Scenario;

/// How many calls are followed.
const ROWS: usize = 24;
/// More attempts than this cannot be distinguished in a picture.
const MOST_SPANS: usize = 5_000;
/// Calls of a herd begin together. Others are followed if they begin this long after each other, from this long before
/// the end of the outage on.
const APART: Duration = Duration::from_millis(150);
const BEFORE: Duration = Duration::from_secs(2);

/// The attempts of a few calls that begin towards the end of the outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    apart: Duration,
    next: Duration,
    /// How many calls are followed.
    pub rows: usize,
    /// Their attempts, in the order in which they ended.
    pub spans: Vec<Span>,
}

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which of the calls made it.
    pub row: usize,
    /// When its request was sent.
    pub from: Duration,
    /// When the client knew how it ended.
    pub until: Duration,
    /// How it ended.
    pub mark: Mark,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It succeeded.
    Success,
    /// It failed.
    Failure,
    /// It was cut off.
    CutOff,
}

impl Timeline {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let (apart, next) = if scenario.is_herd() {
            (Duration::ZERO, Duration::ZERO)
        } else {
            (APART, scenario.healed().saturating_sub(BEFORE))
        };
        Self {
            apart,
            next,
            rows: 0,
            spans: Vec::new(),
        }
    }

    /// Follows one more call, if there is place.
    pub(super) fn follow(&mut self, now: Duration) -> Option<u8> {
        if self.rows == ROWS || now < self.next {
            return None;
        }
        self.next = now.saturating_add(self.apart);
        self.rows += 1;
        u8::try_from(self.rows - 1).ok()
    }

    pub(super) fn add(&mut self, row: Option<u8>, from: Duration, until: Duration, mark: Mark) {
        let Some(row) = row.filter(|_| self.spans.len() < MOST_SPANS) else {
            return;
        };
        let row = row.into();
        self.spans.push(Span {
            row,
            from,
            until,
            mark,
        });
    }
}
