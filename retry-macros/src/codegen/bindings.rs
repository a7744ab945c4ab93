//! The statements before the first attempt.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::codegen::policy::{self, EvalTime, PolicyExpr};
use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::{at, glue};
use crate::options::budget::Budget;
use crate::options::limits::AttemptTimeout;
use crate::options::value::Value;

/// The policy as the loop uses it.
pub(crate) struct PolicyBinding {
    pub(crate) statement: Option<TokenStream>,
    pub(crate) reference: TokenStream,
    /// The policy for an item in the function, if it is the same in all calls.
    pub(crate) constant: Option<TokenStream>,
    pub(crate) eval_time: EvalTime,
}

impl RetryLoop<'_> {
    pub(crate) fn bind_policy(&self) -> PolicyBinding {
        let PolicyExpr { tokens, eval_time } = policy::policy(&self.options.policy_options());
        let checked = || self.checked_policy(&tokens);
        let (statement, reference, constant) = match eval_time {
            EvalTime::Literal => {
                let block = Group::new(Delimiter::Brace, tokens.clone());
                (None, quote!(&const #block), Some(tokens))
            }
            EvalTime::Const => {
                let checked = checked();
                let name = quote_spanned!(glue()=> __RETRY_POLICY);
                (
                    Some(quote_spanned!(glue()=> const #name: __retries::Policy = #checked;)),
                    quote_spanned!(glue()=> &#name),
                    Some(name),
                )
            }
            EvalTime::InlineConst => {
                let checked = checked();
                (None, quote!(&const { #checked }), None)
            }
            EvalTime::Runtime => (
                Some(quote_spanned!(glue()=> let __policy = #tokens;)),
                quote_spanned!(glue()=> &__policy),
                None,
            ),
        };
        PolicyBinding {
            statement,
            reference,
            constant,
            eval_time,
        }
    }

    /// Returns the policy with the checks that stop the compiler. A bundle was checked where it is declared, and
    /// checking it once more for each function would take longer than the rest.
    fn checked_policy(&self, policy: &TokenStream) -> TokenStream {
        let options = self.options;
        let place = at(options.policy_span());
        let checks_timeout = options.attempt_timeout.is_none();
        if let (Some(bundle), true) = (&options.bundle, checks_timeout) {
            let its_policy = if self.is_async() {
                quote_spanned!(place=> #bundle.__bundle_policy_in_task())
            } else {
                quote_spanned!(place=> #bundle.__bundle_policy_on_thread())
            };
            if !options.overrides_policy() {
                return its_policy;
            }
            return quote_spanned!(place=> __retries::assert_override(#its_policy, #policy));
        }
        let policy = match &options.policy {
            Some(_) if checks_timeout && self.is_async() => {
                quote_spanned!(place=> __retries::assert_attempt_timeout_is_taken(#policy))
            }
            Some(_) if checks_timeout => {
                quote_spanned!(place=> __retries::assert_no_attempt_timeout(#policy))
            }
            _ => policy.clone(),
        };
        quote_spanned!(place=> __retries::assert_valid(#policy))
    }

    pub(crate) fn bind_attempt_timeout(&self, policy: &PolicyBinding) -> Option<TokenStream> {
        let time = match self.options.attempt_timeout.as_ref()? {
            AttemptTimeout::Never => return None,
            AttemptTimeout::OfPolicy(span) => {
                let policy = &policy.reference;
                quote_spanned!(at(*span)=> __retries::attempt_timeout_of(#policy))
            }
            AttemptTimeout::After(Value::Literal(time, _)) => policy::duration(*time),
            AttemptTimeout::After(Value::Expr(expr)) => {
                match EvalTime::from_expr(expr).max(policy.eval_time) {
                    EvalTime::Runtime => expr.clone(),
                    _ => {
                        let policy = &policy.reference;
                        quote_spanned! {at(expr.span())=>
                            const { __retries::assert_attempt_timeout(#policy, #expr) }
                        }
                    }
                }
            }
        };
        Some(quote_spanned!(glue()=> let __attempt_timeout: __retries::Duration = #time;))
    }

    pub(crate) fn bind_budget(&self) -> Option<TokenStream> {
        let bind = self.borrow_budget()?;
        let place = self
            .options
            .budget
            .as_ref()
            .map_or_else(glue, |budget| at(budget.span()));
        let time = self.time_module();
        let begin = match (&self.options.on_refused, self.can_be_refused()) {
            (Some(on_refused), _) => quote_spanned! {at(on_refused.span())=>
                __retries::begin_or(__budget, #time::now, #on_refused)
            },
            (None, true) => self.begin_or_refuse(),
            (None, false) => {
                return Some(quote_spanned! {place=>
                    #bind
                    let mut __budget = __retries::CallBudget::begin(__budget);
                });
            }
        };
        let refused = self.refused_call();
        Some(quote_spanned! {place=>
            #bind
            let mut __budget = match #begin {
                __retries::Ok(__budget) => __budget,
                __retries::Err(__refused) => break '__call #refused,
            };
        })
    }

    /// Returns the expression that begins a call, or returns an outcome that is made from a refusal.
    fn begin_or_refuse(&self) -> TokenStream {
        let (time, from_refused) = (self.time_module(), self.outcome_of_refusal());
        quote_spanned!(glue()=> __retries::begin_from(__budget, #time::now, #from_refused))
    }

    // Output:
    //     __retries::RefusalProbe::<Output>::new().from_refused()
    /// Returns what makes an outcome from a refusal. An outcome of a type that has no name cannot be asked whether
    /// it can be made, so that only `on_refused` makes it.
    pub(crate) fn outcome_of_refusal(&self) -> TokenStream {
        let output = &self.output;
        if output.is_inferred() {
            quote_spanned!(glue()=> __retries::None)
        } else {
            quote_spanned!(glue()=> __retries::RefusalProbe::<#output>::new().from_refused())
        }
    }

    /// Returns the statements that borrow the function's own budget for the whole call.
    pub(crate) fn borrow_budget(&self) -> Option<TokenStream> {
        let bind = match self.options.budget.as_ref()? {
            Budget::Own(_) => quote_spanned! {glue()=>
                let __budget = {
                    static __RETRY_BUDGET: __retries::Budget = __retries::Budget::new();
                    &__RETRY_BUDGET
                };
            },
            Budget::OfBlock(shared) => quote_spanned!(glue()=> let __budget = &#shared;),
            Budget::Expr(budget) if budget.path().is_some() => quote_spanned! {at(budget.span())=>
                let __budget = __retries::BudgetProbe::new(&#budget).find_budget();
            },
            // The `let` of its own keeps a temporary value, as a method's `Arc<Budget>`, to the function's end.
            Budget::Expr(budget) => quote_spanned! {at(budget.span())=>
                let __budget = &#budget;
                let __budget = __retries::BudgetProbe::new(__budget).find_budget();
            },
        };
        Some(bind)
    }

    /// Returns whether the budget may refuse the first attempt. One with the defaults refuses only retries.
    pub(crate) fn can_be_refused(&self) -> bool {
        match &self.options.budget {
            None => false,
            _ if self.options.on_refused.is_some() => true,
            Some(Budget::Own(_) | Budget::OfBlock(_)) => false,
            Some(Budget::Expr(_)) => !self.output.is_inferred(),
        }
    }

    // Output:
    //     let n = __retries::current_attempt(&__state, &const { policy }, &__deadline, __attempt_timeout);
    /// Returns the statement of `attempt = n`.
    pub(crate) fn bind_number(&self, policy: &TokenStream) -> Option<TokenStream> {
        let name = self.options.attempt.as_ref()?;
        let (state, deadline) = (self.state(), self.deadline());
        let timeout = match (&self.options.attempt_timeout, &self.options.bundle) {
            _ if self.cuts_off_attempts() => quote_spanned!(glue()=> __attempt_timeout),
            (None, Some(_)) if self.is_async() => {
                quote_spanned!(glue()=> __retries::attempt_timeout_of(#policy))
            }
            _ => quote_spanned!(glue()=> __retries::Duration::MAX),
        };
        Some(quote_spanned! {glue()=>
            let #name = __retries::current_attempt(#state, #policy, #deadline, #timeout);
        })
    }

    pub(crate) fn start_deadline(&self, policy: &TokenStream) -> Option<TokenStream> {
        let time = self.time_module();
        self.may_have_deadline()
            .then(|| quote_spanned!(glue()=> let __deadline = #time::CallDeadline::start(#policy);))
    }

    // Output:
    //     __retries::begin!(__observer, __state, "get", policy);
    /// Returns the statement that declares the observer of the call and its state. Without hooks there is an
    /// observer only with a feature of the runtime.
    pub(crate) fn begin(&self, policy: Option<&TokenStream>) -> TokenStream {
        let label = &self.label;
        let policy = policy.into_iter();
        let arguments = quote_spanned!(glue()=> #label #(, #policy)*);
        if self.options.has_hooks() {
            quote_spanned!(glue()=> __retries::begin_with_hooks!(__observer, __state, #arguments);)
        } else if self.options.budget.is_some() {
            quote_spanned!(glue()=> __retries::begin_with_budget!(__observer, __state, #arguments);)
        } else {
            quote_spanned!(glue()=> __retries::begin!(__observer, __state, #arguments);)
        }
    }
}
