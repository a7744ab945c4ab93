//! NATS.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;

use crate::Server;

/// Starts NATS with `JetStream`, and with these lines of its configuration besides.
#[must_use]
pub fn start(configuration: &str) -> Server {
    let program = crate::installed(crate::on_path("nats-server"), "nats-server");
    let address = crate::free_address();
    let directory = crate::directory();
    let file = directory.path().join("nats.conf");
    crate::write(&file, configuration);
    let mut command = Command::new(program);
    command
        .args(["--addr", "127.0.0.1", "--port"])
        .arg(address.port().to_string())
        .args(["--jetstream", "--store_dir"])
        .arg(directory.path())
        .arg("--config")
        .arg(file);
    Server::start(command, address, directory, answers)
}

/// A server that does not know the client's password answers too.
fn answers(address: SocketAddr) -> bool {
    let ping = || {
        let mut stream = BufReader::new(TcpStream::connect(address)?);
        stream.read_line(&mut String::new())?;
        stream.get_mut().write_all(b"PING\r\n")?;
        stream.read_line(&mut String::new())
    };
    ping().is_ok_and(|read| read > 0)
}
