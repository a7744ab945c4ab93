//! nginx.

use std::process::Command;

use tempfile::TempDir;

use crate::Server;

/// Starts nginx with these directives in its `server` block.
#[must_use]
pub fn start(server: &str) -> Server {
    start_with("", server)
}

/// Starts nginx with these directives in its `http` and `server` blocks. A relative path counts from
/// the server's directory.
#[must_use]
pub fn start_with(http: &str, server: &str) -> Server {
    start_in(crate::directory(), "", http, server)
}

/// Starts nginx with TLS and HTTP/2, with a certificate and its key in PEM, and with these directives
/// in its `server` block.
#[must_use]
pub fn start_tls(certificate: &str, key: &str, server: &str) -> Server {
    let directory = crate::directory();
    crate::write(&directory.path().join("certificate.pem"), certificate);
    crate::write(&directory.path().join("key.pem"), key);
    let server = format!(
        "ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        {server}"
    );
    start_in(directory, "ssl http2", "", &server)
}

fn start_in(directory: TempDir, listen: &str, http: &str, server: &str) -> Server {
    let program = crate::installed(crate::on_path("nginx"), "nginx-light");
    let address = crate::free_address();
    let configuration = format!(
        "daemon off;
        master_process off;
        pid pid;
        error_log stderr;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path temp;
            proxy_temp_path temp;
            fastcgi_temp_path temp;
            scgi_temp_path temp;
            uwsgi_temp_path temp;
            {http}
            server {{
                listen {address} {listen};
                {server}
            }}
        }}"
    );
    crate::write(&directory.path().join("nginx.conf"), &configuration);
    let mut command = Command::new(program);
    command
        .arg("-p")
        .arg(directory.path())
        .args(["-c", "nginx.conf", "-e", "stderr"]);
    Server::start(command, address, directory, crate::accepts)
}
