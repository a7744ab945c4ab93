//! The statements that give each attempt its arguments.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use crate::attempt::argument::{ArgMode, Argument, BindingSite, Convert, Remedy};
use crate::attempt::lending::Lending;
use crate::codegen::runtime::{at, glue};
use crate::item::passed_by::PassedBy;
use crate::item::type_tokens::TypeTokens;
use crate::tokens;

/// Returns the statement that makes an argument `mut` for all attempts, where its declaration must not change.
/// An argument of which attempts use only clones or references is used up in code that never runs: otherwise clippy would
/// advise the user to take a reference.
pub(crate) fn rebind(argument: &Argument, mode: ArgMode) -> Option<TokenStream> {
    let Argument { name, cfgs, .. } = argument;
    if let Some((ty, convert)) = &argument.conversion {
        return Some(convert_argument(argument, mode, ty, *convert));
    }
    if matches!(mode, ArgMode::CloneForEach | ArgMode::Lend(_)) {
        return Some(quote_spanned!(glue()=> #cfgs if false { return __retries::use_up(#name); }));
    }
    let is_borrowed_mut = matches!(mode, ArgMode::Clone | ArgMode::BorrowMut);
    (is_borrowed_mut && !argument.is_mut && argument.site != BindingSite::Param)
        .then(|| quote_spanned!(glue()=> #cfgs let mut #name = #name;))
}

// Output:
//     let mut name: String = __retries::into_argument(name);
/// Returns the statement that converts the argument. The compiler reports a conversion that does not exist at the new
/// type.
fn convert_argument(
    argument: &Argument,
    mode: ArgMode,
    ty: &TypeTokens,
    convert: Convert,
) -> TokenStream {
    let Argument { name, cfgs, .. } = argument;
    let function = match convert {
        Convert::Into => "into_argument",
        Convert::ToString => "show_argument",
        Convert::Collect => "collect_argument",
        Convert::CollectInto => "collect_into_argument",
    };
    let function = Ident::new(function, at(ty.span()));
    let convert = quote_spanned!(at(ty.span())=> __retries::#function(#name));
    let mutability = (mode == ArgMode::Clone).then(|| quote_spanned!(glue()=> mut));
    quote_spanned!(glue()=> #cfgs let #mutability #name: #ty = #convert;)
}

/// Returns the attribute of a function with converted arguments. Its code may convert them once more, as it did before,
/// which is no reason to warn the user.
pub(crate) fn allow_conversions() -> TokenStream {
    quote_spanned!(glue()=> #[allow(clippy::implicit_clone, clippy::useless_conversion)])
}

/// Returns the statement that gives an attempt its own argument.
pub(crate) fn bind(argument: &Argument, mode: ArgMode) -> TokenStream {
    let Argument { name, cfgs, .. } = argument;
    let value = match (mode, argument.passed_by) {
        (ArgMode::Keep | ArgMode::Clone | ArgMode::BorrowMut, _) => return TokenStream::new(),
        (ArgMode::Copy, _) => quote!(#name),
        (ArgMode::CloneForEach, _) => {
            quote_spanned!(at(name.span())=> __retries::clone_argument(&#name))
        }
        (ArgMode::Reborrow, PassedBy::OptionMutRef) => {
            quote_spanned!(glue()=> __retries::Option::as_deref_mut(&mut #name))
        }
        (ArgMode::Reborrow, PassedBy::PinMutRef) => {
            quote_spanned!(glue()=> __retries::Pin::as_mut(&mut #name))
        }
        (ArgMode::Lend(Lending::Ref), _) => quote_spanned!(glue()=> &#name),
        (ArgMode::Lend(Lending::MutRef), _) => quote_spanned!(glue()=> &mut #name),
        (ArgMode::Reborrow, _) => quote_spanned!(glue()=> &mut *#name),
    };
    let new_self = renamed_self(argument, mode);
    let bound = new_self.as_ref().unwrap_or(name);
    let mutability = argument.is_mut.then(|| quote_spanned!(bound.span()=> mut));
    // Whether the code needs the `mut` depends on how it uses the reference.
    let unused_mut =
        matches!(mode, ArgMode::Lend(_)).then(|| quote_spanned!(glue()=> #[allow(unused_mut)]));
    quote_spanned! {glue()=>
        #cfgs
        #[allow(clippy::shadow_same, clippy::shadow_reuse)]
        #unused_mut
        let #mutability #bound = #value;
    }
}

/// Returns the name of `self` in an attempt with its own: nothing can be bound to `self`.
pub(crate) fn renamed_self(argument: &Argument, mode: ArgMode) -> Option<Ident> {
    let is_bound = matches!(
        mode,
        ArgMode::Copy | ArgMode::CloneForEach | ArgMode::Reborrow
    );
    (is_bound && argument.name == "self").then(|| Ident::new("__this", at(argument.name.span())))
}

/// Returns a statement that does nothing, if the code may use the argument up: where it does, the compiler
/// reports the argument, and names the macro, whose name says what to write.
pub(crate) fn hint_at_option(argument: &Argument, mode: ArgMode) -> Option<TokenStream> {
    let Argument { name, cfgs, .. } = argument;
    let place = at(name.span());
    let is_original = matches!(mode, ArgMode::Keep | ArgMode::Copy | ArgMode::BorrowMut);
    let word = match argument.remedy.filter(|_| is_original)? {
        Remedy::Clone => "clone",
        Remedy::Lend => "lend",
        Remedy::Into => "into",
    };
    let advice = format!("write_{word}_of_this_argument_in_the_attribute");
    let advice = Ident::new(&advice, place);
    Some(quote_spanned!(place=> #cfgs __retries::#advice!(#name);))
}

/// Returns the statement that keeps the original for the next attempt, if there may be one. The compiler
/// reports a type that is not `Clone` at the declaration.
pub(crate) fn spare(argument: &Argument) -> TokenStream {
    let (Argument { name, cfgs, .. }, spare) = (argument, spare_name(argument));
    let clone = quote_spanned!(at(name.span())=> __retries::clone_argument(&#name));
    quote_spanned! {glue()=>
        #cfgs
        let #spare = if __may_retry {
            let __clone = #clone;
            __retries::Some(__retries::replace(&mut #name, __clone))
        } else {
            __retries::None
        };
    }
}

/// Returns the statement that keeps the original for the next attempt, also if none may follow: with a bundle, only
/// the compiler knows.
pub(crate) fn certain_spare(argument: &Argument) -> TokenStream {
    let (Argument { name, cfgs, .. }, spare) = (argument, spare_name(argument));
    let clone = quote_spanned!(at(name.span())=> __retries::clone_argument(&#name));
    quote_spanned! {glue()=>
        #cfgs
        let #spare = {
            let __clone = #clone;
            __retries::replace(&mut #name, __clone)
        };
    }
}

/// Returns the statement that gives the original to the next attempt.
pub(crate) fn certain_restore(argument: &Argument) -> TokenStream {
    let (Argument { name, cfgs, .. }, spare) = (argument, spare_name(argument));
    quote_spanned!(glue()=> #cfgs { #name = #spare; })
}

/// Returns the statement that gives the original to the next attempt, or `leave`s the loop without one.
pub(crate) fn restore(argument: &Argument, leave: &TokenStream) -> TokenStream {
    let (Argument { name, cfgs, .. }, spare) = (argument, spare_name(argument));
    quote_spanned! {glue()=>
        #cfgs
        {
            #name = match #spare {
                __retries::Some(__spare) => __spare,
                __retries::None => #leave,
            };
        }
    }
}

/// Returns the statement that makes an async block capture the argument as `&mut`.
pub(crate) fn borrow_mut(argument: &Argument, mode: ArgMode) -> Option<TokenStream> {
    let Argument { name, cfgs, .. } = argument;
    let is_borrowed_mut = match mode {
        ArgMode::Clone | ArgMode::BorrowMut => true,
        // Otherwise the compiler would call its `mut` unused.
        ArgMode::Copy => argument.used_before_attempt,
        ArgMode::Keep | ArgMode::CloneForEach | ArgMode::Lend(_) | ArgMode::Reborrow => false,
    };
    is_borrowed_mut.then(|| quote_spanned!(glue()=> #cfgs { _ = &mut #name; }))
}

fn spare_name(argument: &Argument) -> Ident {
    format_ident!("__spare_{}", argument.name, span = glue())
}

// Input:
//     { struct X; impl X { fn f(&self) {} } self.get() }
//
// Output:
//     { struct X; impl X { fn f(&self) {} } __this.get() }
/// Returns the code with another name for `self`, except in the methods of types that it defines.
pub(crate) fn rename_self(code: TokenStream, name: &Ident) -> TokenStream {
    let mut is_in_impl = false;
    code.into_iter()
        .map(|token| match token {
            TokenTree::Ident(word) if word == "self" => {
                let mut renamed = name.clone();
                renamed.set_span(name.span().located_at(word.span()));
                renamed.into()
            }
            TokenTree::Ident(word) => {
                is_in_impl |= word == "impl" || word == "trait";
                word.into()
            }
            TokenTree::Group(group) => rename_self_in(group, &mut is_in_impl, name).into(),
            other => other,
        })
        .collect()
}

fn rename_self_in(group: Group, is_in_impl: &mut bool, name: &Ident) -> Group {
    let is_block = group.delimiter() == proc_macro2::Delimiter::Brace;
    if is_block && std::mem::take(is_in_impl) {
        return group;
    }
    tokens::with_content(&group, rename_self(group.stream(), name))
}

#[cfg(test)]
mod tests {
    use super::rename_self;
    use proc_macro2::{Ident, Span, TokenStream};

    #[test]
    fn self_is_renamed_except_in_the_methods_of_local_types() {
        let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
        let code = tokens("struct X; impl X { fn f(&self) {} } self.get({ self })");
        assert_eq!(
            rename_self(code, &Ident::new("this", Span::call_site())).to_string(),
            tokens("struct X; impl X { fn f(&self) {} } this.get({ this })").to_string()
        );
    }
}
