//! The list of annotated functions, with the counters of their calls.

use core::fmt;

use linkme::distributed_slice;

use super::call_site::CallSite;
use super::function_stats::Counters;
use super::named;
use crate::policy::Policy;

/// The call sites of all functions, collected by the linker.
#[distributed_slice]
pub static CALL_SITES: [&'static CallSite];

/// Returns every annotated function of the program, sorted by path, also functions that were never called
/// and those of other crates. Closures are listed under the name that
/// [`Retry::named`](crate::Retry::named) gives them, from their first call on.
///
/// The linker makes the list, so no code runs when the program starts. It works on Linux, Android, Windows,
/// macOS, iOS, FreeBSD, OpenBSD and illumos, but not on WebAssembly.
///
/// ```
/// use retries::retry;
///
/// #[retry(fixed("1ms"), max_attempts = 2)]
/// fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
/// # let _ = get();
///
/// for function in retries::functions() {
///     println!("{function}");
///     // crate::get: fixed("1ms"), max_attempts = 2; 1 call, 1 retry, 0 recovered, 1 gave up, 0 cancelled
/// }
/// # assert!(retries::functions().iter().any(|function| function.path().ends_with("::get")));
/// ```
#[must_use]
pub fn functions() -> Vec<RetriedFunction> {
    let annotated = CALL_SITES.iter().copied();
    let mut functions: Vec<_> = annotated
        .chain(named::call_sites())
        .map(RetriedFunction)
        .collect();
    functions.sort_unstable_by_key(RetriedFunction::path);
    functions
}

/// An annotated function in the list of [`functions`].
#[derive(Clone, Copy, Debug)]
pub struct RetriedFunction(&'static CallSite);

impl RetriedFunction {
    /// Returns the function's path: its module, the type of a method, and its name; or the `name` that it is
    /// given.
    ///
    /// ```
    /// let ours = retries::functions().into_iter().filter(|it| it.path().starts_with("billing::"));
    /// # assert_eq!(ours.count(), 0);
    /// ```
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.0.function()
    }

    /// Returns the function's policy if it is constant, made of literals or constants.
    ///
    /// ```
    /// for function in retries::functions() {
    ///     if let Some(policy) = function.policy() {
    ///         assert_eq!(policy.validate(), Ok(()), "{}", function.path());
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn policy(&self) -> Option<Policy> {
        self.0.stats.policy
    }

    /// Returns the counters of the function's calls until now.
    ///
    /// ```
    /// let recovered: u64 = retries::functions().iter().map(|it| it.counters().recovered).sum();
    /// println!("{recovered} calls would have failed");
    /// ```
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.stats.counters()
    }
}

impl fmt::Display for RetriedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path())?;
        if let Some(policy) = self.policy() {
            write!(f, "{policy}; ")?;
        }
        self.counters().fmt(f)
    }
}
