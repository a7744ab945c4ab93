//! What stands below `#[retries::policy]` and is no bundle is still there.

use retries::Policy;

#[retries::policy(max_attempts = 3)]
fn get() -> Option<u8> {
    None
}

#[retries::policy(max_attempts = 3)]
struct Client;

#[retries::policy(max_attempts = 3)]
const PARTNERS: Policy = Policy::new();

fn main() {
    let _ = (get(), Client, PARTNERS);
}
