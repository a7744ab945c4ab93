//! What the expansion adds to a crate: no name, no lint, no import, and no allocation.

mod cost;
mod diverging;
mod hygiene;
mod lints;
mod no_prelude;
