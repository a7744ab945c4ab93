//! From tokens to functions.

pub(crate) mod attr_tokens;
pub(crate) mod body;
pub(crate) mod function;
pub(crate) mod impl_block;
pub(crate) mod param;
pub(crate) mod passed_by;
pub(crate) mod pattern;
pub(crate) mod type_tokens;
pub(crate) mod types;
