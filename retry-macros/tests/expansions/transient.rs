#[derive(Debug, Transient)]
enum Error {
    #[transient]
    Busy,
    #[transient(if = *_0 == 503 || *_0 == 429)]
    Status(u16),
    #[transient(if = *code >= 500, after = retry_after)]
    Api { code: u16, retry_after: Option<Duration> },
    #[transient(after = 0, unprocessed)]
    Later(Duration),
    #[transient(inherit)]
    Io(io::Error),
    Nested {
        #[transient(inherit)]
        inner: Box<Error>,
        other: io::Error,
    },
    Sourced { source: io::Error },
    From(#[from] io::Error),
    #[transient(if = false)]
    Exempt { source: io::Error },
    #[transient(rate_limited)]
    TooMany,
    #[transient(rate_limited, after = wait)]
    TooManyFor { wait: Duration },
    #[transient(timeout)]
    TooLate,
    #[transient(if = is_late(), timeout)]
    PerhapsTooLate(u8, u8),
    #[transient(unprocessed)]
    Refused,
    Permanent,
}

#[derive(Transient)]
#[transient(if = self.0 > 500)]
struct Status<T: Display>(u16, T)
where
    T: Clone;

#[derive(Transient)]
#[transient(inherit, crate = facade)]
struct Wrapped<'a, T> {
    source: &'a T,
}

#[derive(Transient)]
struct Unit;

#[derive(Transient)]
enum Empty {}

#[derive(Transient)]
enum Combined {
    #[transient(inherit, unprocessed)]
    Unprocessed(io::Error),
    #[transient(inherit, rate_limited)]
    RateLimited(io::Error),
    #[transient(inherit, timeout)]
    TimedOut(io::Error),
}
