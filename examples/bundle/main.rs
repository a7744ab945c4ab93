//! One bundle for all clients of a company's partners: two functions, a whole `impl` block and a closure use it. The
//! server closes connections and hangs, and every call succeeds.
//!
//! `cargo run --example bundle`

mod server;

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use retries::{Budget, Event, Policy, retry, retry_async, transient};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

static PARTNER_BUDGET: Budget = Budget::new();

/// What every call to a partner does.
#[retries::policy(
    exp(base = "50ms", cap = "1s"), jitter = full, max_attempts = 4, attempt_timeout = "300ms",
    on = transient, budget = PARTNER_BUDGET, on_retry = log,
)]
const PARTNERS: Policy<impl Display>;

fn log<E: Display>(event: &Event<'_, E>) {
    println!("  {event}");
}

/// Sends one line, and returns the answer.
async fn request(server: SocketAddr, path: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(server).await?;
    connection.write_all(path.as_bytes()).await?;
    connection.shutdown().await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    if answer.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(answer)
}

/// As the bundle says, with a deadline.
#[retry(PARTNERS, deadline = "5s")]
async fn price(server: SocketAddr, product: &str) -> io::Result<String> {
    request(server, &format!("price of {product}")).await
}

/// A nightly job: it waits longer, and needs no budget.
#[retry(PARTNERS, fixed("100ms"), max_attempts = 10, budget = none)]
async fn inventory(server: SocketAddr) -> io::Result<String> {
    request(server, "inventory").await
}

struct Billing {
    server: SocketAddr,
}

#[retry(PARTNERS)]
impl Billing {
    async fn invoice(&self, order: u32) -> io::Result<String> {
        request(self.server, &format!("invoice {order}")).await
    }

    async fn balance(&self) -> io::Result<String> {
        request(self.server, "balance").await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let server = server::start().await?;
    println!("two functions");
    println!("{}", price(server, "bread").await?);
    println!("{}", inventory(server).await?);

    println!("an impl block");
    let billing = Billing { server };
    println!("{}", billing.invoice(7).await?);
    println!("{}", billing.balance().await?);

    println!("a closure with the bundle");
    let opening_hours = PARTNERS
        .deadline(Duration::from_secs(5))
        .named("opening_hours")
        .call_async(|| request(server, "opening hours"));
    println!("{}", opening_hours.await?);

    println!("a closure without it");
    let address = retry_async(|| request(server, "address"))
        .on(|error| error.kind() == io::ErrorKind::UnexpectedEof)
        .attempt_timeout(Duration::from_millis(300))
        .on_retry(log);
    println!("{}", address.call().await?);
    Ok(())
}
