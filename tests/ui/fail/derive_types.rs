use retries::Transient;
use std::time::Duration;

struct Opaque;

#[derive(Transient)]
enum Inherited {
    #[transient(inherit)]
    OfOnesOwn(Opaque),
    #[transient(inherit)]
    Text(String),
    Marked(#[transient(inherit)] Option<Opaque>, Duration),
    Unasked {
        source: Opaque,
    },
}

#[derive(Transient)]
enum After {
    #[transient(after = seconds)]
    Number { seconds: u64 },
    #[transient(after = 0)]
    Text(Option<String>),
}

#[derive(Transient)]
enum Conditions {
    #[transient(if = _0)]
    Reference(bool),
    #[transient(if = *_0)]
    Number(u16),
    #[transient(if = Some(*_0))]
    Optional(bool),
    #[transient(if = *status == 503)]
    NoSuchName(u16),
}

fn main() {}
