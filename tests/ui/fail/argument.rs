use retries::retry;

#[retry]
fn consumed(name: String) -> Result<String, ()> {
    Ok(name)
}

#[retry]
async fn consumed_async(name: String) -> Result<String, ()> {
    Ok(name)
}

struct Client {
    name: String,
}

impl Client {
    #[retry]
    fn consumed_self(self) -> Result<String, ()> {
        Ok(self.name)
    }

    #[retry]
    async fn consumed_self_async(self) -> Result<String, ()> {
        Ok(self.name)
    }
}

fn main() {}
