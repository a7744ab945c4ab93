//! Finds the user's code inside the layers that boxes and other attributes put around it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::item::{async_trait, boxed, instrument};
use crate::tokens;

/// The user's code, and the layers around it from the outermost to the innermost.
pub(crate) struct Located {
    layers: Vec<Layer>,
    pub(crate) code: Group,
    /// Whether the code is in an async block without `move`: such a block can take nothing with it that it
    /// does not use up.
    pub(crate) borrows: bool,
}

/// One block around the code, cut at the group in which the code is.
struct Layer {
    before: Vec<TokenTree>,
    group: Group,
    after: Vec<TokenTree>,
}

impl Located {
    /// Takes the whole body for the user's code.
    pub(crate) fn whole(block: &Group) -> Self {
        Self {
            layers: Vec::new(),
            code: block.clone(),
            borrows: false,
        }
    }

    /// Finds the code in a body that other attributes may have wrapped.
    pub(crate) fn in_body(block: &Group) -> Self {
        let mut located = Self::whole(block);
        located.unwrap_attributes();
        located
    }

    // Input:
    //     let url = self.url(key);
    //     Box::pin(async move { user_code })
    //
    // Output, as layers:
    //     before: let url = self.url(key); Box::pin    group: (async move { user_code })
    //     before: async move                           group: { user_code }
    /// Finds the code of the async block that a body ends with. Returns `None` if it ends with something else.
    pub(crate) fn in_async_block(block: &Group) -> Option<Self> {
        let mut layers = Vec::new();
        let mut tokens = tokens::content(block);
        loop {
            let index = boxed::async_block_at_end(&tokens)?;
            let layer = Layer::cut(tokens, index)?;
            tokens = match layer.group.delimiter() {
                Delimiter::Brace => {
                    let mut located = Self {
                        code: layer.group.clone(),
                        borrows: boxed::ends_with_async(&layer.before),
                        layers,
                    };
                    located.layers.push(layer);
                    located.unwrap_attributes();
                    return Some(located);
                }
                Delimiter::Parenthesis => boxed::only_argument(&layer.group),
                Delimiter::None => tokens::content(&layer.group),
                Delimiter::Bracket => return None,
            };
            layers.push(layer);
        }
    }

    /// Returns the tokens before the code, layer by layer.
    pub(crate) fn setup(&self) -> impl Iterator<Item = &[TokenTree]> {
        self.layers.iter().map(|layer| &layer.before[..])
    }

    /// Returns the body with `content` in place of the user's code, after changing the tokens before it.
    pub(crate) fn replace_code(
        self,
        content: TokenStream,
        change_setup: impl Fn(Vec<TokenTree>) -> Vec<TokenTree>,
    ) -> TokenStream {
        self.layers.into_iter().rev().fold(content, |inner, layer| {
            let mut tokens = TokenStream::new();
            tokens.extend(change_setup(layer.before));
            tokens.extend([TokenTree::from(tokens::with_content(&layer.group, inner))]);
            tokens.extend(layer.after);
            tokens
        })
    }

    /// Moves the code inward through the layers of other attributes.
    fn unwrap_attributes(&mut self) {
        let mut is_generated = false;
        loop {
            let tokens = tokens::content(&self.code);
            is_generated |= may_be_generated(&tokens);
            let index = index_in_wrapper(&tokens, is_generated);
            let Some(layer) = index.and_then(|index| Layer::cut(tokens, index)) else {
                return;
            };
            self.code = layer.group.clone();
            self.layers.push(layer);
        }
    }
}

impl Layer {
    fn cut(mut tokens: Vec<TokenTree>, index: usize) -> Option<Self> {
        let after = tokens.split_off(index + 1);
        match tokens.pop() {
            Some(TokenTree::Group(group)) => Some(Self {
                before: tokens,
                group,
                after,
            }),
            _ => None,
        }
    }
}

/// Returns the index of the group in which the user's code is, if another attribute has put something around
/// it. `is_generated` is whether this block, or one around it, may be an attribute's.
fn index_in_wrapper(block: &[TokenTree], is_generated: bool) -> Option<usize> {
    match block {
        [] => None,
        [TokenTree::Group(only)] => (only.delimiter() == Delimiter::Brace).then_some(0),
        _ if !is_generated => instrument::outcome_of_user_code(block),
        _ => match async_trait::outcome_statement(block) {
            Some(statement) => async_trait::user_code(block, statement),
            None => instrument::user_code(block),
        },
    }
}

/// Returns whether an attribute may have written the block: attributes bind names that begin with `__`, here
/// or in a block beside which there is no other name.
fn may_be_generated(block: &[TokenTree]) -> bool {
    let binds_hidden_name = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(_), TokenTree::Ident(name)] => name.to_string().starts_with("__"),
        _ => false,
    };
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    block.windows(2).any(binds_hidden_name) || !block.iter().any(is_name)
}
