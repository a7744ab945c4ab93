//! One line above an existing function makes it survive transient failure, without hurting the
//! service that fails.
//!
//! ```
//! use retries::retry;
//! # use std::io;
//! # struct Client;
//! fn is_transient(error: &io::Error) -> bool {
//!     error.kind() == io::ErrorKind::ConnectionRefused
//! }
//!
//! impl Client {
//!     #[retry(exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s", on = is_transient)]
//!     async fn get(&self, key: &str) -> Result<String, io::Error> {
//!         // the body you already have
//! #       Ok(key.to_owned())
//!     }
//! }
//! ```
//!
//! - [`retry`](macro@retry) is the attribute, and lists its options.
//! - [`Policy`] is what the attribute builds: a plain value that can be shared, printed, and called
//!   with a closure where there is no function.
//! - [`Decision`] is what `on` may answer when `true` and `false` are not enough.
//! - [`state`] is the core that decides, without a clock, a timer or a random generator: for loops and
//!   simulations of your own.
//!
//! # What happens when an attempt fails
//!
//! 1. `on` (for a success, `on_ok`) says whether this outcome is worth another attempt. It is called for every
//!    failure, also for one that `attempt_timeout` made.
//! 2. Are there attempts left?
//! 3. How long to wait: the backoff with its jitter, or the time that the server asked for, if it is not
//!    shorter than the backoff's first delay. So no server can make a client call it without a pause.
//! 4. Would the wait end past the deadline?
//! 5. Does the budget, if there is one, grant this retry?
//!
//! Where the answer is no, the call returns this outcome at once. Otherwise the outcome is dropped,
//! the call waits, and the body runs again. A panic in the body is not caught, and dropping the
//! future ends the call wherever it is.
//!
//! # What to retry
//!
//! `on = transient` asks the error itself, which is [`Transient`](trait@Transient): errors of `std::io`
//! always, those of common clients by the feature of their name, any other by what is in its
//! `source()` chain, and your own by [`#[derive(Transient)]`](derive@Transient).
//!
//! **A failure does not say that nothing was done.** After a time-out, a connection that was reset or
//! closed while a request was under way, or a 500, 502, 503 or 504, the server may have done what was
//! asked.
//! `on = transient` retries these, which is right for reads and for whatever does no harm when done
//! twice. Otherwise there are two ways:
//! - `on = unprocessed` retries only what was surely not processed: refused connections, names that did
//!   not resolve, 429, a 503 with `Retry-After`, a transaction that the database undid.
//! - Give the request a key by which the server recognises a repetition, made once before the
//!   annotated function is called and passed to it as an argument, so that every attempt sends the
//!   same; `attempt = n` tells the server which attempt it is.
//!
//! # What the sum of all calls may do
//!
//! A [`Budget`] bounds the retries of many calls together: without one, three attempts each are three
//! times the load just when a service has none to give.
//!
//! # Policies from a file
//!
//! With the feature `serde`, a [`Policy`] and a [`Budget`] are read from any format that serde knows, in
//! the attribute's words and with what they mean there when left out. Whatever the attribute checks is
//! checked again, and an error says what to write instead. `attempt_timeout`, which only async functions
//! have, is no part of a policy, but a field beside it, which `retries::duration` reads.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # #[cfg(feature = "serde")] {
//! use retries::{Budget, Policy};
//! use serde::Deserialize;
//! use std::time::Duration;
//!
//! #[derive(Deserialize)]
//! struct Config {
//!     #[serde(deserialize_with = "retries::duration::deserialize")]
//!     attempt_timeout: Duration,
//!     retry: Policy,
//!     budget: Budget,
//! }
//!
//! let config: Config = toml::from_str(
//!     r#"
//!     attempt_timeout = "2s"
//!
//!     [retry]
//!     exp = { base = "1s", cap = "60s" }
//!     jitter = "full"
//!     deadline = "30s"
//!
//!     [budget]
//!     ratio = 0.1
//!     "#,
//! )?;
//!
//! assert_eq!(config.attempt_timeout, Duration::from_secs(2));
//! assert_eq!(
//!     config.retry.to_string(),
//!     r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = unlimited, deadline = "30s""#
//! );
//! assert_eq!(config.budget.to_string(), "10 % of the calls and 10 a second");
//!
//! let error = toml::from_str::<Policy>("max_attempts = 0").unwrap_err();
//! assert!(error.to_string().contains("write `max_attempts = 1` to never retry"));
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # See what calls did
//!
//! Hooks (`on_retry`, `on_give_up`) are handed an [`Event`]. Three features observe every annotated
//! function of the program, whichever crate it is in, without a word in the code:
//!
//! - **`tracing`**: one event a retry, one a success after a retry, and one a give-up, under the target
//!   `retries`, in the span around the call. Errors are shown by `Display`, or else by `Debug`; those of
//!   closures ([`Policy::call`]) are not. With tracing's feature `log`, and as long as there is no subscriber,
//!   they are records of `log`.
//! - **`metrics`**: the counters `retries_calls_total` (by `function` and `result`) and `retries_total`, whose
//!   sum are all attempts, the histogram `retries_wait_seconds` (by `delay_source`), and the gauge
//!   `retries_budget_available`. A success at the first attempt is one counter and nothing else.
//! - **`registry`**: `retries::functions()` lists the functions, their policies, and what their calls
//!   have done. A success at the first attempt is one atomic addition.
//!
//! All three observe dropped futures; none observes a panic.
//!
//! # Test and turn off
//!
//! With the feature `test-util` a recording (`retries::testing`) makes waits virtual, for sync and async
//! functions alike, and tells what calls did. [`set_enabled`] turns all retrying off.
//!
//! # Time
//!
//! Async functions wait on tokio's timer and read tokio's clock, so that a test with
//! `start_paused = true` takes no time. Other timers are a feature each, or `sleep = f`:
//! - `async-io` is smol's, `futures-timer` a thread of its own. They work under any executor; of the two
//!   the first is used.
//! - Where `tokio`, a default feature, is enabled beside one of these, code that runs inside a tokio
//!   runtime waits on tokio's timer, and all other on the other. The runtime must have its timer on, as
//!   `enable_all` and the attributes do.
//! - `gloo-timers` is a browser's timer, which there is used before all others, with the browser's clock.
//!   It counts to 24 days, and ends longer waits then. Elsewhere the feature does nothing.
//!
//! Sync functions put their thread to sleep, which in an async task blocks the executor: call them from
//! `spawn_blocking`, as without retries.
//!
//! # Without the standard library
//!
//! With `default-features = false` the core is left, which needs neither `std` nor `alloc`: [`Policy`] and
//! its [`Schedule`], [`state::RetryState`], which decides, [`Budget`] where the processor has atomics of 64 bits,
//! [`Transient`](trait@Transient) to implement by hand. The loop, its clock and its random words are then
//! yours, as [`state`] shows. The attribute and the derive need the feature `std`, which every timer and
//! every client brings.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(target_has_atomic = "64")]
pub use retry_runtime::Budget;
pub use retry_runtime::{
    Attempt, Backoff, Decision, DelaySource, IntoDecision, Jitter, JitterRatio, Outcome, Policy,
    PolicyError, RetryBudget, RetryRequest, Schedule, StopReason, Transient, Wait, state,
    transient, unprocessed,
};
#[cfg(feature = "std")]
pub use retry_runtime::{Event, EventKind, NoBudget, Retry, TimedOut, is_enabled, set_enabled};

#[cfg(feature = "metrics")]
pub use retry_runtime::describe_metrics;
#[cfg(feature = "http")]
pub use retry_runtime::retry_after;
#[cfg(feature = "test-util")]
pub use retry_runtime::testing;
#[cfg(feature = "registry")]
pub use retry_runtime::{Counters, RetriedFunction, functions};

/// Durations as people write them, `"500ms"` or `"1m 30s"`, for fields of your own configuration.
///
/// The function reads a `Duration` and what is made of one, such as `Option<Duration>`:
///
/// ```
/// use serde::Deserialize;
/// use std::time::Duration;
///
/// #[derive(Deserialize)]
/// struct Config {
///     #[serde(default, deserialize_with = "retries::duration::deserialize")]
///     attempt_timeout: Option<Duration>,
/// }
///
/// let config: Config = toml::from_str(r#"attempt_timeout = "2s""#).unwrap();
/// assert_eq!(config.attempt_timeout, Some(Duration::from_secs(2)));
/// assert_eq!(toml::from_str::<Config>("").unwrap().attempt_timeout, None);
/// ```
///
/// A policy may be flattened into a table that has such a field; an error then points at the table, and
/// not at the line. [`Policy::validate_attempt_timeout`] tells whether the two agree.
///
/// ```
/// use retries::Policy;
/// use serde::Deserialize;
/// use std::time::Duration;
///
/// #[derive(Deserialize)]
/// struct Retry {
///     #[serde(deserialize_with = "retries::duration::deserialize")]
///     attempt_timeout: Duration,
///     #[serde(flatten)]
///     policy: Policy,
/// }
///
/// let retry: Retry = toml::from_str(
///     r#"
///     attempt_timeout = "2s"
///     deadline = "30s"
///     "#,
/// )?;
/// retry.policy.validate_attempt_timeout(retry.attempt_timeout)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "serde")]
pub use retry_runtime::duration;

/// Implements [`Transient`](trait@Transient) for an error of your own.
///
/// A variant, or a struct, is permanent unless it says otherwise; several words go together:
/// - `#[transient]`: it may pass.
/// - `#[transient(if = expr)]`: it may pass if this holds. The expression sees the fields as
///   references under their names, those of a tuple as `_0`, `_1`, …
/// - `#[transient(inherit)]`: as the error in it; on a field, as that. It is what a field that is
///   marked `#[from]` or `#[source]`, or is called `source`, does unasked; to stop it, write
///   `#[transient(if = false)]`.
/// - `#[transient(after = field)]`: it may pass, and this field, a `Duration` or an
///   `Option<Duration>`, is how long the server asked to wait.
/// - `#[transient(unprocessed)]`: it may pass, and the request was surely not processed.
/// - `#[transient(rate_limited)]`: the same, because the server wants fewer requests; the next one waits
///   longer, as the option `rate_limited` says.
/// - `#[transient(timeout)]`: it may pass, and no answer came in time, for which a budget of tokens
///   takes more.
///
/// `#[transient(crate = path)]` on the type says where this crate is, when it was renamed.
///
/// ```
/// use retries::{Decision, Transient, transient};
/// use std::io;
/// use std::time::Duration;
///
/// #[derive(Transient)]
/// enum Error {
///     #[transient(after = wait, unprocessed)]
///     Busy { wait: Option<Duration> },
///     #[transient(if = *_0 >= 500)]
///     Status(u16),
///     #[transient(inherit)]
///     Io(io::Error),
///     NotFound,
/// }
///
/// let busy = Error::Busy { wait: Some(Duration::from_secs(3)) };
/// assert_eq!(transient(&busy), Decision::RetryAfter(Duration::from_secs(3)));
/// assert_eq!(transient(&Error::Status(404)), Decision::Stop);
/// assert_eq!(transient(&Error::Io(io::ErrorKind::ConnectionReset.into())), Decision::Retry);
/// assert_eq!(transient(&Error::NotFound), Decision::Stop);
/// ```
#[cfg(feature = "std")]
pub use retry_macros::Transient;

/// Calls the function again when it fails.
///
/// The function returns a `Result`, whose `Err` is a failure, or an `Option`, whose `None` is; type
/// aliases are fine. It may be a method, async, generic or unsafe, and its body may use `?` and
/// `return`. The caller gets the last outcome, as if the function had been called once.
///
/// ```
/// use retries::retry;
/// use std::io;
///
/// # fn is_transient(_: &io::Error) -> bool { false }
/// #[retry(exp(base = "100ms", cap = "5s"), jitter = full, max_attempts = 4, on = is_transient)]
/// fn read(path: &str) -> io::Result<String> {
///     std::fs::read_to_string(path)
/// }
/// # assert!(read("no/such/file").is_err());
/// ```
///
/// Without options it makes three attempts, waits doubling from 100 ms to at most 10 s with additive
/// jitter, and retries every failure.
///
/// # Options
///
/// Comma-separated, in any order, each at most once. A duration is a string with units (`"1s"`,
/// `"500ms"`, `"1m 30s"`; the units are `ns`, `us`, `ms`, `s`, `m`, `h` and `d`), or any expression
/// of type `Duration`. A number is a literal or any expression. Expressions may use `self` and the
/// arguments, and are evaluated once a call. A literal that makes no sense is a compile error; a
/// value known only at run time saturates to something safe, as [`Policy`] and [`Backoff`] say.
///
/// **Backoff**, the nominal delay `d` before retry n = 1, 2, …; one of
/// - `exp(base = "1s", cap = "60s", factor = 2)`: `min(cap, base * factor^(n-1))`. `cap` and `factor`
///   may be left out: no cap, factor 2.
/// - `fixed("2s")`: the same each time.
/// - `linear(base = "1s", step = "1s", cap = "10s")`: `base + (n-1) * step`. `step` is `base` if left
///   out.
/// - `fibonacci(base = "1s", cap = "60s")`: 1, 1, 2, 3, 5, … times `base`.
/// - `backoff = f`: `fn(u32) -> Duration`, called with n.
///
/// `rate_limited = exp(base = "1s", cap = "20s")`, or another of the four or a [`Backoff`], is waited
/// instead after [`Decision::RateLimited`], which `on = transient` answers to a 429 and its like: soon
/// after, there would be another. Left out it is the backoff, or `exp(base = "1s", cap = "10s")` where no
/// backoff is named.
///
/// **Jitter**, see [`Jitter`]: `jitter`, `jitter = full`, `equal`, `decorrelated`, or a ratio such as
/// `0.25`. No wait is longer than the cap, jitter included.
///
/// **Limits**
/// - `max_attempts = 5`: calls of the body in all, the first included; `unlimited` for no count. Left
///   out it is 3, or unlimited when there is a `deadline`.
/// - `deadline = "30s"`: no attempt starts later than this after the call began, and a wait that
///   would end past it is not begun; `never` for none.
/// - `attempt_timeout = "2s"`, for async functions: an attempt is cut off after this, or at the deadline
///   if that is sooner, which makes the deadline a promise about the whole call. The error is made of a
///   [`TimedOut`] by `From`, and `on` decides about it as about any other.
/// - `max_retry_after = "5m"`: the longest wait that a server may ask for through
///   [`Decision::RetryAfter`]. Asked for more, the call returns at once. A wait shorter than the backoff's
///   first delay is ignored.
///
/// - `budget = B`: a [`Budget`] that calls share, or any [`RetryBudget`]: an expression that can be borrowed,
///   like a `static` or `self.budget`. What it refuses is returned at once, or, with `on_exhausted = wait`,
///   after the wait: callers that call again and again would otherwise lose all pacing.
///
/// A policy that cannot mean what it says does not compile, whether it is of literals or of constants
/// (paths in capitals): a deadline before the end of the first wait, a cap below its base, no limit at
/// all unless written as `max_attempts = unlimited, deadline = never`, no limit and no wait, an
/// `attempt_timeout` not below the deadline. [`Policy::validate`] asks the same at run time.
///
/// **Decision**
/// - `on = f`: a path or a closure, `Fn(&E) -> bool` or `-> Decision`; for an `Option`, `E` is `()`.
/// - `on_ok = f`: the same for a success that is really a failure; [`Decision::Stop`] accepts it.
///
/// ```
/// use retries::retry;
///
/// struct Response {
///     status: u16,
/// }
///
/// #[retry(fixed("1ms"), on_ok = |response| response.status == 503)]
/// fn send() -> Result<Response, std::io::Error> {
///     Ok(Response { status: 200 })
/// }
/// # assert_eq!(send().unwrap().status, 200);
/// ```
///
/// **Hooks**
/// - `on_retry = f`, `on_give_up = f`: a path or a closure, `Fn(&Event<'_, E>)`, called before each wait
///   and before a failure is returned; see [`Event`]. The error is borrowed, so it may be of any type. A
///   hook that panics ends the call like a panic of the body. A future that is dropped calls none.
///
/// **Arguments**
/// - `clone(a, b)`: the body uses these up; each attempt that another may follow gets a clone, and
///   the last possible one takes the original. `clone(self)` is possible. Bare `clone` is for every argument
///   that is neither a reference nor unused; a generic one without `Clone` in sight is left alone.
/// - `attempt = n`: binds an [`Attempt`] for the body to use.
///
/// ```
/// use retries::retry;
///
/// #[retry(fixed("1ms"), clone(body), attempt = n)]
/// fn send(url: &str, body: Vec<u8>) -> Result<usize, std::io::Error> {
///     println!("{url}: {n}");
///     Ok(std::io::Cursor::new(body).into_inner().len())
/// }
/// # assert_eq!(send("u", vec![1]).unwrap(), 1);
/// ```
///
/// **Elsewhere**
/// - `policy = expr`: starts from a [`Policy`]; the other options override its parts.
/// - `sleep = f`: another timer than the enabled feature's, `Fn(Duration) -> impl Future`, or `Fn(Duration)` for a sync function.
/// - `crate = path`: where this crate is, when it was renamed or re-exported.
///
/// ```
/// use retries::{Policy, retry};
///
/// struct Client {
///     policy: Policy,
/// }
///
/// impl Client {
///     #[retry(policy = self.policy, deadline = "2s")]
///     fn ping(&self) -> Option<()> {
///         Some(())
///     }
/// }
/// # assert!(Client { policy: Policy::new() }.ping().is_some());
/// ```
///
/// # Whole `impl` blocks
///
/// On an `impl` block it covers each method whose written return type ends in `Result`, or is a future
/// of one. A method's own `#[retry(…)]` replaces it, `#[retry(skip)]` exempts the method. A second `#[retry]`
/// on one function or block is an error: it would multiply the attempts.
///
/// # Functions that return a future
///
/// If the body ends with an async block, as it is or boxed, that block is the attempt: the statements
/// before it run once, when the function is called. Any other body is evaluated again for each attempt,
/// when the future runs.
///
/// # What an attempt may use
///
/// Arguments that the body borrows are as they are, `&mut` ones are lent to each attempt, and a
/// parameter that is declared `mut` starts from what the caller passed. A result that borrows from
/// `&mut self` is beyond today's borrow checker: return something owned. Async functions become one
/// layer of future deeper, which counts towards the compiler's `recursion_limit`.
#[cfg(feature = "std")]
pub use retry_macros::retry;

#[cfg(feature = "std")]
#[doc(hidden)]
pub use retry_runtime::__private;

#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;
