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

fn take<T>(_: T) {}

#[retry]
fn consumed_generic<K>(key: K) -> Option<()> {
    take(key);
    None
}

#[retry]
async fn consumed_convertible(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

fn main() {}
