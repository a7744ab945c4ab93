//! Values that belong to some code: the recordings and reports that are under way in this thread.
//!
//! A value belongs to a closure while it runs, or to a future while it is polled, on whichever thread.

use std::cell::RefCell;
use std::thread::LocalKey;

/// The values whose code runs in this thread, the innermost last.
#[derive(Debug)]
pub(crate) struct CodeLocal<T: 'static>(RefCell<Vec<T>>);

impl<T> CodeLocal<T> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

/// Runs `run` with `value` as the thread's innermost one. Afterwards `value` is back in its place, also when
/// `run` panics.
pub(crate) fn enter<T, R>(
    values: &'static LocalKey<CodeLocal<T>>,
    value: &mut Option<T>,
    run: impl FnOnce() -> R,
) -> R {
    let _entered = Entered::push(values, value);
    run()
}

/// Calls the function with the thread's values, the innermost last. The function must not run code of the user,
/// which could come here again. Returns `None` while the thread runs its destructors.
pub(crate) fn with_all<T, R>(
    values: &'static LocalKey<CodeLocal<T>>,
    use_all: impl FnOnce(&mut [T]) -> R,
) -> Option<R> {
    values
        .try_with(|values| use_all(&mut values.0.borrow_mut()))
        .ok()
}

struct Entered<'a, T: 'static> {
    values: &'static LocalKey<CodeLocal<T>>,
    value: &'a mut Option<T>,
    is_pushed: bool,
}

impl<'a, T> Entered<'a, T> {
    /// Does not push a missing value, nor any while the thread runs its destructors.
    fn push(values: &'static LocalKey<CodeLocal<T>>, value: &'a mut Option<T>) -> Self {
        let pushed = values.try_with(|values| {
            let value = value.take();
            let is_pushed = value.is_some();
            values.0.borrow_mut().extend(value);
            is_pushed
        });
        Self {
            values,
            value,
            is_pushed: pushed.unwrap_or(false),
        }
    }
}

impl<T> Drop for Entered<'_, T> {
    fn drop(&mut self) {
        if self.is_pushed {
            let popped = self.values.try_with(|values| values.0.borrow_mut().pop());
            *self.value = popped.ok().flatten();
        }
    }
}
