//! The attempts of a few calls, for a picture.

use std::time::Duration;

/// How many calls are followed.
pub(super) const ROWS: usize = 24;

/// The attempts of the first calls that begin in the outage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
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
    /// Follows one more call, if there is place.
    pub(super) fn follow(&mut self) -> Option<u8> {
        if self.rows == ROWS {
            return None;
        }
        self.rows += 1;
        u8::try_from(self.rows - 1).ok()
    }

    pub(super) fn add(&mut self, row: Option<u8>, from: Duration, until: Duration, mark: Mark) {
        let Some(row) = row else { return };
        let row = row.into();
        self.spans.push(Span {
            row,
            from,
            until,
            mark,
        });
    }
}
