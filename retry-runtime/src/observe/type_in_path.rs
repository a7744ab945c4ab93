//! The name of a method's type, from the path of an item in the method's body.
//!
//! A `static` cannot name `Self`, because methods of all types of a generic `impl` share it. The compiler
//! names the `impl` in the path of each item inside, which [`core::any::type_name`] returns. Its form is not
//! guaranteed: from a path of another form no name is read.

// Input:
//     shop::Client<_>::get::Inner                          <shop::Client as shop::Store>::get::Inner
//     other::<impl shop::Store for shop::Client>::get::Inner
//
// Output:
//     Client
/// Returns the name of the type in whose `impl` the method stands, without generic arguments. If the type has
/// none, as `(A, B)` or the `T` of `impl<T> Store for T`, and in a default method, returns that of the trait.
pub(super) fn find<'a>(inner_path: &'a str, module: &str, method: &str) -> Option<&'a str> {
    let method = method.strip_prefix("r#").unwrap_or(method);
    let end = inner_path.rfind(&format!("::{method}::"))?;
    let owner = &inner_path[..end];
    match split_brackets(owner) {
        _ if owner == module => None,
        // `<…>` or `other::<…>`
        Some((before, inside)) if before.is_empty() || before.ends_with("::") => of_impl(inside),
        // `shop::Client<…>`
        Some((before, _)) => last_word(before),
        None => last_word(owner).filter(|name| is_type(name)),
    }
}

/// Returns the name of the type, or of the trait, of an `impl` as the compiler writes it.
fn of_impl(inside: &str) -> Option<&str> {
    let (ty, of_trait) = match inside.strip_prefix("impl ") {
        Some(block) => match split_outside_brackets(block, " for ") {
            Some((of_trait, ty)) => (ty, Some(of_trait)),
            None => (block, None),
        },
        None => match split_outside_brackets(inside, " as ") {
            Some((ty, of_trait)) => (ty, Some(of_trait)),
            None => (inside, None),
        },
    };
    name(ty).or_else(|| name(of_trait?))
}

// Input:
//     &shop::Client<_>    dyn shop::Store + Send    u8    (shop::Client<_>, u8)    _    T
//
// Output:
//     Client              Store                     u8    None                     None None
/// Returns the last word of a type's path. A type without a path is primitive, or the parameter of an `impl`.
fn name(ty: &str) -> Option<&str> {
    let ty = ["&", "mut ", "dyn "]
        .iter()
        .fold(ty, |ty, prefix| ty.strip_prefix(prefix).unwrap_or(ty));
    let end = ty.find(['<', ' ']).unwrap_or(ty.len());
    let path = &ty[..end];
    let is_made_of_others = path.contains(['(', '[']);
    let has_name = !is_made_of_others && (path.contains("::") || !is_type(path));
    last_word(path).filter(|_| has_name)
}

fn last_word(path: &str) -> Option<&str> {
    let word = path.rsplit("::").next()?;
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    (word != "_" && !word.is_empty() && word.chars().all(is_word)).then_some(word)
}

/// Types are written in upper case. In lower case it is a function with the method's function inside.
fn is_type(name: &str) -> bool {
    name.starts_with(|char: char| !char.is_lowercase())
}

// Input:
//     other::<impl Load<A> for Client>    Client<fn(A) -> B>    Client
//
// Output:
//     other:: and the inside              Client and the inside None
/// Separates the brackets that the text ends with.
fn split_brackets(text: &str) -> Option<(&str, &str)> {
    let inside_and_before = text.strip_suffix('>')?;
    let mut depth = 1;
    for (index, char) in inside_and_before.char_indices().rev() {
        depth = depth_before(text, index, char, depth);
        if depth == 0 {
            return Some((&text[..index], &inside_and_before[index + 1..]));
        }
    }
    None
}

/// Returns how many brackets are open before this character, if `depth` are after it. The `>` of `->` closes
/// none.
fn depth_before(text: &str, index: usize, char: char, depth: usize) -> usize {
    match char {
        '>' if !text[..index].ends_with('-') => depth + 1,
        '<' => depth - 1,
        _ => depth,
    }
}

/// Splits at the separator, which is not looked for between `<` and `>`.
fn split_outside_brackets<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0_usize;
    for (index, char) in text.char_indices() {
        match char {
            '<' => depth += 1,
            '>' if !text[..index].ends_with('-') => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && text[index..].starts_with(separator) => {
                return Some((&text[..index], &text[index + separator.len()..]));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::find;

    fn found(path: &str) -> Option<&str> {
        find(path, "shop::db", "get")
    }

    #[test]
    fn the_type_of_an_inherent_method_is_found() {
        for path in [
            "shop::db::Client::get::Inner",
            "shop::db::Client<_>::get::SITE::Inner",
            "shop::db::Client<T, N>::get::{{closure}}::{{closure}}::Inner",
            "shop::db::tests::Client::get::Inner",
            "shop::db::<impl shop::Client>::get::Inner",
            "shop::db::<impl shop::Client<fn(u8) -> alloc::vec::Vec<u8>>>::get::Inner",
        ] {
            assert_eq!(found(path), Some("Client"), "{path}");
        }
    }

    #[test]
    fn the_type_of_a_trait_method_is_found() {
        for path in [
            "<shop::Client as shop::db::Store>::get::Inner",
            "<shop::Client<_> as shop::db::Store<shop::Key>>::get::{{closure}}::Inner",
            "<&mut shop::Client<_> as shop::db::Store>::get::Inner",
            "shop::db::<impl shop::Store for shop::Client>::get::Inner",
            "shop::db::<impl shop::Store<fn(u8) -> u8> for &shop::Client<u8>>::get::Inner",
            "<dyn shop::Client + core::marker::Send as shop::Store>::get::Inner",
        ] {
            assert_eq!(found(path), Some("Client"), "{path}");
        }
        assert_eq!(found("<u8 as shop::Store>::get::Inner"), Some("u8"));
    }

    #[test]
    fn a_type_without_a_name_has_that_of_the_trait() {
        for path in [
            "shop::db::Store::get::Inner",
            "shop::db::Store<_>::get::Inner",
            "<_ as shop::Store<_>>::get::Inner",
            "<T as shop::Store>::get::Inner",
            "shop::db::<impl shop::Store for (u8, shop::Client)>::get::Inner",
            "shop::db::<impl shop::Store for [shop::Client]>::get::Inner",
            "shop::db::<impl shop::Store for fn(u8) -> shop::Client>::get::Inner",
            "<(shop::Client<u8>, u8) as shop::Store>::get::Inner",
            "<[<shop::Client as shop::Has>::Item] as shop::Store>::get::Inner",
            "<[shop::Client<u8>] as shop::Store>::get::Inner",
            "<fn(shop::Client<u8>) -> u8 as shop::Store>::get::Inner",
        ] {
            assert_eq!(found(path), Some("Store"), "{path}");
        }
    }

    #[test]
    fn a_function_in_a_module_or_a_function_has_no_type() {
        for path in [
            "shop::db::get::Inner",
            "shop::db::all::get::Inner",
            "shop::db::all::{{closure}}::get::Inner",
            "a form of another compiler",
            "",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
        assert_eq!(find("shop::Db::get::Inner", "shop::Db", "get"), None);
    }

    #[test]
    fn a_raw_name_is_found_without_its_prefix() {
        let path = "shop::db::Client::try::Inner";
        assert_eq!(find(path, "shop::db", "r#try"), Some("Client"));
    }
}
