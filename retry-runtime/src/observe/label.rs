//! The name of a function in events, metrics, logs and the registry.

use std::sync::OnceLock;

use super::type_in_path;

/// The label of all calls of one function.
#[derive(Debug)]
pub enum Label {
    /// The macro knows it: a name that the user gives, or the path of a function.
    Known(&'static str),
    /// The path of a method. Only the compiler knows the name of its type.
    Method(MethodLabel),
}

/// The parts of a method's path, which are put together when it is reported for the first time.
#[derive(Debug)]
pub struct MethodLabel {
    module: &'static str,
    method: &'static str,
    /// Returns the path of an item in the method's body, which has the name of the type.
    inner_path: fn() -> &'static str,
    /// It lives as long as the program: the method's calls share it.
    path: OnceLock<&'static str>,
}

impl Label {
    /// Makes the label of a method.
    #[must_use]
    pub const fn method(
        module: &'static str,
        method: &'static str,
        inner_path: fn() -> &'static str,
    ) -> Self {
        Self::Method(MethodLabel {
            module,
            method,
            inner_path,
            path: OnceLock::new(),
        })
    }

    pub(super) fn get(&self) -> &'static str {
        match self {
            Self::Known(label) => label,
            Self::Method(method) => method.path(),
        }
    }
}

impl MethodLabel {
    fn path(&self) -> &'static str {
        self.path.get_or_init(|| {
            let Self { module, method, .. } = self;
            let path = match type_in_path::find((self.inner_path)(), module, method) {
                Some(owner) => format!("{module}::{owner}::{method}"),
                None => format!("{module}::{method}"),
            };
            Box::leak(path.into_boxed_str())
        })
    }
}

/// The label of the function in whose body this stands, for a `static`.
///
/// ```text
/// __label!("get")                      shop::get
/// __label!((method "get"))             shop::Client::get
/// __label!((name "billing.charge"))    billing.charge
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __label {
    ((method $method:literal)) => {{
        enum __RetryInner {}
        $crate::__private::Label::method(
            ::core::module_path!(),
            $method,
            ::core::any::type_name::<__RetryInner>,
        )
    }};
    ($function:tt) => {
        $crate::__private::Label::Known($crate::__known_label!($function))
    };
}

/// The text of a label that the macro knows.
#[doc(hidden)]
#[macro_export]
macro_rules! __known_label {
    ((name $name:literal)) => {
        $name
    };
    ($function:literal) => {
        ::core::concat!(::core::module_path!(), "::", $function)
    };
}
