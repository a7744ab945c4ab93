//! What all models are made of: events in the order of their time, random numbers, and calls that retry.

mod bins;
mod call;
mod chance;
mod queue;

pub use bins::count;
pub use call::Call;
pub use chance::Chance;
pub use queue::Queue;
