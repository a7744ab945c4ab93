//! Writers that continue while their `PostgreSQL` server hangs, and is killed and restarted: no order is lost, and
//! none is written twice.
//!
//! Without a response, the client cannot know whether the statement was committed. Without a repetition the order
//! may be lost. With a repetition it may be written twice, unless the database recognises the repetition by a
//! key.
//!
//! `cargo run --example postgres --features tokio-postgres`

mod orders;
mod outages;
mod timeline;

use futures_util::future::try_join_all;
use orders::{Error, Orders};
use retries_servers::postgres as server;
use timeline::Timeline;

const WRITERS: usize = 4;

#[tokio::main]
async fn main() -> Result<(), Error> {
    server::check_installed().map_err(|missing| missing.to_string())?;
    let server = server::start(&[]);
    let timeline = Timeline::start();
    let orders = Orders::on(server.address());
    orders.create_table().await?;

    timeline.print("orders are written");
    let outages = tokio::task::spawn_blocking(move || outages::bring_about(server, timeline));
    try_join_all((0..WRITERS).map(async |_| {
        while !outages.is_finished() {
            let number = orders.next_number();
            // The key belongs to the order: the database would not recognise a repetition by a key made for each
            // attempt.
            orders.write(&format!("order-{number}"), number).await?;
        }
        Ok::<_, Error>(())
    }))
    .await?;
    // The server ends when this value is dropped.
    let _server = outages.await?;
    timeline.print("the last one is written");

    let (rows, different) = orders.count().await?;
    println!("{:10} orders were written", orders.numbers());
    println!("{rows:10} rows are in the table, {different} of them different");
    println!("{:10} attempts were made again", orders.retries());
    println!(
        "{:10} of these found the order there: it was committed, and the response lost",
        orders.repetitions()
    );
    println!(
        "\nWithout the key, these {} would be in the table twice. Without retries, the client could not\n\
         distinguish them from orders that never arrived.",
        orders.repetitions()
    );
    if orders.repetitions() == 0 {
        return Err("no answer was lost, so that this proves nothing".into());
    }
    if rows != orders.numbers() || different != orders.numbers() {
        return Err("an order was lost, or written twice".into());
    }
    Ok(())
}
