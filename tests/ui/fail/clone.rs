use retries::retry;

struct Token;

#[retry(clone(token))]
fn not_clone(token: Token) -> Option<()> {
    drop(token);
    None
}

#[retry(clone(read))]
fn not_clone_generic<R: std::io::Read>(read: R) -> Option<()> {
    drop(read);
    None
}

#[retry(clone)]
async fn not_clone_bare(token: Token) -> Option<()> {
    drop(token);
    None
}

#[retry(clone(key, tokn))]
fn named_wrongly(key: &str, token: String) -> Option<()> {
    drop(token);
    key.is_empty().then_some(())
}

#[retry(clone = token)]
fn assigned(token: String) -> Option<()> {
    drop(token);
    None
}

#[retry(clone(token, token, &token))]
fn named_twice(token: String) -> Option<()> {
    drop(token);
    None
}

#[retry(attempt = 3)]
fn numbered() -> Option<()> {
    None
}

fn main() {}
