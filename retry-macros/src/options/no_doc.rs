//! `doc = false`, which adds no paragraph to the documentation.

use syn::{Error, Lit};

use crate::options::list::RawOption;

pub(crate) fn parse(option: RawOption) -> syn::Result<()> {
    let name = option.name.clone();
    let value = option.value("doc = false")?;
    value.reject_quoted(&name, &["false"])?;
    let message = match value.literal() {
        Some(Lit::Bool(literal)) if !literal.value => return Ok(()),
        Some(Lit::Bool(_)) => {
            "the paragraph about retries is added without it: leave `doc = true` out"
        }
        _ => "`doc` only turns off the paragraph about retries: write `doc = false`",
    };
    Err(Error::new(value.span(), message))
}
