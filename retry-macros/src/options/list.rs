//! A list of options, split at its commas before any option is read: a mistake in one option leaves the
//! others readable.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::slice;
use syn::{Error, Path};

use crate::errors::{Errors, Partial};
use crate::options::raw::OptionTokens;
use crate::tokens;

/// `name`, `name = value` or `name(list)`.
pub(crate) struct RawOption {
    pub(crate) name: Ident,
    pub(crate) form: Form,
}

pub(crate) enum Form {
    Bare,
    Value(OptionTokens),
    List(TokenStream),
}

// Input:
//     jitter, max_attempts = 5, exp(base = "1s")
//
// Output:
//     jitter: Bare, max_attempts: Value(5), exp: List(base = "1s")
/// Splits the list. `no_name` returns the message for the n-th option, counted from 0, if it does not begin
/// with a name.
pub(crate) fn split(
    tokens: TokenStream,
    no_name: impl Fn(usize, &TokenTree) -> String,
) -> Partial<Vec<RawOption>> {
    let mut errors = Errors::default();
    let mut options = Vec::new();
    for (index, tokens) in split_at_commas(tokens).into_iter().enumerate() {
        match tokens.first() {
            Some(TokenTree::Ident(name)) => {
                let option = RawOption::parse(name.clone(), &tokens[1..]);
                options.extend(errors.take_partial(option));
            }
            Some(other) => errors.push(Error::new(other.span(), no_name(index, other))),
            None => {}
        }
    }
    Partial {
        value: options,
        errors,
    }
}

impl RawOption {
    fn parse(name: Ident, rest: &[TokenTree]) -> Partial<Option<Self>> {
        let form = match rest {
            [] => Ok(Form::Bare),
            [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
                reject_broken_value(&name, value).map(|()| Form::Value(OptionTokens::new(value)))
            }
            [TokenTree::Group(list), rest @ ..] if list.delimiter() == Delimiter::Parenthesis => {
                let form = Form::List(list.stream());
                return Partial {
                    value: Some(Self { name, form }),
                    errors: rest.first().map(missing_comma).into_iter().collect(),
                };
            }
            [dot, ..] if name == "self" && tokens::is_punct(dot, '.') => Err(Error::new(
                name.span(),
                "a policy of `self` needs its option: write `policy = self.policy`",
            )),
            [other, ..] => Err(Error::new(
                other.span(),
                format!("expected `=`, `(` or `,` after `{name}`"),
            )),
        };
        form.map(|form| Self { name, form }).into()
    }

    /// Returns the place of the value in `name = none`.
    pub(crate) fn none(&self) -> Option<Span> {
        match &self.form {
            Form::Value(value) => value.word().filter(|word| word == "none"),
            Form::Bare | Form::List(_) => None,
        }
        .map(|word| word.span())
    }

    /// Returns the value of `name = value`. `example` is what the message says to write instead of another
    /// form.
    pub(crate) fn value(self, example: &str) -> syn::Result<OptionTokens> {
        let name = self.name;
        let message = match self.form {
            Form::Value(value) if !value.is_empty() => return Ok(value),
            Form::List(list) if list.is_empty() => format!("no parentheses: write `{example}`"),
            Form::List(list) => format!("no parentheses: write `{name} = {list}`"),
            Form::Bare | Form::Value(_) => format!("`{name}` takes a value: write `{example}`"),
        };
        Err(Error::new(name.span(), message))
    }

    /// Returns the value of `name = value`, which must be code and not a literal.
    pub(crate) fn code(self, example: &str) -> syn::Result<OptionTokens> {
        let name = self.name.clone();
        let value = self.value(example)?;
        if value.literal().is_none() {
            return Ok(value);
        }
        let is_path = |text: &syn::LitStr| text.parse::<Path>().is_ok();
        let message = match value.string().filter(is_path) {
            Some(path) => format!("no quotes: write `{name} = {}`", path.value()),
            None => format!("`{name}` takes no literal: write `{example}`"),
        };
        Err(Error::new(value.span(), message))
    }

    /// Returns the list of `name(list)`.
    pub(crate) fn list(self, example: &str) -> syn::Result<TokenStream> {
        match self.form {
            Form::List(list) => Ok(list),
            Form::Bare | Form::Value(_) => Err(Error::new(
                self.name.span(),
                format!("`{}` takes parentheses: write `{example}`", self.name),
            )),
        }
    }
}

/// Rejects a value that is no expression: the compiler would report it on the whole attribute.
fn reject_broken_value(name: &Ident, value: &[TokenTree]) -> syn::Result<()> {
    match value {
        [TokenTree::Punct(second), rest @ ..] if matches!(second.as_char(), '=' | '>') => {
            let rest: TokenStream = rest.iter().cloned().collect();
            let message = format!("a single `=`: write `{name} = {rest}`");
            Err(Error::new(second.span(), message))
        }
        _ => reject_broken_code(value),
    }
}

/// Rejects code that runs into the next option, or that has no end.
pub(crate) fn reject_broken_code(value: &[TokenTree]) -> syn::Result<()> {
    for (index, token) in value.iter().enumerate() {
        let begins_next_option = match token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) => ends_operand(&value[..index]) && is_plain_word(token),
            TokenTree::Literal(_) | TokenTree::Group(_) => false,
        };
        if begins_next_option {
            return missing_comma(token);
        }
    }
    match value.last() {
        Some(TokenTree::Punct(last)) if !matches!(last.as_char(), '?' | '>' | '.') => Err(
            Error::new(last.span(), format!("expected a value after `{last}`")),
        ),
        _ => Ok(()),
    }
}

fn missing_comma(at: &TokenTree) -> syn::Result<()> {
    let message = "expected `,` before the next option";
    Err(Error::new(at.span(), message))
}

// Input:
//     is_busy    "1s"    f(x)    vec![1]    &'a    return
//
// Output:
//     true       true    true    false      false  false
/// Returns whether the tokens end an operand, so that no word may follow. A word may follow a keyword and a
/// lifetime.
fn ends_operand(tokens: &[TokenTree]) -> bool {
    match tokens {
        [.., TokenTree::Punct(quote), TokenTree::Ident(_)] if quote.as_char() == '\'' => false,
        [.., last @ TokenTree::Ident(_)] => is_plain_word(last),
        [.., TokenTree::Group(group)] => group.delimiter() != Delimiter::Bracket,
        [.., TokenTree::Literal(_)] => true,
        _ => false,
    }
}

/// Returns whether the token is an identifier and not a keyword.
fn is_plain_word(token: &TokenTree) -> bool {
    OptionTokens::new(slice::from_ref(token)).word().is_some()
}

// Input:
//     on = |error: &Error, n| true, budget = pool::<A, B>(), jitter    |error, n| true, fixed("1s")
//
// Output:
//     [on = |error: &Error, n| true], [budget = pool::<A, B>()], [jitter]    [|error, n| true], [fixed("1s")]
/// Splits at the commas that are not in the parameters of a closure, in the type of its result or in a turbofish.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part: Vec<TokenTree> = Vec::new();
    let mut inside = Inside::Plain;
    for token in tokens {
        let TokenTree::Punct(punct) = &token else {
            if matches!(inside, Inside::Result(0)) && tokens::as_braces(&token).is_some() {
                inside = Inside::Plain;
            }
            part.push(token);
            continue;
        };
        inside = match (inside, punct.as_char()) {
            (Inside::Plain, ',') => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            (Inside::Plain, '|') if may_start_closure(&part) => Inside::Closure,
            (Inside::Closure, '|') => Inside::Plain,
            (Inside::Plain, '>') if ends_closure_with_dash(&part) => Inside::Result(0),
            (Inside::Result(depth), '<') => Inside::Result(depth + 1),
            (Inside::Result(depth), '>') if !ends_with(&part, '-') => {
                Inside::Result(depth.saturating_sub(1))
            }
            (Inside::Plain, '<') if ends_with(&part, ':') => Inside::Generics(1),
            (Inside::Generics(depth), '<') => Inside::Generics(depth + 1),
            (Inside::Generics(depth), '>') if !ends_with(&part, '-') => match depth {
                1 => Inside::Plain,
                _ => Inside::Generics(depth - 1),
            },
            (inside, _) => inside,
        };
        part.push(token);
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

#[derive(Clone, Copy)]
enum Inside {
    Plain,
    Closure,
    /// Between the `->` of a closure and its body.
    Result(usize),
    Generics(usize),
}

fn may_start_closure(before: &[TokenTree]) -> bool {
    match before.last() {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == '=',
        Some(TokenTree::Ident(ident)) => ident == "move" || ident == "async",
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    }
}

/// Returns whether the next `>` begins the type of a closure's result.
fn ends_closure_with_dash(before: &[TokenTree]) -> bool {
    match before {
        [before @ .., dash] if tokens::is_punct(dash, '-') => ends_with(before, '|'),
        _ => false,
    }
}

fn ends_with(tokens: &[TokenTree], end: char) -> bool {
    matches!(tokens.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == end)
}

/// The names read so far, to report a second use of one of them at both places.
#[derive(Default)]
pub(crate) struct SeenNames(Vec<(String, Span)>);

impl SeenNames {
    pub(crate) fn insert(&mut self, name: &Ident) -> syn::Result<()> {
        let text = name.to_string();
        let Some((_, first)) = self.0.iter().find(|(seen, _)| *seen == text) else {
            self.0.push((text, name.span()));
            return Ok(());
        };
        let mut error = Error::new(*first, format!("`{text}` is given here first"));
        error.combine(Error::new(
            name.span(),
            format!("`{text}` is given twice: keep one"),
        ));
        Err(error)
    }
}

impl ToTokens for Form {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Bare => {}
            Self::Value(value) => value.to_tokens(tokens),
            Self::List(list) => list.to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ends_operand, split_at_commas};
    use proc_macro2::TokenStream;

    #[test]
    fn a_word_or_a_value_ends_an_operand_and_a_keyword_or_a_lifetime_does_not() {
        for (tokens, expected) in [
            ("is_busy", true),
            ("self.budget", true),
            ("\"1s\"", true),
            ("f(x)", true),
            ("vec![1]", false),
            ("&'a", false),
            ("return", false),
            ("a +", false),
        ] {
            let parsed: TokenStream = tokens.parse().expect("tokens");
            let parsed: Vec<_> = parsed.into_iter().collect();
            assert_eq!(ends_operand(&parsed), expected, "{tokens}");
        }
    }

    #[test]
    fn the_commas_of_a_closure_and_of_its_types_belong_to_it() {
        for options in [
            "or_else = |error: Error<A, B>, reason| f(error, reason)",
            "or_else = |error| -> Result<Map<A, B>, E> { Ok(a) }",
            "or_else = |error| -> Result<fn(A) -> B, Array<{ N }, E>> { Ok(a) }",
            "|error, n| true",
            "on = |n| n > 3",
            "on = n < 3",
            "budget = pool::<A<B, C>, D>()",
            "budget = pool::<fn(A) -> B, C>()",
            "or_else = |error| -> Array<fn(A) -> B, { N }, E> { a }",
            "budget = pool::<A, B>()",
        ] {
            let tokens: TokenStream = format!("{options}, jitter, a").parse().expect("tokens");
            assert_eq!(split_at_commas(tokens).len(), 3, "{options}");
        }
    }
}
