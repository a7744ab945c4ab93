//! `into(name: Type)` converts an argument once, and each attempt gets a clone.
#![deny(warnings)]

use crate::flaky::{Answer, Flaky, WAYS, Way};
use async_trait::async_trait;
use retries::retry;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use tokio::task::yield_now;

/// What an `impl` block retries.
type CallResult = Answer;

/// Counts how often it is converted.
struct Source<'a>(&'a Cell<u32>);

/// Knows whether it is a clone.
struct Target(bool);

impl From<Source<'_>> for Target {
    fn from(source: Source<'_>) -> Self {
        source.0.set(source.0.get() + 1);
        Self(false)
    }
}

impl Clone for Target {
    fn clone(&self) -> Self {
        Self(true)
    }
}

fn is_clone(target: impl Into<Target>) -> bool {
    target.into().0
}

#[retry(fixed("0s"), into(target: Target))]
fn always_fails(target: impl Into<Target>, given: &mut Vec<bool>) -> Result<(), ()> {
    given.push(is_clone(target));
    Err(())
}

#[retry(fixed("0s"), into(target: Target))]
async fn always_fails_later<T>(target: T, given: &mut Vec<bool>) -> Result<(), ()>
where
    T: Into<Target>,
{
    yield_now().await;
    given.push(is_clone(target));
    Err(())
}

#[retry(fixed("0s"), into(target: Target), on_retry = |_| seen.set(target.0))]
fn used_by_a_hook(target: impl Into<Target>, seen: &Cell<bool>) -> Result<(), bool> {
    Err(is_clone(target))
}

#[tokio::test(start_paused = true)]
async fn an_argument_is_converted_once_and_the_last_possible_attempt_takes_the_original() {
    let last = cfg!(feature = "registry");
    let (conversions, mut given) = (Cell::new(0), Vec::new());
    assert_eq!(always_fails(Source(&conversions), &mut given), Err(()));
    assert_eq!(
        (conversions.get(), &given[..]),
        (1, &[true, true, last][..])
    );

    let (conversions, mut given) = (Cell::new(0), Vec::new());
    let failed = always_fails_later(Source(&conversions), &mut given).await;
    assert_eq!((failed, conversions.get()), (Err(()), 1));
    assert_eq!(given, [true, true, last]);

    let (conversions, seen) = (Cell::new(0), Cell::new(true));
    assert_eq!(used_by_a_hook(Source(&conversions), &seen), Err(true));
    assert_eq!((conversions.get(), seen.get()), (1, false));
}

#[retry(fixed("0s"), into(limit: Option<u32>, name: String))]
fn two(
    flaky: &Flaky,
    mut name: impl Into<String>,
    limit: impl Into<Option<u32>>,
    way: Way,
) -> Answer {
    name.push('!');
    let name: String = name.into();
    let limit: Option<u32> = limit.into();
    end!(way, flaky.call(format!("{name}{limit:?}")))
}

#[retry(fixed("0s"), into(names: Vec<_>))]
async fn collected<'a, I>(flaky: &Flaky, names: I, way: Way) -> Answer
where
    I: IntoIterator<Item = &'a str>,
{
    yield_now().await;
    let names: Vec<&str> = names.into_iter().collect();
    end!(way, flaky.call(names.concat()))
}

#[retry(fixed("0s"), into(names: BTreeSet<String>))]
fn collected_and_converted(
    flaky: &Flaky,
    names: impl IntoIterator<Item = impl Into<String>>,
    way: Way,
) -> Answer {
    let names: Vec<String> = names.into_iter().map(Into::into).collect();
    end!(way, flaky.call(names.concat()))
}

#[retry(fixed("0s"), clone, into(name: String))]
fn beside_clone(flaky: &Flaky, name: impl Into<String>, other: String, way: Way) -> Answer {
    let (name, other): (String, String) = (name.into(), other);
    end!(way, flaky.call(name + &other))
}

#[retry(fixed("0s"), into(ages: BTreeMap<&str, u32>, limit: Option<u32>))]
fn with_a_comma<'a>(
    flaky: &Flaky,
    ages: impl IntoIterator<Item = (&'a str, u32)>,
    limit: impl Into<Option<u32>>,
    way: Way,
) -> Answer {
    let ages: Vec<_> = ages.into_iter().collect();
    let limit: Option<u32> = limit.into();
    end!(way, flaky.call(format!("{}{limit:?}", ages.len())))
}

#[retry(fixed("0s"), into(name: String))]
fn shown(flaky: &Flaky, name: impl ToString, way: Way) -> Answer {
    let name = name.to_string();
    end!(way, flaky.call(name))
}

struct Client(Flaky);

#[retry(fixed("0s"), into(name: String))]
impl Client {
    fn get(&self, name: impl Into<String>, way: Way) -> CallResult {
        let name: String = name.into();
        end!(way, self.0.call(name))
    }

    fn get_by_reference(&self, name: &str, way: Way) -> CallResult {
        end!(way, self.0.call(name))
    }

    async fn get_later(&self, name: impl Into<String>, way: Way) -> CallResult {
        yield_now().await;
        let name: String = name.into();
        end!(way, self.0.call(name))
    }

    #[expect(clippy::manual_async_fn, reason = "it is what is tested")]
    fn get_future(&self, name: impl Into<String>, way: Way) -> impl Future<Output = CallResult> {
        async move {
            yield_now().await;
            let name: String = name.into();
            end!(way, self.0.call(name))
        }
    }

    fn returned(&self, name: impl Into<String>, way: Way) -> impl Future<Output = CallResult> {
        self.get_once(name, way)
    }

    #[retry(skip)]
    async fn get_once(&self, name: impl Into<String>, way: Way) -> CallResult {
        yield_now().await;
        end!(way, self.0.call(name.into()))
    }
}

#[async_trait]
trait Api {
    async fn named(&self, name: impl Into<String> + Send, way: Way) -> CallResult
    where
        Self: Sized;
}

#[async_trait]
impl Api for Client {
    #[retry(fixed("0s"), into(name: String))]
    async fn named(&self, name: impl Into<String> + Send, way: Way) -> CallResult {
        yield_now().await;
        let name: String = name.into();
        end!(way, self.0.call(name))
    }
}

struct Rewritten(Flaky);

#[retry(fixed("0s"), into(name: String))]
#[async_trait]
impl Api for Rewritten {
    async fn named(&self, mut name: impl Into<String> + Send, way: Way) -> CallResult {
        yield_now().await;
        name.push('!');
        end!(way, self.0.call(name))
    }
}

#[tokio::test(start_paused = true)]
async fn arguments_of_every_kind_of_function_can_be_converted() {
    for way in WAYS {
        let flaky = Flaky::default();
        let answer = two(&flaky, "a", 1, way);
        assert_eq!(answer, Ok("a!Some(1) a!Some(1) a!Some(1)".to_owned()));
        let answer = collected(&flaky, ["a", "b"], way).await;
        assert_eq!(answer, Ok("ab ab ab".to_owned()));
        let answer = collected_and_converted(&flaky, ["b", "a"], way);
        assert_eq!(answer, Ok("ab ab ab".to_owned()));
        let answer = beside_clone(&flaky, "a", "b".to_owned(), way);
        assert_eq!(answer, Ok("ab ab ab".to_owned()));

        let answer = with_a_comma(&flaky, [("a", 1), ("b", 2)], None, way);
        assert_eq!(answer, Ok("2None 2None 2None".to_owned()));
        let answer = shown(&flaky, 1, way);
        assert_eq!(answer, Ok("1 1 1".to_owned()));

        let (client, rewritten) = (Client(Flaky::default()), Rewritten(Flaky::default()));
        let expected = Ok("a a a".to_owned());
        assert_eq!(client.get("a", way), expected);
        assert_eq!(client.get_by_reference("a", way), expected);
        assert_eq!(client.get_later("a", way).await, expected);
        assert_eq!(client.get_future("a", way).await, expected);
        assert_eq!(client.returned("a", way).await, expected);
        assert_eq!(client.named("a", way).await, expected);
        let answer = rewritten.named("a", way).await;
        assert_eq!(answer, Ok("a! a! a!".to_owned()));
    }
}
