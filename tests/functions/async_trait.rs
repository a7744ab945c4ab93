//! A method under `#[async_trait]` is retried, whichever of the two attributes comes first.

use crate::flaky::{Answer, Flaky, WAYS, Way};
use async_trait::async_trait;
use retries::retry;
use std::cell::Cell;
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;
use tokio::task::yield_now;

#[derive(Clone, Default)]
struct Client {
    flaky: Arc<Flaky>,
    changes: u32,
}

/// Takes `self` by value, as a builder does.
fn take<T>(given: T) -> T {
    given
}

fn assert_send<T: Send>(future: T) -> T {
    future
}

#[async_trait]
trait Api {
    fn flaky(&self) -> &Flaky;

    async fn shared(&self, way: Way) -> Answer;
    async fn exclusive(&mut self, way: Way) -> Answer;
    async fn exclusive_passed_on(&mut self, way: Way) -> Answer;
    async fn owned(self, way: Way) -> Answer
    where
        Self: Sized;
    async fn counted(self: Arc<Self>, way: Way) -> Answer;
    async fn read(&self, name: String, way: Way) -> Answer;
    async fn used_up(&self, name: String, way: Way) -> Answer;
    async fn changed(&self, n: u32, way: Way) -> Answer;
    async fn taken_apart(&self, pair: (u32, Cell<u32>), way: Way) -> Answer;
    async fn lent(&self, names: &mut Vec<String>, way: Way) -> Answer;
    async fn perhaps_lent(&self, names: Option<&mut Vec<String>>, way: Way) -> Answer;
    async fn not_sync(&self, n: Cell<u32>, name: Box<dyn Fn() -> u32 + Send>, way: Way) -> Answer;
    async fn borrowed<'a>(&'a self, name: &'a str, way: Way) -> Result<&'a str, u32>;

    async fn generic<T>(&self, shown: T, way: Way) -> Answer
    where
        T: Display + Send,
        Self: Sized;
    async fn opaque(&self, shown: impl Display + Clone + Send, way: Way) -> Answer
    where
        Self: Sized;

    #[retry(fixed("0s"))]
    async fn default_shared(&self, way: Way) -> Answer
    where
        Self: Sync,
    {
        yield_now().await;
        end!(way, self.flaky().call("default"))
    }

    #[retry(fixed("0s"))]
    async fn default_exclusive(&mut self, way: Way) -> Answer
    where
        Self: Send,
    {
        yield_now().await;
        let api = take(self);
        end!(way, api.flaky().call("default"))
    }

    #[retry(fixed("0s"), clone(name))]
    async fn default_used_up(&self, name: String, way: Way) -> Answer
    where
        Self: Sync,
    {
        yield_now().await;
        let name = take(name);
        end!(way, self.flaky().call(name))
    }
}

#[async_trait]
impl Api for Client {
    fn flaky(&self) -> &Flaky {
        &self.flaky
    }

    #[retry(fixed("0s"))]
    async fn shared(&self, way: Way) -> Answer {
        yield_now().await;
        end!(way, self.flaky.call(self.changes))
    }

    #[retry(fixed("0s"))]
    async fn exclusive(&mut self, way: Way) -> Answer {
        yield_now().await;
        self.changes += 1;
        end!(way, self.flaky.call(self.changes))
    }

    #[retry(fixed("0s"))]
    async fn exclusive_passed_on(&mut self, way: Way) -> Answer {
        yield_now().await;
        let client = take(self);
        client.changes += 1;
        end!(way, client.flaky.call(client.changes))
    }

    #[retry(fixed("0s"), clone(self))]
    async fn owned(self, way: Way) -> Answer {
        yield_now().await;
        let mut client = take(self);
        client.changes += 1;
        end!(way, client.flaky.call(client.changes))
    }

    #[retry(fixed("0s"), clone)]
    async fn counted(self: Arc<Self>, way: Way) -> Answer {
        yield_now().await;
        let client = take(self);
        end!(way, client.flaky.call(client.changes))
    }

    #[retry(fixed("0s"))]
    async fn read(&self, name: String, way: Way) -> Answer {
        yield_now().await;
        end!(way, self.flaky.call(&name))
    }

    #[retry(fixed("0s"), clone(name))]
    async fn used_up(&self, name: String, way: Way) -> Answer {
        yield_now().await;
        let name = take(name);
        end!(way, self.flaky.call(name))
    }

    #[retry(fixed("0s"))]
    async fn changed(&self, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        end!(way, self.flaky.call(n))
    }

    #[retry(fixed("0s"))]
    async fn taken_apart(&self, (mut n, cell): (u32, Cell<u32>), way: Way) -> Answer {
        n += 1;
        yield_now().await;
        cell.set(cell.get() + n);
        end!(way, self.flaky.call(cell.get()))
    }

    #[retry(fixed("0s"))]
    async fn lent(&self, names: &mut Vec<String>, way: Way) -> Answer {
        yield_now().await;
        let names = take(names);
        names.push("name".to_owned());
        end!(way, self.flaky.call(names.len()))
    }

    #[retry(fixed("0s"))]
    async fn perhaps_lent(&self, names: Option<&mut Vec<String>>, way: Way) -> Answer {
        yield_now().await;
        let Some(names) = names else { return Err(0) };
        names.push("name".to_owned());
        end!(way, self.flaky.call(names.len()))
    }

    #[retry(fixed("0s"))]
    async fn not_sync(&self, n: Cell<u32>, f: Box<dyn Fn() -> u32 + Send>, way: Way) -> Answer {
        n.set(n.get() + f());
        yield_now().await;
        end!(way, self.flaky.call(n.get()))
    }

    #[retry(fixed("0s"))]
    async fn borrowed<'a>(&'a self, name: &'a str, way: Way) -> Result<&'a str, u32> {
        yield_now().await;
        let answer: Result<&'a str, u32> = self.flaky.call(name).map(|_| name);
        end!(way, answer)
    }

    #[retry(fixed("0s"))]
    async fn generic<T>(&self, shown: T, way: Way) -> Answer
    where
        T: Display + Send,
    {
        let text = shown.to_string();
        yield_now().await;
        end!(way, self.flaky.call(text))
    }

    #[retry(fixed("0s"), clone)]
    async fn opaque(&self, shown: impl Display + Clone + Send, way: Way) -> Answer {
        let text = take(shown).to_string();
        yield_now().await;
        end!(way, self.flaky.call(text))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with an `Answer`")]
fn same(answer: &str) -> Answer {
    Ok([answer; 3].join(" "))
}

#[tokio::test(start_paused = true)]
async fn a_method_takes_self_in_every_form() {
    for way in WAYS {
        let mut client = Client::default();
        let api = &mut client;
        assert_eq!(assert_send(api.shared(way)).await, same("0"));
        let counted = assert_send(api.exclusive(way)).await;
        assert_eq!(counted, Ok("1 2 3".to_owned()));
        let counted = assert_send(api.exclusive_passed_on(way)).await;
        assert_eq!(counted, Ok("4 5 6".to_owned()));
        assert_eq!(assert_send(api.clone().owned(way)).await, same("7"));
        let counted = Arc::new(client).counted(way);
        assert_eq!(assert_send(counted).await, same("6"));
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_the_arguments_that_the_caller_passed() {
    for way in WAYS {
        let client = Client::default();
        let name = || "name".to_owned();
        assert_eq!(client.read(name(), way).await, same("name"));
        assert_eq!(client.used_up(name(), way).await, same("name"));
        assert_eq!(client.changed(7, way).await, same("8"));
        let apart = client.taken_apart((1, Cell::new(10)), way).await;
        assert_eq!(apart, Ok("12 14 16".to_owned()));
        let lent = client.lent(&mut vec![], way).await;
        assert_eq!(lent, Ok("1 2 3".to_owned()));
        let lent = client.perhaps_lent(Some(&mut vec![]), way).await;
        assert_eq!(lent, Ok("1 2 3".to_owned()));
        assert_eq!(client.borrowed("name", way).await, Ok("name"));
        assert_eq!(client.generic('x', way).await, same("x"));
        assert_eq!(client.opaque('x', way).await, same("x"));
    }
}

#[tokio::test(start_paused = true)]
async fn arguments_that_are_send_and_not_sync_leave_the_future_send() {
    for way in WAYS {
        let client = Client::default();
        let future = client.not_sync(Cell::new(0), Box::new(|| 1), way);
        assert_eq!(assert_send(future).await, Ok("1 2 3".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_default_method_is_retried() {
    for way in WAYS {
        let mut client = Client::default();
        assert_eq!(client.default_shared(way).await, same("default"));
        assert_eq!(client.default_exclusive(way).await, same("default"));
        let answer = client.default_used_up("name".to_owned(), way).await;
        assert_eq!(answer, same("name"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_trait_can_still_be_a_trait_object() {
    #[async_trait]
    trait Get {
        async fn get(&self, name: String, way: Way) -> Answer;
    }

    #[async_trait]
    impl Get for Flaky {
        #[retry(fixed("0s"), clone(name))]
        async fn get(&self, name: String, way: Way) -> Answer {
            let name = take(name);
            end!(way, self.call(name))
        }
    }

    for way in WAYS {
        let get: Box<dyn Get> = Box::new(Flaky::default());
        assert_eq!(get.get("name".to_owned(), way).await, same("name"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_not_send_is_retried_too() {
    #[async_trait(?Send)]
    trait Local {
        async fn read(&self, n: Rc<Cell<u32>>, way: Way) -> Answer;
        async fn used_up(&mut self, n: Rc<Cell<u32>>, by: u32, way: Way) -> Answer;
    }

    #[async_trait(?Send)]
    impl Local for Flaky {
        #[retry(fixed("0s"))]
        async fn read(&self, n: Rc<Cell<u32>>, way: Way) -> Answer {
            n.set(n.get() + 1);
            yield_now().await;
            end!(way, self.call(n.get()))
        }

        #[retry(fixed("0s"), clone)]
        async fn used_up(&mut self, n: Rc<Cell<u32>>, mut by: u32, way: Way) -> Answer {
            by += 1;
            let n = take(n);
            n.set(n.get() + by);
            yield_now().await;
            end!(way, self.call(n.get()))
        }
    }

    for way in WAYS {
        let n = Rc::new(Cell::new(0));
        let counted = Flaky::default().read(n.clone(), way).await;
        assert_eq!(counted, Ok("1 2 3".to_owned()));
        let counted = Flaky::default().used_up(n, 1, way).await;
        assert_eq!(counted, Ok("5 7 9".to_owned()));
    }
}

/// The attribute on a whole `impl` finds a method by the name of its return type.
type FlakyResult = Answer;

#[async_trait]
trait Store {
    async fn get(&self, name: String, way: Way) -> FlakyResult;
    async fn set(&mut self, n: u32, way: Way) -> FlakyResult;
    async fn once(&self) -> FlakyResult;
    async fn clear(&self, way: Way) -> FlakyResult;
    async fn count(&self) -> usize;
}

struct RetryFirst(Client);

#[retry(fixed("0s"), clone)]
#[async_trait]
impl Store for RetryFirst {
    async fn get(&self, name: String, way: Way) -> FlakyResult {
        yield_now().await;
        let name = take(name);
        end!(way, self.0.flaky.call(name))
    }

    async fn set(&mut self, mut n: u32, way: Way) -> FlakyResult {
        yield_now().await;
        n += 1;
        let client = take(self);
        end!(way, client.0.flaky.call(n))
    }

    #[retry(skip)]
    async fn once(&self) -> FlakyResult {
        self.0.flaky.call("once")
    }

    #[retry(fixed("0s"), max_attempts = 2)]
    async fn clear(&self, way: Way) -> FlakyResult {
        end!(way, self.0.flaky.call("clear"))
    }

    async fn count(&self) -> usize {
        3
    }
}

struct AsyncTraitFirst(Client);

#[async_trait]
#[retry(fixed("0s"), clone)]
impl Store for AsyncTraitFirst {
    async fn get(&self, name: String, way: Way) -> FlakyResult {
        yield_now().await;
        let name = take(name);
        end!(way, self.0.flaky.call(name))
    }

    async fn set(&mut self, mut n: u32, way: Way) -> FlakyResult {
        yield_now().await;
        n += 1;
        let client = take(self);
        end!(way, client.0.flaky.call(n))
    }

    #[retry(skip)]
    async fn once(&self) -> FlakyResult {
        self.0.flaky.call("once")
    }

    #[retry(fixed("0s"), max_attempts = 2)]
    async fn clear(&self, way: Way) -> FlakyResult {
        end!(way, self.0.flaky.call("clear"))
    }

    async fn count(&self) -> usize {
        3
    }
}

#[tokio::test(start_paused = true)]
async fn the_attribute_on_the_impl_may_come_before_async_trait_or_after_it() {
    for way in WAYS {
        let stores: [Box<dyn Store>; 2] = [
            Box::new(RetryFirst(Client::default())),
            Box::new(AsyncTraitFirst(Client::default())),
        ];
        for mut store in stores {
            assert_eq!(store.get("name".to_owned(), way).await, same("name"));
            assert_eq!(store.set(1, way).await, same("2"));
            assert_eq!(store.clear(way).await, Err(2));
            assert_eq!(store.once().await, Ok("clear clear once".to_owned()));
            assert_eq!(store.once().await, Err(1));
            assert_eq!(store.count().await, 3);
        }
    }
}
