//! Redis.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use crate::Server;

/// Starts Redis with these options besides.
#[must_use]
pub fn start(options: &[&str]) -> Server {
    let program = crate::installed(crate::on_path("redis-server"), "redis-server");
    let address = crate::free_address();
    let directory = crate::directory();
    let mut command = Command::new(program);
    command
        .args(["--bind", "127.0.0.1", "--save", "", "--port"])
        .arg(address.port().to_string())
        .arg("--dir")
        .arg(directory.path())
        .args(options);
    Server::start(command, address, directory, answers)
}

/// Starts a Redis Sentinel that watches no server yet: `SENTINEL MONITOR` adds one.
///
/// # Panics
/// Where it cannot be started.
#[must_use]
pub fn start_sentinel() -> Server {
    let program = crate::installed(crate::on_path("redis-server"), "redis-server");
    let address = crate::free_address();
    let directory = crate::directory();
    // A Sentinel keeps what it knows in its configuration.
    let configuration = directory.path().join("sentinel.conf");
    crate::write(&configuration, "");
    let mut command = Command::new(program);
    command
        .arg(configuration)
        .args(["--sentinel", "--bind", "127.0.0.1", "--port"])
        .arg(address.port().to_string())
        .arg("--dir")
        .arg(directory.path());
    Server::start(command, address, directory, answers)
}

fn answers(address: SocketAddr) -> bool {
    let ping = || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"PING\r\n")?;
        stream.read_exact(&mut [0])
    };
    ping().is_ok()
}
