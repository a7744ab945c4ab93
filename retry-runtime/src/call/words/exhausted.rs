//! `on_exhausted = wait`: when a failure is returned whose retry the budget refuses.

use crate::call::flow::keep::{keeps_nothing, keeps_outcome};

/// It is returned at once.
#[derive(Clone, Copy, Debug)]
pub struct ReturnAtOnce;

/// It is returned after the wait before that retry.
#[derive(Clone, Copy, Debug)]
pub struct WaitFirst;

keeps_nothing!(ReturnAtOnce);
keeps_outcome! {
    [] WaitFirst;
}
