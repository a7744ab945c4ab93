//! tinyproxy, a forward proxy.

use std::process::Command;

use crate::Server;

/// Starts a proxy that connects to any address for whoever has these credentials.
#[must_use]
pub fn start(user: &str, password: &str) -> Server {
    let program = crate::installed(crate::on_path("tinyproxy"), "tinyproxy-bin");
    let address = crate::free_address();
    let directory = crate::directory();
    let (ip, port) = (address.ip(), address.port());
    let configuration = format!(
        "Listen {ip}
        Port {port}
        Timeout 10
        BasicAuth {user} {password}
        "
    );
    let path = directory.path().join("tinyproxy.conf");
    crate::write(&path, &configuration);
    let mut command = Command::new(program);
    command.arg("-d").arg("-c").arg(path);
    Server::start(command, address, directory, crate::accepts)
}
