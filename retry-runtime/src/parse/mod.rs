//! What people write, in an attribute or in a file: one reader for both.

pub mod duration;
pub mod suggest;
