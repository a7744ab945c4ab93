//! `name = "billing.charge"`, the name of a function in events, metrics, logs and the registry.

use syn::{Error, LitStr};

use crate::options::list::RawOption;

const EXAMPLE: &str = "name = \"billing.charge\"";

/// Parses the option. A metrics library escapes what its format does not allow, but a label is one line.
pub(crate) fn parse(option: RawOption) -> syn::Result<LitStr> {
    let value = option.value(EXAMPLE)?;
    let Some(name) = value.string() else {
        let message = match value.word() {
            Some(word) => format!("`name` takes a text in quotes: write `name = \"{word}\"`"),
            None => format!("`name` takes a text in quotes: write `{EXAMPLE}`"),
        };
        return Err(Error::new(value.span(), message));
    };
    let text = name.value();
    let message = if text.trim().is_empty() {
        format!("a name has letters: write `{EXAMPLE}`, or leave it out for the function's path")
    } else if text.contains(char::is_control) {
        format!("a name is one line without control characters: write `{EXAMPLE}`")
    } else {
        return Ok(name);
    };
    Err(Error::new(name.span(), message))
}
