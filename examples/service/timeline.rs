//! Prints what happens, and when.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::BoxError;
use crate::customers::{Answers, Customer};
use crate::operator::File;
use crate::partner::Partner;

pub(crate) struct Timeline<'a> {
    start: Instant,
    pub(crate) customer: &'a Customer,
    partner: &'a Partner,
}

/// What the customers got in a part of the story, and what it cost the host of the prices.
pub(crate) struct Part {
    pub(crate) answers: Answers,
    pub(crate) price_requests: usize,
}

impl<'a> Timeline<'a> {
    pub(crate) fn new(customer: &'a Customer, partner: &'a Partner) -> Self {
        println!("{:45}{:<31}orders", "", "prices");
        println!(
            "{:44}{:>6}{:>7}{:>6}{:>10}{:>9}{:>8}{:>10}",
            "", "fresh", "stale", "none", "requests", "made", "failed", "requests"
        );
        let start = Instant::now();
        Self {
            start,
            customer,
            partner,
        }
    }

    /// Prints a line that begins with the time.
    pub(crate) fn say(&self, what: &str) {
        println!("{:5.1} s  {what}", self.start.elapsed().as_secs_f64());
    }

    /// Lets the customers come, and prints a row of the table.
    pub(crate) async fn part(&self, what: &str) -> Result<Part, BoxError> {
        let Partner { prices, orders, .. } = self.partner;
        let before = (prices.requests(), orders.requests());
        let answers = self.customer.read_and_order().await?;
        let price_requests = prices.requests() - before.0;
        self.say(&format!(
            "{what:<35}{:>6}{:>7}{:>6}{:>10}{:>9}{:>8}{:>10}",
            answers.fresh,
            answers.stale,
            answers.no_price,
            price_requests,
            answers.ordered,
            answers.not_ordered,
            orders.requests() - before.1,
        ));
        Ok(Part {
            answers,
            price_requests,
        })
    }

    /// Changes the settings, and waits until the page shows the new policy.
    pub(crate) async fn change(&self, file: &File, text: &str) -> Result<(), BoxError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        self.say(&format!("the operator writes {}", words.join(" ")));
        let before = self.customer.page("retries").await?;
        file.write(text)?;
        while self.customer.page("retries").await? == before {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

/// Prints the claim if it holds, or else returns an error.
pub(crate) fn check(claim: &str, holds: bool) -> Result<(), BoxError> {
    if !holds {
        return Err(format!("this does not hold: {claim}").into());
    }
    println!("         {claim}");
    Ok(())
}
