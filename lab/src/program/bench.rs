//! The command `bench`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use retries::Policy;
use retry_lab::scenario::{Outage, Scenario, simulate};

use super::failure::Failure;
use super::output;

/// A minute of outage for a herd that backs off.
const POLICY: &str = r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = 12"#;

/// Prints the events a second for a number of clients, and for a tenth and a hundredth of it.
pub(crate) fn run(clients: u32) -> Result<(), Failure> {
    let policy: Policy = POLICY
        .parse()
        .map_err(|error| Failure::Input(format!("{error}")))?;
    let mut text = format!("{POLICY}, a minute of outage\n");
    for divisor in [100, 10, 1] {
        let scenario = scenario((clients / divisor).max(1));
        let start = Instant::now();
        let record = simulate(&scenario, &policy, &[], &mut |_| {});
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let events = record.events as f64;
        let _ = writeln!(
            text,
            "{:>9} clients: {:>10} events in {seconds:.2} s, {:.2} million a second, {:.0} ns each",
            scenario.clients,
            record.events,
            events / seconds / 1e6,
            seconds / events * 1e9,
        );
    }
    output::print(&text)
}

fn scenario(clients: u32) -> Scenario {
    Scenario {
        clients,
        rate: 0.0,
        capacity: f64::from(clients) / 10.0,
        outage: Some(Outage {
            from: Duration::ZERO,
            length: Duration::from_secs(60),
            capacity: None,
        }),
        ..Scenario::default()
    }
}
