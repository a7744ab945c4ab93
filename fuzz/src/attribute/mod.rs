//! `#[retry]`, `#[policy]` and `#[derive(Transient)]`: any tokens of the attribute over any tokens below it.
//!
//! Inputs are written as text. In it `invisible!( … )` stands for a group without delimiters, in which
//! `macro_rules!` passes what it was given.

mod items;
mod options;
mod output;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use retry_runtime::Policy;

use self::items::Item;
use self::options::Written;
use self::output::Output;
use crate::choices::Choices;
use crate::errors::Errors;
use crate::options::Options;
use crate::policies::PolicyParts;
use crate::{bundle, derive, retry};

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    match choices.below(10) {
        0 => check_text(&choices.text()),
        1 => check_printed_policy(choices),
        2 => check_policy_words(choices),
        3 => check_derive(choices),
        4 => check_bundle(choices),
        5 | 6 => {
            let options = options::any(choices);
            check_function(&options, &items::impl_block(choices));
        }
        _ => {
            let options = options::any(choices);
            check_function(&options, &items::function(choices));
        }
    }
}

/// Returns the tokens, if the text has the form of tokens.
fn tokens(text: &str) -> Option<TokenStream> {
    text.parse().ok().map(with_invisible_groups)
}

// Input:
//     a: invisible!(Option<u8>)
//
// Output, where the group has no delimiters:
//     a: Option<u8>
fn with_invisible_groups(tokens: TokenStream) -> TokenStream {
    let mut output: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            output.push(token);
            continue;
        };
        let content = with_invisible_groups(group.stream());
        let delimiter = match output.as_slice() {
            [.., TokenTree::Ident(name), TokenTree::Punct(_)] if name == "invisible" => {
                output.truncate(output.len() - 2);
                Delimiter::None
            }
            _ => group.delimiter(),
        };
        output.push(Group::new(delimiter, content).into());
    }
    output.into_iter().collect()
}

/// Any tokens expand, also those that no compiler passes.
fn check_text(text: &str) {
    let (options, item) = text
        .split_once('\n')
        .unwrap_or((text, "fn f() -> Option<u8> { None }"));
    if let (Some(options), Some(item)) = (tokens(options), tokens(item)) {
        retry::expand(options.clone(), &item);
        bundle::expand(options, &item);
        if let Ok(input) = syn::parse2(item) {
            derive::transient(&input);
        }
    }
}

/// The item is still there after a mistake in the attribute, and without one the output is an item whose body is
/// written once.
fn check_function(options: &Written, item: &Item) {
    let (Some(tokens_of_options), Some(tokens)) = (tokens(&options.text), tokens(&item.text))
    else {
        return;
    };
    let output = Output::new(retry::expand(tokens_of_options, &tokens));
    let case = || {
        format!(
            "#[retry({})]\n{}\n\n{}",
            options.text,
            item.text,
            output.text()
        )
    };
    if !output::is_item(&tokens) {
        return;
    }
    if output.has_errors() {
        assert!(output.keeps(&tokens), "the item is lost\n{}", case());
    } else if options.is_code {
        assert!(output.is_item(), "the output is no item\n{}", case());
        for marker in &item.markers {
            let count = output.count(marker);
            assert_eq!(count, 1, "the body is written {count} times\n{}", case());
        }
    }
}

/// An item that is no bundle is still there after the mistake.
fn check_bundle(choices: &mut Choices) {
    let (options, item) = (options::any(choices), items::bundle(choices));
    let (Some(tokens_of_options), Some(tokens)) = (tokens(&options.text), tokens(&item.text))
    else {
        return;
    };
    let output = Output::new(bundle::expand(tokens_of_options, &tokens));
    let case = || {
        let (options, item) = (&options.text, &item.text);
        format!("#[policy({options})]\n{item}\n\n{}", output.text())
    };
    if !output::is_item(&tokens) {
        return;
    }
    if output.has_errors() || options.is_code {
        assert!(output.is_item(), "the output is no item\n{}", case());
    }
    for marker in &item.markers {
        assert!(output.count(marker) > 0, "the item is lost\n{}", case());
    }
}

/// The output is an `impl`, also after a mistake.
fn check_derive(choices: &mut Choices) {
    let item = items::error_type(choices);
    let Some(input) = tokens(&item.text).and_then(|tokens| syn::parse2(tokens).ok()) else {
        return;
    };
    let output = Output::new(derive::transient(&input));
    let case = || format!("{}\n\n{}", item.text, output.text());
    assert_eq!(output.count("automatically_derived"), 1, "{}", case());
    assert!(output.is_item(), "the output is no item\n{}", case());
}

/// The attribute reads the policy that it prints.
fn check_printed_policy(choices: &mut Choices) {
    let parts = PolicyParts {
        // It is no part of what the attribute evaluates.
        attempt_timeout: None,
        ..PolicyParts::any(choices)
    };
    let policy = parts.build();
    if policy.validate().is_err() || parts.has_custom_backoff() {
        return;
    }
    let printed = policy.to_string();
    let tokens = tokens(&printed).expect("a policy prints as tokens");
    assert_eq!(evaluated(tokens), Some(policy), "{printed}");
}

/// The attribute and [`FromStr`](std::str::FromStr) read the same policy.
fn check_policy_words(choices: &mut Choices) {
    let text = options::of_policy(choices);
    let Some(policy) = tokens(&text).and_then(evaluated) else {
        return;
    };
    if policy.validate().is_ok() {
        assert_eq!(text.parse().as_ref(), Ok(&policy), "{text}");
    }
}

/// Returns the policy of options that are all literals, if none has a mistake.
fn evaluated(options: TokenStream) -> Option<Policy> {
    let mut errors = Errors::default();
    let options = errors.take_partial(Options::parse(options));
    let has_errors = !quote!(#errors).is_empty();
    options.literal_policy.filter(|_| !has_errors)
}
