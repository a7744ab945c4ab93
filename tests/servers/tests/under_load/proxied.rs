//! The writes behind nginx: nginx is killed and paused, but the backend that counts the writes is not.

use std::collections::HashSet;
use std::sync::Mutex;

use crate::Write;

/// The done writes, with repetitions.
#[derive(Debug, Default)]
pub(crate) struct Done(Mutex<(HashSet<Write>, Vec<Write>)>);

impl Done {
    pub(crate) fn write(&self, write: Write) {
        let mut done = self.0.lock().unwrap();
        let (known, all) = &mut *done;
        if known.insert(write) || !write.has_key() {
            all.push(write);
        }
    }

    pub(crate) fn all(&self) -> Vec<Write> {
        self.0.lock().unwrap().1.clone()
    }
}
