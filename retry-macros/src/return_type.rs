//! A function's return type, as it may be written inside its body.

use syn::{GenericArgument, PathArguments, Type, TypeInfer};

/// The type with each `impl Trait` left to inference: a body cannot name it.
pub(crate) fn in_body(ty: &Type) -> Type {
    let mut ty = ty.clone();
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
