//! `when`: its parts.

use retries::retry;

#[retry(when)]
fn alone() -> Result<(), String> {
    Ok(())
}

#[retry(when = is_conflict)]
fn a_value() -> Result<(), String> {
    Ok(())
}

#[retry(when = |error| error.is_conflict())]
fn a_closure_as_the_value() -> Result<(), String> {
    Ok(())
}

#[retry(when = none)]
fn taken_away() -> Result<(), String> {
    Ok(())
}

#[retry(when())]
fn empty() -> Result<(), String> {
    Ok(())
}

#[retry(when(, fixed("5ms")))]
fn an_empty_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(fixed("5ms")))]
fn without_a_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(max_attempts = 10, is_conflict))]
fn the_condition_last() -> Result<(), String> {
    Ok(())
}

#[retry(when(backoff = delay_after, max_attempts = 10))]
fn a_function_of_delays_as_the_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(on = is_conflict, fixed("5ms")))]
fn a_condition_with_a_name() -> Result<(), String> {
    Ok(())
}

#[retry(when(error == Error::Conflict, fixed("5ms")))]
fn a_comparison() -> Result<(), String> {
    Ok(())
}

#[retry(when("is_conflict", fixed("5ms")))]
fn a_condition_in_quotes() -> Result<(), String> {
    Ok(())
}

#[retry(when(409, fixed("5ms")))]
fn a_number_as_the_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(|| true, fixed("5ms")))]
fn a_condition_without_an_argument() -> Result<(), String> {
    Ok(())
}

#[retry(when(|error, attempt| attempt > 2, fixed("5ms")))]
fn a_condition_with_two_arguments() -> Result<(), String> {
    Ok(())
}

#[retry(when(async |error| true, fixed("5ms")))]
async fn an_async_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict fixed("5ms")))]
fn without_a_comma() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict))]
fn the_condition_alone() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, "5ms"))]
fn a_bare_time() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, 10))]
fn a_bare_count() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, (fixed)))]
fn another_bare_value() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, |error| true, fixed("5ms")))]
fn a_second_closure() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, is_locked, fixed("5ms")))]
fn a_second_condition() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed("5ms"), exp(base = "1s")))]
fn two_backoffs() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed("5ms"), fixed("6ms")))]
fn one_backoff_twice() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, max_attempts = 10, max_attempts = 11))]
fn two_counts() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed("5ms"), jitter, deadline = "1s", on_retry = log))]
fn options_of_the_whole_call() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, delay = "5ms", max_retries = 10))]
fn words_from_elsewhere() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixde("5ms"), max_atempts = 10))]
fn misspelt() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed(5), max_attempts = "10"))]
fn wrong_values() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, max_attempts))]
fn a_count_without_a_value() -> Result<(), String> {
    Ok(())
}

struct Client;

impl Client {
    #[retry(when(self.is_conflict, fixed("5ms")))]
    fn a_method_as_the_condition(&self) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
