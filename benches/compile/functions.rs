//! The compiled functions, as each contestant's user writes them: five attempts, only after transient errors, with
//! waits doubling from 100 ms to 10 s. Each crate has its own jitter, and tryhard has none.

use std::fmt::{self, Write};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sync,
    Async,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// A crate without functions.
    Empty,
    Bare,
    HandLoop,
    Ours,
    /// `#[retry]` with a budget and both hooks.
    BudgetAndHooks,
    /// The same options, taken from a bundle.
    Bundle,
    Backon,
    TokioRetry2,
    Tryhard,
    /// The bare functions, which are parsed but not compiled.
    Discarded,
    /// `#[retry]`, expanded but not compiled.
    OursDiscarded,
}

impl Variant {
    pub const ALL: [Self; 11] = [
        Self::Empty,
        Self::Bare,
        Self::HandLoop,
        Self::Ours,
        Self::BudgetAndHooks,
        Self::Bundle,
        Self::Backon,
        Self::TokioRetry2,
        Self::Tryhard,
        Self::Discarded,
        Self::OursDiscarded,
    ];

    pub fn exists(self, kind: Kind) -> bool {
        kind == Kind::Async || !matches!(self, Self::TokioRetry2 | Self::Tryhard)
    }

    pub fn is_discarded(self) -> bool {
        matches!(self, Self::Discarded | Self::OursDiscarded)
    }

    /// The attribute's options.
    fn options(self) -> Option<String> {
        match self {
            Self::Ours | Self::OursDiscarded => Some(POLICY.to_owned()),
            Self::BudgetAndHooks => Some(format!("{POLICY}, {BUDGET_AND_HOOKS}")),
            Self::Bundle => Some("PARTNERS".to_owned()),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sync => "sync",
            Self::Async => "async",
        })
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Bare => "bare",
            Self::HandLoop => "hand_loop",
            Self::Ours => "ours",
            Self::BudgetAndHooks => "ours_budget_and_hooks",
            Self::Bundle => "ours_bundle",
            Self::Backon => "backon",
            Self::TokioRetry2 => "tokio_retry2",
            Self::Tryhard => "tryhard",
            Self::Discarded => "discarded",
            Self::OursDiscarded => "ours_discarded",
        })
    }
}

const POLICY: &str = "exp(base = \"100ms\", cap = \"10s\"), jitter, max_attempts = 5, \
                      on = Error::is_transient";
const BUDGET_AND_HOOKS: &str = "budget = BUDGET, on_retry = report, on_give_up = report";

/// A kind of function in a project.
struct Shape {
    is_method: bool,
    name: &'static str,
    parameters: &'static str,
    /// The arguments that a loop passes on.
    arguments: &'static str,
    /// The call of the function.
    values: &'static str,
    output: &'static str,
    /// The body, with a number in it, because the compiler merges equal functions.
    body: &'static str,
}

const SHAPES: [Shape; 3] = [
    Shape {
        is_method: true,
        name: "get",
        parameters: "key: &str, limit: usize",
        arguments: "key, limit",
        values: "\"key\", 100",
        output: "Vec<u8>",
        body: "
            let mut connection = self.client.connect(key)AWAIT?;
            let sent = connection.send(key.as_bytes())AWAIT?;
            if sent > limit + NUMBER {
                return Err(Error::Status(413));
            }
            let mut reply = Vec::with_capacity(limit);
            connection.receive(&mut reply)AWAIT?;
            Ok(reply)
        ",
    },
    Shape {
        is_method: false,
        name: "sum",
        parameters: "service: &Service, from: u32, to: u32",
        arguments: "service, from, to",
        values: "service, 1, 9",
        output: "u64",
        body: "
            let request = format!(\"SUM {from} {to}\");
            let mut connection = service.client.connect(\"sums\")AWAIT?;
            connection.send(request.as_bytes())AWAIT?;
            let mut total = NUMBER;
            for _ in from..to {
                let mut reply = Vec::new();
                connection.receive(&mut reply)AWAIT?;
                total += std::str::from_utf8(&reply)?.trim().parse::<u64>()?;
            }
            Ok(total)
        ",
    },
    Shape {
        is_method: true,
        name: "put",
        parameters: "key: &str, value: u64",
        arguments: "key, value",
        values: "\"key\", 7",
        output: "Option<u64>",
        body: "
            let bytes = (value ^ NUMBER).to_le_bytes();
            let mut connection = self.client.connect(key)AWAIT?;
            match connection.send(&bytes)AWAIT? {
                0 => Ok(None),
                sent => Ok(Some(sent as u64)),
            }
        ",
    },
];

/// Returns the text of the crate.
pub fn source(kind: Kind, variant: Variant, functions: u32) -> String {
    let functions = if variant == Variant::Empty {
        0
    } else {
        functions
    };
    let mut text = head(kind, variant);
    for (number, shape) in (0..functions).zip(SHAPES.iter().cycle()) {
        write_function(&mut text, kind, variant, shape, number).expect("text takes any text");
    }
    if variant.is_discarded() {
        text.push_str("fn main() {}\n");
    } else {
        write_main(&mut text, kind, functions).expect("text takes any text");
    }
    match kind {
        Kind::Sync => text.replace("ASYNC ", "").replace("AWAIT", ""),
        Kind::Async => text.replace("ASYNC ", "async ").replace("AWAIT", ".await"),
    }
}

fn head(kind: Kind, variant: Variant) -> String {
    let module = match kind {
        Kind::Sync => "blocking",
        Kind::Async => "asynchronous",
    };
    let sleep = match kind {
        Kind::Sync => "std::thread::sleep",
        Kind::Async => "tokio::time::sleep",
    };
    let uses = match (variant, kind) {
        (Variant::Ours, _) => "use retries::retry;",
        (Variant::BudgetAndHooks, _) => "use retries::{Budget, Event, retry};",
        (Variant::Bundle, _) => "use retries::{Budget, Event, Policy, retry};",
        (Variant::OursDiscarded, _) => "use discard::discard; use retries::retry;",
        (Variant::Discarded, _) => "use discard::discard;",
        (Variant::Backon, Kind::Sync) => "use backon::BlockingRetryable;",
        (Variant::Backon, Kind::Async) => "use backon::Retryable;",
        _ => "",
    };
    let helper = match variant {
        Variant::HandLoop => format!(
            "
            use {sleep};
            fn wait(attempts: u32) -> Duration {{
                let wait = Duration::from_millis(100).saturating_mul(1 << (attempts - 1));
                let wait = wait.min(Duration::from_secs(5));
                wait + wait.mul_f64(fastrand::f64())
            }}"
        ),
        Variant::BudgetAndHooks => shared_words(),
        Variant::Bundle => format!(
            "
            {}
            #[retries::policy({POLICY}, {BUDGET_AND_HOOKS})]
            const PARTNERS: Policy<Error>;",
            shared_words()
        ),
        Variant::Backon => "
            fn policy() -> backon::ExponentialBuilder {
                backon::ExponentialBuilder::default()
                    .with_min_delay(Duration::from_millis(100))
                    .with_max_delay(Duration::from_secs(10))
                    .with_max_times(4)
                    .with_jitter()
            }"
        .to_owned(),
        Variant::TokioRetry2 => "
            fn policy() -> impl Iterator<Item = Duration> {
                tokio_retry2::strategy::ExponentialFactorBackoff::from_millis(100, 2.0)
                    .max_delay(Duration::from_secs(10))
                    .map(tokio_retry2::strategy::jitter)
                    .take(4)
            }
            fn judge(error: Error) -> tokio_retry2::RetryError<Error> {
                if error.is_transient() {
                    tokio_retry2::RetryError::transient(error)
                } else {
                    tokio_retry2::RetryError::permanent(error)
                }
            }"
        .to_owned(),
        Variant::Tryhard => "
            fn policy() -> impl for<'a> FnMut(u32, &'a Error) -> tryhard::RetryPolicy {
                use tryhard::backoff_strategies::{BackoffStrategy, ExponentialBackoff};
                let mut backoff = ExponentialBackoff::new(Duration::from_millis(100));
                move |attempt, error| {
                    if error.is_transient() {
                        tryhard::RetryPolicy::Delay(backoff.delay(attempt, error))
                    } else {
                        tryhard::RetryPolicy::Break
                    }
                }
            }"
        .to_owned(),
        _ => String::new(),
    };
    format!(
        "#![allow(unused)]
        use std::time::Duration;
        use client::Error;
        use client::{module}::Client;
        {uses}
        #[derive(Default)]
        pub struct Service {{ client: Client }}
        {helper}
        "
    )
}

/// The budget, and the function that both hooks name.
fn shared_words() -> String {
    "
    static BUDGET: Budget = Budget::new();
    fn report(event: &Event<'_, Error>) {
        eprintln!(\"{}\", event.function());
    }"
    .to_owned()
}

fn write_function(
    text: &mut String,
    kind: Kind,
    variant: Variant,
    shape: &Shape,
    number: u32,
) -> fmt::Result {
    let Shape {
        name,
        parameters,
        arguments,
        output,
        ..
    } = shape;
    let body = shape.body.replace("NUMBER", &number.to_string());
    let (receiver, at) = if shape.is_method {
        ("&self, ", "self.")
    } else {
        ("", "")
    };
    let head = |name: &str| {
        format!("pub ASYNC fn {name}_{number}({receiver}{parameters}) -> Result<{output}, Error>")
    };
    let once = format!("{at}{name}_once_{number}({arguments})");
    let retrying = match (variant, kind) {
        (Variant::HandLoop, _) => format!(
            "
            let mut attempts = 0;
            loop {{
                attempts += 1;
                match {once}AWAIT {{
                    Err(error) if attempts < 5 && error.is_transient() => {{
                        sleep(wait(attempts))AWAIT;
                    }}
                    outcome => return outcome,
                }}
            }}"
        ),
        (Variant::Backon, Kind::Sync) => {
            format!("(|| {once}).retry(policy()).when(Error::is_transient).call()")
        }
        (Variant::Backon, Kind::Async) => {
            format!("(|| {once}).retry(policy()).when(Error::is_transient).await")
        }
        (Variant::TokioRetry2, _) => format!(
            "tokio_retry2::Retry::spawn(policy(), || async {{ {once}.await.map_err(judge) }}).await"
        ),
        (Variant::Tryhard, _) => format!(
            "tryhard::retry_fn(|| {once})
                .retries(4)
                .custom_backoff(policy())
                .max_delay(Duration::from_secs(10))
                .await"
        ),
        _ => String::new(),
    };

    if shape.is_method {
        writeln!(text, "impl Service {{")?;
    }
    if let Some(options) = variant.options() {
        writeln!(text, "#[retry({options})]")?;
    }
    if variant.is_discarded() {
        writeln!(text, "#[discard]")?;
    }
    if retrying.is_empty() {
        writeln!(text, "{} {{ {body} }}", head(name))?;
    } else {
        let once = head(&format!("{name}_once"));
        writeln!(text, "{once} {{ {body} }}")?;
        writeln!(text, "{} {{ {retrying} }}", head(name))?;
    }
    if shape.is_method {
        writeln!(text, "}}")?;
    }
    Ok(())
}

/// Calls the functions through a table, so that each is compiled and none is inlined in another. Uses their
/// results: the compiler would remove an unused error.
fn write_main(text: &mut String, kind: Kind, functions: u32) -> fmt::Result {
    writeln!(text, "static CALLS: &[fn(&Service) -> bool] = &[")?;
    for (number, shape) in (0..functions).zip(SHAPES.iter().cycle()) {
        let at = if shape.is_method { "service." } else { "" };
        let call = format!("{at}{}_{number}({})", shape.name, shape.values);
        let call = match kind {
            Kind::Sync => call,
            Kind::Async => format!("client::drive(std::pin::pin!({call}))"),
        };
        writeln!(text, "|service| std::hint::black_box({call}).is_ok(),")?;
    }
    writeln!(
        text,
        "];
        fn main() {{
            let calls = std::hint::black_box(CALLS);
            let successes = calls.iter().filter(|call| call(&Service::default())).count();
            println!(\"{{successes}} of {{}} calls\", calls.len());
        }}"
    )
}
