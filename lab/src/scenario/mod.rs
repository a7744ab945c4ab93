//! Many clients that call one server, while the server is too slow or fails.
//!
//! [`Scenario`] says what happens, [`simulate`] runs one policy in it, and [`Record`] is what was counted. Clients,
//! calls and requests are plain data; what happens next is an event in a queue.

mod calls;
mod layers;
mod limits;
mod model;
mod outcome;
mod record;
mod server;
mod setting;
#[cfg(test)]
mod tests;
mod timeline;
mod waits;

pub use model::simulate;
pub use record::Record;
pub use setting::{Outage, Scenario};
pub use timeline::{Mark, Span, Timeline};
pub use waits::Waits;
