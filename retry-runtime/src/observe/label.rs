//! The name of a function in events, metrics, logs and the registry.

use std::collections::BTreeMap;
#[cfg(feature = "events")]
use std::sync::OnceLock;
use std::sync::{PoisonError, RwLock};

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
///
/// Without observers only failures are reported, and the path is looked up among those of all methods: a label
/// that keeps its path needs a `static` in each method, which the compiler takes long to read.
#[derive(Debug)]
pub struct MethodLabel {
    /// The path of the module.
    pub module: &'static str,
    /// The name of the method.
    pub method: &'static str,
    /// Returns the path of an item in the method's body, which has the name of the type.
    pub inner_path: fn() -> &'static str,
    /// It lives as long as the program: the method's calls share it.
    #[cfg(feature = "events")]
    pub path: OnceLock<&'static str>,
}

/// The paths of the methods reported so far, by the path of the item in their bodies.
static PATHS: RwLock<BTreeMap<&'static str, &'static str>> = RwLock::new(BTreeMap::new());

impl Label {
    pub(super) fn get(&self) -> &'static str {
        match self {
            Self::Known(label) => label,
            Self::Method(method) => method.path(),
        }
    }
}

impl MethodLabel {
    #[cfg(feature = "events")]
    fn path(&self) -> &'static str {
        self.path.get_or_init(|| self.shared_path())
    }

    #[cfg(not(feature = "events"))]
    fn path(&self) -> &'static str {
        self.shared_path()
    }

    fn shared_path(&self) -> &'static str {
        let inner_path = (self.inner_path)();
        let paths = PATHS.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = paths.get(inner_path) {
            return path;
        }
        drop(paths);
        let mut paths = PATHS.write().unwrap_or_else(PoisonError::into_inner);
        paths
            .entry(inner_path)
            .or_insert_with(|| Box::leak(self.make_path(inner_path).into_boxed_str()))
    }

    fn make_path(&self, inner_path: &str) -> String {
        let Self { module, method, .. } = self;
        match type_in_path::find(inner_path, module, method) {
            Some(owner) => format!("{module}::{owner}::{method}"),
            None => format!("{module}::{method}"),
        }
    }
}

/// The label of the function in whose body this stands, for a constant.
///
/// ```text
/// __label!("get")                      shop::get
/// __label!((method "get"))             shop::Client::get
/// __label!((name "billing.charge"))    billing.charge
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __label {
    ((method $method:literal)) => {
        $crate::__private::Label::Method($crate::__method_label!($method))
    };
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

/// The label of the method in whose body this stands.
#[cfg(feature = "events")]
#[doc(hidden)]
#[macro_export]
macro_rules! __method_label {
    ($method:literal) => {{
        enum __RetryInner {}
        $crate::__private::MethodLabel {
            module: ::core::module_path!(),
            method: $method,
            inner_path: ::core::any::type_name::<__RetryInner>,
            path: $crate::__private::OnceLock::new(),
        }
    }};
}

/// The label of the method in whose body this stands.
#[cfg(not(feature = "events"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __method_label {
    ($method:literal) => {{
        enum __RetryInner {}
        $crate::__private::MethodLabel {
            module: ::core::module_path!(),
            method: $method,
            inner_path: ::core::any::type_name::<__RetryInner>,
        }
    }};
}
