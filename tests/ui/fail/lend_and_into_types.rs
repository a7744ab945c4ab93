use retries::retry;

trait Key {}

fn find(_: impl Key) -> Option<()> {
    None
}

#[retry(lend(key))]
fn no_reference_is_a_key(key: impl Key) -> Option<()> {
    find(key)
}

#[retry(into(key: String))]
fn no_conversion(key: u8) -> Option<()> {
    drop(key);
    None
}

#[retry(into(keys: Vec<_>))]
fn items_without_clone<T>(keys: impl IntoIterator<Item = T>) -> Option<()> {
    drop(keys);
    None
}

fn main() {}
