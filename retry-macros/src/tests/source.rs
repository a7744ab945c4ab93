//! Expands the attributes in a source file, as the compiler does: from the outside in, also in what an attribute
//! returned.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::ops::Range;

use crate::tokens::{as_braces, content, is_punct, is_word, with_content};
use crate::{bundle, derive, retry};

/// An attribute of this crate. A derive is one of several in its attribute, and stays there.
enum Ours {
    Retry(TokenStream),
    Policy(TokenStream),
    Derive,
}

/// Returns the source with every attribute of this crate expanded.
pub(super) fn expand(source: TokenStream) -> TokenStream {
    expand_attributes(group_macro_arguments(source))
}

// Input:
//     fixed(macro_argument!("1s"))
//
// Output:
//     fixed("1s"), where "1s" is in a group with invisible delimiters
/// Returns the source with the groups that `macro_rules!` makes of its arguments.
fn group_macro_arguments(source: TokenStream) -> TokenStream {
    let mut grouped: Vec<TokenTree> = Vec::new();
    for token in source {
        let TokenTree::Group(group) = token else {
            grouped.push(token);
            continue;
        };
        let inside = group_macro_arguments(group.stream());
        if matches!(&grouped[..], [.., name, bang] if is_word(name, "macro_argument") && is_punct(bang, '!'))
        {
            grouped.truncate(grouped.len() - 2);
            grouped.push(Group::new(Delimiter::None, inside).into());
        } else {
            grouped.push(with_content(&group, inside).into());
        }
    }
    grouped.into_iter().collect()
}

fn expand_attributes(source: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut expanded = TokenStream::new();
    let mut at = 0;
    while at < tokens.len() {
        let attrs = attrs(&tokens, at);
        if !attrs.is_empty() {
            let after = attrs.last().map_or(at, |last| last.end);
            let ours = attrs
                .iter()
                .find_map(|attr| Some((attr.clone(), ours(&tokens[attr.clone()])?)));
            let Some((attr, ours)) = ours else {
                expanded.extend(tokens[at..after].iter().cloned());
                at = after;
                continue;
            };
            let end = item_end(&tokens, after);
            let item = tokens[at..attr.start].iter().chain(&tokens[attr.end..end]);
            let item: TokenStream = item.cloned().collect();
            expanded.extend(expand_attributes(match ours {
                Ours::Retry(options) => retry::expand(options, &item),
                Ours::Policy(options) => bundle::expand(options, &item),
                Ours::Derive => match syn::parse2(item) {
                    Ok(input) => derive::transient(&input),
                    Err(error) => error.into_compile_error(),
                },
            }));
            at = end;
            continue;
        }
        match &tokens[at] {
            // The tokens of a macro are not items yet.
            TokenTree::Ident(word) if word == "macro_rules" => {
                let end = item_end(&tokens, at);
                expanded.extend(tokens[at..end].iter().cloned());
                at = end;
            }
            TokenTree::Group(group) => {
                let inside = with_content(group, expand_attributes(group.stream()));
                expanded.extend([TokenTree::from(inside)]);
                at += 1;
            }
            token => {
                expanded.extend([token.clone()]);
                at += 1;
            }
        }
    }
    expanded
}

/// Returns the texts of all `compile_error!`s in the tokens.
pub(super) fn messages(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut messages = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let before = &tokens[at.saturating_sub(2)..at];
        if matches!(before, [name, bang] if is_word(name, "compile_error") && is_punct(bang, '!')) {
            let text: syn::LitStr = syn::parse2(group.stream()).expect("the text of a message");
            messages.push(text.value());
        } else {
            messages.extend(self::messages(group.stream()));
        }
    }
    messages
}

/// Returns the places of the attributes that follow each other from `at` on.
fn attrs(tokens: &[TokenTree], at: usize) -> Vec<Range<usize>> {
    let mut attrs = Vec::new();
    let mut at = at;
    while let [pound, TokenTree::Group(group), ..] = &tokens[at..]
        && is_punct(pound, '#')
        && group.delimiter() == Delimiter::Bracket
    {
        attrs.push(at..at + 2);
        at += 2;
    }
    attrs
}

fn ours(attr: &[TokenTree]) -> Option<Ours> {
    let [_, TokenTree::Group(attr)] = attr else {
        return None;
    };
    let attr = content(attr);
    let (path, options) = match &attr[..] {
        // The compiler reports the `=`, and expands the attribute all the same.
        [path @ .., equals, value] if is_punct(equals, '=') => (path, value.clone().into()),
        [path @ .., TokenTree::Group(options)] => (path, options.stream()),
        path => (path, TokenStream::new()),
    };
    let name = path.last()?;
    let is_path = path.len() == 1 || is_word(&path[0], "retries") || is_punct(&path[0], ':');
    // Some inputs import the attribute as `again`.
    if (is_word(name, "retry") || is_word(name, "again")) && is_path {
        Some(Ours::Retry(options))
    } else if is_word(name, "policy") && is_path {
        Some(Ours::Policy(options))
    } else if is_word(name, "derive") && options.into_iter().any(|it| is_word(&it, "Transient")) {
        Some(Ours::Derive)
    } else {
        None
    }
}

/// Returns the end of the item that begins at `at`: behind its braces, or behind its semicolon.
fn item_end(tokens: &[TokenTree], at: usize) -> usize {
    let ends_item = |token: &TokenTree| match token {
        TokenTree::Group(_) => as_braces(token).is_some(),
        token => is_punct(token, ';'),
    };
    let length = tokens[at..].iter().position(ends_item);
    length.map_or(tokens.len(), |length| at + length + 1)
}
