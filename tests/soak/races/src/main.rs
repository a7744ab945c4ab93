//! A data race, which ThreadSanitizer must report: otherwise it would report none of the tests either. The tests are
//! those of `retries`, see `Cargo.toml`.

use std::thread;

static mut COUNT: u32 = 0;

fn main() {
    let count = || {
        // SAFETY: none, on purpose.
        unsafe { COUNT += 1 };
    };
    let threads = [thread::spawn(count), thread::spawn(count)];
    for thread in threads {
        thread.join().expect("no panic");
    }
}
