//! Values that belong to some code: the recordings and reports that are under way in this thread.
//!
//! A value belongs to a closure while it runs, or to a future while it is polled, on whichever thread.

use std::cell::RefCell;
use std::thread::LocalKey;

/// The values whose code runs in this thread, the innermost last.
#[derive(Debug)]
pub(crate) struct Scopes<T: 'static>(RefCell<Vec<T>>);

impl<T> Scopes<T> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

/// Runs `run` with `value` as the thread's innermost one. Afterwards `value` is back in its place, also when
/// `run` panics.
pub(crate) fn enter<T, R>(
    scopes: &'static LocalKey<Scopes<T>>,
    value: &mut Option<T>,
    run: impl FnOnce() -> R,
) -> R {
    let _entered = Entered::push(scopes, value);
    run()
}

/// Calls the function with the thread's values, the innermost last. The function must not run code of the user,
/// which could come here again. Returns `None` while the thread runs its destructors.
pub(crate) fn with_all<T, R>(
    scopes: &'static LocalKey<Scopes<T>>,
    use_all: impl FnOnce(&mut [T]) -> R,
) -> Option<R> {
    scopes
        .try_with(|scopes| use_all(&mut scopes.0.borrow_mut()))
        .ok()
}

struct Entered<'a, T: 'static> {
    scopes: &'static LocalKey<Scopes<T>>,
    value: &'a mut Option<T>,
    is_pushed: bool,
}

impl<'a, T> Entered<'a, T> {
    /// Does not push a missing value, nor any while the thread runs its destructors.
    fn push(scopes: &'static LocalKey<Scopes<T>>, value: &'a mut Option<T>) -> Self {
        let pushed = scopes.try_with(|scopes| {
            let value = value.take();
            let is_pushed = value.is_some();
            scopes.0.borrow_mut().extend(value);
            is_pushed
        });
        Self {
            scopes,
            value,
            is_pushed: pushed.unwrap_or(false),
        }
    }
}

impl<T> Drop for Entered<'_, T> {
    fn drop(&mut self) {
        if self.is_pushed {
            let popped = self.scopes.try_with(|scopes| scopes.0.borrow_mut().pop());
            *self.value = popped.ok().flatten();
        }
    }
}
