//! Closures that change what they captured: whether a type is one, as far as its tokens show.

use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Generics, Ident, PathArguments, Token, Type, TypeParamBound, WherePredicate,
};

use crate::item::function::Function;
use crate::item::type_tokens::TypeTokens;

// Input, as the type of an argument:
//     impl FnMut() -> u8    F, where F: FnMut()    Box<dyn FnMut()>    Vec<Box<dyn FnMut()>>
//
// Output:
//     true                  true                   true                false
/// Returns whether the type is an `FnMut`, and not `Copy` or `Clone` too: such a one is copied as ever.
pub(crate) fn is_fn_mut(ty: &TypeTokens, function: &Function) -> bool {
    let is_meant = |word: &str| matches!(word, "FnMut" | "AsyncFnMut");
    if !ty.has_word(is_meant) && !function.generics_have_word(is_meant) {
        return false;
    }
    match ty.parse() {
        Some(Type::ImplTrait(opaque)) => has_fn_mut(&opaque.bounds),
        Some(Type::Path(path)) => match path.path.get_ident() {
            Some(name) => is_generic_fn_mut(name, &function.generics()),
            None => path.path.segments.last().is_some_and(|last| {
                last.ident == "Box" && boxed_bounds(&last.arguments).is_some_and(has_fn_mut)
            }),
        },
        _ => false,
    }
}

fn is_generic_fn_mut(name: &Ident, generics: &Generics) -> bool {
    let in_list = generics
        .type_params()
        .any(|param| param.ident == *name && has_fn_mut(&param.bounds));
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    in_list
        || predicates.into_iter().any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(name))
                    && has_fn_mut(&predicate.bounds)
            }
            _ => false,
        })
}

/// Returns the bounds of `<dyn FnMut()>`.
fn boxed_bounds(arguments: &PathArguments) -> Option<&Punctuated<TypeParamBound, Token![+]>> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(Type::TraitObject(object)) => Some(&object.bounds),
        _ => None,
    }
}

fn has_fn_mut(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    let has = |names: &[&str]| {
        bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => {
                let last = bound.path.segments.last();
                last.is_some_and(|last| names.contains(&&*last.ident.to_string()))
            }
            _ => false,
        })
    };
    has(&["FnMut", "AsyncFnMut"]) && !has(&["Copy", "Clone"])
}

#[cfg(test)]
mod tests {
    use super::is_fn_mut;
    use crate::item::Item;
    use proc_macro2::TokenStream;

    #[test]
    fn a_type_is_fn_mut_by_its_bounds() {
        for (function, expected) in [
            ("fn get(g: impl FnMut() -> u8) {}", true),
            ("fn get(g: impl AsyncFnMut() + Send) {}", true),
            ("fn get<F: FnMut()>(g: F) {}", true),
            ("fn get<F>(g: F) where F: FnMut() {}", true),
            ("fn get(g: Box<dyn FnMut() + Send>) {}", true),
            ("fn get(g: impl FnMut() + Copy) {}", false),
            ("fn get(g: impl Fn()) {}", false),
            ("fn get<F: FnMut(), T>(g: T, f: F) {}", false),
            ("fn get(g: Vec<Box<dyn FnMut()>>) {}", false),
        ] {
            let tokens: TokenStream = function.parse().expect("tokens");
            let Ok(Item::Function(parsed)) = Item::parse(tokens) else {
                panic!("no function");
            };
            let ty = parsed.params[0].ty().expect("a type");
            assert_eq!(is_fn_mut(ty, &parsed), expected, "{function}");
        }
    }
}
