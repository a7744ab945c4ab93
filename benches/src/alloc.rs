//! Counts allocations.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::contestant::{Contestant, Entry};

#[global_allocator]
static COUNTING: Counting = Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static ALLOCATED: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: the system's allocator does all the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        ALLOCATED.fetch_add(layout.size(), Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        FREED.fetch_add(layout.size(), Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Allocations of each contestant, divided by `parts` of a call.
pub fn allocations(parts: u32, entries: Vec<Entry>) -> Vec<(Contestant, f64)> {
    const CALLS: u32 = 1000;
    let count = |mut entry: Entry| {
        // Allocations made once per thread, or once per runtime, are no cost of a call.
        (entry.run)(CALLS);
        let before = ALLOCATIONS.load(Relaxed);
        (entry.run)(CALLS);
        let during = ALLOCATIONS.load(Relaxed) - before;
        #[expect(clippy::cast_precision_loss, reason = "it is a small count")]
        let during = during as f64;
        (entry.who, during / f64::from(CALLS) / f64::from(parts))
    };
    entries.into_iter().map(count).collect()
}

/// The bytes in use now.
pub fn in_use() -> usize {
    ALLOCATED.load(Relaxed) - FREED.load(Relaxed)
}
