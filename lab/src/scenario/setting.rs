//! What a scenario is made of, as a file says it.

use std::time::Duration;

use serde::Deserialize;

use super::limits;

/// The clients, their calls, the network and the server. Every field has a default.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// How many clients there are.
    #[serde(deserialize_with = "limits::clients")]
    pub clients: u32,
    /// How many calls a second all clients make together, as a Poisson process. 0 means a herd: each client makes one
    /// call at the start.
    #[serde(deserialize_with = "limits::rate")]
    pub rate: f64,
    /// How long calls begin. The calls of this time are simulated to their end.
    #[serde(deserialize_with = "limits::length")]
    pub length: Duration,
    /// The mean time of a message from a client to the server, and of one back. Its deviation is a fifth of it.
    #[serde(deserialize_with = "limits::length")]
    pub delay: Duration,
    /// How many requests a second the server completes, one after the other.
    #[serde(deserialize_with = "limits::capacity")]
    pub capacity: f64,
    /// How many requests may wait at the server. It refuses more at once. No limit if it is left out.
    #[serde(deserialize_with = "limits::queue")]
    pub queue: Option<u32>,
    /// How long a client waits for an answer, unless its policy has an `attempt_timeout`. The server works also for a
    /// client that no longer waits.
    #[serde(deserialize_with = "limits::length")]
    pub timeout: Duration,
    /// The share of the requests that fail although the server worked on them.
    #[serde(deserialize_with = "limits::share")]
    pub failure_rate: f64,
    /// The wait that the server asks for when it refuses a request, the same for all.
    #[serde(deserialize_with = "retries::duration::deserialize")]
    pub retry_after: Option<Duration>,
    /// How many services a call passes, each of which retries by the policy. The last one sends the requests.
    #[serde(deserialize_with = "limits::layers")]
    pub layers: u8,
    /// Whether a call inside an attempt inherits its time. Without it, a call inside goes on when no caller waits for it.
    pub inherit_deadlines: bool,
    /// Whether each client has a budget of its own, instead of one that all of them share.
    pub budget_per_client: bool,
    /// A time of failure.
    pub outage: Option<Outage>,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// A time in which the server does not work as usual.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Outage {
    /// When it begins.
    #[serde(deserialize_with = "limits::length")]
    pub from: Duration,
    /// How long it lasts.
    #[serde(deserialize_with = "limits::length")]
    pub length: Duration,
    /// The share of the capacity that is left. If it is left out, every request fails at once.
    #[serde(deserialize_with = "limits::some_share")]
    pub capacity: Option<f64>,
}

impl Outage {
    /// Returns when the outage is over.
    #[must_use]
    pub const fn until(&self) -> Duration {
        self.from.saturating_add(self.length)
    }

    /// Returns whether a request at this time fails at once.
    #[must_use]
    pub fn refuses(&self, now: Duration) -> bool {
        self.capacity.is_none() && self.from <= now && now < self.until()
    }
}

impl Default for Outage {
    fn default() -> Self {
        Self {
            from: Duration::ZERO,
            length: Duration::from_secs(10),
            capacity: None,
        }
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            clients: 1_000,
            rate: 100.0,
            length: Duration::from_secs(60),
            delay: Duration::from_millis(10),
            capacity: 200.0,
            queue: None,
            timeout: Duration::from_secs(1),
            failure_rate: 0.0,
            retry_after: None,
            layers: 1,
            inherit_deadlines: true,
            budget_per_client: false,
            outage: None,
            seed: 1,
        }
    }
}

impl Scenario {
    /// Returns whether each client makes one call at the start.
    #[must_use]
    pub fn is_herd(&self) -> bool {
        self.rate <= 0.0
    }

    /// Checks whether the scenario as a whole can be simulated.
    ///
    /// # Errors
    ///
    /// What there is too much of, and what to write.
    pub fn check(&self) -> Result<(), String> {
        let calls = self.rate * self.length.as_secs_f64();
        if calls > limits::MOST_CALLS {
            return Err(format!(
                "{calls:.0} calls are more than {} that can be simulated: lower `rate` or `length`",
                limits::MOST_CALLS
            ));
        }
        if self.budgets() > limits::MOST_BUDGETS {
            return Err(format!(
                "{} budgets are more than {} that can be simulated: lower `clients`, or write \
                 `budget_per_client = false`",
                self.budgets(),
                limits::MOST_BUDGETS
            ));
        }
        Ok(())
    }

    /// Returns how many budgets a policy needs in this scenario: one for each layer, and for each client if it has its
    /// own.
    #[must_use]
    pub fn budgets(&self) -> usize {
        let clients = if self.budget_per_client {
            self.clients as usize
        } else {
            1
        };
        usize::from(self.layers) * clients
    }

    /// Returns when the server works as usual again.
    #[must_use]
    pub fn healed(&self) -> Duration {
        self.outage.map_or(Duration::ZERO, |outage| outage.until())
    }
}
