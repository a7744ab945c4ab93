//! What is no bundle's name, and no place for one.

use retries::{Policy, retry};

#[retries::policy(jitter)]
const PARTNERS: Policy;

struct Client;

impl Client {
    #[retries::policy(jitter)]
    const OF_A_TYPE: Policy;
}

#[retry(PATNERS)]
fn misspelt() -> Option<()> {
    None
}

#[retry(shop::PARTNERS, deadline = "2s")]
async fn of_no_module() -> Option<()> {
    None
}

fn main() {}
