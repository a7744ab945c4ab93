//! A chart of both services, second by second, and the claims that it must prove.

use std::time::Duration;

use tokio::time::interval;

use crate::load::{RUSH, SECONDS};
use crate::meter::{Meter, Second};

/// The number of requests for one block of a bar.
const BLOCK: usize = 80;
/// The seconds in which the claims are checked.
const LAST: usize = 5;

pub(crate) struct Both {
    without: Second,
    within: Second,
}

/// Prints the chart while the load runs.
pub(crate) async fn draw(without: &Meter, within: &Meter) -> Vec<Both> {
    let columns = format!("{:<20}{:>10}", "requests", "succeeded");
    println!("     {:<30}   with a budget", "without a budget");
    println!("     {columns}   {columns}");
    let mut seconds = Vec::with_capacity(SECONDS);
    let mut clock = interval(Duration::from_secs(1));
    clock.tick().await; // the first comes at once
    for second in 1..=SECONDS {
        clock.tick().await;
        let both = Both {
            without: without.take(),
            within: within.take(),
        };
        let (left, right) = (line(both.without), line(both.within));
        println!("{second:>2} s {left}   {right}");
        seconds.push(both);
    }
    seconds
}

fn line(second: Second) -> String {
    let bar = "█".repeat(second.requests.div_ceil(BLOCK));
    format!("{:>4} {bar:<19}{:>4} %", second.requests, second.percent())
}

/// Returns the claims that hold, or an error for one that does not.
pub(crate) fn verdict(seconds: &[Both]) -> Result<String, String> {
    let is_up = |second: Second| second.percent() >= 90;
    let last = &seconds[seconds.len().saturating_sub(LAST)..];
    if last.iter().any(|both| both.without.percent() > 10) {
        return Err("without a budget the service recovered too: nothing was shown".to_owned());
    }
    // Most calls are enough: the machine may have other work.
    if last.iter().filter(|both| is_up(both.within)).count() <= LAST / 2 {
        return Err("with a budget the service did not recover".to_owned());
    }
    let after = seconds[RUSH + 1..]
        .iter()
        .take_while(|both| !is_up(both.within))
        .count();
    Ok(format!(
        "With a budget the service served again {after} s after the rush. Without one it was still down at\n\
         the end, with nothing wrong but its clients' retries."
    ))
}
