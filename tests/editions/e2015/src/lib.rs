//! The attribute in edition 2015, which has no `async`.
#![cfg(test)]

extern crate retries;

include!("../../sync.rs");
