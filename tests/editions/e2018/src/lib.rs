//! The attribute in edition 2018.
#![cfg(test)]

include!("../../sync.rs");
include!("../../tasks.rs");
