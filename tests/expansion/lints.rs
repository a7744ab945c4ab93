//! The attribute adds no lint to code that has none without it.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![warn(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    unused,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    let_underscore_drop,
    unreachable_pub
)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    clippy::implicit_return,
    clippy::question_mark_used,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::missing_trait_methods,
    clippy::single_call_fn,
    clippy::arbitrary_source_item_ordering,
    clippy::module_name_repetitions,
    clippy::default_numeric_fallback,
    clippy::tests_outside_test_module,
    clippy::min_ident_chars,
    clippy::single_char_lifetime_names,
    clippy::unused_async,
    reason = "the functions below trip over these without the attribute too"
)]

use retries::retry;
use std::future::pending;
use std::io;
use tokio::task::yield_now;

#[derive(Debug, Clone)]
struct Client {
    name: String,
}

const fn is_transient(_: &io::Error) -> bool {
    true
}

/// Something to wait for.
async fn ready() {
    yield_now().await;
}

impl Client {
    #[retry(exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s", on = is_transient)]
    async fn get(&self, key: &str) -> Result<String, io::Error> {
        ready().await;
        let parsed: u32 = key.parse().map_err(io::Error::other)?;
        Ok(format!("{}{parsed}", self.name))
    }

    #[retry(fixed("1s"), jitter = full, on_ok = |name: &String| name.is_empty())]
    fn get_blocking(&self, key: &str) -> Result<String, io::Error> {
        let parsed: u32 = key.parse().map_err(io::Error::other)?;
        Ok(format!("{}{parsed}", self.name))
    }

    #[retry(fixed("1s"), attempt = n)]
    async fn single(&mut self) -> Option<u32> {
        self.name.clear();
        ready().await;
        Some(n.number())
    }

    #[retry(fixed("1s"))]
    async fn counted(&self, mut count: u32, text: String) -> Option<u32> {
        ready().await;
        count = count.checked_add(1)?;
        (self.name == text).then_some(count)
    }

    #[retry(fixed("1s"), clone)]
    async fn taken(self, text: String) -> Result<Self, String> {
        ready().await;
        if self.name == text {
            Ok(self)
        } else {
            Err(text)
        }
    }

    #[retry(fixed("1s"))]
    async fn with_items(&self) -> Option<u32> {
        async fn one() -> u32 {
            ready().await;
            1
        }

        Some(one().await)
    }
}

#[retry(
    fixed("1s"), max_attempts = 2, when(String::is_empty, fixed("2s"), max_attempts = 4),
    before_retry = async |_| { ready().await; Ok(()) }, or_else = |_, _| Ok(7), on_give_up = |_| (), cancel,
)]
async fn around(text: &str) -> Result<u32, String> {
    ready().await;
    Err(text.to_owned())
}

#[retry(
    fixed("1s"), max_attempts = 2, when(String::is_empty, max_attempts = 2), clone,
    before_retry = |event| { drop(event.error().cloned()); Ok(()) }, or_else = Ok, sleep = |_| (),
    cancel = pending::<()>(),
)]
fn around_blocking(text: String) -> Result<String, String> {
    Err(text)
}

#[retry(max_attempts = 2)]
fn plain() -> Option<u8> {
    Some(1)
}

#[tokio::test(start_paused = true)]
async fn the_linted_functions_work() {
    let mut client = Client {
        name: "a".to_owned(),
    };
    assert_eq!(client.get("1").await.ok().as_deref(), Some("a1"), "async");
    assert_eq!(client.get_blocking("1").ok().as_deref(), Some("a1"), "sync");
    assert_eq!(client.counted(1, "a".to_owned()).await, Some(2), "counted");
    assert!(client.clone().taken("a".to_owned()).await.is_ok(), "taken");
    assert_eq!(client.with_items().await, Some(1), "items");
    assert_eq!(client.single().await, Some(1), "single");
    assert_eq!(around("a").await, Ok(7), "around");
    assert_eq!(
        around_blocking("a".to_owned()).as_deref(),
        Ok("a"),
        "around"
    );
    assert_eq!(plain(), Some(1), "plain");
}
