//! The name of a method's type, from the path that the compiler writes.

use crate::choices::Choices;

#[path = "../../retry-runtime/src/observe/type_in_path.rs"]
mod reader;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    if choices.flag() {
        let text = choices.text();
        let mut parts = text.split('\n');
        let mut part = || parts.next().unwrap_or_default();
        let (path, module, method) = (part(), part(), part());
        if let Some(name) = reader::find(path, module, method) {
            let is_word = |char: char| char.is_alphanumeric() || char == '_';
            assert!(!name.is_empty() && name.chars().all(is_word), "{name}");
        }
    } else {
        check_written(choices);
    }
}

/// The type of a path in the compiler's form is found.
fn check_written(choices: &mut Choices) {
    let owner = choices.of(&["Client", "Größe", "_Hidden", "Client2"]);
    let method = choices.of(&["get", "r#try", "load_all"]);
    let module = choices.of(&["shop", "shop::db", "größe::a_b"]);
    let ty = format!("{module}::{owner}{}", generics(choices, 2));
    let of_trait = format!("other::Store{}", generics(choices, 2));
    let owner_in_path = match choices.below(5) {
        0 => ty,
        1 => format!("<{ty} as {of_trait}>"),
        2 => format!("<&mut {ty} as {of_trait}>"),
        3 => format!("{module}::<impl {of_trait} for {ty}>"),
        _ => format!("{module}::<impl {ty}>"),
    };
    let closures = "{{closure}}::".repeat(choices.below(3));
    let word = method.trim_start_matches("r#");
    let path = format!("{owner_in_path}::{word}::{closures}Inner");
    assert_eq!(reader::find(&path, module, method), Some(owner), "{path}");
}

fn generics(choices: &mut Choices, depth: usize) -> String {
    if depth == 0 || choices.flag() {
        return String::new();
    }
    let inner = generics(choices, depth - 1);
    let argument = match choices.below(6) {
        0 => format!("fn(u8) -> shop::Key{inner}"),
        1 => format!("shop::Key{inner}, _"),
        2 => format!("<shop::Key{inner} as shop::Load>::Item"),
        3 => format!("[shop::Key{inner}; 2]"),
        4 => format!("dyn shop::Load{inner} + core::marker::Send"),
        _ => format!("(shop::Key{inner}, &u8)"),
    };
    format!("<{argument}>")
}
