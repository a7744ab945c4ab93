//! From options and item to the item with its loops.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

use crate::attempt::unwrap::{self as part, Replace};
use crate::attempt::{Attempted, Shape};
use crate::codegen::RetryLoop;
use crate::codegen::docs as rustdoc;
use crate::errors::Errors;
use crate::item::function::Function;
use crate::item::impl_block::{self, ImplBlock};
use crate::item::pattern;
use crate::options::{self as args, Args};
use crate::validate as check;

pub(crate) fn retry(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(args, &mut errors);
    check::args(&args, &mut errors);
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let expanded = if impl_block::is_next(&tokens) {
        ImplBlock::read(&tokens).map(|block| impl_block(&args, block, &mut errors))
    } else {
        Function::read(&mut &tokens[..]).map(|function| {
            check::function(&args, &function, &mut errors);
            changed_without_errors(&args, function, &errors)
        })
    };
    // With a mistake, the item as the user wrote it, so that an editor goes on working on it.
    let expanded = expanded.unwrap_or_else(|error| {
        errors.push(error.span(), error);
        item.clone()
    });
    let errors = errors.into_compile_errors();
    quote!(#expanded #errors)
}

fn impl_block(args: &Args, block: ImplBlock, errors: &mut Errors) -> TokenStream {
    check::impl_block(args, &block, errors);
    block.map_retried(|function| changed_without_errors(args, function, errors))
}

fn changed_without_errors(args: &Args, function: Function, errors: &Errors) -> TokenStream {
    if errors.is_empty() {
        retried(args, function)
    } else {
        function.unchanged()
    }
}

// Input, in its four shapes:
//     fn get(key: &str) -> Result<Value, Error> { body }
//     async fn get(key: &str) -> Result<Value, Error> { body }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> { statements; Box::pin(async move { body }) }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> { client().send(key).boxed() }
//
// Output:
//     fn get(key: &str) -> Result<Value, Error> { loop around `once(|| { body })` }
//     async fn get(key: &str) -> Result<Value, Error> { loop around `async { body }.await` }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> {
//         statements;
//         Box::pin(async move { loop around `async { body }.await` })
//     }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> {
//         Box::pin(async move { loop around `once(|| { client().send(key).boxed() }).await` })
//     }
fn retried(args: &Args, mut function: Function) -> TokenStream {
    rustdoc::describe(args, &mut function);
    let attempted = Attempted::of(&function);
    let retry_loop = RetryLoop::new(args, &function, &attempted);
    let mutable = |name: &_| retry_loop.declared_mutable(name);
    let block = &function.body.block;
    let mut replace = ReplacePart {
        retry_loop: &retry_loop,
        is_async_trait: function.is_async_trait(),
    };
    let mut body = match &attempted.shape {
        Shape::Sync | Shape::Async if attempted.is_whole => retry_loop.around_part(block),
        Shape::Sync | Shape::Async => part::replace_in(block, &mut replace),
        Shape::Block(_) => part::replace_in_block(block.stream(), &mut replace).unwrap_or_default(),
        Shape::Future(future) => {
            let boxed = function.return_type().filter(|_| future.boxed);
            retry_loop.around_future(block, boxed)
        }
    };
    let inner_attrs = &function.body.inner_attrs;
    if !inner_attrs.is_empty() {
        body = quote!(#inner_attrs #body);
    }
    if retry_loop.redeclares() && !function.is_async_trait() {
        function.set_mutable(mutable);
    }
    function.with_body(body)
}

struct ReplacePart<'a> {
    retry_loop: &'a RetryLoop<'a>,
    is_async_trait: bool,
}

impl Replace for ReplacePart<'_> {
    fn before(&mut self, tokens: Vec<TokenTree>) -> TokenStream {
        part::with_patterns(tokens, &mut |pattern| {
            if self.is_async_trait {
                let mutable = |name: &_| self.retry_loop.declared_mutable(name);
                pattern::with_mutable(pattern, mutable)
            } else {
                pattern
            }
        })
    }

    fn part(&mut self, part: &Group) -> TokenStream {
        self.retry_loop.around_part(part)
    }
}
