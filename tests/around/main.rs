//! What happens around a retry: `before_retry`, `or_else`, `when` and `cancel`.

mod before_retry;
mod cancel;
mod or_else;
mod shapes;
mod when;
