//! Budgets by key, such as one for each host.

use core::borrow::Borrow;
use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

mod recently_used;

use recently_used::RecentlyUsed;

use crate::budget::lock_free::Budget;

/// A budget for each key, such as a host: a host that is down does not use up the retries of the others.
///
/// [`of`](Self::of) makes the budget of a key when it is first asked for. There are never more budgets than
/// the capacity: the one that was used least recently goes first, and is as new when it comes back. A call
/// that goes on keeps its budget.
///
/// ```
/// use retries::{Budget, Budgets, RetryBudget};
///
/// static BUDGETS: Budgets<String> = Budgets::new(1000, Budget::new);
///
/// let budget = BUDGETS.of("a.example");
/// budget.deposit();
/// assert_eq!(budget.to_string(), "ratio = 0.2, min_per_second = 10");
/// ```
///
/// The keys are any that can be ordered, and are found by what they borrow as: a `String` by a `&str`. The
/// budgets are any, made by any function:
///
/// ```
/// use retries::{Budget, Budgets};
///
/// let tokens = 50;
/// let budgets = Budgets::new(100, || Budget::tokens(tokens));
/// assert_eq!(budgets.of(&("a.example".to_owned(), 443)).available(), 10);
/// ```
pub struct Budgets<K, B = Budget, F = fn() -> B> {
    capacity: usize,
    make: F,
    by_key: Mutex<RecentlyUsed<K, Arc<B>>>,
}

impl<K, B, F: Fn() -> B> Budgets<K, B, F> {
    /// No budgets yet, at most `capacity` of them at a time, each made by `make`. A capacity of 0 counts as 1.
    ///
    /// ```
    /// use retries::{Budget, Budgets};
    ///
    /// static STRICT: Budgets<u32> = Budgets::new(100, || Budget::ratio(0.1).min_per_second(0));
    /// ```
    #[must_use]
    pub const fn new(capacity: usize, make: F) -> Self {
        Self {
            capacity,
            make,
            by_key: Mutex::new(RecentlyUsed::new()),
        }
    }

    /// Returns the budget of `key`, and makes one if there is none. It takes a lock, which is free again when
    /// it returns, and the time of a search among the keys. It allocates only for a new budget.
    ///
    /// ```
    /// use retries::{Budget, Budgets};
    /// use std::sync::Arc;
    ///
    /// let budgets: Budgets<String> = Budgets::new(2, Budget::new);
    /// let first = budgets.of("a.example");
    /// assert!(Arc::ptr_eq(&first, &budgets.of("a.example")));
    ///
    /// budgets.of("b.example");
    /// budgets.of("c.example");
    /// assert!(!Arc::ptr_eq(&first, &budgets.of("a.example")));
    /// ```
    pub fn of<Q>(&self, key: &Q) -> Arc<B>
    where
        K: Borrow<Q> + Ord,
        Q: Ord + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(budget) = self.lock().get(key) {
            return Arc::clone(budget);
        }
        // Without the lock, because `make` may take its time, panic, or use these budgets.
        let made = Arc::new((self.make)());
        let keys = [key.to_owned(), key.to_owned()];
        let mut budgets = self.lock();
        if let Some(budget) = budgets.get(key) {
            // Another thread was faster.
            return Arc::clone(budget);
        }
        let removed = budgets.insert(keys, Arc::clone(&made), self.capacity);
        // Drop what was removed without the lock, because its type may be the user's.
        drop(budgets);
        drop(removed);
        made
    }

    /// A thread that panicked while it compared keys left everything in place.
    fn lock(&self) -> MutexGuard<'_, RecentlyUsed<K, Arc<B>>> {
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, B, F> fmt::Debug for Budgets<K, B, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budgets")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, Budget, Budgets};
    use crate::budget::retry_budget::RetryBudget;
    use core::cmp::Ordering;
    use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    static BUDGETS: Budgets<String> = Budgets::new(10, Budget::new);

    #[test]
    fn a_static_needs_nothing_else() {
        assert!(Arc::ptr_eq(&BUDGETS.of("a"), &BUDGETS.of("a")));
        assert!(!Arc::ptr_eq(&BUDGETS.of("a"), &BUDGETS.of("b")));
        assert!(is_a_budget(&BUDGETS.of("a")));
    }

    fn is_a_budget(_: &impl RetryBudget) -> bool {
        true
    }

    #[test]
    fn each_key_has_one_budget_whichever_thread_asks_first() {
        let made = AtomicU32::new(0);
        let budgets = Budgets::new(10, || made.fetch_add(1, Relaxed));
        let found = thread::scope(|scope| {
            let threads = [(); 8].map(|()| scope.spawn(|| *budgets.of("a")));
            threads.map(|thread| thread.join().unwrap())
        });
        let kept: u32 = *budgets.of("a");
        assert!(found.iter().all(|budget| *budget == kept), "{found:?}");
    }

    #[test]
    fn making_a_budget_may_use_the_budgets() {
        static NESTED: Budgets<u8> = Budgets::new(10, || {
            if NESTED_ONCE.fetch_add(1, Relaxed) == 0 {
                NESTED.of(&2);
            }
            Budget::new()
        });
        static NESTED_ONCE: AtomicU32 = AtomicU32::new(0);
        NESTED.of(&1);
        assert_eq!(NESTED_ONCE.load(Relaxed), 2);
    }

    #[test]
    fn a_budget_that_was_removed_serves_the_calls_that_have_it() {
        let budgets = Budgets::new(1, || Budget::ratio(1.0).min_per_second(0));
        let first = budgets.of(&1);
        budgets.of(&2).deposit();
        first.deposit();
        assert_eq!(
            (first.available(), budgets.of(&1).available()),
            (Some(1), Some(0))
        );
    }

    /// A key whose comparison panics while it is `armed`.
    #[derive(Clone, PartialEq, Eq)]
    struct Fragile(u8);

    static ARMED: AtomicU32 = AtomicU32::new(0);

    impl Ord for Fragile {
        fn cmp(&self, other: &Self) -> Ordering {
            assert!(ARMED.load(Relaxed) == 0, "armed");
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Fragile {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    #[test]
    fn a_panic_of_a_key_leaves_the_budgets_usable() {
        let budgets: Budgets<Fragile> = Budgets::new(2, Budget::new);
        let first = budgets.of(&Fragile(1));
        ARMED.store(1, Relaxed);
        let panicked = catch_unwind(AssertUnwindSafe(|| budgets.of(&Fragile(2))));
        ARMED.store(0, Relaxed);
        assert!(panicked.is_err());
        assert!(Arc::ptr_eq(&first, &budgets.of(&Fragile(1))));
        for key in 2..9 {
            budgets.of(&Fragile(key));
        }
        assert!(!Arc::ptr_eq(&first, &budgets.of(&Fragile(1))));
    }

    #[test]
    fn budgets_print_their_capacity() {
        let budgets: Budgets<u8> = Budgets::new(10, Budget::new);
        assert_eq!(format!("{budgets:?}"), "Budgets { capacity: 10, .. }");
    }
}
