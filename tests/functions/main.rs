//! What can be retried: every kind of function, of argument, of body and of future.

#[macro_use]
#[path = "../fixtures/flaky.rs"]
mod flaky;

mod arguments;
mod async_trait;
mod attempt_number;
mod bodies;
mod closures;
mod converted_arguments;
mod futures;
mod impl_blocks;
mod instrument;
mod lent_arguments;
mod lent_closures;
mod receivers;
mod signatures;
mod types;
