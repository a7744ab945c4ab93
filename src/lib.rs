//! One line above an existing function makes it survive transient failure, without hurting the
//! service that fails.
//!
//! ```
//! use retries::{Budget, retry, transient};
//! # use std::io;
//! # struct Client;
//!
//! static BUDGET: Budget = Budget::new();
//!
//! impl Client {
//!     #[retry(exp(base = "100ms", cap = "5s"), jitter = full, deadline = "30s", on = transient, budget = BUDGET)]
//!     async fn get(&self, key: &str) -> Result<String, io::Error> {
//!         // the body you already have
//! #       Ok(key.to_owned())
//!     }
//! }
//! ```
//!
//! - [`retry`](macro@retry) is the attribute; its page lists the options.
//! - [`policy`](macro@policy) declares a bundle: options with a name, for many functions.
//! - [`retry()`](retry()) and [`Retry`] do the same for closures.
//! - [`Policy`] is the value that the attribute builds. You can share it, print it, and read it from a file.
//! - [`Decision`] is the result of `on` when `true` and `false` are not enough.
//! - [`state`] is the core that decides, without a clock, a timer or a random generator, for your own
//!   loops and simulations.
//!
//! # The guide
//!
//! The [guide] has one page for each question. The page [start](guide::start#what-happens-when-an-attempt-fails) says
//! what happens when an attempt fails. All pages:
//! - [start](guide::start), [when not](guide::when_not) to retry, [what to retry](guide::what_to_retry),
//!   [writes](guide::writes), [deadlines](guide::deadlines), [budgets](guide::budgets), [how long to
//!   wait](guide::how_long_to_wait), [nested](guide::nested), [across](guide::across) tasks and services;
//! - [testing](guide::testing), [observing](guide::observing), [configuration](guide::configuration),
//!   [around an attempt](guide::around), [closures](guide::closures), [stacks](guide::stacks),
//!   [libraries](guide::libraries);
//! - [compiler errors](guide::compiler_errors), the [cookbook](guide::cookbook), [coming
//!   from](guide::coming_from) another library, and [costs](guide::costs).
//!
//! **The server may have processed a request that failed**: after a timeout, after a connection that was
//! reset or closed during a request, and after a 500, 502, 503 or 504. `on = transient` retries these, which
//! is right for reads and for other operations that may be done twice. For all others see
//! [writes](guide::writes).
//!
//! # Observers and switches
//!
//! Hooks (`on_retry`, `on_give_up`) receive an [`Event`]. The features `tracing`, `metrics`, `registry` and `report`
//! observe every annotated function of the program, in all crates, without a change in the code:
//! [observing](guide::observing). With the feature `test-util` a recording (`retries::testing`) makes waits virtual, for
//! sync and async functions. [`set_enabled`] turns off all retrying, and [`shutdown`] ends it for good before the process
//! exits.
//!
//! # Without the standard library
//!
//! With `default-features = false` the core remains, which needs neither `std` nor `alloc`: [`Policy`] and
//! its [`Schedule`], [`state::RetryState`], [`Budget`] if the processor has 64-bit atomics, and
//! [`Transient`](trait@Transient) to implement by hand. You write the loop, and supply its clock and random
//! numbers, as [`state`] shows. The attribute and the derive need the feature `std`, which every timer and
//! every client enables.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
    docsrs,
    feature(doc_cfg),
    doc(auto_cfg(hide(target_has_atomic = "64")))
)]
#![forbid(unsafe_code)]

#[cfg(target_has_atomic = "64")]
pub use retry_runtime::Budget;
#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub use retry_runtime::Budgets;
pub use retry_runtime::{
    Attempt, Backoff, CallRequest, Decision, DelaySource, IntoDecision, Jitter, JitterRatio,
    Outcome, Policy, PolicyError, Refused, RetryBudget, RetryRequest, Schedule, StopReason,
    Transient, Wait, state, transient, unprocessed,
};
#[cfg(feature = "std")]
pub use retry_runtime::{
    CancelToken, CurrentAttempt, Event, EventKind, Kind, NoBudget, Retry, TimedOut, Words,
    is_enabled, is_shut_down, remaining, retry, retry_async, retry_async_mut, scope, set_enabled,
    shutdown, within, within_blocking,
};

#[cfg(feature = "serde")]
pub use retry_runtime::ParseError;
#[cfg(feature = "metrics")]
pub use retry_runtime::describe_metrics;
#[cfg(feature = "http")]
pub use retry_runtime::retry_after;
#[cfg(all(
    any(feature = "tower", feature = "reqwest-middleware"),
    any(feature = "tokio", feature = "async-io", feature = "futures-timer")
))]
pub use retry_runtime::stack;
#[cfg(feature = "test-util")]
pub use retry_runtime::testing;
#[cfg(feature = "report")]
pub use retry_runtime::{CallReport, Report, reported, reported_blocking};
#[cfg(feature = "registry")]
pub use retry_runtime::{Counters, RetriedFunction, functions};

/// Reads durations with units, `"500ms"` or `"1m 30s"`, in your own configuration.
///
/// The function reads a `Duration`, or a type made from one, such as `Option<Duration>`:
///
/// ```
/// use serde::Deserialize;
/// use std::time::Duration;
///
/// #[derive(Deserialize)]
/// struct Config {
///     #[serde(default, deserialize_with = "retries::duration::deserialize")]
///     connect_timeout: Option<Duration>,
/// }
///
/// let config: Config = toml::from_str(r#"connect_timeout = "2s""#).unwrap();
/// assert_eq!(config.connect_timeout, Some(Duration::from_secs(2)));
/// assert_eq!(toml::from_str::<Config>("").unwrap().connect_timeout, None);
/// ```
///
/// You can flatten a policy into a table that has fields of your own. An error then points at the table, and
/// not at the line.
///
/// ```
/// use retries::Policy;
/// use serde::Deserialize;
/// use std::time::Duration;
///
/// #[derive(Deserialize)]
/// struct Upstream {
///     #[serde(deserialize_with = "retries::duration::deserialize")]
///     connect_timeout: Duration,
///     #[serde(flatten)]
///     policy: Policy,
/// }
///
/// let upstream: Upstream = toml::from_str(
///     r#"
///     connect_timeout = "2s"
///     deadline = "30s"
///     "#,
/// )?;
/// assert_eq!(upstream.policy.time_limit(), Some(Duration::from_secs(30)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "serde")]
pub use retry_runtime::duration;

/// Implements [`Transient`](trait@Transient) for an error of your own.
///
/// A variant or a struct without an attribute is permanent. The words may be combined:
/// - `#[transient]`: transient.
/// - `#[transient(if = expr)]`: transient if the expression is true. The expression sees the fields as
///   references by their names; the fields of a tuple are `_0`, `_1`, …
/// - `#[transient(inherit)]`: classified like its inner error, or like the annotated field. This is the
///   default for a field with `#[from]` or `#[source]`, or with the name `source`; to stop it, write
///   `#[transient(if = false)]`.
/// - `#[transient(after = field)]`: transient, and the field, a `Duration` or an `Option<Duration>`, is
///   the server's `Retry-After`.
/// - `#[transient(unprocessed)]`: transient, and the request was surely not processed.
/// - `#[transient(rate_limited)]`: the same, because the server wants fewer requests. The next wait is
///   that of the option `rate_limited`.
/// - `#[transient(timeout)]`: transient, because no response came in time. A retry costs more tokens of a
///   budget.
///
/// `#[transient(crate = path)]` on the type gives the path of this crate, if it was renamed.
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
/// The function returns a `Result` or an `Option`, also through a type alias; `Err` and `None` are
/// failures. It may be a method, async, generic or unsafe, and its body may use `?` and `return`. The
/// caller gets the last outcome, as if the function had been called once.
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
/// Without options the function makes three attempts and retries every failure. The waits double from
/// 100 ms to at most 10 s, with additive jitter.
///
/// # Options
///
/// Options are separated by commas, in any order, each at most once. A duration is a string with units
/// (`"1s"`, `"500ms"`, `"1m 30s"`; the units are `ns`, `us`, `ms`, `s`, `m`, `h` and `d`), or an expression
/// of type `Duration`. A number is a literal or an expression. Expressions may use `self` and the
/// arguments, and are evaluated once per call. An invalid literal is a compile error. A value known only at
/// run time is limited to a valid one, see [`Policy`] and [`Backoff`].
///
/// **Backoff** is the nominal delay `d` before retry n = 1, 2, …; one of
/// - `exp(base = "1s", cap = "60s", factor = 2)`: `min(cap, base * factor^(n-1))`. `cap` and `factor`
///   may be left out: no cap, factor 2.
/// - `fixed("2s")`: the same delay before each retry.
/// - `linear(base = "1s", step = "1s", cap = "10s")`: `base + (n-1) * step`. The default of `step` is
///   `base`.
/// - `fibonacci(base = "1s", cap = "60s")`: 1, 1, 2, 3, 5, … times `base`.
/// - `backoff = f`: `fn(u32) -> Duration`, called with n.
///
/// `rate_limited = exp(base = "1s", cap = "20s")`, or another of the first four, or a [`Backoff`], replaces
/// the backoff after [`Decision::RateLimited`], which `on = transient` returns for a 429 and similar
/// failures. The default is the backoff, or `exp(base = "1s", cap = "10s")` if no backoff is named.
///
/// **Jitter**: `jitter`, `jitter = full`, `equal`, `decorrelated`, or a ratio such as `0.25`, see
/// [`Jitter`]. No wait is longer than the cap, jitter included.
///
/// **Limits**
/// - `max_attempts = 5`: the attempts in all, the first included; `unlimited` for no limit. The default is 3. A
///   `deadline` without `max_attempts` removes the limit of three attempts.
/// - `deadline = "30s"`: no attempt starts later than this after the start of the call, and no wait starts
///   that would end later; `never` for none. It is as exact as the timer: a wait that ends late, as in a process
///   that was stopped, delays the attempt after it, even past the deadline. An attempt with an `attempt_timeout`
///   does not start then. The time in which the machine is suspended counts as it does for
///   [`Instant`](std::time::Instant): not on Linux. Calls inside an attempt [inherit](scope) the time that is left.
/// - `attempt_timeout = "2s"`, for async functions: cuts an attempt off after this, or at the deadline if
///   that is sooner, so that the deadline holds for the whole call. `From<TimedOut>` makes the error, see
///   [`TimedOut`], and `on` decides about it as about any other. `attempt_timeout = policy` takes over the
///   attempt timeout of `policy = P`, `never` drops it.
/// - `on_timeout = f`: makes the error of an attempt that was cut off, instead of `From<TimedOut>`. `f` is a
///   path or a closure, `FnOnce(TimedOut) -> E`. The server may have processed the request: make no error that
///   `unprocessed` retries.
/// - `max_retry_after = "5m"`: the longest [`Decision::RetryAfter`] to wait for. After a longer one the
///   call returns at once. A wait shorter than the backoff's first delay is ignored.
/// - `reset_after = "1m"`: an attempt that lasted this long and failed counts as the first, so it resets the count of
///   attempts and the backoff. The deadline and the budget are not reset. See [`Policy::reset_after`].
/// - `nested = stop`: gives up, with [`StopReason::Nested`], after an attempt in which a call inside made a retry, where
///   another attempt would have followed. It counts also if that call recovered, or was dropped or cut off. So the
///   retries of layers add up and do not multiply, see [`Policy::stop_nested`]. `nested = retry` takes it away from a
///   bundle or a policy.
/// - `budget`: a [`Budget`] of this function with the defaults, shared by all its calls. On an `impl` block
///   all methods of the block share it.
/// - `budget = B`: a [`Budget`] that several functions share, or any [`RetryBudget`]. `B` is a `static`,
///   `self.budget`, or any other expression. Its value may be borrowed, owned, or a pointer such as an
///   `Arc<Budget>`, a `LazyLock` or a guard. It is evaluated once per call, and lives until the call returns.
///   A budget in a `const` is a new one in each call, and limits nothing: write a `static`.
/// - `on_exhausted = wait`: if the budget refuses a retry, the call returns after the wait, and not at once,
///   which slows down callers that call again at once.
/// - `on_refused = f`: makes the error of a call whose first attempt the budget refuses, as
///   [`Budget::adaptive`] may, instead of `From<Refused>`. `f` is a path or a closure,
///   `FnOnce(Refused) -> E`. With neither, the budget refuses retries only. No attempt is made, so neither
///   `on` nor a hook is called.
///
/// A policy that contradicts itself does not compile, if its values are literals or constants (paths in
/// capitals): a deadline before the end of the first wait, a cap below its base, no limit at all unless
/// written as `max_attempts = unlimited, deadline = never`, no limit and no wait, an `attempt_timeout` not
/// below the deadline, a `reset_after` not below either. [`Policy::validate`] checks the same at run time.
///
/// **Decision**
/// - `on = f`: a path or a closure, `Fn(&E) -> bool` or `-> Decision`; for an `Option`, `E` is `()`.
/// - `on_ok = f`: the same for a success that is really a failure; [`Decision::Stop`] accepts the success.
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
/// - `when(f, fixed("5ms"), max_attempts = 10)`: other waits and another number of attempts for one kind of
///   failures, those for which `f` is true, `Fn(&E) -> bool`. After `f` comes a backoff, or `max_attempts`, or both.
///   There may be several: the first one whose `f` is true holds, so that a narrow one comes before a broad one. `f`
///   is called only for failures that `on` wants to retry. The backoff replaces the policy's, also `rate_limited`, and
///   its delay grows with the retries after failures of this kind. With `max_attempts`, that many attempts may fail
///   in this way, and they do not use up the policy's number; no single number is the limit then, so that
///   [`Attempt::max_attempts`] is `None`. Jitter, deadline and `max_retry_after` are the policy's.
///
/// ```
/// use retries::retry;
///
/// #[derive(Debug, PartialEq)]
/// enum Error {
///     Conflict,
///     Down,
/// }
///
/// #[retry(
///     exp(base = "1s", cap = "60s"), max_attempts = 3,
///     when(|error| *error == Error::Conflict, fixed("1ms"), max_attempts = 10),
/// )]
/// fn save(conflicts: &mut u32) -> Result<u32, Error> {
///     *conflicts += 1;
///     if *conflicts < 10 { Err(Error::Conflict) } else { Ok(*conflicts) }
/// }
/// assert_eq!(save(&mut 0), Ok(10));
/// # let _ = Error::Down;
/// ```
///
/// **Hooks**
/// - `on_retry = f`, `on_give_up = f`: a path or a closure, `Fn(&Event<'_, E>)`, called before each wait
///   and before a failure is returned; see [`Event`]. The hook borrows the error, which may have any type.
///   A panic in a hook ends the call like a panic in the body. A dropped future calls no hook.
///
/// **Around a retry**
/// - `before_retry = f`: called after a failure that is retried, after `on_retry` and before the wait, for instance
///   to connect again. `f` is a path or a closure, `FnOnce(&Event<'_, E>) -> Result<(), E>`, and in an async function
///   an async closure, a path to an `async fn`, or a closure that returns a future. It may use `self`, also
///   `&mut self`, and the arguments, but it cannot assign to a `mut` argument, whose original value each attempt has:
///   take a `&mut`. The future of a closure without `async` cannot borrow the event. An error of `f` ends the call,
///   with [`StopReason::BeforeRetry`]. If `f` takes so long that the wait would end past the deadline, the call returns
///   the failure of the attempt. `cancel` does not cut it off.
/// - `or_else = f`: makes the outcome to return instead of a failure that the call gives up on. `f` is a path or a
///   closure of the error, or of the error and the [`StopReason`], and returns what the function returns; in an
///   async function it may return a future of that. The hooks were called before, with the failure. It is not
///   called if the call was cancelled, nor for a success that `on_ok` calls a failure.
/// - `cancel = token`: ends a wait at once when the token is cancelled, and the call returns its last failure. A call
///   with a cancelled token makes one attempt. No attempt is cut off. `token` is an expression, which is evaluated
///   for each wait: a `CancellationToken` of `tokio-util`, or any other type with a method `cancelled` that returns a
///   future, a [`CancelToken`], or a future such as `self.stop.notified()`. [`shutdown`] ends the wait too. A `sleep`
///   of your own on a thread is not interrupted: the call ends after it.
///   A future is made after the failure: `Notify::notify_one` during the attempt ends the wait, `notify_waiters` does
///   not.
/// - `cancel`: ends a wait at [`shutdown`] only.
///
/// ```
/// use retries::retry;
///
/// struct Client {
///     connections: u32,
/// }
///
/// impl Client {
///     #[retry(fixed("1ms"), before_retry = |_| self.connect(), or_else = |error| self.cached(error), cancel)]
///     fn get(&mut self) -> Result<u32, String> {
///         Err("down".to_owned())
///     }
///
///     fn connect(&mut self) -> Result<(), String> {
///         self.connections += 1;
///         Ok(())
///     }
///
///     fn cached(&self, error: String) -> Result<u32, String> {
///         if self.connections == 0 { Err(error) } else { Ok(7) }
///     }
/// }
///
/// let mut client = Client { connections: 0 };
/// assert_eq!(client.get(), Ok(7));
/// assert_eq!(client.connections, 2);
/// ```
///
/// The error is kept until `before_retry` has returned, and with `cancel` during the wait, so that the future of an
/// async function is `Send` only if its error is, and for `before_retry` also `Sync`. With `on_ok`, the whole outcome
/// is kept.
///
/// **Arguments**
/// - `clone(a, b)`: the body uses up these arguments. Each attempt gets a clone, except the last possible
///   one, which takes the original; with the feature `registry` the last gets a clone too. `clone(self)` is possible.
///   Bare `clone` clones every used argument that is not a reference, except generic ones without a visible `Clone`
///   bound.
/// - `lend(a, b)`: each attempt gets a reference under the same name, for a generic argument whose trait references
///   have too. It is a `&mut` where the bound needs one, as `Read` or `Iterator`: an attempt then goes on where the one
///   before stopped.
/// - `into(a: String)`: converts the argument once, before the first attempt, and each attempt gets a clone as with
///   `clone`. The bound says how: `Into`, `ToString`, or for `IntoIterator` a `collect`, as `into(a: Vec<_>)`;
///   `into(a: Vec<String>)` converts the items too. In the body and in the hooks the argument has the new type.
/// - `attempt = n`: binds `n` to the [`CurrentAttempt`] in the body: its number, the limit, and the time that it has
///   left.
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
///
/// use std::io::{self, Write};
/// use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
///
/// #[retry(fixed("1ms"), lend(server), into(greeting: Vec<u8>))]
/// fn greet(server: impl ToSocketAddrs, greeting: impl Into<Vec<u8>>) -> io::Result<()> {
///     let greeting: Vec<u8> = greeting.into();
///     TcpStream::connect(server)?.write_all(&greeting)
/// }
/// # let no_server: &[SocketAddr] = &[];
/// # assert!(greet(no_server, "hello").is_err());
/// ```
///
/// **Other options**
/// - `policy = expr`: starts from a [`Policy`]; the other options override its parts.
/// - `NAME`: starts from a bundle, which is a constant that [`policy`](macro@policy) declares, or from a constant
///   [`Policy`]. The other options override its words, and `when`s come before its own. `attempt_timeout = never`
///   takes that away, and `= none` takes away `budget`, `on_ok`, `on_retry`, `on_give_up`, `before_retry`, `or_else`
///   or `cancel`.
/// - `sleep = f`: replaces the timer of the enabled feature, `Fn(Duration) -> impl Future`, or `Fn(Duration)`
///   for a sync function.
/// - `name = "billing.charge"`: the name of the function in events, logs, metrics and the registry; any text of
///   one line. The default is the function's path, for a method with the name of its type, such as
///   `shop::Client::get`, or of its trait, if the type has no name, and for a default method. It has no generic
///   arguments. A function without `self` has the name of its type if it mentions `Self`, or if the attribute is
///   above the `impl`. An `impl` block has no `name` for all its methods.
/// - `doc = false`: adds no paragraph about retries to the documentation. By default, a documented function has
///   one, with its policy and its waits.
/// - `crate = path`: the path of this crate, if it was renamed or re-exported.
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
/// ```
/// use retries::retry;
///
/// struct Billing;
///
/// impl Billing {
///     /// Charges once.
///     #[retry(max_attempts = 1, name = "billing.charge", doc = false, on_give_up = |event| {
///         assert_eq!(event.function(), "billing.charge");
///     })]
///     fn charge(&self) -> Option<()> {
///         None
///     }
/// }
/// # assert!(Billing.charge().is_none());
/// ```
///
/// # Whole `impl` blocks
///
/// On an `impl` block the attribute covers each method whose written return type ends in `Result`, or is a
/// future of one. A method's own `#[retry(…)]` replaces the options, `#[retry(skip)]` exempts the method. A
/// second `#[retry]` on one function or block is an error: it would multiply the attempts.
///
/// # Functions that return a future
///
/// If the body ends with an async block, plain or boxed, that block is the attempt: the statements before it
/// run once, when the function is called. Any other body runs again for each attempt, inside the future.
///
/// # What an attempt may use
///
/// The body may borrow any argument. Each attempt borrows a `&mut` argument or a closure that is `FnMut`
/// again, and starts with the original value of any other `mut` argument. It also borrows a generic argument that the
/// body uses up, if all its bounds hold for references for certain: `AsRef`, `Display`, `Debug`, and `Fn` where the
/// future needs no `Sync` for that. The compiler's error `use of moved value`, with a note about a macro such as
/// `write_clone_of_this_argument_in_the_attribute`, means that each attempt needs an argument of its own: write
/// `clone(name)`, `lend(name)` or `into(name: Type)`, as the macro's name says, or take a reference. The borrow checker
/// does not accept a result that borrows from `&mut self`: return an owned value. Async functions become one layer of future
/// deeper, which counts towards the compiler's `recursion_limit`.
#[cfg(feature = "std")]
pub use retry_macros::retry;

/// Declares a bundle: options of `#[retry(…)]` with a name, which many functions use.
///
/// ```
/// use retries::{Budget, Event, Policy, retry, transient};
/// use std::fmt::Display;
/// use std::io;
///
/// static PARTNER_BUDGET: Budget = Budget::new();
///
/// fn log<E: Display>(event: &Event<'_, E>) {
///     eprintln!("{event}");
/// }
///
/// /// What every call to a partner does.
/// #[retries::policy(
///     exp(base = "100ms", cap = "5s"), jitter = full, max_attempts = 4, on = transient,
///     budget = PARTNER_BUDGET, on_retry = log,
/// )]
/// pub const PARTNERS: Policy<impl Display>;
///
/// #[retry(PARTNERS)]
/// fn read(path: &str) -> io::Result<String> {
///     std::fs::read_to_string(path)
/// }
///
/// // Only here: a deadline, and no budget.
/// #[retry(PARTNERS, deadline = "10s", budget = none)]
/// fn write(path: &str, text: &str) -> io::Result<()> {
///     std::fs::write(path, text)
/// }
///
/// # fn main() {
/// assert!(read("no/such/file").is_err());
/// assert!(write("no/such/directory/file", "").is_err());
/// // A closure:
/// assert!(PARTNERS.call(|| std::fs::metadata("no/such/file")).is_err());
/// # }
/// ```
///
/// The bundle is a constant without a value; the attribute gives it its value and its type, a [`Retry`]. It may
/// be `pub`, re-exported and renamed, and may name private functions. A function names it by any path, anywhere
/// among its options. In an `impl` block, where no type can be declared, write it beside the block.
///
/// # The errors it takes
///
/// - `Policy`: any error. `on = transient` and `on = unprocessed` take every error that is [`Transient`], and with
///   `on_ok` every value that is.
///   A closure names its type: `on = |error: &MyError| …`, `on_ok = |response: &Response| …`,
///   `on_retry = |event: &Event<'_, MyError>| …`.
/// - `Policy<MyError>`: this error. `on` and the hooks may be paths. Only with it, `on_timeout` and `on_refused`
///   make the error of an attempt that is cut off and of a call that is refused.
/// - `Policy<impl Display>`: every error with this trait. `on` and the hooks may be generic functions.
///
/// ```
/// use retries::{Budget, Policy, Refused, retry};
///
/// # #[derive(Debug)]
/// enum MyError {
///     Late,
///     Overloaded,
/// }
///
/// static BUDGET: Budget = Budget::adaptive(2.0);
///
/// #[retries::policy(
///     attempt_timeout = "2s", on_timeout = |_| MyError::Late, budget = BUDGET, on_refused = overloaded,
///     on_exhausted = wait, sleep = tokio::time::sleep,
/// )]
/// const PARTNERS: Policy<MyError>;
///
/// fn overloaded(_: Refused) -> MyError {
///     MyError::Overloaded
/// }
///
/// #[retry(PARTNERS)]
/// async fn get(key: &str) -> Result<usize, MyError> {
/// #     tokio::task::yield_now().await;
///     Ok(key.len())
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// assert_eq!(get("key").await.unwrap(), 3);
/// # }
/// ```
///
/// # What differs from a function
///
/// - All values are constants, but for the budget and the token of `cancel`: each step of a call evaluates these. The
///   word `budget` alone is one budget for all that use the bundle.
/// - `attempt_timeout` cuts off the attempts of async functions. Their error needs `From<TimedOut>`, unless the
///   bundle or the function has `on_timeout`. A function that is not async must write `attempt_timeout = never`, and
///   a closure for `call` has `.no_attempt_timeout()`.
/// - A `sleep` is for functions of one kind: one that returns a future for async functions, and one that blocks
///   for the others. A function of the other kind writes a `sleep` of its own.
/// - `before_retry` and `or_else` that return a future are for async functions. The attribute knows them by the word
///   `async`: for an async function write `before_retry = async |event| refresh(event).await`, and not its path.
/// - `or_else` makes the result of every function that uses the bundle, so it can return only an error, unless it is a
///   closure that declares its result: `|error: MyError| -> Result<Page, MyError> { … }`.
/// - `before_retry`, `or_else`, `cancel` and `on_exhausted = wait` keep the outcome during the wait, so that the future
///   of an async function is `Send` only if its outcome is. A function takes them away: `= none`,
///   `on_exhausted = return`.
/// - `clone`, `attempt`, `name` and whatever uses `self` or an argument belong to one function.
/// - A closure needs `on_refused`, of the bundle or its own, for an adaptive budget to refuse its first attempt.
/// - What the bundle leaves out keeps its meaning: a bundle without `max_attempts` and without a deadline makes
///   three attempts, also in a function that adds a deadline.
#[cfg(feature = "std")]
pub use retry_macros::policy;

#[cfg(all(any(doc, doctest), feature = "std"))]
pub mod guide;
#[cfg(all(test, feature = "std"))]
mod guide_links;

#[cfg(feature = "std")]
#[doc(hidden)]
pub use retry_runtime::__private;

#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
