//! One thread, or two threads that make the same calls at the same time.

use std::hint::spin_loop;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, LazyLock};
use std::thread;

use core_affinity::CoreId;

use crate::contestant::{Contestant, Entry};

type Calls = Arc<dyn Fn(u32) + Send + Sync>;

/// The second thread never sleeps while there is a crew: to wake it would take as long as a run. If it has to
/// wait for a core, the first thread waits too, so that in nearly all runs both threads run at once.
pub struct Crew(Option<Helper>);

struct Helper {
    start: Sender<(Calls, u32)>,
    done: Receiver<()>,
}

impl Crew {
    pub fn of_one() -> Rc<Self> {
        Rc::new(Self(None))
    }

    /// Binds the two threads to two cores: on a busy machine they might share one.
    pub fn of_two() -> Rc<Self> {
        // A bound thread can no longer list the other cores.
        static CORES: LazyLock<Vec<CoreId>> =
            LazyLock::new(|| core_affinity::get_core_ids().unwrap_or_default());
        bind(CORES.first());
        let (start, started) = channel::<(Calls, u32)>();
        let (finish, done) = channel();
        thread::spawn(move || {
            bind(CORES.get(1));
            while let Some((run, calls)) = spin(&started) {
                run(calls);
                // The receiver is gone when the row is over.
                let _ = finish.send(());
            }
        });
        Rc::new(Self(Some(Helper { start, done })))
    }

    /// Makes the calls on each thread of the crew.
    pub fn entry(
        self: &Rc<Self>,
        who: Contestant,
        run: impl Fn(u32) + Send + Sync + 'static,
    ) -> Entry {
        let crew = Rc::clone(self);
        let run: Calls = Arc::new(run);
        let run = Box::new(move |calls| match &crew.0 {
            None => run(calls),
            Some(helper) => {
                helper
                    .start
                    .send((Arc::clone(&run), calls))
                    .expect("the helper stays as long as the crew");
                run(calls);
                spin(&helper.done).expect("the helper has finished its part");
            }
        });
        Entry { who, run }
    }
}

fn bind(core: Option<&CoreId>) {
    if let Some(core) = core {
        core_affinity::set_for_current(*core);
    }
}

/// Returns `None` if the sender is gone.
fn spin<T>(receiver: &Receiver<T>) -> Option<T> {
    loop {
        match receiver.try_recv() {
            Ok(message) => return Some(message),
            Err(TryRecvError::Empty) => spin_loop(),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
}
