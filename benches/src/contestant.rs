//! The compared crates, and a common form to run them.

use std::hint::black_box;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contestant {
    /// One call, or as many as the loop would make, without any retrying.
    Bare,
    /// A loop without a crate: the unit of all ratios.
    HandLoop,
    Ours,
    Backon,
    BackonMacros,
    TokioRetry2,
    Tower,
    Retry,
    Backoff,
    TokioRetry,
    Tryhard,
    /// Our layer for tower.
    OurLayer,
    /// tower's layer with our policy.
    OurTowerPolicy,
    /// tower's layer with a policy written for it.
    TowerLayer,
    /// An atomic counter, the unit of the rows about budgets.
    Mutex,
}

impl Contestant {
    /// The contestants of the tables. Layers are compared by their instructions only.
    pub const ALL: [Self; 12] = [
        Self::Bare,
        Self::HandLoop,
        Self::Ours,
        Self::Backon,
        Self::BackonMacros,
        Self::TokioRetry2,
        Self::Tower,
        Self::Retry,
        Self::Backoff,
        Self::TokioRetry,
        Self::Tryhard,
        Self::Mutex,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare function",
            Self::HandLoop => "hand-written loop",
            Self::Ours => "#[retry]",
            Self::Backon => "backon",
            Self::BackonMacros => "backon-macros",
            Self::TokioRetry2 => "tokio-retry2",
            Self::Tower => "tower",
            Self::Retry => "retry",
            Self::Backoff => "backoff",
            Self::TokioRetry => "tokio-retry",
            Self::Tryhard => "tryhard",
            Self::OurLayer => ".layer()",
            Self::OurTowerPolicy => ".tower_policy()",
            Self::TowerLayer => "tower's layer",
            Self::Mutex => "mutex",
        }
    }
}

/// A contestant that can make any number of calls in a row.
pub struct Entry {
    pub who: Contestant,
    pub run: Box<dyn FnMut(u32)>,
}

impl Entry {
    pub fn new<R>(who: Contestant, mut call: impl FnMut() -> R + 'static) -> Self {
        let run = Box::new(move |calls| {
            for _ in 0..calls {
                black_box(call());
            }
        });
        Self { who, run }
    }
}
