//! Retry budgets: how calls share them, what they do to the load, and threads that use one at once.

mod adaptive;
mod expressions;
mod load;
mod refused;
mod shared;
mod stress;
