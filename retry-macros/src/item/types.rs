//! What the macro can tell of a type from the way it is written.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Generics, Ident, Path, PathArguments, Token, Type, TypeInfer, TypeParamBound,
    WherePredicate,
};

use crate::item::type_tokens::WrittenType;

/// The type without the invisible groups that `macro_rules!` puts around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// A return type that is a future.
pub(crate) struct Future {
    /// `Pin<Box<dyn Future>>`, `BoxFuture` and their like, as against `impl Future`.
    pub(crate) boxed: bool,
    pub(crate) output: Output,
}

pub(crate) enum Output {
    Written(WrittenType),
    /// The output of this future.
    Of(WrittenType),
}

impl Future {
    /// The future that `ty` is written as.
    pub(crate) fn written(ty: &WrittenType) -> Option<Self> {
        if !ty.has_word(|word| matches!(word, "impl" | "Pin") || is_alias(word)) {
            return None;
        }
        match ungrouped(&ty.read()?) {
            Type::ImplTrait(opaque) => Some(Self {
                boxed: false,
                output: Output::Written(output_of(&opaque.bounds)?),
            }),
            Type::Path(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                if name == "Pin" {
                    return dyn_future_in(&path.path).map(|output| Self {
                        boxed: true,
                        output: Output::Written(output),
                    });
                }
                is_alias(&name).then(|| Self::aliased(ty))
            }
            _ => None,
        }
    }

    /// An alias of a boxed future.
    pub(crate) fn aliased(ty: &WrittenType) -> Self {
        Self {
            boxed: true,
            output: Output::Of(ty.clone()),
        }
    }
}

fn is_alias(name: &str) -> bool {
    name.ends_with("Future") || name.ends_with("Fut")
}

/// `Pin<Box<dyn Future<Output = T>>>`
fn dyn_future_in(path: &Path) -> Option<WrittenType> {
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
    let PathArguments::AngleBracketed(generics) = &path.segments.last()?.arguments else {
        return None;
    };
    generics.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

pub(crate) fn last_generic(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ungrouped(ty) else {
        return None;
    };
    let PathArguments::AngleBracketed(generics) = &path.path.segments.last()?.arguments else {
        return None;
    };
    generics
        .args
        .iter()
        .rev()
        .find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// `T` of `Future<Output = T>`.
fn output_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<WrittenType> {
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

/// The type with each `impl Trait` left to inference: a body cannot name it.
pub(crate) fn in_body(mut ty: Type) -> Type {
    infer_impl_traits(&mut ty);
    ty
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

/// Whether a value of this type may be cloned without being asked: a generic type without `Clone`
/// in sight is most often only read.
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

/// A type parameter of the function, or, to judge by its single letter, of what surrounds it.
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
