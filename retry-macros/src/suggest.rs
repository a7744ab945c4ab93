//! What the user meant by an unknown word: the only place that compares words with near ones.

pub(crate) use retry_runtime::parse::suggest::{counts_retries, list, nearest};

/// Returns advice for a name that another retry library, or an earlier version of this one, uses for an
/// option.
pub(crate) fn names_in_other_crates(name: &str) -> Option<&'static str> {
    Some(match name {
        "attempts" | "tries" | "max_tries" | "stop" | "stop_after" => "write `max_attempts = 5`",
        "unlimited" | "forever" | "infinite" => "write `max_attempts = unlimited`",
        "timeout" | "per_try_timeout" | "attempt_time" | "time_limit" | "timeout_per_attempt" => {
            "write `attempt_timeout = \"2s\"` for one attempt, `deadline = \"30s\"` for the whole call"
        }
        "before_sleep" | "notify" | "on_failure" | "after" | "before" => {
            "write `on_retry = f`, which is called before each wait"
        }
        "max_hint" => "write `max_retry_after = \"5m\"`",
        "throttle" | "throttled" => "write `rate_limited = exp(base = \"1s\", cap = \"10s\")`",
        "on_empty" => "write `on_exhausted = wait`",
        "on_error" | "retry_error_callback" | "on_failed" | "recover" => {
            "write `on_give_up = f`, which is called before a failure is returned"
        }
        "retry_budget" | "quota" | "retry_quota" | "tokens" => {
            "write `budget = BUDGET` with a `static BUDGET: retries::Budget`"
        }
        "max_elapsed" | "max_elapsed_time" | "total_timeout" | "max_duration" | "max_time"
        | "total_delay" => "write `deadline = \"30s\"` for the whole call",
        "when" | "retry_if" | "retry_on" | "condition" | "predicate" | "filter" | "include" => {
            "write `on = is_transient` with a function that returns `true` for what to retry"
        }
        "delay" | "wait" | "interval" | "period" | "constant" => "write `fixed(\"1s\")`",
        "exponential" | "expo" | "exponential_backoff" => {
            "write `exp(base = \"100ms\", cap = \"10s\")`"
        }
        "fib" => "write `fibonacci(base = \"100ms\", cap = \"10s\")`",
        "incremental" => "write `linear(base = \"100ms\", step = \"100ms\")`",
        "base" | "min_delay" | "initial_delay" | "initial_interval" | "cap" | "max_delay"
        | "max_wait" | "max_interval" => {
            "it belongs to the backoff: write `exp(base = \"1s\", cap = \"60s\")`"
        }
        "factor" | "multiplier" => {
            "it belongs to the backoff: write `exp(base = \"1s\", factor = 2)`"
        }
        "step" => "it belongs to the backoff: write `linear(base = \"1s\", step = \"1s\")`",
        "full" => "write `jitter = full`",
        "equal" => "write `jitter = equal`",
        "decorrelated" => "write `jitter = decorrelated`",
        "randomize" | "randomization_factor" => "write `jitter`, or `jitter = 0.25`",
        "skip" => {
            "it exempts a method of an `impl` that has `#[retry]`; here, remove the attribute"
        }
        _ => return None,
    })
}
