//! A process of its own for each service: this program, started again.

use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio, exit};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;

use crate::link::{self, Link};

/// The variable of the environment with the address of the server behind the service.
const UPSTREAM: &str = "RETRIES_UPSTREAM";
/// What a service prints before its address.
const LISTENS: &str = "listens on ";

/// Another process. It ends when this is dropped, and also when this process ends.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    printed: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Process {
    /// Starts the service that this ignored test runs, and returns when it listens.
    pub(crate) fn start(test: &str, upstream: SocketAddr, links: &[Link]) -> Self {
        let links: Vec<_> = links.iter().map(Link::to_string).collect();
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env(UPSTREAM, upstream.to_string())
            .env(link::VARIABLE, links.join("\n"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts again");
        let mut printed = BufReader::new(child.stdout.take().expect("a pipe"));
        let address = read_address(&mut printed);
        Self {
            child,
            printed,
            address,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends the process, and returns what it has printed.
    pub(crate) fn end(mut self) -> String {
        self.child.kill().expect("a child can be killed");
        let mut text = String::new();
        self.printed.read_to_string(&mut text).expect("text");
        text
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_address(printed: &mut impl BufRead) -> SocketAddr {
    // The test harness prints lines of its own, and may begin the line with the address.
    let mut lines = printed.lines().map(|line| line.expect("text"));
    let address = lines.find_map(|line| Some(line.split_once(LISTENS)?.1.parse()));
    let address = address.expect("the service does not end before it listens");
    address.expect("an address")
}

/// Returns the address of the server behind this process, a service.
pub(crate) fn upstream() -> SocketAddr {
    let address = env::var(UPSTREAM).expect("the test starts this process");
    address.parse().expect("an address")
}

/// Opens the listener of this process, a service, and reports its address to the test.
pub(crate) async fn listen() -> TcpListener {
    // The standard input ends with the process of the test, in whichever way that ends.
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        exit(1);
    });
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a loopback port");
    let address = listener.local_addr().expect("it is bound");
    println!("{LISTENS}{address}");
    listener
}

/// Reads the clock that all processes share.
pub(crate) fn now() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("the epoch is past")
}
