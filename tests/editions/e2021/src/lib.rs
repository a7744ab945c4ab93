//! The attribute in edition 2021.
#![cfg(test)]

include!("../../sync.rs");
include!("../../tasks.rs");
