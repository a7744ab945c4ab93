//! The list of the functions that retry, with what their calls have done.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use linkme::distributed_slice;

use crate::decision::StopReason;
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};
use crate::policy::Policy;

/// All that the linker has found.
#[distributed_slice]
pub static SITES: [&'static Site];

/// Every function of the program that has the attribute, by path, whether or not it was called, and
/// whichever crate it is in.
///
/// The linker makes the list: nothing runs when the program starts. This works on Linux, Android,
/// Windows, macOS, iOS, FreeBSD, OpenBSD and illumos, and not for WebAssembly.
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
pub fn functions() -> Vec<Function> {
    let mut functions: Vec<_> = SITES.iter().map(|site| Function(site)).collect();
    functions.sort_unstable_by_key(Function::path);
    functions
}

/// A function that has the attribute, as [`functions`] lists it.
#[derive(Clone, Copy, Debug)]
pub struct Function(&'static Site);

impl Function {
    /// Its module and its name.
    ///
    /// ```
    /// let ours = retries::functions().into_iter().filter(|it| it.path().starts_with("billing::"));
    /// # assert_eq!(ours.count(), 0);
    /// ```
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.0.function()
    }

    /// Its policy, if that is the same for every call: of literals or of constants.
    ///
    /// ```
    /// for function in retries::functions() {
    ///     if let Some(policy) = function.policy() {
    ///         assert_eq!(policy.check(), Ok(()), "{}", function.path());
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn policy(&self) -> Option<Policy> {
        self.0.record.policy
    }

    /// What its calls have done until now.
    ///
    /// ```
    /// let recovered: u64 = retries::functions().iter().map(|it| it.counters().recovered).sum();
    /// println!("{recovered} calls would have failed");
    /// ```
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.record.counters()
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path())?;
        if let Some(policy) = self.policy() {
            write!(f, "{policy}; ")?;
        }
        self.counters().fmt(f)
    }
}

/// What the calls of a function have done. A call counts when it ends, a retry when its wait begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Calls in all. A body that panics does not end its call.
    pub calls: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Calls that succeeded after a retry.
    pub recovered: u64,
    /// Calls that returned a failure.
    pub gave_up: u64,
    /// Calls whose future was dropped.
    pub cancelled: u64,
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            calls,
            retries,
            recovered,
            gave_up,
            cancelled,
        } = self;
        let call = if *calls == 1 { "call" } else { "calls" };
        let retry = if *retries == 1 { "retry" } else { "retries" };
        write!(
            f,
            "{calls} {call}, {retries} {retry}, {recovered} recovered, {gave_up} gave up, \
             {cancelled} cancelled"
        )
    }
}

/// What the list knows of one function. Its counts are as wide as the processor's words: wider ones it
/// may not have.
#[derive(Debug)]
pub struct Record {
    policy: Option<Policy>,
    ok_first_try: AtomicUsize,
    retries: AtomicUsize,
    recovered: AtomicUsize,
    gave_up: AtomicUsize,
    cancelled: AtomicUsize,
}

impl Record {
    /// With this policy, and no calls yet.
    #[must_use]
    pub const fn new(policy: Option<Policy>) -> Self {
        Self {
            policy,
            ok_first_try: AtomicUsize::new(0),
            retries: AtomicUsize::new(0),
            recovered: AtomicUsize::new(0),
            gave_up: AtomicUsize::new(0),
            cancelled: AtomicUsize::new(0),
        }
    }

    #[inline]
    pub(super) fn succeeded_at_once(&self) {
        self.ok_first_try.fetch_add(1, Ordering::Relaxed);
    }

    fn counters(&self) -> Counters {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed) as u64;
        let recovered = count(&self.recovered);
        let gave_up = count(&self.gave_up);
        let cancelled = count(&self.cancelled);
        Counters {
            calls: count(&self.ok_first_try) + recovered + gave_up + cancelled,
            retries: count(&self.retries),
            recovered,
            gave_up,
            cancelled,
        }
    }
}

pub(super) fn event(site: &Site, event: &Event<'_, Described<'_>>) {
    let record = &site.record;
    let counter = match event.happened() {
        Happened::Retry { .. } => &record.retries,
        Happened::Succeeded => &record.recovered,
        Happened::GaveUp(StopReason::Cancelled) => &record.cancelled,
        Happened::GaveUp(_) => &record.gave_up,
    };
    counter.fetch_add(1, Ordering::Relaxed);
}
