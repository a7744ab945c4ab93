//! Whether a call keeps its outcome while it waits. Only words that may return it then make the call do so: the
//! future of a call without them is `Send` also when its outcome is not.

/// Whether something is kept.
pub trait Keep {
    /// What is kept of a `T`.
    type Kept<T>;

    /// Keeps the value, or drops it.
    fn keep<T>(value: T) -> Self::Kept<T>;

    /// Keeps the value.
    ///
    /// # Errors
    ///
    /// What `otherwise` makes of a value that is not kept.
    fn keep_or<T, R>(value: T, otherwise: impl FnOnce(T) -> R) -> Result<Self::Kept<T>, R>;
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
    fn keep_or<T, R>(value: T, otherwise: impl FnOnce(T) -> R) -> Result<(), R> {
        Err(otherwise(value))
    }
}

impl Keep for Kept {
    type Kept<T> = T;

    #[inline]
    fn keep<T>(value: T) -> T {
        value
    }

    #[inline]
    fn keep_or<T, R>(value: T, _: impl FnOnce(T) -> R) -> Result<T, R> {
        Ok(value)
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
        impl<$($generics)*> $crate::call::flow::keep::KeepWord for $word {
            const IS_SAID: bool = true;
            type Keep<Other: $crate::call::flow::keep::Keep> = $crate::call::flow::keep::Kept;
        }
    )*};
}

/// Implements [`KeepWord`] for words that are left out.
macro_rules! keeps_nothing {
    ($word:ty) => {
        impl $crate::call::flow::keep::KeepWord for $word {
            const IS_SAID: bool = false;
            type Keep<Other: $crate::call::flow::keep::Keep> = Other;
        }
    };
}

pub(crate) use {keeps_nothing, keeps_outcome};

/// The words that decide what a call keeps for a pause, and what it does then.
#[derive(Clone, Copy, Debug)]
pub struct PauseWords<'a, X, P, L, N> {
    _exhausted: &'a X,
    pub(super) before_retry: &'a P,
    pub(super) or_else: &'a L,
    pub(super) cancel: &'a N,
}

impl<'a, X, P, L, N> PauseWords<'a, X, P, L, N> {
    /// The words `on_exhausted`, `before_retry`, `or_else` and `cancel`.
    #[inline]
    pub const fn new(exhausted: &'a X, before_retry: &'a P, or_else: &'a L, cancel: &'a N) -> Self {
        Self {
            _exhausted: exhausted,
            before_retry,
            or_else,
            cancel,
        }
    }
}
