//! What other retry libraries, and earlier versions of this one, call an option, and what to write instead.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use retry_runtime::parse::duration;
use syn::Lit;

use crate::options::function;
use crate::options::list::{Form, RawOption};
use crate::options::raw::OptionTokens;
use crate::suggest;

// Input:
//     tries = 7                   filter = is_busy     colour = "red"
//
// Output:
//     write `max_attempts = 7`    write `on = is_busy` …    None
/// Returns what to write instead of a name from elsewhere, with the user's value where it means the same here.
pub(crate) fn advice(option: &RawOption) -> Option<String> {
    let name = snake_case(&option.name.to_string());
    let name = name.strip_prefix("with_").unwrap_or(&name);
    let value = ForeignValue::new(&option.form);
    if suggest::counts_retries(name) {
        let attempts = value.attempts_for_retries();
        return Some(format!(
            "the first call counts too: write `max_attempts = {attempts}`"
        ));
    }
    limits(name, &value)
        .or_else(|| backoffs(name, &value))
        .or_else(|| jitters(name, &value))
        .or_else(|| decisions(name, &value))
        .or_else(|| hooks(name, &value))
        .or_else(|| fallbacks(name, &value))
        .or_else(|| tokens_of_cancellation(name, &value))
        .or_else(|| others(name, &value))
}

fn limits(name: &str, value: &ForeignValue) -> Option<String> {
    Some(match name {
        "stop" if value.is_time() => format!("write `deadline = {}`", value.time("30s")),
        "attempts" | "tries" | "max_tries" | "max_calls" | "stop" | "stop_after"
        | "stop_after_attempt" => format!("write `max_attempts = {}`", value.number("5")),
        "unlimited" | "forever" | "infinite" => "write `max_attempts = unlimited`".to_owned(),
        "timeout" => {
            let (attempt, call) = (value.time("2s"), value.time("30s"));
            format!(
                "write `attempt_timeout = {attempt}` for one attempt, `deadline = {call}` for the whole call"
            )
        }
        "no_attempt_timeout" => "write `attempt_timeout = never`".to_owned(),
        "per_try_timeout" | "try_timeout" | "attempt_time" | "timeout_per_attempt" => {
            format!("write `attempt_timeout = {}`", value.time("2s"))
        }
        "max_elapsed" | "max_elapsed_time" | "total_timeout" | "max_duration" | "max_time"
        | "total_delay" | "time_limit" | "stop_after_delay" => {
            format!(
                "write `deadline = {}` for the whole call",
                value.time("30s")
            )
        }
        "max_hint" => format!("write `max_retry_after = {}`", value.time("5m")),
        "within" => format!(
            "write `deadline = {}`, which calls inside inherit",
            value.time("2s")
        ),
        "scope" | "leave" | "inherit" => {
            "every call inherits the deadlines of the calls around it: \
             `retries::scope::leave` in the body runs something without them"
                .to_owned()
        }
        "stop_nested" | "nested_stop" | "no_nested" => "write `nested = stop`".to_owned(),
        "retry_nested" => "write `nested = retry`".to_owned(),
        _ => return None,
    })
}

fn backoffs(name: &str, value: &ForeignValue) -> Option<String> {
    let part = |code: String| format!("it belongs to the backoff: write `{code}`");
    Some(match name {
        "delay" | "wait" | "interval" | "period" | "constant" | "wait_fixed" | "fixed_backoff"
        | "wait_duration" => format!("write `fixed({})`", value.time("1s")),
        "exponential" | "expo" | "exponential_backoff" | "wait_exponential" => {
            let fields = value.fields("base = \"100ms\", cap = \"10s\"");
            format!("write `exp({fields})`")
        }
        "fib" | "fibo" | "fibonacci_backoff" => {
            let fields = value.fields("base = \"100ms\", cap = \"10s\"");
            format!("write `fibonacci({fields})`")
        }
        "incremental" | "linear_backoff" => {
            let fields = value.fields("base = \"100ms\", step = \"100ms\"");
            format!("write `linear({fields})`")
        }
        "base" | "base_delay" | "min_delay" | "min_wait" | "min_backoff" | "min_timeout"
        | "initial_delay" | "initial_interval" | "initial_backoff" => {
            part(format!("exp(base = {}, cap = \"60s\")", value.time("1s")))
        }
        "cap" | "max_delay" | "max_wait" | "max_interval" | "max_backoff" | "max_timeout" => part(
            format!("exp(base = \"100ms\", cap = {})", value.time("60s")),
        ),
        "factor" | "multiplier" | "exponent" | "exp_base" => part(format!(
            "exp(base = \"1s\", factor = {})",
            value.number("2")
        )),
        "step" | "increment" => part(format!(
            "linear(base = \"1s\", step = {})",
            value.time("1s")
        )),
        "throttle" | "throttled" => {
            "write `rate_limited = exp(base = \"1s\", cap = \"10s\")`".to_owned()
        }
        _ => return None,
    })
}

fn jitters(name: &str, value: &ForeignValue) -> Option<String> {
    Some(match name {
        "full" | "full_jitter" => "write `jitter = full`".to_owned(),
        "equal" | "equal_jitter" => "write `jitter = equal`".to_owned(),
        "decorrelated" | "decorrelated_jitter" => "write `jitter = decorrelated`".to_owned(),
        "randomize" | "randomization_factor" | "use_jitter" | "random" => {
            format!("write `jitter`, or `jitter = {}`", value.number("0.25"))
        }
        _ => return None,
    })
}

fn decisions(name: &str, value: &ForeignValue) -> Option<String> {
    const FUNCTION: &str = "with a function that returns `true` for what to retry";
    Some(match name {
        "retry_if" | "retry_on" | "retry_when" | "retry_for" | "condition" | "predicate"
        | "filter" | "include" | "should_retry" | "should_handle" | "handle" | "is_retryable"
        | "retryable" => {
            format!("write `on = {}` {FUNCTION}", value.code("is_transient"))
        }
        "retry_if_result" | "retry_on_result" => {
            format!("write `on_ok = {}` {FUNCTION}", value.code("is_busy"))
        }
        "giveup" | "give_up" | "abort_if" | "abort_on" | "unless" | "exclude" | "no_retry_for" => {
            let is_permanent = if value.is_path() {
                value.text()
            } else {
                "is_permanent".to_owned()
            };
            format!("write `on = |error| !{is_permanent}(error)`")
        }
        _ => return None,
    })
}

fn hooks(name: &str, value: &ForeignValue) -> Option<String> {
    let hook = value.code("f");
    Some(match name {
        "notify" | "on_failure" | "on_backoff" | "on_retry_scheduled" | "listener" | "after" => {
            format!("write `on_retry = {hook}`, which is called before each wait")
        }
        // Some libraries let these functions act: p-retry's can end the call.
        "before" | "before_sleep" | "before_wait" | "before_attempt" | "before_each"
        | "on_failed_attempt" | "on_attempt_failure" | "on_before_retry" => format!(
            "write `on_retry = {hook}` for a function that only observes, `before_retry = {hook}` for one that \
             prepares the retry and returns `Ok(())`, or an error to end the call"
        ),
        "reconnect" | "refresh" | "prepare" | "consume_result_before_retry_attempt" => {
            format!(
                "write `before_retry = {hook}`, which prepares the retry and returns `Ok(())`, or an error to end \
                 the call"
            )
        }
        "on_error" | "on_failed" | "on_giveup" | "on_retries_exceeded" | "on_abort" => {
            format!("write `on_give_up = {hook}`, which is called before a failure is returned")
        }
        _ => return None,
    })
}

fn fallbacks(name: &str, value: &ForeignValue) -> Option<String> {
    let or_else = |code: String| {
        format!("write `or_else = {code}`, which returns the result instead of a failure")
    };
    Some(match name {
        "fallback"
        | "fallback_method"
        | "fallback_action"
        | "fallback_func"
        | "on_fallback"
        | "recover"
        | "recovery"
        | "or"
        | "otherwise"
        | "rescue"
        | "catch"
        | "unwrap_or_else"
        | "retry_error_callback" => or_else(value.fallback()),
        "fallback_value" | "fallback_result" | "default" | "default_value" | "or_value"
        | "unwrap_or" => or_else(format!("|_| Ok({})", value.expression("default"))),
        "or_default" | "unwrap_or_default" => or_else("|_| Ok(Default::default())".to_owned()),
        "map_err" | "map_error" | "retry_error_cls" => {
            let map = value.code("MyError::from");
            or_else(format!("|error| Err({map}(error))"))
        }
        _ => return None,
    })
}

fn tokens_of_cancellation(name: &str, value: &ForeignValue) -> Option<String> {
    Some(match name {
        "cancellation"
        | "cancellation_token"
        | "cancel_token"
        | "cancelled"
        | "canceled"
        | "cancel_on"
        | "cancel_when"
        | "cancel_if"
        | "abort"
        | "abort_signal"
        | "abort_controller"
        | "signal"
        | "token"
        | "ctx"
        | "context"
        | "interrupt"
        | "stop_token"
        | "stop_event"
        | "stop_when_event_set"
        | "sleep_using_event" => {
            let token = value.code("token");
            format!("write `cancel = {token}`, which ends the wait when the token is cancelled")
        }
        "cancel_at_shutdown" => {
            "write `cancel`, which ends the wait at `retries::shutdown()`".to_owned()
        }
        "shutdown" | "on_shutdown" | "stop_on_shutdown" | "graceful_shutdown" => {
            let token = value.code("token");
            format!(
                "write `cancel`, which ends the wait at `retries::shutdown()`, or `cancel = {token}` for a token"
            )
        }
        _ => return None,
    })
}

fn others(name: &str, value: &ForeignValue) -> Option<String> {
    Some(match name {
        "retry_budget" | "quota" | "retry_quota" | "tokens" => {
            let budget = value.code("BUDGET");
            format!(
                "write `budget`, or `budget = {budget}` with a `static {budget}: retries::Budget`"
            )
        }
        "on_empty" => "write `on_exhausted = wait`".to_owned(),
        "label" | "event_name" | "metric_name" => {
            format!("write `name = {}`", value.quoted("billing.charge"))
        }
        "sleeper" | "timer" => format!("write `sleep = {}`", value.code("f")),
        "case" | "kind" | "if" | "match" | "for_error" | "per_error" => {
            "write `when(is_conflict, fixed(\"5ms\"))` for one kind of failure".to_owned()
        }
        "skip" => {
            "it exempts a method of an `impl` that has `#[retry]`; here, remove the attribute"
                .to_owned()
        }
        _ => return None,
    })
}

/// Returns our name for a field of a backoff in another library.
pub(crate) fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "min" | "initial" | "start" | "delay" | "min_delay" | "initial_delay" | "base_delay"
        | "initial_interval" | "initial_backoff" | "min_backoff" => "base",
        "max" | "limit" | "max_delay" | "max_interval" | "max_backoff" | "max_wait" => "cap",
        "multiplier" | "exponent" | "exp_base" => "factor",
        "increment" | "by" => "step",
        _ => return None,
    })
}

/// The value of an option of another library, of which only some have a meaning here.
struct ForeignValue(OptionTokens);

impl ForeignValue {
    fn new(form: &Form) -> Self {
        let tokens: Vec<TokenTree> = form.to_token_stream().into_iter().collect();
        Self(OptionTokens::new(&tokens))
    }

    fn text(&self) -> String {
        function::text(&self.0)
    }

    // Input:
    //     max_retries = 4    max_retries = N    max_retries
    //
    // Output:
    //     5                  N + 1              5
    fn attempts_for_retries(&self) -> String {
        let retries = self.text();
        match retries.trim_matches('"').parse::<u32>() {
            Ok(count) => count.saturating_add(1).to_string(),
            Err(_) if retries.is_empty() => "5".to_owned(),
            Err(_) => format!("{retries} + 1"),
        }
    }

    /// Returns the number or the name of one.
    fn number(&self, default: &str) -> String {
        let text = self.text();
        let text = text.trim_matches('"');
        if text.parse::<f64>().is_ok() || self.is_path() {
            text.to_owned()
        } else {
            default.to_owned()
        }
    }

    /// Returns a duration with a unit, or code that makes one.
    fn time(&self, default: &str) -> String {
        if self.is_time() {
            self.text()
        } else {
            format!("{default:?}")
        }
    }

    fn is_time(&self) -> bool {
        match self.0.string() {
            Some(text) => duration::parse(&text.value()).is_ok(),
            None => self.is_path() || self.text().contains("Duration"),
        }
    }

    /// Returns the code, or the path in quotes.
    fn code(&self, default: &str) -> String {
        match self.0.literal() {
            Some(Lit::Str(text)) if text.parse::<syn::Path>().is_ok() => text.value(),
            None if !self.0.is_empty() => self.text(),
            Some(_) | None => default.to_owned(),
        }
    }

    // Input:
    //     cached    "cached"    5             (nothing)
    //
    // Output:
    //     cached    cached      |_| Ok(5)     |error| Ok(default)
    /// Returns a function that makes a result instead of a failure.
    fn fallback(&self) -> String {
        match self.0.literal() {
            Some(Lit::Str(_)) | None => self.code("|error| Ok(default)"),
            Some(literal) => format!("|_| Ok({})", literal.to_token_stream()),
        }
    }

    /// Returns the code or the literal.
    fn expression(&self, default: &str) -> String {
        if self.0.is_empty() {
            default.to_owned()
        } else {
            self.text()
        }
    }

    /// Returns the text in quotes.
    fn quoted(&self, default: &str) -> String {
        match self.0.string() {
            Some(_) => self.text(),
            None => format!("{default:?}"),
        }
    }

    /// Returns named values, as in `base = "1s"`.
    fn fields(&self, default: &str) -> String {
        let has_equals = |token: TokenTree| crate::tokens::is_punct(&token, '=');
        let tokens: TokenStream = self.0.to_token_stream();
        if tokens.into_iter().any(has_equals) {
            self.text()
        } else {
            default.to_owned()
        }
    }

    /// Returns whether it is a path or a field: `limits::MAX`, `self.max`.
    fn is_path(&self) -> bool {
        let in_path = |token: &TokenTree| match token {
            TokenTree::Ident(_) => true,
            TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '.'),
            TokenTree::Group(_) | TokenTree::Literal(_) => false,
        };
        !self.0.is_empty() && self.0.literal().is_none() && self.0.as_slice().iter().all(in_path)
    }
}

/// Returns the name with `_` between its words: some libraries write `maxAttempts`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.extend(char.to_lowercase());
    }
    snake
}
