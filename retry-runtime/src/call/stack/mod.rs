//! Retries in the stacks of other libraries: a tower layer, tower's own retry layer, and a middleware of
//! reqwest-middleware.
//!
//! [`Policy::layer`](crate::Policy::layer), [`Policy::tower_policy`](crate::Policy::tower_policy) and
//! [`Policy::middleware`](crate::Policy::middleware) make them of a policy, and the methods of the same names of a
//! [`Retry`](crate::Retry) or a bundle. They take the same decisions, share the same budgets and are counted in the same
//! registry and metrics as annotated functions; `named` gives the calls of a layer a name.
//!
//! # What differs from a closure
//!
//! A stack has no words `before_retry`, `or_else`, `sleep`, `cancel` and `wait_when_exhausted`. Each attempt needs a
//! request of its own, so the request is cloned before each attempt: one that cannot be cloned is sent once, and a failure
//! that would have been retried is then reported with
//! [`StopReason::NotRepeatable`](crate::StopReason::NotRepeatable).

mod attempts;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod run;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "tower-retry")]
mod tower_policy;
#[cfg(all(feature = "tower", feature = "tonic"))]
mod unary;
mod words;

#[cfg(feature = "reqwest-middleware")]
pub use middleware::RetryMiddleware;
#[cfg(feature = "tower")]
pub use tower::{ByClone, CloneRequest, RetryLayer, RetryService};
#[cfg(feature = "tower-retry")]
pub use tower_policy::{TowerPolicy, TowerWords};
#[cfg(all(feature = "tower", feature = "tonic"))]
pub use unary::clone_unary;
pub use words::StackWords;

#[cfg(feature = "tower")]
use crate::observe::call_site::CallSite;

/// The call site of all layers without a name.
#[cfg(feature = "tower")]
static LAYER: CallSite = crate::__new_call_site!((name "layer"));
