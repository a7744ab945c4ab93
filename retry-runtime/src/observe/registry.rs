//! The list of annotated functions, with the counters of their calls.

use core::fmt;

use linkme::distributed_slice;

use super::call_site::CallSite;
use super::function_stats::Counters;
use super::named;
use crate::policy::Policy;
use crate::validate::PolicyError;

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

/// An annotated function in the list of [`functions`], or a closure with a name.
///
/// [`set_enabled`](Self::set_enabled) and [`set_policy`](Self::set_policy) change how it retries at run time, during an
/// incident for example. Both print with it:
///
/// ```text
/// shop::get: fixed("1s"), max_attempts = 3; now fixed("5s"), max_attempts = 9; 1 call, 0 retries, …
/// shop::put: fixed("1s"), max_attempts = 3; off; 1 call, 0 retries, …
/// ```
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

    /// Returns the function's own policy if it is constant, made of literals or constants. [`set_policy`](Self::set_policy)
    /// does not change it.
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

    /// Turns the retries of this function off, or on again, as [`set_enabled`](crate::set_enabled) does for all
    /// functions. While they are off, each failure is returned at once, with
    /// [`StopReason::Disabled`](crate::StopReason::Disabled). Calls that are waiting still make their next attempt.
    ///
    /// ```
    /// use retries::retry;
    ///
    /// #[retry(fixed("1ms"), name = "billing.charge")]
    /// fn charge(attempts: &mut u32) -> Option<()> {
    ///     *attempts += 1;
    ///     None
    /// }
    ///
    /// for function in retries::functions() {
    ///     if function.path().starts_with("billing.") {
    ///         function.set_enabled(false);
    ///     }
    /// }
    /// let mut attempts = 0;
    /// charge(&mut attempts);
    /// assert_eq!(attempts, 1);
    /// ```
    pub fn set_enabled(&self, enabled: bool) {
        self.0.stats.operations.set_enabled(enabled);
    }

    /// Returns whether the retries of this function are on. All may be [off](crate::is_enabled) nevertheless.
    ///
    /// ```
    /// assert!(retries::functions().iter().all(|function| function.is_enabled()));
    /// ```
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.0.stats.operations.is_enabled()
    }

    /// Gives this function another policy, which decides after each failure from now on, also in calls that are under
    /// way. [`clear_policy`](Self::clear_policy) brings the function's own back.
    ///
    /// The new policy replaces the delays, the jitter and the limits. What a call reads at its beginning stays as it is
    /// written:
    /// - **`attempt_timeout`**: that of the new policy is ignored.
    /// - **`deadline`**: the call's own deadline holds too, so a new one can only end the call sooner. In a call that
    ///   has none of its own, the new one counts from the first failure that the new policy decides about.
    /// - **`reset_after`**: that of the new policy holds if the function's own policy has one too, because only then the
    ///   time of attempts is measured.
    /// - **`attempt = n`** and [`TimedOut`](crate::TimedOut) have the limit of attempts of the function's own policy.
    ///
    /// What is worth a retry (`on`), the budget and the hooks are no part of a policy, and stay. So do the backoff and
    /// the number of a `when`: only [`set_enabled`](Self::set_enabled) ends the retries of its failures too.
    ///
    /// # Errors
    ///
    /// The [`PolicyError`] of a policy that [`Policy::validate`] refuses. The function then keeps the policy it has.
    ///
    /// ```
    /// use retries::{Policy, PolicyError, retry};
    ///
    /// #[retry(fixed("1ms"), max_attempts = 2, name = "billing.refund")]
    /// fn refund(attempts: &mut u32) -> Option<()> {
    ///     *attempts += 1;
    ///     None
    /// }
    ///
    /// let functions = retries::functions();
    /// let function = functions.iter().find(|it| it.path() == "billing.refund").unwrap();
    /// function.set_policy(Policy::new().max_attempts(1))?;
    /// let mut attempts = 0;
    /// refund(&mut attempts);
    /// assert_eq!(attempts, 1);
    ///
    /// let endless = Policy::new().unlimited_attempts();
    /// assert_eq!(function.set_policy(endless), Err(PolicyError::NoLimit));
    /// # Ok::<(), PolicyError>(())
    /// ```
    pub fn set_policy(&self, policy: Policy) -> Result<(), PolicyError> {
        policy.validate()?;
        self.0.stats.operations.set_policy(Some(policy));
        Ok(())
    }

    /// Brings back the function's own policy after [`set_policy`](Self::set_policy).
    ///
    /// ```
    /// use retries::{Policy, PolicyError};
    ///
    /// for function in retries::functions() {
    ///     function.set_policy(Policy::new().max_attempts(1))?;
    ///     function.clear_policy();
    ///     assert_eq!(function.new_policy(), None);
    /// }
    /// # Ok::<(), PolicyError>(())
    /// ```
    pub fn clear_policy(&self) {
        self.0.stats.operations.set_policy(None);
    }

    /// Returns the policy that [`set_policy`](Self::set_policy) has given the function.
    ///
    /// ```
    /// use retries::{Policy, PolicyError};
    ///
    /// let once = Policy::new().max_attempts(1);
    /// for function in retries::functions() {
    ///     function.set_policy(once)?;
    ///     assert_eq!(function.new_policy(), Some(once));
    /// }
    /// # Ok::<(), PolicyError>(())
    /// ```
    #[must_use]
    pub fn new_policy(&self) -> Option<Policy> {
        self.0.stats.operations.policy()
    }
}

impl fmt::Display for RetriedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path())?;
        if let Some(policy) = self.policy() {
            write!(f, "{policy}; ")?;
        }
        if let Some(policy) = self.new_policy() {
            write!(f, "now {policy}; ")?;
        }
        if !self.is_enabled() {
            f.write_str("off; ")?;
        }
        self.counters().fmt(f)
    }
}
