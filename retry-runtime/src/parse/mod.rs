//! Readers of text that users write, for the attribute and for configuration.

pub mod duration;
pub mod suggest;
