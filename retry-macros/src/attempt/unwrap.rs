//! The part of a body that the user wrote, inside what only boxes, binds or traces it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::tokens::{self, is_punct, is_word};

/// What to put in place of the pieces of a body, on the way to its part.
pub(crate) trait Replace {
    /// What stands before the part, at each level.
    fn before(&mut self, tokens: Vec<TokenTree>) -> TokenStream;

    /// The part: what its block contains instead.
    fn part(&mut self, part: &Group) -> TokenStream;

    /// Told of an async block around the part that has no `move`.
    fn borrowing_block(&mut self) {}
}

// Input:
//     let url = self.url(key);
//     Box::pin(async move { part })
//
// Output:
//     let url = self.url(key);
//     Box::pin(async move { replaced })
//
/// Replaces the part of the async block that a body ends with, through the calls that only box it.
/// `None` if the body ends with something else.
pub(crate) fn replace_in_block(
    body: TokenStream,
    replace: &mut dyn Replace,
) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = body.into_iter().collect();
    let last = block_at_end(&tokens)?;
    let after = tokens.split_off(last + 1);
    let Some(TokenTree::Group(group)) = tokens.pop() else {
        return None;
    };
    let content = match group.delimiter() {
        Delimiter::Brace => {
            if ends_with_words(&tokens, &["async"]) {
                replace.borrowing_block();
            }
            replace_in(&group, replace)
        }
        Delimiter::Parenthesis => replace_in_block(without_comma(group.stream()), replace)?,
        Delimiter::None => replace_in_block(group.stream(), replace)?,
        Delimiter::Bracket => return None,
    };
    Some(joined(tokens, &group, content, after, replace))
}

/// Where the group is that is an async block, or may box one, if the tokens end with one.
pub(crate) fn block_at_end(tokens: &[TokenTree]) -> Option<usize> {
    let mut last = tokens.len().checked_sub(1)?;
    while let Some(before) = before_adaptor(tokens, last) {
        last = before;
    }
    let TokenTree::Group(group) = &tokens[last] else {
        return None;
    };
    let before = &tokens[..last];
    let is_block = match group.delimiter() {
        Delimiter::Brace => {
            ends_with_words(before, &["async", "move"]) || ends_with_words(before, &["async"])
        }
        Delimiter::Parenthesis => is_box(before),
        Delimiter::None => true,
        Delimiter::Bracket => false,
    };
    is_block.then_some(last)
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

// Input, as `#[async_trait]` leaves it:
//     if let Some(__ret) = None::<Result<Value, Error>> { return __ret; }
//     let __self = self;
//     let __ret: Result<Value, Error> = { part };
//     __ret
//
// Output:
//     if let Some(__ret) = None::<Result<Value, Error>> { return __ret; }
//     let __self = self;
//     let __ret: Result<Value, Error> = { replaced };
//     __ret
//
// Input, as `#[instrument(err)]` leaves it:
//     let __tracing_attr_span = span!(…);
//     let __tracing_instrument_future = async move {
//         match async move {
//             if false { let __tracing_attr_fake_return: Result<Value, Error> = loop {}; … }
//             { { part } }
//         }.await { … }
//     };
//     …
//
// and as it leaves a future that is boxed by hand or by `#[async_trait]`, without a fake return:
//     let __tracing_instrument_future = async move {
//         match async move { part }.await { … }
//     };
//     …
//
// Output:
//     the same, with `replaced` for `part`
//
/// Replaces the part of a block that the user wrote, which is all of it unless another attribute
/// came first.
pub(crate) fn replace_in(block: &Group, replace: &mut dyn Replace) -> TokenStream {
    replace_below(block, false, replace)
}

/// Whether the part of a block is less than all of it.
pub(crate) fn is_wrapped(tokens: &[TokenTree]) -> bool {
    wrapped(tokens, may_be_marked(tokens)).is_some()
}

/// `is_marked`: another attribute has put names of its own around it.
fn replace_below(block: &Group, is_marked: bool, replace: &mut dyn Replace) -> TokenStream {
    let mut tokens: Vec<TokenTree> = block.stream().into_iter().collect();
    let is_marked = is_marked || may_be_marked(&tokens);
    let Some(at) = wrapped(&tokens, is_marked) else {
        return replace.part(block);
    };
    let after = tokens.split_off(at + 1);
    match tokens.pop() {
        Some(TokenTree::Group(group)) => {
            let content = replace_below(&group, is_marked, replace);
            joined(tokens, &group, content, after, replace)
        }
        _ => replace.part(block),
    }
}

/// Where the group is that the part is in, if another attribute has wrapped it.
fn wrapped(tokens: &[TokenTree], is_marked: bool) -> Option<usize> {
    let last = tokens.len().checked_sub(1)?;
    if let [TokenTree::Group(only)] = tokens {
        return (only.delimiter() == Delimiter::Brace).then_some(0);
    }
    if !is_marked {
        return traced_outcome(tokens);
    }
    if let Some(binding) = tokens.windows(2).position(is_let_ret) {
        let length = tokens[binding..]
            .iter()
            .position(|token| is_punct(token, ';'))?;
        return (binding + length).checked_sub(1);
    }
    let Some(traced) = tokens.iter().position(is_traced) else {
        // A future that is boxed by hand, or by `#[async_trait]`, gets no fake return.
        return traced_future(tokens).or_else(|| traced_outcome(tokens));
    };
    // The fake return stands in the block before the one that it is for.
    let is_fake_return = ends_with_words(&tokens[..traced], &["if", "false"]);
    Some(if is_fake_return { last } else { traced })
}

/// `let __tracing_instrument_future = async move { … };`
fn traced_future(tokens: &[TokenTree]) -> Option<usize> {
    let name = tokens
        .iter()
        .position(|token| is_word(token, "__tracing_instrument_future"))?;
    let length = tokens[name..].iter().position(is_braces)?;
    Some(name + length)
}

/// `match async move { … }.await { … ::tracing::event!(…) … }`, or a `let` of the same future.
fn traced_outcome(tokens: &[TokenTree]) -> Option<usize> {
    let [TokenTree::Ident(first), ..] = tokens else {
        return None;
    };
    let future = tokens.iter().position(is_braces)?;
    let is_outcome = (first == "match" || first == "let")
        && ends_with_words(&tokens[..future], &["async", "move"])
        && has_event(&tokens[future + 1..]);
    is_outcome.then_some(future)
}

/// `tracing::event`, at any depth.
fn has_event(tokens: &[TokenTree]) -> bool {
    let is_path = |path: &[TokenTree]| is_word(&path[0], "tracing") && is_word(&path[3], "event");
    let in_group = |token: &TokenTree| match token {
        TokenTree::Group(group) => has_event(&tokens::content(group)),
        _ => false,
    };
    tokens.windows(4).any(is_path) || tokens.iter().any(in_group)
}

/// `let __ret`
fn is_let_ret(pair: &[TokenTree]) -> bool {
    ends_with_words(pair, &["let", "__ret"])
}

/// Whether these may be an attribute's, which binds names that begin with `__`, here or in blocks beside
/// which there is no other name.
fn may_be_marked(tokens: &[TokenTree]) -> bool {
    let is_mark = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(_), TokenTree::Ident(name)] => name.to_string().starts_with("__"),
        _ => false,
    };
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    tokens.windows(2).any(is_mark) || !tokens.iter().any(is_name)
}

/// Whether `#[instrument]` has put its mark inside.
fn is_traced(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().any(|token| is_traced(&token)),
        TokenTree::Ident(word) => word == "__tracing_attr_fake_return",
        _ => false,
    }
}

/// The tokens before a group, the group with other content, and the tokens after it.
fn joined(
    before: Vec<TokenTree>,
    group: &Group,
    content: TokenStream,
    after: Vec<TokenTree>,
    replace: &mut dyn Replace,
) -> TokenStream {
    let mut output = replace.before(before);
    output.extend([TokenTree::from(tokens::with_content(group, content))]);
    output.extend(after);
    output
}

/// Replaces the pattern of each `let` statement.
pub(crate) fn with_patterns(
    tokens: Vec<TokenTree>,
    replace: &mut dyn FnMut(Vec<TokenTree>) -> Vec<TokenTree>,
) -> TokenStream {
    let mut output = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut is_statement = true;
    while let Some(token) = tokens.next() {
        let binds = is_statement && is_word(&token, "let");
        is_statement = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(_) => true,
            _ => false,
        };
        output.extend([token]);
        if binds {
            let mut is_path = false;
            let mut pattern = Vec::new();
            while let Some(token) = tokens.next_if(|token| is_path || !ends_pattern(token)) {
                is_path = matches!(
                    &token,
                    TokenTree::Punct(colon) if colon.spacing() == proc_macro2::Spacing::Joint
                );
                pattern.push(token);
            }
            output.extend(replace(pattern));
        }
    }
    output
}

/// `=`, `;`, or the `:` before a type.
fn ends_pattern(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '=' | ';' => true,
            ':' => punct.spacing() == proc_macro2::Spacing::Alone,
            _ => false,
        },
        _ => false,
    }
}

fn ends_with_words(tokens: &[TokenTree], words: &[&str]) -> bool {
    tokens.len() >= words.len()
        && tokens[tokens.len() - words.len()..]
            .iter()
            .zip(words)
            .all(|(token, word)| is_word(token, word))
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
