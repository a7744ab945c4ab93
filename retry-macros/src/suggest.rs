//! The word that was meant.

/// The candidate that takes the fewest edits, if so few that it may have been meant.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let tolerated = if word.len() < 4 { 1 } else { 2 };
    candidates
        .iter()
        .map(|candidate| (edits(word, candidate), *candidate))
        .filter(|(edits, _)| *edits <= tolerated)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, with one row of the table.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in to.bytes().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

/// The names as a sentence lists them.
pub(crate) fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Whether the word names a count of retries, which leaves the first call out.
pub(crate) fn counts_retries(word: &str) -> bool {
    matches!(
        word,
        "max_retries" | "retries" | "max_retry" | "max_times" | "times"
    )
}

/// What other retry libraries call an option, and what it is here.
pub(crate) fn elsewhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "attempts" | "tries" | "max_tries" | "stop" | "stop_after" => "write `max_attempts = 5`",
        "unlimited" | "forever" | "infinite" => "write `max_attempts = unlimited`",
        "timeout" | "per_try_timeout" | "attempt_time" | "time_limit" | "timeout_per_attempt" => {
            "write `attempt_timeout = \"2s\"` for one attempt, `deadline = \"30s\"` for the whole call"
        }
        "before_sleep" | "notify" | "on_failure" | "after" | "before" => {
            "write `on_retry = f`, which is called before each wait"
        }
        "on_exhausted" | "on_error" | "retry_error_callback" | "on_failed" | "recover" => {
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

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_its_word_and_another_word_finds_none() {
        let words = ["jitter", "deadline", "on", "on_ok"];
        assert_eq!(nearest("jiter", &words), Some("jitter"));
        assert_eq!(nearest("dedaline", &words), Some("deadline"));
        assert_eq!(nearest("onok", &words), Some("on_ok"));
        assert_eq!(nearest("colour", &words), None);
    }
}
