//! The published models of retry storms, against the figures of their authors.
//!
//! Each file names the source of its figures. The runs have fixed seeds, so that a test gives the same result each
//! time.

mod buckets;
mod budget_rules;
mod herd;
mod layers;
mod metastable;
mod optimistic_locking;
mod overload;
mod spike;
mod statistics;
mod token_bucket;
