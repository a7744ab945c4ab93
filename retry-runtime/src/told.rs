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

    /// A decision, and what it is about.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __judged {
        ($decision:expr) => {
            ($decision, $crate::__private::Described::Nothing)
        };
        ($decision:expr, $error:ident) => {
            ($decision, $crate::__describe!($error))
        };
    }

    /// Asks what follows a failed attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after {
        ($watch:ident, $run:expr, $policy:expr, $judged:ident, $elapsed:expr) => {
            $crate::__private::after($run, $policy, $judged.0, $elapsed, &mut $watch, $judged.1)
        };
    }

    /// The same of a call with a budget or hooks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after_asking {
        ($watch:ident, $run:expr, $policy:expr, $judged:ident, $elapsed:expr, $($asked:expr),*) => {
            $crate::__private::after_asking(
                $run, $policy, $judged.0, $elapsed, &mut $watch, $judged.1, $($asked),*
            )
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

    /// A decision.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __judged {
        ($decision:expr $(, $error:ident)?) => {{
            $(let _ = $error;)?
            $decision
        }};
    }

    /// Asks what follows a failed attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after {
        ($watch:ident, $run:expr, $policy:expr, $judged:ident, $elapsed:expr) => {
            $crate::__private::after($run, $policy, $judged, $elapsed)
        };
    }

    /// The same of a call with a budget or hooks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after_asking {
        ($watch:ident, $run:expr, $policy:expr, $judged:ident, $elapsed:expr, $($asked:expr),*) => {
            $crate::__private::after_asking(
                $run,
                $policy,
                $judged,
                $elapsed,
                &mut $watch,
                $crate::__private::Described::Nothing,
                $($asked),*
            )
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
