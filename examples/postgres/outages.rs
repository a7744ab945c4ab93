//! The outages of the server during the writes.

use std::thread;
use std::time::Duration;

use retries_servers::Server;

use crate::timeline::Timeline;

const IN_PEACE: Duration = Duration::from_millis(500);

/// Pauses, kills and restarts the server, and returns it.
pub(crate) fn bring_about(mut server: Server, timeline: Timeline) -> Server {
    thread::sleep(IN_PEACE);
    timeline.print("the server hangs");
    server.pause();
    // Longer than the timeout of the writers.
    thread::sleep(Duration::from_millis(1500));
    timeline.print("the server continues, also with statements that have timed out");
    server.resume();
    for _ in 0..2 {
        thread::sleep(IN_PEACE);
        timeline.print("the server is killed");
        server.kill();
        thread::sleep(Duration::from_millis(300));
        timeline.print("it is started again");
        server.restart();
    }
    thread::sleep(IN_PEACE);
    server
}
