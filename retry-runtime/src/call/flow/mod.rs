//! What follows an attempt: the decision, the pause, and the end of the call. Functions, bundles and closures share it.

pub(crate) mod attempted;
pub(crate) mod call_budget;
pub(crate) mod call_state;
pub(crate) mod const_checks;
pub(crate) mod failure;
pub(crate) mod judge;
pub(crate) mod keep;
pub(crate) mod next_step;
pub(crate) mod next_wait;
pub(crate) mod pause;
pub(crate) mod progress;
pub(crate) mod situation;
pub(crate) mod state_by_kind;
