//! What each binary checks of one input.
//!
//! The attribute runs outside a compiler here: its modules are those of `retry-macros`, whose paths begin at the root
//! of their crate.

mod choices;
mod policies;

pub mod attribute;
pub mod budget;
pub mod configuration;
pub mod durations;
pub mod headers;
pub mod retry_state;
pub mod type_in_path;
pub mod words;

#[path = "../../retry-macros/src"]
mod macros {
    pub(crate) mod attempt;
    pub(crate) mod bundle;
    pub(crate) mod codegen;
    pub(crate) mod derive;
    pub(crate) mod errors;
    pub(crate) mod item;
    pub(crate) mod options;
    pub(crate) mod retry;
    pub(crate) mod suggest;
    pub(crate) mod tokens;
    pub(crate) mod validate;
}

use macros::{
    attempt, bundle, codegen, derive, errors, item, options, retry, suggest, tokens, validate,
};
