//! Options whose value is a function: a path or a closure.

use proc_macro2::{TokenStream, TokenTree};
use syn::Error;

use crate::options::list::RawOption;
use crate::options::raw::OptionTokens;
use crate::tokens;

/// How the runtime calls the function.
pub(crate) struct Call {
    /// The name of its only argument in messages.
    argument: &'static str,
    /// What to write for another argument that other libraries have.
    instead: &'static str,
    /// Whether its result is awaited.
    may_be_async: bool,
}

pub(crate) const WITH_ERROR: Call = Call {
    argument: "error",
    instead: "; `attempt = n` binds the number of the attempt",
    may_be_async: false,
};
pub(crate) const WITH_VALUE: Call = Call {
    argument: "value",
    instead: "; `attempt = n` binds the number of the attempt",
    may_be_async: false,
};
pub(crate) const WITH_EVENT: Call = Call {
    argument: "event",
    instead: ", which has `event.attempt()`, `event.error()` and `event.kind()`",
    may_be_async: false,
};
pub(crate) const WITH_TIMED_OUT: Call = Call {
    argument: "timed_out",
    instead: ", which has `timed_out.attempt()` and `timed_out.after()`",
    may_be_async: false,
};
pub(crate) const WITH_REFUSED: Call = Call {
    argument: "refused",
    instead: "",
    may_be_async: false,
};
pub(crate) const WITH_WAIT: Call = Call {
    argument: "wait",
    instead: "",
    may_be_async: true,
};

/// Parses `on = f` and its like. `example` is what the message says to write instead of something else.
pub(crate) fn parse(option: RawOption, example: &str, call: &Call) -> syn::Result<OptionTokens> {
    let name = option.name.to_string();
    let value = option.code(example)?;
    let argument = call.argument;
    let error = |message: String| Err(Error::new(value.span(), message));
    if value.word().is_some_and(|word| word == "none") {
        return error(format!(
            "`{name} = none` is no function: leave `{name}` out, or write `{name} = |_| true` to retry all"
        ));
    }
    if let Some(method) = method_of_self(&value) {
        return error(format!(
            "`self.{method}` is no function: write `{name} = |{argument}| self.{method}({argument})`, or \
             `(self.{method})({argument})` if it is a field"
        ));
    }
    let Some(closure) = Closure::read(&value) else {
        return Ok(value);
    };
    if closure.is_async && !call.may_be_async {
        return error(format!(
            "`{name}` is called and not awaited: write `{name} = |{argument}| …`, without `async`"
        ));
    }
    if closure.parameters != 1 {
        return error(format!(
            "`{name}` is called with one argument: write `{name} = |{argument}| …`{}",
            call.instead
        ));
    }
    Ok(value)
}

/// Returns the name after `self.`, if that is all.
fn method_of_self(value: &OptionTokens) -> Option<String> {
    match value.as_slice() {
        [this, dot, TokenTree::Ident(name)]
            if tokens::is_word(this, "self") && tokens::is_punct(dot, '.') =>
        {
            Some(name.to_string())
        }
        _ => None,
    }
}

struct Closure {
    is_async: bool,
    parameters: usize,
}

impl Closure {
    // Input:
    //     |error| true    async move |a, (b, c)| a    || true    is_transient
    //
    // Output:
    //     1               async, 2                    0          None
    fn read(value: &OptionTokens) -> Option<Self> {
        let is_word = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
        let words = value.as_slice().iter().take_while(is_word);
        let is_async = words.clone().any(|word| tokens::is_word(word, "async"));
        let [TokenTree::Punct(bar), rest @ ..] = &value.as_slice()[words.count()..] else {
            return None;
        };
        if bar.as_char() != '|' {
            return None;
        }
        let end = rest.iter().position(|token| tokens::is_punct(token, '|'))?;
        Some(Self {
            is_async,
            parameters: count_parameters(&rest[..end]),
        })
    }
}

/// Counts what stands between commas that are not in the generics of a type.
fn count_parameters(parameters: &[TokenTree]) -> usize {
    let mut depth = 0;
    let mut commas = 0;
    for token in parameters {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => commas += 1,
            _ => {}
        }
    }
    match parameters.last() {
        None => 0,
        Some(last) if tokens::is_punct(last, ',') => commas,
        Some(_) => commas + 1,
    }
}

/// Returns whether the code uses `self`, other than as the beginning of a path.
pub(crate) fn uses_self(code: &TokenStream) -> bool {
    let code: Vec<TokenTree> = code.clone().into_iter().collect();
    code.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Group(group) => uses_self(&group.stream()),
        token => {
            let next = code.get(index + 1);
            tokens::is_word(token, "self") && !next.is_some_and(|next| tokens::is_punct(next, ':'))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Closure, uses_self};
    use crate::options::raw::OptionTokens;
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn the_parameters_of_a_closure_are_counted() {
        for (code, parameters) in [
            ("|error| true", Some(1)),
            ("|error: &Error<A, B>| true", Some(1)),
            ("|(a, b),| true", Some(1)),
            ("move |a, b| true", Some(2)),
            ("|| true", Some(0)),
            ("|_| a | b", Some(1)),
            ("is_transient", None),
            ("a | b", None),
        ] {
            let tokens: TokenStream = code.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let closure = Closure::read(&OptionTokens::new(&tokens));
            assert_eq!(closure.map(|it| it.parameters), parameters, "{code}");
        }
    }

    #[test]
    fn a_path_that_begins_with_self_does_not_use_it() {
        for (code, uses) in [
            ("self.policy", true),
            ("f(&self.policy)", true),
            ("self::policy()", false),
            ("Self::POLICY", false),
        ] {
            let code: TokenStream = code.parse().expect("tokens");
            assert_eq!(uses_self(&code), uses, "{code}");
        }
    }
}
