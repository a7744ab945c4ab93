//! A function that retries, as one finds it in the program.

/// What is the same for all calls of one function.
#[derive(Debug)]
pub struct Site {
    function: &'static str,
}

impl Site {
    /// Of the function with this path.
    #[must_use]
    pub const fn new(function: &'static str) -> Self {
        Self { function }
    }

    pub(crate) const fn function(&self) -> &'static str {
        self.function
    }
}

/// The site of the function in whose body this stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    ($function:expr) => {{
        static SITE: $crate::__private::Site =
            $crate::__private::Site::new(::core::concat!(::core::module_path!(), "::", $function));
        &SITE
    }};
}
