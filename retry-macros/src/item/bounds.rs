//! The bounds of a generic argument, as far as the signature shows them.

use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Generics, Ident, PathArguments, Token, Type, TypeParamBound, WherePredicate,
};

use crate::item::async_trait;
use crate::item::function::Function;
use crate::item::type_tokens::TypeTokens;
use crate::item::types::ungrouped;

/// The traits that a type implements for certain.
pub(crate) struct Bounds {
    /// Their names, without paths and generic arguments.
    traits: Vec<String>,
    /// Whether something else is required: a lifetime, `?Sized` or `use<…>`.
    has_other: bool,
    /// The name of the type parameter, if it has one.
    pub(crate) parameter: Option<Ident>,
    /// Whether the type is a `Box<dyn Trait>`.
    pub(crate) is_boxed: bool,
}

impl Bounds {
    // Input, as the type of an argument:
    //     impl AsRef<str> + Send    F, where F: FnMut() + 'a    Box<dyn Read>    String
    //
    // Output:
    //     AsRef, Send               FnMut, has_other            Read, is_boxed   None
    /// Reads the bounds of a type that is generic or a boxed trait object.
    pub(crate) fn of(ty: &TypeTokens, function: &Function) -> Option<Self> {
        let may_have_bounds = ty.has_word(|word| matches!(word, "impl" | "dyn"))
            || (ty.single_word()).is_some_and(|name| function.generics_have_word(|it| name == it));
        let parsed = may_have_bounds.then(|| ty.parse())??;
        match ungrouped(&parsed) {
            Type::ImplTrait(opaque) => Some(Self::from_lists([&opaque.bounds])),
            Type::Path(path) => match path.path.get_ident() {
                Some(name) => Self::of_parameter(name, &function.generics()),
                None => {
                    let last = path.path.segments.last().filter(|it| it.ident == "Box")?;
                    let bounds = Self::from_lists([boxed_bounds(&last.arguments)?]);
                    Some(Self {
                        is_boxed: true,
                        ..bounds
                    })
                }
            },
            _ => None,
        }
    }

    fn of_parameter(name: &Ident, generics: &Generics) -> Option<Self> {
        let param = generics.type_params().find(|param| param.ident == *name)?;
        let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
        let in_where_clause = predicates.filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) => match &predicate.bounded_ty {
                Type::Path(path) if path.path.is_ident(name) => Some(&predicate.bounds),
                _ => None,
            },
            _ => None,
        });
        Some(Self {
            parameter: Some(name.clone()),
            ..Self::from_lists([&param.bounds].into_iter().chain(in_where_clause))
        })
    }

    fn from_lists<'a>(
        lists: impl IntoIterator<Item = &'a Punctuated<TypeParamBound, Token![+]>>,
    ) -> Self {
        let mut bounds = Self {
            traits: Vec::new(),
            has_other: false,
            parameter: None,
            is_boxed: false,
        };
        for bound in lists.into_iter().flatten() {
            match (bound, last_name(bound)) {
                (TypeParamBound::Trait(bound), Some(name)) if bound.maybe.is_none() => {
                    bounds.traits.push(name);
                }
                // An attempt ends before the future that this lifetime is about.
                (TypeParamBound::Lifetime(it), _) if it.ident == async_trait::LIFETIME => {}
                _ => bounds.has_other = true,
            }
        }
        bounds
    }

    pub(crate) fn has_any(&self, traits: &[&str]) -> bool {
        self.traits.iter().any(|name| traits.contains(&&**name))
    }

    /// Returns whether each of the bounds is one of these, and there is one.
    pub(crate) fn are_all_among(&self, traits: &[&str]) -> bool {
        let is_among = |name: &String| traits.contains(&&**name);
        !self.has_other && !self.traits.is_empty() && self.traits.iter().all(is_among)
    }
}

fn last_name(bound: &TypeParamBound) -> Option<String> {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.map(|last| last.ident.to_string())
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::Bounds;
    use crate::item::Item;
    use proc_macro2::TokenStream;

    #[test]
    fn the_bounds_of_an_argument_stand_in_its_type_in_the_generics_or_in_the_where_clause() {
        for (function, expected) in [
            ("fn get(g: impl FnMut() -> u8) {}", Some("FnMut")),
            (
                "fn get(g: impl std::ops::AsyncFnMut() + Send) {}",
                Some("AsyncFnMut Send"),
            ),
            ("fn get<F: FnMut()>(g: F) {}", Some("FnMut")),
            (
                "fn get<F: Send>(g: F) where F: FnMut(), u8: Copy {}",
                Some("Send FnMut"),
            ),
            (
                "fn get(g: Box<dyn FnMut() + Send>) {}",
                Some("FnMut Send, boxed"),
            ),
            ("fn get(g: impl Read + 'static) {}", Some("Read, other")),
            ("fn get<F: ?Sized + Read>(g: F) {}", Some("Read, other")),
            ("fn get<F>(g: F) {}", Some("")),
            ("fn get<F: FnMut(), T>(g: T, f: F) {}", Some("")),
            ("fn get(g: Vec<Box<dyn FnMut()>>) {}", None),
            ("fn get(g: &dyn FnMut()) {}", None),
            ("fn get<F: FnMut()>(g: [F; 1]) {}", None),
            ("fn get<F: FnMut()>(g: String) {}", None),
        ] {
            let tokens: TokenStream = function.parse().expect("tokens");
            let Ok(Item::Function(parsed)) = Item::parse(tokens) else {
                panic!("no function");
            };
            let ty = parsed.params[0].ty().expect("a type");
            let found = Bounds::of(ty, &parsed).map(|bounds| {
                let other = if bounds.has_other { ", other" } else { "" };
                let boxed = if bounds.is_boxed { ", boxed" } else { "" };
                format!("{}{other}{boxed}", bounds.traits.join(" "))
            });
            assert_eq!(found.as_deref(), expected, "{function}");
        }
    }

    #[test]
    fn all_bounds_must_be_among_the_traits() {
        for (function, expected) in [
            ("fn get(g: impl AsRef<str>) {}", true),
            ("fn get(g: impl AsRef<str> + Display) {}", true),
            ("fn get(g: impl AsRef<str> + Copy) {}", false),
            ("fn get(g: impl AsRef<str> + 'static) {}", false),
            ("fn get<T>(g: T) {}", false),
        ] {
            let tokens: TokenStream = function.parse().expect("tokens");
            let Ok(Item::Function(parsed)) = Item::parse(tokens) else {
                panic!("no function");
            };
            let bounds = Bounds::of(parsed.params[0].ty().expect("a type"), &parsed);
            let are_all = bounds.is_some_and(|it| it.are_all_among(&["AsRef", "Display"]));
            assert_eq!(are_all, expected, "{function}");
        }
    }
}
