//! The pipeline: expands the options and the item into the item with its loops.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attempt::RetriedFunction;
use crate::codegen;
use crate::errors::Errors;
use crate::item::Item;
use crate::options::Options;
use crate::validate;

// Input:
//     max_attempts = 5, on = is_transient
//     fn get(key: &str) -> Result<Value, Error> { body }
//
// Output:
//     fn get(key: &str) -> Result<Value, Error> { loop { … } }
//
// and with mistakes, so that an editor goes on working on the function:
//     fn get(key: &str) -> Result<Value, Error> { body } compile_error!("…"); …
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();

    let mut options = errors.take_partial(Options::parse(options));
    errors.append(validate::options(&options));

    let parsed = match Item::parse(item.clone()) {
        Ok(parsed) => parsed,
        Err(error) => {
            errors.push(error);
            return quote!(#item #errors);
        }
    };
    let analysed = parsed.map(|function| RetriedFunction::analyse(function, &options));
    errors.append(validate::item(&options, &analysed));

    if !errors.is_empty() {
        let unchanged = analysed.map(|retried| retried.function.unchanged());
        return quote!(#unchanged #errors);
    }

    let shared_budget = codegen::share_budget(&mut options, &analysed, item);
    let expanded = analysed.map(|retried| codegen::retried(&options, retried));
    quote!(#shared_budget #expanded)
}

#[cfg(test)]
mod tests {
    use super::expand;
    use proc_macro2::TokenStream;

    fn expanded(options: &str, item: &str) -> String {
        let [options, item] =
            [options, item].map(|text| text.parse::<TokenStream>().expect("tokens"));
        expand(options, &item).to_string()
    }

    #[test]
    fn only_a_documented_function_documents_its_retries() {
        let expanded = |function: &str| expanded("max_attempts = 2", function);
        let documented = expanded("/// Gets.\nfn get() -> Outcome {}");
        assert!(documented.contains("at most 2 attempts"));
        for attribute in ["#[must_use]", "#[doc(hidden)]", "#[deprecated = \"\"]"] {
            let expanded = expanded(&format!("{attribute} fn get() -> Outcome {{}}"));
            assert!(!expanded.contains("at most 2 attempts"), "{attribute}");
        }
    }

    #[test]
    fn doc_false_leaves_the_documentation_of_functions_and_methods_alone() {
        for item in [
            "/// Gets.\nfn get() -> Outcome {}",
            "impl Client {\n/// Gets.\nfn get(&self) -> Result<(), ()> {}\n}",
        ] {
            assert!(expanded("max_attempts = 2", item).contains("at most 2 attempts"));
            assert!(
                !expanded("max_attempts = 2, doc = false", item).contains("at most 2 attempts")
            );
        }
    }
}
