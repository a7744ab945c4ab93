//! Where in a function the attempt is: what is run again when it fails.

pub(crate) mod argument;
pub(crate) mod unwrap;

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::attempt::unwrap::{self as part, Replace};
use crate::item::body::Body;
use crate::item::function::Function;
use crate::item::types::Future;
use crate::tokens;

pub(crate) enum Shape {
    /// The body, run by the caller.
    Sync,
    /// The body of an `async fn`.
    Async,
    /// An async block at the body's end; the statements before it run once, when the function is
    /// called.
    Block(Future),
    /// Any other body that yields a future: all of it is an attempt.
    Future(Future),
}

/// The part of a function that is run again.
pub(crate) struct Attempted {
    pub(crate) shape: Shape,
    /// What the user wrote to be run.
    pub(crate) part: TokenStream,
    /// Whether it is more than one expression.
    pub(crate) has_statements: bool,
    /// Whether that is the whole body.
    pub(crate) is_whole: bool,
    /// What stands before the part.
    pub(crate) before: TokenStream,
    /// The patterns that are bound there.
    pub(crate) lets: Vec<Vec<TokenTree>>,
    /// Whether the part can take nothing with it that it does not use up: its async block has no
    /// `move`.
    pub(crate) borrows: bool,
}

impl Attempted {
    pub(crate) fn of(function: &Function) -> Self {
        let body = &function.body;
        if function.asyncness.is_some() {
            return Found::within(body, Shape::Async);
        }
        let ty = function.return_type();
        let future = ty.and_then(Future::written);
        let mut found = Found::default();
        let ends_in_block = part::block_at_end(&body.tokens).is_some()
            && part::replace_in_block(body.block.stream(), &mut found).is_some();
        if ends_in_block {
            if let Some(future) = future.or_else(|| ty.map(Future::aliased)) {
                return found.attempted(Shape::Block(future));
            }
        } else if let Some(future) = future {
            return Found::all_of(body).attempted(Shape::Future(future));
        }
        Found::within(body, Shape::Sync)
    }

    /// Whether an attempt is an async block, which borrows what the part mentions.
    pub(crate) fn is_block(&self) -> bool {
        matches!(self.shape, Shape::Async | Shape::Block(_))
    }
}

#[derive(Default)]
struct Found {
    part: TokenStream,
    has_statements: bool,
    /// Whether it is inside something else.
    is_wrapped: bool,
    before: TokenStream,
    lets: Vec<Vec<TokenTree>>,
    borrows: bool,
}

impl Found {
    /// The whole body.
    fn all_of(body: &Body) -> Self {
        Self {
            part: body.block.stream(),
            has_statements: tokens::has_statements(&body.tokens),
            ..Self::default()
        }
    }

    /// What is left of the body when nothing is counted that other attributes have put around it.
    fn within(body: &Body, shape: Shape) -> Attempted {
        if !part::is_wrapped(&body.tokens) {
            return Self::all_of(body).attempted(shape);
        }
        let mut found = Self::default();
        part::replace_in(&body.block, &mut found);
        found.attempted(shape)
    }

    fn attempted(self, shape: Shape) -> Attempted {
        Attempted {
            shape,
            part: self.part,
            has_statements: self.has_statements,
            is_whole: !self.is_wrapped,
            before: self.before,
            lets: self.lets,
            borrows: self.borrows,
        }
    }
}

impl Replace for Found {
    fn before(&mut self, tokens: Vec<TokenTree>) -> TokenStream {
        self.is_wrapped = true;
        self.before.extend(tokens.iter().cloned());
        part::with_patterns(tokens, &mut |pattern| {
            self.lets.push(pattern.clone());
            pattern
        })
    }

    fn part(&mut self, part: &Group) -> TokenStream {
        self.part = part.stream();
        self.has_statements = tokens::has_statements(&tokens::content(part));
        part.stream()
    }

    fn borrowing_block(&mut self) {
        self.borrows = true;
    }
}
