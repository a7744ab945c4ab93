//! Retry budgets: how calls share them, what they do to the load, and threads that use one at once.

mod load;
mod shared;
mod stress;
