//! One thread, or two that do the same at the same time.

use std::hint::spin_loop;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, LazyLock};
use std::thread;

use core_affinity::CoreId;

use crate::contestant::{Contestant, Entry};

type Calls = Arc<dyn Fn(u32) + Send + Sync>;

/// The second thread never sleeps while there is a crew: to wake it would take as long as a run. While
/// it has to wait for its turn the first one waits too, so that nearly all runs are of both at once.
pub struct Crew(Option<Helper>);

struct Helper {
    start: Sender<(Calls, u32)>,
    done: Receiver<()>,
}

impl Crew {
    pub fn of_one() -> Rc<Self> {
        Rc::new(Self(None))
    }

    /// Binds this thread to a core and the other to another: on a busy machine they might share one.
    pub fn of_two() -> Rc<Self> {
        // Once bound, a thread is shown no other core.
        static CORES: LazyLock<Vec<CoreId>> =
            LazyLock::new(|| core_affinity::get_core_ids().unwrap_or_default());
        bind(CORES.first());
        let (start, started) = channel::<(Calls, u32)>();
        let (finish, done) = channel();
        thread::spawn(move || {
            bind(CORES.get(1));
            while let Some((run, calls)) = spin(&started) {
                run(calls);
                // Nobody listens when the row is over.
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

/// `None` when nothing can come any more.
fn spin<T>(receiver: &Receiver<T>) -> Option<T> {
    loop {
        match receiver.try_recv() {
            Ok(message) => return Some(message),
            Err(TryRecvError::Empty) => spin_loop(),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
}
