//! Where in a function the attempt is: what is run again when it fails.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::function::Function;
use crate::types::Future;
use crate::{pattern, tokens};

pub(crate) enum Shape {
    /// The body, run by the caller.
    Sync,
    /// The body of an `async fn`, or the part of it that another attribute wrapped.
    Async,
    /// An async block at the body's end, which [`replace_block`] finds; the statements before it run
    /// once, when the function is called.
    Block(Future),
    /// Any other body that yields a future: all of it is an attempt.
    Future(Future),
}

impl Shape {
    pub(crate) fn has_async_block(&self) -> bool {
        matches!(self, Self::Async | Self::Block(_))
    }

    pub(crate) fn of(function: &Function) -> Self {
        if function.asyncness.is_some() {
            return Self::Async;
        }
        let Some(ty) = function.return_type() else {
            return Self::Sync;
        };
        let body = function.body.tokens.clone();
        let has_block = replace_block(body, &|_| None, &mut Group::stream).is_some();
        match Future::written(ty) {
            Some(future) if has_block => Self::Block(future),
            Some(future) => Self::Future(future),
            None if has_block => Self::Block(Future::aliased(ty)),
            None => Self::Sync,
        }
    }
}

// Input:
//     let url = self.url(key);
//     Box::pin(async move { content })
//
// Output:
//     let url = self.url(key);
//     Box::pin(async move { replaced })
//
/// Replaces the content of the async block that a body ends with, through the calls that only box
/// it. `None` if it ends with something else.
pub(crate) fn replace_block(
    body: TokenStream,
    mutable: &dyn Fn(&Ident) -> Option<bool>,
    replace: &mut dyn FnMut(&Group) -> TokenStream,
) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = body.into_iter().collect();
    let mut last = tokens.len().checked_sub(1)?;
    while let Some(before) = before_adaptor(&tokens, last) {
        last = before;
    }
    let TokenTree::Group(group) = tokens.get(last)? else {
        return None;
    };
    let content = match group.delimiter() {
        Delimiter::Brace if is_async(&tokens[..last]) => replace_user_part(group, mutable, replace),
        Delimiter::Parenthesis if is_box(&tokens[..last]) => {
            replace_block(without_comma(group.stream()), mutable, replace)?
        }
        Delimiter::None => replace_block(group.stream(), mutable, replace)?,
        _ => return None,
    };
    tokens[last] = tokens::with_content(group, content).into();
    Some(tokens.into_iter().collect())
}

/// Where the receiver of `.boxed()` or the like ends, if the tokens up to `last` end with that.
fn before_adaptor(tokens: &[TokenTree], last: usize) -> Option<usize> {
    let before = last.checked_sub(3)?;
    match &tokens[before + 1..=last] {
        [
            TokenTree::Punct(dot),
            TokenTree::Ident(method),
            TokenTree::Group(_),
        ] if dot.as_char() == '.'
            && matches!(
                &*method.to_string(),
                "boxed" | "boxed_local" | "into" | "instrument" | "in_current_span"
            ) =>
        {
            Some(before)
        }
        _ => None,
    }
}

fn is_async(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(asyncness), TokenTree::Ident(word)] if word == "move" => {
            asyncness == "async"
        }
        [.., TokenTree::Ident(asyncness)] => asyncness == "async",
        _ => false,
    }
}

/// `Box::pin(…)`, `Pin::from(…)`, `FutureExt::boxed(…)`, or just parentheses.
fn is_box(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(colon), TokenTree::Ident(function)] => {
            colon.as_char() == ':'
                && matches!(
                    &*function.to_string(),
                    "pin" | "new" | "from" | "boxed" | "boxed_local"
                )
        }
        [] => true,
        [.., end] => is_punct(end, ';'),
    }
}

fn without_comma(arguments: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = arguments.into_iter().collect();
    if tokens.last().is_some_and(|token| is_punct(token, ',')) {
        tokens.pop();
    }
    tokens.into_iter().collect()
}

/// What other attributes bind the user's body to.
const WRAPPERS: [&str; 3] = ["__ret", "__tracing_instrument_future", "__match_scrutinee"];

// Input, as `#[async_trait]` leaves it:
//     if let Some(__ret) = None::<Result<Value, Error>> { return __ret; }
//     let __self = self;
//     let __ret: Result<Value, Error> = { content };
//     __ret
//
// Output:
//     if let Some(__ret) = None::<Result<Value, Error>> { return __ret; }
//     let __self = self;
//     let __ret: Result<Value, Error> = { replaced };
//     __ret
//
/// Replaces the part of a block that the user wrote, which is all of it unless another attribute
/// came first. Arguments that are bound before that part become `mut`, or not, as `mutable` says.
pub(crate) fn replace_user_part(
    block: &Group,
    mutable: &dyn Fn(&Ident) -> Option<bool>,
    replace: &mut dyn FnMut(&Group) -> TokenStream,
) -> TokenStream {
    let mut tokens: Vec<TokenTree> = block.stream().into_iter().collect();
    let Some((at, part)) = wrapped_part(&tokens) else {
        return replace(block);
    };
    let part = tokens::with_content(&part, replace_user_part(&part, mutable, replace));
    let after = tokens.split_off(at + 1);
    tokens.truncate(at);
    let mut output = with_mutable_lets(tokens, mutable);
    output.extend([TokenTree::from(part)].into_iter().chain(after));
    output
}

fn with_mutable_lets(
    tokens: Vec<TokenTree>,
    mutable: &dyn Fn(&Ident) -> Option<bool>,
) -> TokenStream {
    let mut output = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_let = matches!(&token, TokenTree::Ident(word) if word == "let");
        output.extend([token]);
        if is_let {
            let pattern = std::iter::from_fn(|| tokens.next_if(|token| !is_punct(token, '=')));
            output.extend(pattern::with_mutable(pattern.collect(), mutable));
        }
    }
    output
}

/// The block in `let __ret: T = { … };`, also if that is in a plain block at the end.
fn wrapped_part(tokens: &[TokenTree]) -> Option<(usize, Group)> {
    let Some(binding) = tokens.windows(2).position(is_wrapper) else {
        let at = tokens.len().checked_sub(1)?;
        let part = braces(tokens.get(at)?)?;
        let inner: Vec<TokenTree> = part.stream().into_iter().collect();
        return wrapped_part(&inner).map(|_| (at, part));
    };
    let after = &tokens[binding..];
    let end = after.iter().position(|token| is_punct(token, ';'))?;
    let at = match &after[..end] {
        [before @ .., TokenTree::Punct(_), TokenTree::Ident(word)] if word == "await" => {
            before.len()
        }
        before => before.len(),
    };
    let at = binding + at.checked_sub(1)?;
    Some((at, braces(&tokens[at])?))
}

fn is_wrapper(pair: &[TokenTree]) -> bool {
    match pair {
        [TokenTree::Ident(keyword), TokenTree::Ident(name)] => {
            keyword == "let" && WRAPPERS.iter().any(|wrapper| name == wrapper)
        }
        _ => false,
    }
}

fn braces(token: &TokenTree) -> Option<Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.clone()),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
