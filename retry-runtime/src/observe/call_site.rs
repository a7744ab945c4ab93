//! A function that retries, as one finds it in the program.

#[cfg(feature = "tracing")]
use core::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "metrics")]
use crate::observe::metrics::Meter;
#[cfg(feature = "registry")]
use crate::observe::registry::Record;

#[cfg(not(feature = "metrics"))]
type Meter = ();
#[cfg(not(feature = "registry"))]
type Record = ();

/// What is the same for all calls of one function, and what each observer keeps of them.
#[derive(Debug)]
pub struct Site {
    function: &'static str,
    #[cfg(feature = "metrics")]
    pub(crate) meter: Meter,
    #[cfg(feature = "registry")]
    pub(crate) record: Record,
    #[cfg(feature = "tracing")]
    policy_error: AtomicBool,
}

impl Site {
    /// Of the function with this path.
    #[must_use]
    #[cfg_attr(
        not(all(feature = "metrics", feature = "registry")),
        expect(unused_variables, reason = "there is nothing to keep")
    )]
    pub const fn new(function: &'static str, meter: Meter, record: Record) -> Self {
        Self {
            function,
            #[cfg(feature = "metrics")]
            meter,
            #[cfg(feature = "registry")]
            record,
            #[cfg(feature = "tracing")]
            policy_error: AtomicBool::new(false),
        }
    }

    pub(crate) const fn function(&self) -> &'static str {
        self.function
    }

    /// Whether this is the first error of its policy, which alone is worth a report.
    #[cfg(feature = "tracing")]
    pub(crate) fn is_first_policy_error(&self) -> bool {
        !self.policy_error.swap(true, Ordering::Relaxed)
    }
}

/// The site of the function in whose body this stands; its policy comes second, if it is constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    ($function:expr $(, $policy:expr)?) => {{
        static __RETRY_SITE: $crate::__private::Site = $crate::__new_site!(
            ::core::concat!(::core::module_path!(), "::", $function)
            $(, $policy)?
        );
        $crate::__list!(__RETRY_SITE);
        &__RETRY_SITE
    }};
}

/// A site, for a `static` to hold.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_site {
    ($function:expr $(, $policy:expr)?) => {
        $crate::__private::Site::new(
            $function,
            $crate::__meter!($function),
            $crate::__record!($($policy)?),
        )
    };
}

/// The key under which calls that succeed at once are counted.
#[cfg(feature = "metrics")]
#[doc(hidden)]
#[macro_export]
macro_rules! __meter {
    ($function:expr) => {{
        static __RETRY_LABELS: $crate::__private::Labels =
            $crate::__private::ok_first_try($function);
        $crate::__private::Meter::new(&__RETRY_LABELS)
    }};
}

/// Nobody counts.
#[cfg(not(feature = "metrics"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __meter {
    ($function:expr) => {
        ()
    };
}

/// What the list of functions knows of one.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    () => {
        $crate::__private::Record::new($crate::__private::None)
    };
    ($policy:expr) => {
        $crate::__private::Record::new($crate::__private::Some($policy))
    };
}

/// There is no list.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($($policy:expr)?) => {
        ()
    };
}

/// Puts a site on the list of functions.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __list {
    ($site:ident) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::SITES)]
        #[linkme(crate = $crate::__private::linkme)]
        static __RETRY_LISTED: &$crate::__private::Site = &$site;
    };
}

/// There is no list.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __list {
    ($site:ident) => {};
}
