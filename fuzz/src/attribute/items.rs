//! Items below the attribute: what a compiler may pass, and some that it may not.

use std::fmt::Write;

use crate::choices::Choices;
use crate::derive::attributes::KEYWORDS;

/// An item as text.
#[derive(Default)]
pub(super) struct Item {
    pub(super) text: String,
    /// Words that stand once in the code that the output must have.
    pub(super) markers: Vec<String>,
}

const ATTRS: [&str; 16] = [
    "",
    "",
    "",
    "",
    "/// Gets.\n",
    "#[inline] ",
    "#[must_use] ",
    "#[doc(hidden)] ",
    "#[cfg(test)] ",
    "#[async_trait] ",
    "#[instrument(skip(self), fields(n = 1))] ",
    "#[tracing::instrument] ",
    "#[cfg_attr(test, retry)] ",
    "#[retry(skip)] ",
    "#[retry(max_attempts = 2)] ",
    "#[deprecated = \"\"] ",
];

const QUALIFIERS: [&str; 14] = [
    "",
    "",
    "",
    "async ",
    "async ",
    "pub ",
    "pub(crate) async ",
    "unsafe ",
    "extern \"C\" ",
    "const ",
    "default ",
    "pub const unsafe extern ",
    "invisible!(pub(in a::b)) ",
    "async unsafe ",
];

const GENERICS: [&str; 9] = [
    "",
    "",
    "",
    "<T>",
    "<'a, T: Fn(u8) -> u8, const N: usize>",
    "<'life0, 'async_trait>",
    "<F: FnMut() -> u8>",
    "<const N: usize = { 3 }>",
    "<T: Into<Option<u8>>>",
];

const RECEIVERS: [&str; 10] = [
    "",
    "",
    "",
    "",
    "&self, ",
    "&mut self, ",
    "self, ",
    "mut self, ",
    "self: &Arc<Self>, ",
    "&'a self, ",
];

const PARAMS: [&str; 19] = [
    "key: &str",
    "mut n: u32",
    "n: u32",
    "(a, b): (u8, u8)",
    "Pair { a, .. }: Pair",
    "_: u8",
    "&x: &u8",
    "[a, b]: [u8; 2]",
    "ref r: String",
    "callback: impl FnMut() -> u8",
    "f: &mut dyn FnMut()",
    "t: T",
    "table: Table<{ N }, u8>",
    "Pair { a: ref mut b, c: (d, _) }: Pair<A, B>",
    "r#try: u8",
    "body: invisible!(Vec<u8>)",
    "#[cfg(test)] key: String",
    "f: fn(u8) -> Result<u8, u8>",
    "whole @ (first, ..): (u8, u8)",
];

const RETURNS: [&str; 20] = [
    "-> Result<u8, Error> ",
    "-> Option<T> ",
    "-> io::Result<()> ",
    "-> Result<Self, E> ",
    "",
    "-> Pin<Box<dyn Future<Output = Result<u8, Error>> + Send + '_>> ",
    "-> BoxFuture<'_, Result<(), E>> ",
    "-> impl Future<Output = Option<u8>> + Send ",
    "-> () ",
    "-> ! ",
    "-> fn(u8) -> Result<u8, ()> ",
    "-> Outcome ",
    "-> <T as Trait>::Out ",
    "-> Result<impl Iterator<Item = u8>, E> ",
    "-> invisible!(Result<u8, Error>) ",
    "-> (Result<u8, u8>) ",
    "-> Self::Future ",
    "-> &'a Option<u8> ",
    "-> Result<[u8; { N }], E> ",
    "-> Box<dyn Fn(u8) -> Result<u8, ()>> ",
];

const WHERES: [&str; 6] = [
    "",
    "",
    "",
    "where T: Clone ",
    "where Self: 'async_trait, [(); { N }]: Sized ",
    "where F: FnMut() -> Result<u8, u8> ",
];

const STATEMENTS: [&str; 22] = [
    "let a = key?;",
    "let (a, mut b) = pair;",
    "return Err(e);",
    "println!(\"{n} {key:?}\");",
    "self.count += 1;",
    "Self::touch();",
    "drop(key);",
    "n += 1;",
    "let key = key;",
    "if n > 3 { break; }",
    "loop { break; }",
    "let f = move || { n += 1; key };",
    "callback();",
    "let __self = self;",
    "let n = 5;",
    "match a { _ => return None }",
    "let Some(a) = a else { return None };",
    "#[cfg(test)] let a = 1;",
    "macro_call! { a, b }",
    "fn inner() {}",
    "async { key }.await;",
    "let it: Result<u8, E> = { Ok(1) };",
];

const TAILS: [&str; 12] = [
    "Ok(1)",
    "None",
    "key.get(n).await",
    "",
    "t",
    "Ok(self)",
    "Err(key)",
    "unsafe { get() }",
    "Ok((a, b))",
    "(callback)()",
    "[a, b]",
    "Ok(move || n)",
];

impl Item {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Pushes a call that stands in the code once.
    fn push_marker(&mut self) {
        let marker = format!("marker_{}", self.markers.len());
        write!(self.text, " {marker}(); ").expect("a string takes all text");
        self.markers.push(marker);
    }

    fn push_function(&mut self, choices: &mut Choices) {
        for all in [&ATTRS[..], &ATTRS, &QUALIFIERS] {
            self.push(all[choices.below(all.len())]);
        }
        self.push("fn ");
        self.push(choices.of(&["get", "r#try", "größe", "_f"]));
        self.push(choices.of(&GENERICS));
        self.push("(");
        self.push(choices.of(&RECEIVERS));
        for _ in 0..choices.below(3) {
            self.push(choices.of(&PARAMS));
            self.push(", ");
        }
        self.push(") ");
        self.push(choices.of(&RETURNS));
        self.push(choices.of(&WHERES));
        if choices.below(32) == 0 {
            return self.push(";");
        }
        let is_invisible = choices.below(16) == 0;
        self.push(if is_invisible { "invisible!({ " } else { "{ " });
        self.push_body(choices);
        self.push(if is_invisible { " })" } else { " }" });
    }

    fn push_body(&mut self, choices: &mut Choices) {
        if choices.below(16) == 0 {
            self.push("#![allow(unused)] ");
        }
        match choices.below(10) {
            0 => self.push_wrapped("Box::pin(async move {", "})", choices),
            1 => self.push_wrapped("Box::pin(async {", "}.instrument(span))", choices),
            2 => self.push_wrapped("let n = n + 1; async move {", "}", choices),
            3 => self.push_wrapped("async move {", "}.boxed()", choices),
            4 => self.push_wrapped(
                "Box::pin(async move { if let Some(__ret) = None::<Result<u8, Error>> { return __ret; } \
                 let mut __self = self; let mut n = n; let __ret: Result<u8, Error> = {",
                "}; __ret })",
                choices,
            ),
            5 => self.push_wrapped("let it = async move {", "}; Box::pin(it)", choices),
            _ => self.push_code(choices),
        }
    }

    fn push_wrapped(&mut self, before: &str, after: &str, choices: &mut Choices) {
        self.push(before);
        self.push_code(choices);
        self.push(after);
    }

    fn push_code(&mut self, choices: &mut Choices) {
        for _ in 0..choices.below(4) {
            self.push(choices.of(&STATEMENTS));
        }
        self.push_marker();
        self.push(choices.of(&TAILS));
    }
}

pub(super) fn function(choices: &mut Choices) -> Item {
    let mut item = Item::default();
    item.push_function(choices);
    item
}

pub(super) fn impl_block(choices: &mut Choices) -> Item {
    const HEADS: [&str; 8] = [
        "impl Client ",
        "impl<T: Fn(u8) -> u8> Store<T> for shop::Client<T> where T: Clone ",
        "unsafe impl S for &u8 ",
        "impl<'a> Client<'a, { N }> ",
        "impl<T> Load for T ",
        "impl Store for (A, B) ",
        "impl dyn Store + Send ",
        "impl !Send for Client ",
    ];
    const MEMBERS: [&str; 8] = [
        "const N: usize = { 3 };",
        "type Out = Result<u8, u8>;",
        "macro_call! { fn a() {} }",
        "macro_call!(a);",
        "type Out<T> = Vec<T> where T: Clone;",
        "pub const fn n() -> Option<u8> { None }",
        "fn unit(&self) {}",
        "#[retry(skip)] fn a() -> Option<u8> { None }",
    ];
    let mut item = Item::default();
    item.push(choices.of(&ATTRS));
    item.push(choices.of(&HEADS));
    item.push("{ ");
    if choices.below(8) == 0 {
        item.push("#![allow(unused)] ");
    }
    for _ in 0..choices.below(4) {
        if choices.below(4) == 0 {
            item.push(choices.of(&MEMBERS));
        } else {
            item.push_function(choices);
        }
        item.push(" ");
    }
    item.push("}");
    item
}

pub(super) fn bundle(choices: &mut Choices) -> Item {
    const TYPES: [&str; 12] = [
        "Policy",
        "retries::Policy",
        "Policy<MyError>",
        "Policy<impl Display + Debug>",
        "Policy<Box<dyn Error>>",
        "Policy<A, B>",
        "Policy<'a>",
        "u32",
        "&Policy",
        "Policy<{ 3 }>",
        "invisible!(Policy)",
        "Policy<>",
    ];
    if choices.below(8) == 0 {
        return function(choices);
    }
    let name = choices.of(&["PARTNERS", "r#PARTNERS", "lower_case", "Größe", "_P"]);
    let mut item = Item::default();
    item.push(choices.of(&ATTRS));
    item.push(choices.of(&["", "pub ", "pub(crate) "]));
    item.push(choices.of(&["const ", "const ", "const ", "static "]));
    item.push(name);
    item.push(": ");
    item.push(choices.of(&TYPES));
    if choices.below(4) == 0 {
        item.push(" = Policy::new();");
        item.markers.push(name.to_owned());
    } else {
        // Rust has no such constant, so that nothing is left of one with another name or type.
        item.push(";");
    }
    item
}

/// An error type with any `#[transient]`.
pub(super) fn error_type(choices: &mut Choices) -> Item {
    const VALUES: [&str; 12] = [
        "",
        " = *status == 503",
        " = wait",
        " = 0",
        " = \"wait\"",
        "(x)",
        " = ::retries",
        " = _0.is_busy()",
        " = 1 + 1",
        " = r#try",
        " =",
        " = 7",
    ];
    const FIELDS: [&str; 10] = [
        "",
        "{ wait: Duration, status: u16 }",
        "(io::Error)",
        "(#[from] io::Error)",
        "{ #[source] cause: T }",
        "(#[transient(inherit)] E, u8)",
        "{ source: Box<dyn Error>, r#try: u8 }",
        "(u8, #[transient(if = true)] u8)",
        "(Option<Duration>, &'a T)",
        "{ #[transient(inherit)] a: A, #[transient(inherit)] b: B }",
    ];
    fn attribute(choices: &mut Choices, item: &mut Item) {
        match choices.below(4) {
            0 => {}
            1 => item.push("#[transient] "),
            2 => item.push(choices.of(&[
                "#[transient()] ",
                "#[transient = 1] ",
                "#[transient(=)] ",
                "#[transient(a b)] ",
            ])),
            _ => {
                item.push("#[transient(");
                for _ in 0..choices.below(3) {
                    item.push(choices.of(&[&KEYWORDS[..], &["inherti"]].concat()));
                    item.push(choices.of(&VALUES));
                    item.push(", ");
                }
                item.push(")] ");
            }
        }
    }
    let mut item = Item::default();
    attribute(choices, &mut item);
    let generics = choices.of(&[
        "",
        "<T>",
        "<'a, T: Error + 'static, E = u8>",
        "<const N: usize>",
    ]);
    let clause = choices.of(&["", " where T: Clone", " where T: Clone, "]);
    match choices.below(8) {
        0 => {
            let fields = choices.of(&FIELDS);
            let end = if fields.starts_with('{') { "" } else { ";" };
            let text = match end {
                "" => format!("struct Error{generics}{clause} {fields}"),
                _ => format!("struct Error{generics} {fields}{clause};"),
            };
            item.push(&text);
        }
        1 => item.push("union Error { a: u8 }"),
        _ => {
            item.push(&format!("enum Error{generics}{clause} {{ "));
            for index in 0..choices.below(5) {
                attribute(choices, &mut item);
                item.push(&format!("Variant{index}"));
                item.push(choices.of(&FIELDS));
                item.push(", ");
            }
            item.push("}");
        }
    }
    item
}
