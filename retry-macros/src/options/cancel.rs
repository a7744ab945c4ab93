//! `cancel` and `cancel = token`, which end the wait before a retry.

use proc_macro2::{Span, TokenTree};
use syn::Error;

use crate::options::function;
use crate::options::list::{Form, RawOption};
use crate::options::raw::OptionTokens;

/// The types of tokens whose `new` and `default` make a token that no other code can cancel.
const TOKEN_TYPES: [&str; 2] = ["AtomicBool", "CancellationToken"];

pub(crate) enum Cancel {
    /// `cancel`: at `retries::shutdown()`.
    AtShutdown(Span),
    /// `cancel = token`: also when the token is cancelled.
    Token(OptionTokens),
}

impl Cancel {
    pub(crate) fn parse(option: RawOption) -> syn::Result<Self> {
        if let Form::Bare = option.form {
            return Ok(Self::AtShutdown(option.name.span()));
        }
        let value = option.code("cancel` or `cancel = token")?;
        reject_word(&value)?;
        reject_shutdown(&value)?;
        reject_closure(&value)?;
        reject_new_token(&value)?;
        Ok(Self::Token(value))
    }
}

fn reject_word(value: &OptionTokens) -> syn::Result<()> {
    match value.word() {
        Some(word) if word == "never" || word == "None" => Err(Error::new(
            word.span(),
            "write `cancel = none` to take the `cancel` of a bundle away, and leave it out otherwise",
        )),
        _ => Ok(()),
    }
}

// Input:
//     retries::shutdown()    ::retries::shutdown    self.shutdown    shutdown
//
// Output:
//     error                  error                  ok               ok
/// Rejects the function that would shut the process down.
fn reject_shutdown(value: &OptionTokens) -> syn::Result<()> {
    match words_of_call(value).as_slice() {
        [.., module, function] if module == "retries" && function == "shutdown" => Err(Error::new(
            value.span(),
            "`cancel` alone ends the wait at `retries::shutdown()`: write `cancel`",
        )),
        _ => Ok(()),
    }
}

fn reject_closure(value: &OptionTokens) -> syn::Result<()> {
    match function::parameters(value) {
        Some(_) => Err(Error::new(
            value.span(),
            "`cancel` takes a token or a future, and no closure: write `cancel = token`, or \
             `cancel = notify.notified()`, which is evaluated for each wait",
        )),
        None => Ok(()),
    }
}

// Input:
//     CancellationToken::new()    tokio_util::sync::CancellationToken::new()    token()    Delay::new(limit)
//
// Output:
//     error                       error                                         ok         ok
/// Rejects a token that the expression makes: no other code has the token, so nothing can cancel it.
fn reject_new_token(value: &OptionTokens) -> syn::Result<()> {
    match words_of_call(value).as_slice() {
        [.., token, function]
            if TOKEN_TYPES.contains(&&**token) && (function == "new" || function == "default") =>
        {
            Err(Error::new(
                value.span(),
                "a token made here is new in each call, so that nothing can cancel it: write the name of \
                 an argument, a `static` or a field",
            ))
        }
        _ => Ok(()),
    }
}

// Input:
//     retries::shutdown()      retries::shutdown        token.child_token()
//
// Output:
//     [retries, shutdown]      [retries, shutdown]      []
/// Returns the words of a path, with or without a list of arguments after it.
fn words_of_call(value: &OptionTokens) -> Vec<String> {
    let path = match value.as_slice() {
        [path @ .., TokenTree::Group(_)] => OptionTokens::new(path).path(),
        _ => value.path(),
    };
    let segments = path.into_iter().flat_map(|path| path.segments);
    segments.map(|segment| segment.ident.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::options::cancel::Cancel;

    fn cancel(options: &str) -> Option<Cancel> {
        let options = Options::parse(options.parse().expect("tokens"));
        assert!(options.errors.is_empty());
        options.value.cancel
    }

    #[test]
    fn a_token_is_any_expression() {
        for code in [
            "shutdown",
            "shutdown()",
            "self.stop.notified()",
            "&token",
            "async { signal().await }",
            "Delay::new(limit)",
        ] {
            let cancel = cancel(&format!("cancel = {code}"));
            assert!(matches!(cancel, Some(Cancel::Token(_))), "{code}");
        }
    }

    #[test]
    fn none_takes_the_word_from_a_bundle() {
        assert!(matches!(cancel("cancel"), Some(Cancel::AtShutdown(_))));
        assert!(cancel("PARTNERS, cancel = none").is_none());
    }
}
