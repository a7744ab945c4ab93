//! What happens to the server meanwhile.

use std::thread;
use std::time::Duration;

use retries_servers::Server;

use crate::timeline::Timeline;

const IN_PEACE: Duration = Duration::from_millis(500);

/// Returns the server, which runs again.
pub(crate) fn bring_about(mut server: Server, timeline: Timeline) -> Server {
    thread::sleep(IN_PEACE);
    timeline.tell("the server hangs");
    server.pause();
    // Longer than the writers have patience.
    thread::sleep(Duration::from_millis(1500));
    timeline.tell("it goes on, also with what nobody waits for any more");
    server.resume();
    for _ in 0..2 {
        thread::sleep(IN_PEACE);
        timeline.tell("the server is killed");
        server.kill();
        thread::sleep(Duration::from_millis(300));
        timeline.tell("it is started again");
        server.restart();
    }
    thread::sleep(IN_PEACE);
    server
}
