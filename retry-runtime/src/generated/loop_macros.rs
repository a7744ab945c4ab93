//! The steps of a call in generated code that somebody may watch. Where nobody does, they say nothing to
//! anybody, which the compiler need not even read.

/// Binds what a function's call that has hooks goes by; its policy comes last, if it is constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __begin_with_hooks {
    ($watch:ident, $run:ident, $($function:tt)*) => {
        let mut $watch = $crate::__private::Watched::start($crate::__site!($($function)*));
        let mut $run = $crate::__private::RUN;
    };
}

/// Tells hooks that the wait is over.
#[doc(hidden)]
#[macro_export]
macro_rules! __waited_with_hooks {
    ($watch:ident) => {
        $crate::__private::Watching::waited(&mut $watch)
    };
}

#[cfg(feature = "events")]
mod somebody {
    /// Binds what a function's call goes by.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin {
        ($($call:tt)*) => {
            $crate::__begin_with_hooks!($($call)*);
        };
    }

    /// The same for a call with a budget.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_with_budget {
        ($($call:tt)*) => {
            $crate::__begin_with_hooks!($($call)*);
        };
    }

    /// How long to wait after an attempt, unless its outcome is what the loop ends with.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after {
        ($watch:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident) => {
            $crate::__after!($watch, $run, $policy, $judged, $outcome, &())
        };
        ($watch:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident, $clock:expr) => {
            match $crate::__private::after_telling(
                &mut $run,
                $policy,
                $judged,
                $clock,
                &mut $watch,
                $crate::__describe!(&$outcome),
            ) {
                $crate::__private::Some(__wait) => __wait,
                $crate::__private::None => break $outcome,
            }
        };
    }

    /// Tells that the wait is over.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __waited {
        ($watch:ident) => {
            $crate::__waited_with_hooks!($watch)
        };
    }

    /// Tells of a success.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __succeeded {
        ($watch:ident, $run:expr, $policy:expr) => {
            $crate::__private::Watching::succeeded(
                &mut $watch,
                $crate::__private::attempt($run, $policy),
            )
        };
    }
}

#[cfg(not(feature = "events"))]
mod nobody {
    /// Binds what a function's call goes by, which nobody watches.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin {
        ($watch:ident, $run:ident, $($function:tt)*) => {
            let mut $run = $crate::__private::RUN;
        };
    }

    /// The same for a call with a budget.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_with_budget {
        ($watch:ident, $run:ident, $($function:tt)*) => {
            let mut $watch = $crate::__private::Unwatched;
            let mut $run = $crate::__private::RUN;
        };
    }

    /// How long to wait after an attempt, unless its outcome is what the loop ends with.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after {
        ($watch:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident) => {
            match $crate::__private::after(&mut $run, $policy, $judged) {
                $crate::__private::Some(__wait) => __wait,
                $crate::__private::None => break $outcome,
            }
        };
        ($watch:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident, $clock:expr) => {
            match $crate::__private::after_timed(&mut $run, $policy, $judged, $clock) {
                $crate::__private::Some(__wait) => __wait,
                $crate::__private::None => break $outcome,
            }
        };
    }

    /// Tells that the wait is over, which only hooks are interested in.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __waited {
        ($watch:ident) => {};
    }

    /// Hooks are not told of a success.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __succeeded {
        ($watch:ident, $run:expr, $policy:expr) => {};
    }
}
