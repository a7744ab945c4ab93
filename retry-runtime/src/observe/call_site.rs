//! The function that a call belongs to, with the data of observers.

#[cfg(feature = "tracing")]
use core::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "metrics")]
use super::first_try_counter::{FirstTryCounter, ok_first_try};
#[cfg(feature = "registry")]
use super::function_stats::FunctionStats;
use super::label::Label;

#[cfg(not(feature = "metrics"))]
type FirstTryCounter = ();
#[cfg(not(feature = "registry"))]
type FunctionStats = ();

/// The label and the policy of one function, and the data that observers keep for it.
#[derive(Debug)]
pub struct CallSite {
    /// The name in events.
    pub label: Label,
    #[cfg(feature = "metrics")]
    first_try_counter: FirstTryCounter,
    #[cfg(feature = "registry")]
    pub(super) stats: FunctionStats,
    #[cfg(feature = "tracing")]
    has_reported_policy: AtomicBool,
}

impl CallSite {
    /// The call site of the function with this label.
    #[must_use]
    #[cfg_attr(
        not(all(feature = "metrics", feature = "registry")),
        expect(unused_variables, reason = "without these features they are `()`")
    )]
    pub const fn new(
        label: Label,
        first_try_counter: FirstTryCounter,
        stats: FunctionStats,
    ) -> Self {
        Self {
            label,
            #[cfg(feature = "metrics")]
            first_try_counter,
            #[cfg(feature = "registry")]
            stats,
            #[cfg(feature = "tracing")]
            has_reported_policy: AtomicBool::new(false),
        }
    }

    /// The call site of closures with this name.
    pub(super) fn of_name(name: &'static str) -> Self {
        #[cfg(feature = "metrics")]
        let first_try_counter = FirstTryCounter::new(Box::leak(Box::new(ok_first_try(name))));
        #[cfg(not(feature = "metrics"))]
        let first_try_counter = ();
        #[cfg(feature = "registry")]
        let stats = FunctionStats::new(None);
        #[cfg(not(feature = "registry"))]
        let stats = ();
        Self::new(Label::Known(name), first_try_counter, stats)
    }

    pub(crate) fn function(&self) -> &'static str {
        self.label.get()
    }

    /// Increments the counter of calls that succeed at the first attempt.
    #[cfg(feature = "metrics")]
    pub(super) fn increment_first_try(&self) {
        self.first_try_counter.increment(&self.label);
    }

    /// Returns `true` the first time: a policy error is reported once per function.
    #[cfg(feature = "tracing")]
    pub(super) fn mark_policy_reported(&self) -> bool {
        !self.has_reported_policy.swap(true, Ordering::Relaxed)
    }
}

/// The call site of the function in whose body this stands. The policy comes second, if it is constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_site {
    ($function:tt $(, $policy:expr)?) => {{
        static __RETRY_CALL_SITE: $crate::__private::CallSite =
            $crate::__new_call_site!($function $(, $policy)?);
        $crate::__list!(__RETRY_CALL_SITE);
        &__RETRY_CALL_SITE
    }};
}

/// A call site for a `static`.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_call_site {
    ($function:tt $(, $policy:expr)?) => {
        $crate::__private::CallSite::new(
            $crate::__label!($function),
            $crate::__first_try_counter!($function),
            $crate::__function_stats!($($policy)?),
        )
    };
}

/// The counter of calls that succeed at the first attempt.
#[cfg(feature = "metrics")]
#[doc(hidden)]
#[macro_export]
macro_rules! __first_try_counter {
    ((method $method:literal)) => {
        $crate::__private::FirstTryCounter::of_method()
    };
    ($function:tt) => {{
        static __RETRY_LABELS: $crate::__private::Labels =
            $crate::__private::ok_first_try($crate::__known_label!($function));
        $crate::__private::FirstTryCounter::new(&__RETRY_LABELS)
    }};
}

/// Without the feature `metrics` nothing is counted.
#[cfg(not(feature = "metrics"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __first_try_counter {
    ($function:tt) => {
        ()
    };
}

/// The stats of a function for the registry.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __function_stats {
    () => {
        $crate::__private::FunctionStats::new($crate::__private::None)
    };
    ($policy:expr) => {
        $crate::__private::FunctionStats::new($crate::__private::Some($policy))
    };
}

/// Without the feature `registry` there is no list.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __function_stats {
    ($($policy:expr)?) => {
        ()
    };
}

/// Puts a call site on the list of functions.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __list {
    ($site:ident) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::CALL_SITES)]
        #[linkme(crate = $crate::__private::linkme)]
        static __RETRY_LISTED: &$crate::__private::CallSite = &$site;
    };
}

/// Without the feature `registry` there is no list.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __list {
    ($site:ident) => {};
}
