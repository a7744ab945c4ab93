//! The list of annotated functions.

use retries::{RetriedFunction, retry};
use std::cell::Cell;
use std::time::Duration;

fn listed(path: &str) -> RetriedFunction {
    let found: Vec<RetriedFunction> = retries::functions()
        .into_iter()
        .filter(|function| function.path() == path)
        .collect();
    assert_eq!(found.len(), 1, "{path}");
    found[0]
}

fn counts(path: &str) -> [u64; 5] {
    let it = listed(path).counters();
    [it.calls, it.retries, it.recovered, it.gave_up, it.cancelled]
}

/// Fails as often as `left` counts, then succeeds.
fn fail(left: &Cell<u32>) -> Result<(), u32> {
    match left.get() {
        0 => Ok(()),
        n => {
            left.set(n - 1);
            Err(n)
        }
    }
}

mod first {
    use super::{Cell, fail, retry};

    #[retry(fixed("1ns"), max_attempts = 2)]
    pub(super) fn get(left: &Cell<u32>) -> Result<(), u32> {
        fail(left)
    }
}

mod second {
    use super::{Cell, Duration, fail, retry};

    const WAIT: Duration = Duration::from_secs(1);

    #[retry(fixed(WAIT), max_attempts = 3)]
    pub(super) async fn get(left: &Cell<u32>) -> Result<(), u32> {
        tokio::task::yield_now().await;
        fail(left)
    }
}

#[test]
fn calls_are_counted_by_result() {
    assert_eq!(counts("observe::registry::first::get"), [0; 5]);
    for failures in [0, 0, 1, 2, 2] {
        let _ = first::get(&Cell::new(failures));
    }
    assert_eq!(counts("observe::registry::first::get"), [5, 3, 1, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_is_counted_if_it_was_polled() {
    drop(second::get(&Cell::new(9)));
    assert_eq!(counts("observe::registry::second::get"), [0; 5]);

    let failing = Cell::new(9);
    let call = tokio::time::timeout(Duration::from_millis(1500), second::get(&failing));
    call.await.unwrap_err();
    second::get(&Cell::new(1)).await.unwrap();
    assert_eq!(counts("observe::registry::second::get"), [2, 3, 1, 0, 1]);
}

#[test]
fn a_constant_policy_is_listed() {
    #[retry(policy = policy)]
    fn at_run_time(policy: retries::Policy) -> Result<(), u32> {
        let _ = policy;
        Ok(())
    }

    at_run_time(retries::Policy::new()).unwrap();
    let policy = |path| listed(path).policy().map(|policy| policy.to_string());
    assert_eq!(
        policy("observe::registry::first::get").as_deref(),
        Some(r#"fixed("1ns"), max_attempts = 2"#)
    );
    assert_eq!(
        policy("observe::registry::second::get").as_deref(),
        Some(r#"fixed("1s"), max_attempts = 3"#)
    );
    assert_eq!(policy("observe::registry::at_run_time"), None);
}

struct Client {
    left: Cell<u32>,
}

trait Get {
    fn of_a_trait(&self) -> Result<(), u32>;

    #[retry(fixed("1ns"))]
    fn provided(&self) -> Result<(), u32> {
        self.of_a_trait()
    }
}

impl Get for Client {
    #[retry(fixed("1ns"))]
    fn of_a_trait(&self) -> Result<(), u32> {
        fail(&self.left)
    }
}

#[retry(fixed("1ns"))]
impl Client {
    fn of_an_impl(&self) -> Result<(), u32> {
        fail(&self.left)
    }

    async fn of_an_impl_async(&self) -> Result<(), u32> {
        fail(&self.left)
    }
}

#[retry(fixed("1ns"), on_give_up = |_| ())]
fn generic<T, const N: u32>(value: T) -> Result<T, u32>
where
    T: Clone,
{
    Ok(value.clone())
}

#[tokio::test]
async fn a_function_is_listed_once_whatever_its_shape_and_types() {
    let client = Client { left: Cell::new(0) };
    client.of_a_trait().unwrap();
    client.provided().unwrap();
    client.of_an_impl().unwrap();
    client.of_an_impl_async().await.unwrap();
    generic::<u8, 1>(1).unwrap();
    generic::<&str, 2>("").unwrap();
    for (path, calls) in [
        ("observe::registry::Client::of_a_trait", 2),
        ("observe::registry::Get::provided", 1),
        ("observe::registry::Client::of_an_impl", 1),
        ("observe::registry::Client::of_an_impl_async", 1),
        ("observe::registry::generic", 2),
    ] {
        assert_eq!(counts(path), [calls, 0, 0, 0, 0], "{path}");
    }
}

#[test]
fn the_list_is_sorted_and_printed_one_function_a_line() {
    #[retry(fixed("1ns"), max_attempts = 2)]
    fn shown() -> Result<(), u32> {
        Err(1)
    }

    shown().unwrap_err();
    assert!(retries::functions().is_sorted_by_key(RetriedFunction::path));
    assert_eq!(
        listed("observe::registry::shown").to_string(),
        "observe::registry::shown: fixed(\"1ns\"), max_attempts = 2; 1 call, 1 retry, 0 recovered, 1 gave up, \
         0 cancelled"
    );
}
