//! What the tests share: the bytes in use, a recorder of metrics, a service that fails a third of its requests, a
//! budget that counts, and processes that run one test.

mod budget;
mod child;
mod memory;
mod recorder;
mod service;
mod totals;

pub use budget::CountingBudget;
pub use child::{Child, is_child};
pub use memory::freed_after;
pub use recorder::Recorder;
pub use service::{Down, Service};
pub use totals::{Totals, counters};
