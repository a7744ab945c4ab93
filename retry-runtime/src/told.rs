//! What generated code says to who watches. Where nobody does, it says nothing, which the compiler need
//! not even read.

/// Begins to watch a function's call that has hooks; its policy comes second, if it is constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __watched {
    ($($function:tt)*) => {
        $crate::__private::Watched::start($crate::__site!($($function)*))
    };
}

#[cfg(feature = "events")]
mod somebody {
    /// Begins to watch a function's call.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __watch {
        ($($function:tt)*) => {
            $crate::__watched!($($function)*)
        };
    }

    /// Begins to watch a function's call, under this name.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __let_watch {
        ($watch:ident, $($function:tt)*) => {
            let mut $watch = $crate::__watched!($($function)*);
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
            $crate::__private::Watching::waited(&mut $watch)
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
    /// Nobody watches a call without hooks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __watch {
        ($($function:tt)*) => {
            $crate::__private::Unwatched
        };
    }

    /// Nobody watches a call without hooks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __let_watch {
        ($watch:ident, $($function:tt)*) => {};
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
