//! Bundles: everything that an attribute can say, declared once.
#![cfg(feature = "tokio")]
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`on` receives a reference"
)]

mod around;
mod cost;
mod overrides;
mod refusals;
mod shapes;
mod waits;
mod words;

use retries::{Backoff, Policy};
use std::time::Duration;

/// A bundle may be of another module.
mod shared {
    use retries::{Event, Policy, transient};
    use std::cell::RefCell;
    use std::fmt::Display;

    thread_local! {
        pub(crate) static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    /// A private function, which only the bundle names.
    fn log<E: Display>(event: &Event<'_, E>) {
        let kind = if event.kind().is_end() {
            "gave up"
        } else {
            "retry"
        };
        let error = event.error().map(ToString::to_string).unwrap_or_default();
        LOG.with_borrow_mut(|lines| lines.push(format!("{kind} {}: {error}", event.function())));
    }

    /// What every call to a partner does.
    #[retries::policy(
        fixed("1s"), max_attempts = 3, on = transient, on_retry = log, on_give_up = log,
    )]
    pub(crate) const PARTNERS: Policy<impl Display>;
}

/// Returns the lines of the bundle's hooks.
fn log() -> Vec<String> {
    shared::LOG.take()
}

/// A plain policy, which may stand where a bundle does.
const QUICK: Policy = Policy::new()
    .backoff(Backoff::fixed(Duration::ZERO))
    .max_attempts(2);
