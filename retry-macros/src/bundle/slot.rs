//! The words of a bundle as the type parameters, and the fields, of its constant.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote_spanned};

use crate::bundle::expand::Writer;
use crate::bundle::word::{ErrorMaker, Words};
use crate::codegen::policy;
use crate::codegen::runtime::{at, glue};
use crate::codegen::when::place;
use crate::options::Options;
use crate::options::budget::OnExhausted;
use crate::options::cancel::Cancel;
use crate::options::function;
use crate::options::raw::OptionTokens;

/// The type and the value of a word in the constant.
pub(crate) struct Slot {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl Slot {
    /// The slot with a unit struct.
    fn unit(path: TokenStream) -> Self {
        Self {
            ty: path.clone(),
            value: path,
        }
    }
}

impl Writer {
    // Output:
    //     __retries::Words<__PARTNERS, …, __retries::Around<…>>
    //     __retries::Words { on: __PARTNERS, …, around: __retries::Around { … } }
    /// Returns the type and the value of all words.
    pub(crate) fn words(&self, options: &Options, words: &Words) -> Slot {
        let around = self.record(
            "Around",
            &[
                (
                    "before_retry",
                    self.code_slot(
                        words.before_retry.as_ref().map(|word| word.code),
                        ["NoBeforeRetry", "BeforeRetryOf", "BeforeRetryInTaskOf"],
                    ),
                ),
                (
                    "or_else",
                    self.code_slot(
                        words.or_else.as_ref().map(|word| &word.or_else.code),
                        ["NoElse", "ElseOf", "ElseInTaskOf"],
                    ),
                ),
                ("whens", self.whens_slot(options)),
                ("cancel", self.cancel_slot(options)),
            ],
        );
        self.record(
            "Words",
            &[
                ("on", self.slot(words.on.is_some(), "RetryAll")),
                ("budget", self.budget_slot(options)),
                ("on_ok", self.slot(words.on_ok.is_some(), "KeepAll")),
                ("on_retry", self.slot(words.on_retry.is_some(), "NoHook")),
                (
                    "on_give_up",
                    self.slot(words.on_give_up.is_some(), "NoHook"),
                ),
                (
                    "timeout",
                    self.timeout_slot(options, words.on_timeout.as_ref()),
                ),
                ("on_refused", self.refusal_slot(words.on_refused.as_ref())),
                ("sleep", self.sleep_slot(options)),
                ("error_text", self.unit("NoText")),
                ("exhausted", self.exhausted_slot(options)),
                ("around", around),
            ],
        )
    }

    /// Returns the slot with a struct of the runtime, whose type parameters are in the order of its fields.
    fn record<const N: usize>(&self, name: &str, fields: &[(&str, Slot); N]) -> Slot {
        let (runtime, name) = (&self.runtime, Ident::new(name, glue()));
        let types = fields.iter().map(|(_, slot)| &slot.ty);
        let names = fields.iter().map(|(name, _)| Ident::new(name, glue()));
        let values = fields.iter().map(|(_, slot)| &slot.value);
        Slot {
            ty: quote_spanned!(glue()=> #runtime::#name<#(#types),*>),
            value: quote_spanned!(glue()=> __retries::#name { #(#names: #values),* }),
        }
    }

    /// Returns the slot of a word: the hidden type, or the one that means that it is left out.
    fn slot(&self, is_said: bool, left_out: &str) -> Slot {
        if is_said {
            Slot::unit(self.hidden.to_token_stream())
        } else {
            self.unit(left_out)
        }
    }

    /// Returns the slot with a unit struct of the runtime.
    fn unit(&self, name: &str) -> Slot {
        let (runtime, name) = (&self.runtime, Ident::new(name, glue()));
        Slot::unit(quote_spanned!(glue()=> #runtime::#name))
    }

    /// Returns the slot of a word whose code may return a future. `types` are for a word that is left out, for one that
    /// does not, and for one that does.
    fn code_slot(&self, code: Option<&OptionTokens>, types: [&str; 3]) -> Slot {
        let [left_out, at_once, in_task] = types;
        match code {
            None => self.unit(left_out),
            Some(code) if function::is_async(code) => self.of_hidden(in_task),
            Some(_) => self.of_hidden(at_once),
        }
    }

    /// Returns the slot with a struct of the runtime around the hidden type.
    fn of_hidden(&self, name: &str) -> Slot {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let name = Ident::new(name, glue());
        Slot {
            ty: quote_spanned!(glue()=> #runtime::#name<#hidden>),
            value: quote_spanned!(glue()=> __retries::#name(#hidden)),
        }
    }

    // Output, with two of them:
    //     ((NoWhen, When<ConditionOf<__PARTNERS, 0>>), When<ConditionOf<__PARTNERS, 1>>)
    fn whens_slot(&self, options: &Options) -> Slot {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let whens = options.whens.iter().enumerate();
        whens.fold(self.unit("NoWhen"), |rest, (index, when)| {
            let index = Literal::usize_unsuffixed(index);
            let kind = policy::kind(when).tokens;
            let kind = quote_spanned!(at(place(when))=> __retries::assert_kind(&__policy, #kind));
            let Slot { ty, value } = rest;
            Slot {
                ty: quote_spanned! {glue()=>
                    (#ty, #runtime::When<#runtime::ConditionOf<#hidden, #index>>)
                },
                value: quote_spanned! {glue()=>
                    (#value, __retries::When { condition: __retries::ConditionOf(#hidden), kind: #kind })
                },
            }
        })
    }

    fn cancel_slot(&self, options: &Options) -> Slot {
        match &options.cancel {
            None => self.unit("NeverCancelled"),
            Some(Cancel::AtShutdown(_)) => self.unit("AtShutdown"),
            Some(Cancel::Token(_)) => self.of_hidden("CancelOf"),
        }
    }

    fn budget_slot(&self, options: &Options) -> Slot {
        match options.budget {
            None => self.unit("NoBudget"),
            Some(_) => self.of_hidden("BudgetOf"),
        }
    }

    fn timeout_slot(&self, options: &Options, on_timeout: Option<&ErrorMaker>) -> Slot {
        match on_timeout {
            Some(on_timeout) => self.error_maker("CutOffBy", on_timeout, "TimedOut"),
            None if options.cuts_off_attempts() => self.unit("CutOffByPolicy"),
            None => self.unit("NeverCutOff"),
        }
    }

    fn refusal_slot(&self, on_refused: Option<&ErrorMaker>) -> Slot {
        match on_refused {
            Some(on_refused) => self.error_maker("RefusalBy", on_refused, "Refused"),
            None => self.unit("NoRefusal"),
        }
    }

    // Output:
    //     __retries::CutOffBy<fn(__retries::TimedOut) -> MyError>    __retries::CutOffBy(on_timeout)
    /// Returns the slot with a function that makes an error. It is a function pointer, because the type of a
    /// closure or a path has no name.
    fn error_maker(&self, word: &str, maker: &ErrorMaker, made_of: &str) -> Slot {
        let runtime = &self.runtime;
        let (code, error) = (maker.code, maker.error);
        let (word, made_of) = (Ident::new(word, glue()), Ident::new(made_of, glue()));
        Slot {
            ty: quote_spanned!(glue()=> #runtime::#word<fn(#runtime::#made_of) -> #error>),
            value: quote_spanned!(at(code.span())=> __retries::#word(#code)),
        }
    }

    fn sleep_slot(&self, options: &Options) -> Slot {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        if options.sleep.is_none() {
            return self.unit("DefaultSleep");
        }
        Slot {
            ty: quote_spanned! {glue()=>
                #runtime::SleepOf<
                    #hidden,
                    { #runtime::sleeps_in_task(<#hidden as #runtime::SleepWord>::sleep) },
                >
            },
            value: quote_spanned!(glue()=> #runtime::SleepOf(#hidden)),
        }
    }

    fn exhausted_slot(&self, options: &Options) -> Slot {
        match options.on_exhausted {
            Some(OnExhausted::Wait(_)) => self.unit("WaitFirst"),
            Some(OnExhausted::Return(_)) | None => self.unit("ReturnAtOnce"),
        }
    }
}
