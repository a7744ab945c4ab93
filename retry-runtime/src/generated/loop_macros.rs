//! The steps of a call in generated code that observers may see. Without observers they expand to little
//! or nothing, which the compiler need not even read.

/// Makes an attempt that blocks. Returns its outcome, and what was seen of it.
///
/// ```text
/// call_watched!(&POLICY, (|| -> Output { code })())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __call_watched {
    ($policy:expr, $call:expr) => {{
        let __watch = $crate::__private::thread::Watch::start($policy);
        let __outcome = $call;
        (__outcome, __watch.end())
    }};
}

/// Awaits an attempt. Returns its outcome, and what was seen of it.
///
/// ```text
/// await_watched!(&POLICY, async { code })
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __await_watched {
    ($policy:expr, $attempt:expr) => {
        $crate::__private::watched($attempt, $policy).await
    };
}

/// Declares the state of a call with hooks. The policy comes last, if it is constant.
///
/// ```text
/// begin_with_hooks!(__observer, __state, "get", POLICY);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __begin_with_hooks {
    ($observer:ident, $run:ident, $($function:tt)*) => {
        let mut $observer =
            $crate::__private::ObservedCall::start($crate::__call_site_with_hooks!($($function)*));
        let mut $run = $crate::__private::RetryState::new();
    };
}

/// Declares the state of a call with `when` and hooks.
///
/// ```text
/// begin_by_kind_with_hooks!(__observer, __state, &KINDS, "get", POLICY);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __begin_by_kind_with_hooks {
    ($observer:ident, $run:ident, $kinds:expr, $($function:tt)*) => {
        let mut $observer =
            $crate::__private::ObservedCall::start($crate::__call_site_with_hooks!($($function)*));
        let mut $run = $crate::__private::Kinds::begin($kinds);
    };
}

/// Reports the end of a wait of a call with hooks.
#[doc(hidden)]
#[macro_export]
macro_rules! __waited_with_hooks {
    ($observer:ident) => {
        $crate::__private::CallObserver::waited(&mut $observer)
    };
}

#[cfg(feature = "events")]
mod observed {
    /// Makes an attempt that blocks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __call_attempt {
        ($call:expr) => {
            $crate::__call_watched!(&$crate::__private::WITHOUT_RESET, $call)
        };
    }

    /// Awaits an attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __await_attempt {
        ($attempt:expr) => {
            $crate::__await_watched!(&$crate::__private::WITHOUT_RESET, $attempt)
        };
    }

    /// The attempt of a function that returns a future. What makes the future is a part of it.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __returned_future {
        ($closure:expr) => {
            async { $crate::__private::call_once($closure).await }
        };
    }

    /// What a call knows after an attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after_attempt {
        ($deadline:expr, $watched:ident) => {
            &$crate::__private::AfterAttempt {
                deadline: $deadline,
                watched: $watched,
            }
        };
    }

    /// What shows the error of an outcome, as a function pointer.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __error_view_of {
        () => {
            |__outcome| $crate::__error_view!(__outcome)
        };
    }

    /// The call site of a call with hooks, or with a bundle, which may have them.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __call_site_with_hooks {
        ($($function:tt)*) => {
            $crate::__call_site!($($function)*)
        };
    }

    /// Declares the state of a call.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin {
        ($($call:tt)*) => {
            $crate::__begin_with_hooks!($($call)*);
        };
    }

    /// Declares the state of a call with `when`.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_by_kind {
        ($($call:tt)*) => {
            $crate::__begin_by_kind_with_hooks!($($call)*);
        };
    }

    /// Declares the state of a call with a budget.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_with_budget {
        ($($call:tt)*) => {
            $crate::__begin_with_hooks!($($call)*);
        };
    }

    /// `Some` of the wait after an attempt, or `None` to return its outcome.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __next_wait {
        ($observer:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident, $watched:ident) => {
            $crate::__next_wait!(
                $observer,
                $run,
                $policy,
                $judged,
                $outcome,
                $watched,
                $crate::__after_attempt!(&(), $watched)
            )
        };
        (
            $observer:ident,
            $run:ident,
            $policy:expr,
            $judged:expr,
            $outcome:ident,
            $watched:ident,
            $after:expr
        ) => {
            $crate::__private::next_wait_observed(
                &mut $run,
                $policy,
                $judged,
                $after,
                &mut $observer,
                $crate::__error_view!(&$outcome),
            )
        };
    }

    /// Reports the end of a wait.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __waited {
        ($observer:ident) => {
            $crate::__waited_with_hooks!($observer)
        };
    }

    /// Reports a success.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __succeeded {
        ($observer:ident, $run:expr, $policy:expr) => {
            $crate::__private::CallObserver::succeeded(
                &mut $observer,
                $crate::__private::attempt($run, $policy),
            )
        };
    }
}

#[cfg(not(feature = "events"))]
mod unobserved {
    /// Makes an attempt that blocks.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __call_attempt {
        ($call:expr) => {
            ($call, ())
        };
    }

    /// Awaits an attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __await_attempt {
        ($attempt:expr) => {
            ($attempt.await, ())
        };
    }

    /// The attempt of a function that returns a future.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __returned_future {
        ($closure:expr) => {
            $crate::__private::call_once($closure)
        };
    }

    /// What a call knows after an attempt.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __after_attempt {
        ($deadline:expr, $watched:ident) => {
            $deadline
        };
    }

    /// What shows the error of an outcome, as a function pointer.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __error_view_of {
        () => {
            $crate::__private::no_view
        };
    }

    /// The call site of a call that only hooks observe. They keep nothing for a function, so that it needs no
    /// `static`, which the compiler would take longer to read than the rest.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __call_site_with_hooks {
        ($function:tt $(, $policy:expr)?) => {
            &$crate::__private::CallSite {
                label: $crate::__label!($function),
            }
        };
    }

    /// Declares the state of a call.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin {
        ($observer:ident, $run:ident, $($function:tt)*) => {
            let mut $run = $crate::__private::RetryState::new();
        };
    }

    /// Declares the state of a call with `when`.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_by_kind {
        ($observer:ident, $run:ident, $kinds:expr, $($function:tt)*) => {
            let mut $observer = $crate::__private::Unobserved;
            let mut $run = $crate::__private::Kinds::begin($kinds);
        };
    }

    /// Declares the state of a call with a budget.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __begin_with_budget {
        ($observer:ident, $run:ident, $($function:tt)*) => {
            let mut $observer = $crate::__private::Unobserved;
            let mut $run = $crate::__private::RetryState::new();
        };
    }

    /// `Some` of the wait after an attempt, or `None` to return its outcome.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __next_wait {
        ($observer:ident, $run:ident, $policy:expr, $judged:expr, $outcome:ident, $watched:ident) => {
            $crate::__private::next_wait(&mut $run, $policy, $judged)
        };
        (
            $observer:ident,
            $run:ident,
            $policy:expr,
            $judged:expr,
            $outcome:ident,
            $watched:ident,
            $after:expr
        ) => {
            $crate::__private::next_wait_with_deadline(&mut $run, $policy, $judged, $after)
        };
    }

    /// Only hooks see the end of a wait.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __waited {
        ($observer:ident) => {};
    }

    /// Hooks do not see a success.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __succeeded {
        ($observer:ident, $run:expr, $policy:expr) => {};
    }
}
