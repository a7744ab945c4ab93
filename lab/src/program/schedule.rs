//! The command `schedule`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use retries::{Policy, Wait};
use retry_lab::picture::{self, short};

use super::failure::Failure;
use super::output;

/// A policy without a limit has more waits than anybody reads.
const MOST: usize = 20;
/// The width of the plot in the terminal.
const WIDTH: f64 = 48.0;

pub(crate) fn run(text: &str, directory: Option<&Path>) -> Result<(), Failure> {
    let policy: Policy = text
        .parse()
        .map_err(|error| Failure::Input(format!("{error}")))?;
    policy
        .validate()
        .map_err(|error| Failure::Input(format!("{text}\n{error}")))?;
    let mut waits: Vec<_> = policy.schedule().take(MOST + 1).collect();
    let has_more = waits.len() > MOST;
    waits.truncate(MOST);
    output::print(&lines(&policy, &waits, has_more))?;
    if let Some(directory) = directory {
        let plot = picture::waits(&policy.to_string(), &waits);
        output::write(directory, &output::plot("schedule", plot)?)?;
        let path = directory.join("schedule.svg");
        output::print(&format!("\nThe plot is in {}.\n", path.display()))?;
    }
    Ok(())
}

/// Returns the policy in words, and a line with a bar for each wait.
fn lines(policy: &Policy, waits: &[Wait], has_more: bool) -> String {
    let mut text = format!("{policy}\n\n");
    let labels: Vec<_> = waits.iter().map(label).collect();
    let width = labels
        .iter()
        .map(|label| label.chars().count())
        .max()
        .unwrap_or(0);
    let longest = waits.iter().map(|wait| wait.max).max().unwrap_or_default();
    for (wait, label) in waits.iter().zip(&labels) {
        let _ = writeln!(text, "{label:<width$}  {}", bar(wait, longest).trim_end());
    }
    if waits.is_empty() {
        text.push_str("no retry\n");
    }
    if has_more {
        text.push_str("…\n");
    }
    let limit = policy.time_limit().unwrap_or(Duration::MAX);
    let total = |time: fn(&Wait) -> Duration| {
        let times = waits.iter().map(time);
        short(
            times
                .fold(Duration::ZERO, Duration::saturating_add)
                .min(limit),
        )
    };
    let (shortest, longest) = (total(|wait| wait.min), total(|wait| wait.max));
    let _ = writeln!(
        text,
        "\n{} waits, {shortest} to {longest} together",
        waits.len()
    );
    text
}

fn label(wait: &Wait) -> String {
    format!("retry {}: {}", wait.retry, picture::range(wait))
}

/// Draws the certain part of a wait as full, and the part that chance adds as light.
fn bar(wait: &Wait, longest: Duration) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the width"
    )]
    let columns = |time: Duration| {
        let whole = longest.as_secs_f64().max(f64::MIN_POSITIVE);
        (time.as_secs_f64() / whole * WIDTH).round() as usize
    };
    let (min, max) = (columns(wait.min), columns(wait.max).max(1));
    format!("{}{}", "█".repeat(min), "░".repeat(max.saturating_sub(min)))
}
