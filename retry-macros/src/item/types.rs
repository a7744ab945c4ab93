//! What the tokens of a type show: whether it is a future, fails, or can be cloned.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Generics, Ident, Path, PathArguments, Token, Type, TypeInfer, TypeParamBound,
    WherePredicate,
};

use crate::item::type_tokens::TypeTokens;

/// A return type that is a future.
pub(crate) struct FutureType {
    /// `Pin<Box<dyn Future>>` or an alias such as `BoxFuture`, but not `impl Future`.
    pub(crate) is_boxed: bool,
    pub(crate) output: FutureOutput,
}

pub(crate) enum FutureOutput {
    Type(TypeTokens),
    /// The output of this future, whose type hides it.
    Of(TypeTokens),
}

impl FutureType {
    // Input:
    //     impl Future<Output = T>    Pin<Box<dyn Future<Output = T>>>    BoxFuture<'_, T>    T
    //
    // Output:
    //     Type(T)                    boxed, Type(T)                      boxed, Of(…)        None
    /// Reads a future from the way its type is written.
    pub(crate) fn from_type(ty: &TypeTokens) -> Option<Self> {
        if !ty.has_word(|word| matches!(word, "impl" | "Pin") || is_alias(word)) {
            return None;
        }
        match ungrouped(&ty.parse()?) {
            Type::ImplTrait(opaque) => Some(Self {
                is_boxed: false,
                output: FutureOutput::Type(output_of(&opaque.bounds)?),
            }),
            Type::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                if name == "Pin" {
                    return dyn_future_in(&path.path).map(|output| Self {
                        is_boxed: true,
                        output: FutureOutput::Type(output),
                    });
                }
                is_alias(&name).then(|| Self::from_alias(ty))
            }
            _ => None,
        }
    }

    /// Takes the type for an alias of a boxed future.
    pub(crate) fn from_alias(ty: &TypeTokens) -> Self {
        Self {
            is_boxed: true,
            output: FutureOutput::Of(ty.clone()),
        }
    }
}

/// Returns whether the type is a `Result`, or a future of one, by its name.
pub(crate) fn can_fail(ty: &TypeTokens) -> bool {
    let is_result = |ty: &TypeTokens| ty.parse().as_ref().is_some_and(is_result);
    match FutureType::from_type(ty).map(|future| future.output) {
        None => is_result(ty),
        Some(FutureOutput::Type(output)) => is_result(&output),
        Some(FutureOutput::Of(alias)) => {
            let alias = alias.parse();
            let output = alias.as_ref().and_then(last_generic);
            output.is_some_and(self::is_result)
        }
    }
}

fn is_result(ty: &Type) -> bool {
    match ungrouped(ty) {
        Type::Path(path) => {
            let last = path.path.segments.last();
            last.is_some_and(|last| last.ident.to_string().ends_with("Result"))
        }
        _ => false,
    }
}

/// Returns the type inside parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

fn is_alias(name: &str) -> bool {
    name.ends_with("Future") || name.ends_with("Fut")
}

/// `Pin<Box<dyn Future<Output = T>>>`
fn dyn_future_in(path: &Path) -> Option<TypeTokens> {
    let boxed = first_generic(path)?;
    let Type::Path(boxed) = ungrouped(boxed) else {
        return None;
    };
    match ungrouped(first_generic(&boxed.path)?) {
        Type::TraitObject(object) => output_of(&object.bounds),
        _ => None,
    }
}

fn first_generic(path: &Path) -> Option<&Type> {
    generics(path)?.next()
}

fn last_generic(ty: &Type) -> Option<&Type> {
    match ungrouped(ty) {
        Type::Path(path) => generics(&path.path)?.next_back(),
        _ => None,
    }
}

/// Returns the types between the brackets of the path's last segment.
fn generics(path: &Path) -> Option<impl DoubleEndedIterator<Item = &Type>> {
    let PathArguments::AngleBracketed(generics) = &path.segments.last()?.arguments else {
        return None;
    };
    Some(generics.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }))
}

/// `T` of `Future<Output = T>`.
fn output_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<TypeTokens> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound
            .path
            .segments
            .last()
            .filter(|it| it.ident == "Future")?;
        let PathArguments::AngleBracketed(generics) = &last.arguments else {
            return None;
        };
        generics.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => {
                Some(output.ty.to_token_stream().into())
            }
            _ => None,
        })
    })
}

// Input:
//     Result<impl Iterator<Item = u8>, Error>
//
// Output:
//     Result<_, Error>
/// Returns the type as a body may write it: there, `impl Trait` has no name.
pub(crate) fn in_body(ty: &TypeTokens) -> TypeTokens {
    let has_opaque = ty.has_word(|word| word == "impl");
    match has_opaque.then(|| ty.parse()).flatten() {
        Some(mut parsed) => {
            infer_impl_traits(&mut parsed);
            parsed.into_token_stream().into()
        }
        None => ty.clone(),
    }
}

fn infer_impl_traits(ty: &mut Type) {
    match ty {
        Type::ImplTrait(opaque) => {
            *ty = Type::Infer(TypeInfer {
                attrs: Vec::new(),
                underscore_token: syn::Token![_](opaque.impl_token.span),
            });
        }
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let PathArguments::AngleBracketed(generics) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut generics.args {
                    if let GenericArgument::Type(ty) = argument {
                        infer_impl_traits(ty);
                    }
                }
            }
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(infer_impl_traits),
        Type::Reference(reference) => infer_impl_traits(&mut reference.elem),
        Type::Array(array) => infer_impl_traits(&mut array.elem),
        Type::Slice(slice) => infer_impl_traits(&mut slice.elem),
        Type::Paren(paren) => infer_impl_traits(&mut paren.elem),
        Type::Group(group) => infer_impl_traits(&mut group.elem),
        _ => {}
    }
}

/// Returns whether `clone` without names clones a value of this type. A generic type without a visible
/// `Clone` bound is left out: most often the body only reads it.
pub(crate) fn may_be_cloned(ty: &Type, generics: &Generics) -> bool {
    match ungrouped(ty) {
        Type::ImplTrait(opaque) => has_clone(&opaque.bounds),
        Type::TraitObject(_) => false,
        Type::Reference(reference) => reference.mutability.is_none(),
        Type::Tuple(tuple) => tuple.elems.iter().all(|ty| may_be_cloned(ty, generics)),
        Type::Array(array) => may_be_cloned(&array.elem, generics),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return true;
            };
            if let "Arc" | "Rc" | "PhantomData" | "Sender" | "UnboundedSender" =
                &*last.ident.to_string()
            {
                return true;
            }
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().all(|argument| match argument {
                        GenericArgument::Type(ty) => may_be_cloned(ty, generics),
                        _ => true,
                    })
                }
                _ => path
                    .path
                    .get_ident()
                    .is_none_or(|name| !is_generic(name, generics) || is_clone(name, generics)),
            }
        }
        _ => true,
    }
}

/// Returns whether the name is a type parameter: of the function, or, if it is a single letter, presumably of
/// the `impl` around it.
fn is_generic(name: &Ident, generics: &Generics) -> bool {
    name.to_string().len() == 1 || generics.type_params().any(|param| param.ident == *name)
}

fn is_clone(name: &Ident, generics: &Generics) -> bool {
    let in_list = generics
        .type_params()
        .any(|param| param.ident == *name && has_clone(&param.bounds));
    let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
    in_list
        || predicates.into_iter().any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(name))
                    && has_clone(&predicate.bounds)
            }
            _ => false,
        })
}

fn has_clone(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Clone" || last.ident == "Copy"),
        _ => false,
    })
}
