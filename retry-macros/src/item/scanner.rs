//! Reads tokens from left to right, without a parser: an attribute runs without optimization, and parsing a
//! documented function takes longer than writing its loop.

use proc_macro2::{Group, Ident, Punct, TokenTree};

use crate::tokens;

#[derive(Clone, Copy)]
pub(crate) struct Scanner<'a> {
    rest: &'a [TokenTree],
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(tokens: &'a [TokenTree]) -> Self {
        Self { rest: tokens }
    }

    pub(crate) fn rest(&self) -> &'a [TokenTree] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes this many tokens.
    pub(crate) fn take(&mut self, count: usize) -> &'a [TokenTree] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    pub(crate) fn take_ident(&mut self) -> Option<&'a Ident> {
        match self.rest {
            [TokenTree::Ident(ident), rest @ ..] => {
                self.rest = rest;
                Some(ident)
            }
            _ => None,
        }
    }

    pub(crate) fn take_punct(&mut self) -> Option<&'a Punct> {
        match self.rest {
            [TokenTree::Punct(punct), rest @ ..] => {
                self.rest = rest;
                Some(punct)
            }
            _ => None,
        }
    }

    pub(crate) fn take_group(&mut self) -> Option<&'a Group> {
        match self.rest {
            [TokenTree::Group(group), rest @ ..] => {
                self.rest = rest;
                Some(group)
            }
            _ => None,
        }
    }

    // Input:
    //     Table<{ ROWS }, u8>, next: u8        until a `,`
    //
    // Output:
    //     Table<{ ROWS }, u8>
    /// Takes all tokens before the end, which is not looked for between `<` and `>`.
    pub(crate) fn take_until(&mut self, is_end: impl Fn(&TokenTree) -> bool) -> &'a [TokenTree] {
        let end = outside_brackets(self.rest).find(|(_, token)| is_end(token));
        self.take(end.map_or(self.rest.len(), |(index, _)| index))
    }

    /// Returns the tokens between an earlier state of this scanner and now.
    pub(crate) fn taken_since(&self, start: Self) -> &'a [TokenTree] {
        &start.rest[..start.rest.len() - self.rest.len()]
    }
}

// Input:
//     Client<fn(Key) -> Value> { … }
//
// Output:
//     0: Client    8: >    9: { … }
/// Returns the tokens that are not between `<` and `>`, with their indices.
pub(crate) fn outside_brackets(tokens: &[TokenTree]) -> impl Iterator<Item = (usize, &TokenTree)> {
    let mut depth = 0_usize;
    let mut before = ' ';
    tokens.iter().enumerate().filter(move |(_, token)| {
        let char = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match char {
            '<' => depth += 1,
            // The `>` of `->` closes nothing.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = char;
        depth == 0
    })
}

/// Returns whether the token ends a statement or an item: `;` or a block.
pub(crate) fn is_semicolon_or_block(token: &TokenTree) -> bool {
    tokens::is_punct(token, ';') || tokens::as_braces(token).is_some()
}
