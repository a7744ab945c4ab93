//! The methods of an `impl` are checked like functions, and one function has one `#[retry]`.

use retries::retry;
use retries::retry as again;
use std::io;

struct Client;

#[retry(attempt_timeout = "2s", clone(key, nothing, name))]
impl Client {
    fn blocking(&self, key: String) -> io::Result<String> {
        Ok(key)
    }

    async fn list(&self, name: &str) -> io::Result<()> {
        Err(io::Error::other(name.to_owned()))
    }

    #[retry(skip)]
    fn exempt(&self) -> io::Result<()> {
        Ok(())
    }
}

#[retry(max_attempts = 3)]
#[retry(max_attempts = 4)]
fn twice() -> io::Result<()> {
    Ok(())
}

#[retry]
#[cfg_attr(not(doctest), retry)]
fn twice_under_a_condition() -> io::Result<()> {
    Ok(())
}

#[retry]
#[again(max_attempts = 4)]
async fn twice_by_another_name() -> io::Result<()> {
    Ok(())
}

#[retry]
#[retry]
impl Client {
    fn twice(&self) -> io::Result<()> {
        Ok(())
    }
}

#[retry]
#[again]
impl Client {
    fn twice_by_another_name(&self) -> io::Result<()> {
        Ok(())
    }
}

struct Pool {
    policy: retries::Policy,
}

#[retry(policy = self.policy)]
impl Pool {
    fn new() -> io::Result<Self> {
        Ok(Self { policy: retries::Policy::new() })
    }

    fn get(&self) -> io::Result<()> {
        Ok(())
    }
}

#[retry(policy = self.policy)]
fn without_self() -> io::Result<()> {
    Ok(())
}

#[retry]
impl Client {
    #[retry(skip)]
    #[retry(max_attempts = 2)]
    fn skipped_and_retried(&self) -> io::Result<()> {
        Ok(())
    }

    #[retry(max_attempts = 2)]
    #[retry(skip)]
    fn retried_and_skipped(&self) -> io::Result<()> {
        Ok(())
    }

    fn retried(&self) -> io::Result<()> {
        Ok(())
    }
}

#[retry]
impl Client {
    fn name(&self) -> &'static str {
        "client"
    }

    #[retry(max_attempts = 2)]
    fn retried_by_its_own(&self) -> io::Result<()> {
        Ok(())
    }
}

fn main() {}
