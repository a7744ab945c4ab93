//! Processes and their children, by `/proc` and `kill`.

use std::fs;
use std::process::{Command, Stdio};

/// Returns the process and its children, which in `PostgreSQL` have their own process groups.
///
/// Stops the process first, so that it cannot start a child after the list was made.
pub(crate) fn stopped_family(parent: u32) -> Vec<u32> {
    signal("STOP", &[parent]);
    crate::wait_until("the server is stopped", || {
        stat(parent).is_none_or(|stat| matches!(stat.state, 'T' | 'Z'))
    });
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let children = pids.filter(|&pid| stat(pid).is_some_and(|stat| stat.parent == parent));
    [parent].into_iter().chain(children).collect()
}

/// Returns whether the process runs. A zombie does not: it has no command line.
pub(crate) fn is_alive(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Sends a signal. Ignores the outcome, because a child may have ended by now.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let sent = Command::new("kill")
        .args(["-s", name, "--"])
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
    sent.expect("`kill` of the package procps runs");
}

struct Stat {
    state: char,
    parent: u32,
}

/// Returns `None` if the process has ended.
fn stat(pid: u32) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // `pid (name) state parent …`, where the name may have spaces.
    let (_, after_name) = line.rsplit_once(") ")?;
    let mut fields = after_name.split(' ');
    Some(Stat {
        state: fields.next()?.chars().next()?,
        parent: fields.next()?.parse().ok()?,
    })
}
