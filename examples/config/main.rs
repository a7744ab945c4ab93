//! A client with its policy and budget in a file. While the server is down, an operator changes the file: the next
//! call uses the new policy, without a restart. A file with a mistake changes nothing.
//!
//! `cargo run --example config --features reqwest,serde`

mod client;
mod file;
mod server;

use client::Client;
use file::File;
use server::Service;

const AT_FIRST: &str = r#"
attempt_timeout = "5s"

[retry]
exp = { base = "20ms", cap = "100ms" }
jitter = "full"
max_attempts = 3

[budget]
tokens = 85
retry_cost = 5
"#;

const STUBBORN: &str = r#"
attempt_timeout = "5s"

[retry]
fixed = "10ms"
max_attempts = 6

[budget]
tokens = 85
retry_cost = 5
"#;

/// Files with one mistake each, and the advice in the error.
const MISTAKEN: [(&str, &str); 4] = [
    (
        "[retry]\ndeadline = 30\n",
        "`deadline`: a duration needs a unit: write \"30s\" or \"30ms\"",
    ),
    (
        "[retry]\nfixed = \"1s\"\nmax_atempts = 6\n",
        "unknown field `max_atempts`: did you mean `max_attempts`?",
    ),
    (
        "[retry]\nfixed = \"2s\"\ndeadline = \"1s\"\n",
        "no retry can start: the first wait is at least 2s, the deadline 1s",
    ),
    (
        "attempt_timeout = \"5s\"\n[retry]\ndeadline = \"5s\"\n[budget]\n",
        "one attempt may last 5s, and the whole call 5s: lower `attempt_timeout`",
    ),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = Service::default();
    let address = service.clone().start().await?;
    let file = File::create(AT_FIRST)?;
    let client = Client::new(address, file.settings()?);

    println!("the server is down, the file says{AT_FIRST}");
    println!("a call, and the operator meanwhile changes the file to{STUBBORN}");
    let change = async {
        file.write(STUBBORN)?;
        client.reload(&file)
    };
    let (outcome, changed) = tokio::join!(client.get("report"), change);
    changed?;
    check("the call failed", outcome.is_err())?;
    check(
        "after 3 requests: it kept the policy it began with",
        service.requests() == 3,
    )?;

    println!("\nthe next call");
    check("it failed", client.get("report").await.is_err())?;
    check(
        "after 6 requests: it had the new policy",
        service.requests() == 6,
    )?;

    for (mistaken, message) in MISTAKEN {
        println!("\nthe operator makes a mistake");
        file.write(mistaken)?;
        let Err(error) = client.reload(&file) else {
            return Err("the mistake was accepted".into());
        };
        println!("{error}");
        check("the error says so", error.to_string().contains(message))?;
    }
    println!("\nthe next call");
    check("it failed", client.get("report").await.is_err())?;
    check(
        "after 6 requests: the policy is still the last good one",
        service.requests() == 6,
    )?;

    println!("\nanother");
    check("it failed", client.get("report").await.is_err())?;
    check(
        "after 6 requests: 2 + 5 + 5 + 5 retries have cost 85 tokens, which is all there were",
        service.requests() == 6,
    )?;
    println!("\nand another");
    check("it failed", client.get("report").await.is_err())?;
    check(
        "after 1 request: the budget protects the server",
        service.requests() == 1,
    )?;

    println!("\nthe server is up again");
    service.recover();
    let report = client.get("report").await?;
    check("the report is read", report == "all is well")
}

/// Prints the claim if it holds, or else returns an error.
fn check(claim: &str, holds: bool) -> Result<(), Box<dyn std::error::Error>> {
    if !holds {
        return Err(format!("this does not hold: {claim}").into());
    }
    println!("    {claim}");
    Ok(())
}
