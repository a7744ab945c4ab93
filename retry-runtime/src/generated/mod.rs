//! All that generated code names. Not part of the public interface: it changes without notice.

mod arguments;
mod derive;
mod find_budget;
mod find_refusal;
mod hooks;
mod inference;
mod literal_policy;
mod loop_macros;

pub use core::convert::From;
pub use core::future::{Future, pending};
pub use core::mem::replace;
pub use core::option::Option::{self, None, Some};
pub use core::pin::{Pin, pin};
pub use core::result::Result::{self, Err, Ok};
pub use core::time::Duration;
pub use std::boxed::Box;

pub use crate::backoff::Backoff;
pub use crate::budget::NoBudget;
pub use crate::budget::from_refused::{FromRefusal, FromRefused};
#[cfg(target_has_atomic = "64")]
pub use crate::budget::lock_free::Budget;
pub use crate::budget::refused::Refused;
pub use crate::budget::retry_budget::{CallRequest, RetryBudget};
pub use crate::call::bundle::before_retry_beside::{
    before_retry_async_beside, before_retry_beside, before_retry_future_beside,
};
pub use crate::call::bundle::bundle_sleep::{
    Place, SleepOf, SleepWord, bundle_sleep, sleeps_in_task,
};
pub use crate::call::bundle::own_sleep::own_sleep;
pub use crate::call::flow::attempted::Attempted;
pub use crate::call::flow::call_budget::CallBudget;
pub use crate::call::flow::call_state::{CallState, StateAfterAttempt};
pub use crate::call::flow::const_checks::{
    assert_attempt_timeout, assert_attempt_timeout_is_taken, assert_kind,
    assert_no_attempt_timeout, assert_override, assert_valid,
};
pub use crate::call::flow::failure::{KeptError, KeptOutcome, TakeError};
pub use crate::call::flow::judge::{judge, judge_both, judge_by, mark_timed_out, retry_all};
pub use crate::call::flow::keep::PauseWords;
pub use crate::call::flow::next_step::{
    NextStep, cancelled_in_wait, give_up_instead, next_step, next_wait_with_budget,
    next_wait_with_hooks, too_late,
};
pub use crate::call::flow::next_wait::{next_wait, next_wait_observed, next_wait_with_deadline};
pub use crate::call::flow::progress::{Ended, Progress};
pub use crate::call::flow::state_by_kind::{KindStates, Kinds, StateByKind, StateOfKind};
pub use crate::call::words::attempt_timeout::{
    FromError, FromTimeout, attempt_limit, attempt_timeout_of, timeout, timeout_by,
};
pub use crate::call::words::before_retry::{
    before_retry, before_retry_async, before_retry_future, event_of_retry,
};
pub use crate::call::words::before_retry_word::{
    BeforeRetryInTaskOf, BeforeRetryInTaskWord, BeforeRetryOf, BeforeRetryWord, NoBeforeRetry,
    OwnBeforeRetry,
};
pub use crate::call::words::cancel::{
    AtShutdown, ByFuture, ByToken, Cancel, CancelFuture, CancelOf, CancelWord, NeverCancelled,
};
pub use crate::call::words::cancel_token::CancelToken;
pub use crate::call::words::cancelled_wait::{
    is_cancelled, sleep_unless_cancelled, unless_cancelled, wait_by_unless_cancelled,
};
pub use crate::call::words::cut_off::{
    CutOffBy, CutOffByPolicy, NeverCutOff, run_attempt, timed_out,
};
pub use crate::call::words::error_text::NoText;
pub use crate::call::words::exhausted::{ReturnAtOnce, WaitFirst};
pub use crate::call::words::kind::Kind;
pub use crate::call::words::or_else::{
    Failure, or_else, or_else_async, or_else_async_with_reason, or_else_by, or_else_in_task,
    or_else_in_task_by, or_else_in_task_with_reason, or_else_with_reason,
};
pub use crate::call::words::or_else_word::{
    ElseInTaskOf, ElseInTaskWord, ElseOf, ElseWord, NoElse,
};
pub use crate::call::words::refusal::{
    NoRefusal, Refusal, RefusalBy, begin as begin_from, begin_or,
};
pub use crate::call::words::sleeps::{DefaultSleep, SleepInTask, TaskSleep, ThreadSleep};
pub use crate::call::words::whens::{
    ConditionOf, ConditionWord, NoWhen, When, Whens, beside, find_beside, find_kind, holds,
};
pub use crate::call::words::{
    BudgetOf, BudgetWord, HookWord, KeepAll, NoHook, OnError, OnGiveUp, OnRetry, OnSuccess,
    RetryAll,
};
pub use crate::call::{Around, Retry, Words};
pub use crate::decision::{Decision, IntoDecision, StopReason};
pub use crate::jitter::Jitter;
pub use crate::observe::call_observer::{CallObserver, DefaultObserver, ObservedCall, Unobserved};
pub use crate::observe::call_site::CallSite;
pub use crate::observe::error_view::{ErrorView, Probe, ViaDebug, ViaDisplay, ViaNothing, no_view};
pub use crate::observe::event::Event;
pub use crate::observe::label::{Label, MethodLabel};
pub use crate::outcome::Outcome;
pub use crate::policy::Policy;
pub use crate::scope::attempt::current_attempt;
pub use crate::scope::narrowed::in_scope;
pub use crate::scope::watched::{AfterAttempt, WITHOUT_RESET, Watched, watched};
pub use crate::state::RetryState;
pub use crate::time::{Deadline, task, thread};
pub use crate::timed_out::{FromTimedOut, TimedOut};
pub use crate::transient::Transient;

pub use arguments::{
    CloneForNextAttempt, attempt, clone_argument, collect_argument, collect_into_argument,
    into_argument, may_retry, may_retry_by_kind, show_argument,
};
pub use derive::Hint;
pub use find_budget::{BudgetProbe, NoBudgetProbe};
pub use find_refusal::{NoRefusalProbe, RefusalProbe};
pub use hooks::{call_hook, call_on_give_up, no_hook, waited_with_budget};
pub use inference::{
    bundle_hook, bundle_on, call_once, from_policy, hook, identity, infer_return, on_error,
    on_success, use_up,
};
pub use literal_policy::{exponential, fibonacci, fixed, linear, policy};

pub use crate::{
    __after_attempt as after_attempt, __await_attempt as await_attempt,
    __await_watched as await_watched, __begin as begin, __begin_by_kind as begin_by_kind,
    __begin_by_kind_with_hooks as begin_by_kind_with_hooks,
    __begin_with_budget as begin_with_budget, __begin_with_hooks as begin_with_hooks,
    __call_attempt as call_attempt, __call_site_with_hooks as call_site,
    __call_watched as call_watched, __error_view as error_view, __error_view_of as error_view_of,
    __next_wait as next_wait, __returned_future as returned_future, __succeeded as succeeded,
    __waited as waited, __waited_with_hooks as waited_with_hooks,
    __write_clone_of_this_argument_in_the_attribute as write_clone_of_this_argument_in_the_attribute,
    __write_into_of_this_argument_in_the_attribute as write_into_of_this_argument_in_the_attribute,
    __write_lend_of_this_argument_in_the_attribute as write_lend_of_this_argument_in_the_attribute,
};

#[cfg(feature = "metrics")]
pub use crate::observe::first_try_counter::{FirstTryCounter, Labels, ok_first_try};
#[cfg(feature = "registry")]
pub use crate::observe::function_stats::FunctionStats;
#[cfg(feature = "registry")]
pub use crate::observe::registry::CALL_SITES;
#[cfg(feature = "registry")]
pub use linkme;
#[cfg(feature = "events")]
pub use std::sync::OnceLock;
