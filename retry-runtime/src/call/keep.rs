//! Whether a call keeps its outcome while it waits. Only words that may return it then make the call do so: the
//! future of a call without them is `Send` also when its outcome is not.

use super::progress::{Ended, Failed, Pause, Then};

/// Whether something is kept.
pub trait Keep {
    /// What is kept of a `T`.
    type Kept<T>;

    /// Keeps the value, or drops it.
    fn keep<T>(value: T) -> Self::Kept<T>;

    /// Returns the pause in which a call ends that has `or_else`, or that waits before its end.
    ///
    /// # Errors
    ///
    /// The outcome, if it is returned now.
    fn end_in_pause<R>(ended: Ended<R>) -> Result<Pause<R, Self>, R>
    where
        Self: Sized;
}

/// The outcome is dropped before the wait.
#[derive(Clone, Copy, Debug)]
pub struct Dropped;

/// The outcome is kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept;

impl Keep for Dropped {
    type Kept<T> = ();

    #[inline]
    fn keep<T>(_: T) {}

    #[inline]
    fn end_in_pause<R>(ended: Ended<R>) -> Result<Pause<R, Self>, R> {
        Err(ended.outcome)
    }
}

impl Keep for Kept {
    type Kept<T> = T;

    #[inline]
    fn keep<T>(value: T) -> T {
        value
    }

    fn end_in_pause<R>(ended: Ended<R>) -> Result<Pause<R, Self>, R> {
        let Some(report) = ended.report else {
            return Err(ended.outcome);
        };
        let kept = Failed {
            outcome: ended.outcome,
            then: Then::Return(report),
        };
        Ok(Pause {
            wait: ended.wait,
            kept,
        })
    }
}

/// A word that may make a call keep its outcome.
pub trait KeepWord {
    /// Whether the word is said.
    const IS_SAID: bool;
    /// Whether a call with this word, and with others that mean `Other`, keeps its outcome.
    type Keep<Other: Keep>: Keep;
}

/// What a call keeps of an outcome for a wait.
pub(crate) type KeepOf<Exhausted, Before, Else, Cancel> = <Exhausted as KeepWord>::Keep<
    <Before as KeepWord>::Keep<<Else as KeepWord>::Keep<<Cancel as KeepWord>::Keep<Dropped>>>,
>;

/// Implements [`KeepWord`] for words that are said.
macro_rules! keeps_outcome {
    ($([$($generics:tt)*] $word:ty;)*) => {$(
        impl<$($generics)*> KeepWord for $word {
            const IS_SAID: bool = true;
            type Keep<Other: Keep> = Kept;
        }
    )*};
}

/// Implements [`KeepWord`] for words that are left out.
macro_rules! keeps_nothing {
    ($($word:ty;)*) => {$(
        impl KeepWord for $word {
            const IS_SAID: bool = false;
            type Keep<Other: Keep> = Other;
        }
    )*};
}

keeps_nothing! {
    super::before_retry_word::NoBeforeRetry;
    super::cancel::NeverCancelled;
    super::exhausted::ReturnAtOnce;
    super::or_else_word::NoElse;
}

keeps_outcome! {
    [] super::before_retry_word::OwnBeforeRetry;
    [F] super::before_retry_word::BeforeRetryBy<F>;
    [B] super::before_retry_word::BeforeRetryOf<B>;
    [B] super::before_retry_word::BeforeRetryInTaskOf<B>;
    [] super::cancel::AtShutdown;
    [T] super::cancel::ByToken<T>;
    [F] super::cancel::ByFuture<F>;
    [B] super::cancel::CancelOf<B>;
    [] super::exhausted::WaitFirst;
    [F, M] super::or_else_word::ElseBy<F, M>;
    [B] super::or_else_word::ElseOf<B>;
    [B] super::or_else_word::ElseInTaskOf<B>;
}
