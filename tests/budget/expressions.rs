//! `budget` as a word of its own, and `budget = B` with every kind of expression.

use retries::{Budget, RetryBudget, retry};
use std::cell::Cell;
use std::io;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, RwLock, RwLockReadGuard};

/// Counts the attempts of calls that always fail.
#[derive(Default)]
struct Server {
    attempts: Cell<u32>,
}

impl Server {
    fn fail(&self) -> io::Result<()> {
        self.attempts.set(self.attempts.get() + 1);
        Err(io::ErrorKind::ConnectionReset.into())
    }

    /// Returns the number of retries in this number of calls.
    fn retries(&self, calls: u32, call: impl Fn(&Self) -> io::Result<()>) -> u32 {
        for _ in 0..calls {
            assert!(call(self).is_err());
        }
        self.attempts.take() - calls
    }
}

/// What a new budget with the defaults grants to twenty calls: a fifth of them, and the ten of a second.
const FRESH: u32 = 14;
/// What it grants to the next twenty, in the same second.
const SPENT: u32 = 4;

/// Returns the number of retries in twenty calls. Tokio's clock, which async functions read, stands still.
async fn retries_of_twenty(server: &Server, call: impl AsyncFn() -> io::Result<()>) -> u32 {
    for _ in 0..20 {
        assert!(call().await.is_err());
    }
    server.attempts.take() - 20
}

#[tokio::test(start_paused = true)]
async fn the_numbers_are_those_of_the_defaults() {
    static BUDGET: Budget = Budget::new();

    #[retry(fixed("0s"), max_attempts = 2, budget = BUDGET)]
    async fn get(server: &Server) -> io::Result<()> {
        server.fail()
    }

    let server = Server::default();
    let get = async || get(&server).await;
    assert_eq!(retries_of_twenty(&server, get).await, FRESH);
    assert_eq!(retries_of_twenty(&server, get).await, SPENT);
}

mod one_word {
    use super::{FRESH, SPENT, Server, io, retries_of_twenty, retry};

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    async fn get(server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    async fn put(server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    async fn generic<T: Clone>(server: &Server, _: T) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    fn blocking(server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_has_a_budget_of_its_own_with_the_defaults() {
        let server = Server::default();
        let (get, put) = (async || get(&server).await, async || put(&server).await);
        assert_eq!(retries_of_twenty(&server, get).await, FRESH);
        assert_eq!(retries_of_twenty(&server, get).await, SPENT);
        assert_eq!(retries_of_twenty(&server, put).await, FRESH);
    }

    #[tokio::test(start_paused = true)]
    async fn all_instances_of_a_generic_function_share_one() {
        let server = Server::default();
        let number = async || generic(&server, 1_u8).await;
        let text = async || generic(&server, "key").await;
        assert_eq!(retries_of_twenty(&server, number).await, FRESH);
        assert_eq!(retries_of_twenty(&server, text).await, SPENT);
    }

    #[test]
    fn a_blocking_function_has_one_too() {
        let server = Server::default();
        assert!((FRESH..20).contains(&server.retries(20, blocking)));
    }
}

mod on_a_block {
    use super::{FRESH, SPENT, Server, io, retries_of_twenty, retry};

    struct Client;

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    impl Client {
        async fn get(server: &Server) -> io::Result<()> {
            server.fail()
        }

        async fn put(server: &Server) -> io::Result<()> {
            server.fail()
        }

        #[retry(fixed("0s"), max_attempts = 2, budget)]
        async fn own(server: &Server) -> io::Result<()> {
            server.fail()
        }
    }

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    impl Client {
        async fn second_block(server: &Server) -> io::Result<()> {
            server.fail()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_methods_of_a_block_share_one_budget() {
        let server = Server::default();
        let get = async || Client::get(&server).await;
        let put = async || Client::put(&server).await;
        let own = async || Client::own(&server).await;
        let second_block = async || Client::second_block(&server).await;
        assert_eq!(retries_of_twenty(&server, get).await, FRESH);
        assert_eq!(retries_of_twenty(&server, put).await, SPENT);
        assert_eq!(retries_of_twenty(&server, own).await, FRESH);
        assert_eq!(retries_of_twenty(&server, second_block).await, FRESH);
    }

    trait Fetch<K> {
        async fn fetch(server: &Server, key: K) -> io::Result<()>;
    }

    macro_rules! fetch {
        ($($key:ty),*) => {$(
            #[retry(fixed("0s"), max_attempts = 2, budget)]
            impl Fetch<$key> for Client {
                async fn fetch(server: &Server, _: $key) -> io::Result<()> {
                    server.fail()
                }
            }
        )*};
    }
    fetch!(u8, &str);

    #[tokio::test(start_paused = true)]
    async fn each_block_of_a_trait_has_one() {
        let server = Server::default();
        let number = async || Client::fetch(&server, 1).await;
        let text = async || Client::fetch(&server, "key").await;
        assert_eq!(retries_of_twenty(&server, number).await, FRESH);
        assert_eq!(retries_of_twenty(&server, text).await, FRESH);
    }

    struct Pool<T>(T);

    #[retry(fixed("0s"), max_attempts = 2, budget)]
    impl<T: Copy> Pool<T> {
        async fn get(&self, server: &Server) -> io::Result<()> {
            let _: T = self.0;
            server.fail()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_generic_block_has_one_for_all_its_types() {
        let server = Server::default();
        let number = async || Pool(1).get(&server).await;
        let text = async || Pool("key").get(&server).await;
        assert_eq!(retries_of_twenty(&server, number).await, FRESH);
        assert_eq!(retries_of_twenty(&server, text).await, SPENT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_block_in_a_function_has_one() {
        struct Local;

        #[retry(fixed("0s"), max_attempts = 2, budget)]
        impl Local {
            async fn get(server: &Server) -> io::Result<()> {
                server.fail()
            }

            async fn put(server: &Server) -> io::Result<()> {
                server.fail()
            }
        }

        let server = Server::default();
        let get = async || Local::get(&server).await;
        let put = async || Local::put(&server).await;
        assert_eq!(retries_of_twenty(&server, get).await, FRESH);
        assert_eq!(retries_of_twenty(&server, put).await, SPENT);
    }
}

static LAZY: LazyLock<Budget> = LazyLock::new(|| Budget::tokens(5));
static LAZY_POINTER: LazyLock<Arc<Budget>> = LazyLock::new(|| Arc::new(Budget::tokens(5)));

/// A guard as `arc_swap` has, which only dereferences.
struct Guard<T>(T);

impl<T> Deref for Guard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

struct Shared {
    budget: Budget,
    optional: Option<Budget>,
    pointer: Arc<Budget>,
    locked: Mutex<Budget>,
    swapped: RwLock<Arc<Budget>>,
    rule: Box<dyn RetryBudget + Send + Sync>,
}

impl Shared {
    fn new() -> Self {
        Self {
            budget: Budget::tokens(5),
            optional: Some(Budget::tokens(5)),
            pointer: Arc::new(Budget::tokens(5)),
            locked: Mutex::new(Budget::tokens(5)),
            swapped: RwLock::new(Arc::new(Budget::tokens(5))),
            rule: Box::new(Budget::tokens(5)),
        }
    }

    fn borrowed(&self) -> &Budget {
        &self.budget
    }

    fn owned(&self) -> Arc<Budget> {
        Arc::clone(&self.pointer)
    }

    fn rule(&self) -> &dyn RetryBudget {
        &*self.rule
    }

    fn guard(&self) -> Guard<Arc<Budget>> {
        Guard(self.owned())
    }

    fn lock(&self) -> MutexGuard<'_, Budget> {
        self.locked.lock().expect("not poisoned")
    }

    fn read(&self) -> RwLockReadGuard<'_, Arc<Budget>> {
        self.swapped.read().expect("not poisoned")
    }

    fn pooled(&self, host: &str) -> Guard<&Arc<Budget>> {
        assert_eq!(host, "host");
        Guard(&self.pointer)
    }
}

impl Shared {
    #[retry(fixed("0s"), max_attempts = 3, budget = self.borrowed())]
    fn a_method_that_borrows(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.owned())]
    fn a_method_that_returns_a_pointer(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.optional.as_ref())]
    fn an_option(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.rule())]
    fn a_trait_object(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = *self.rule)]
    fn a_trait_object_itself(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = &self.budget)]
    fn a_reference(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.lock())]
    fn a_guard_of_a_lock(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.read())]
    fn a_guard_of_a_pointer(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.guard())]
    fn a_guard_that_owns(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.guard().0)]
    fn a_field_of_a_temporary_value(&self, server: &Server) -> io::Result<()> {
        server.fail()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = self.pooled(&host.to_lowercase()))]
    fn a_handle_for_an_argument(&self, server: &Server, host: &str) -> io::Result<()> {
        assert_eq!(host, "HOST");
        server.fail()
    }
}

type Call = dyn Fn(&Shared, &Server) -> io::Result<()>;

#[test]
fn every_expression_is_a_budget_for_the_whole_call() {
    let calls: [&Call; 11] = [
        &Shared::a_method_that_borrows,
        &Shared::a_method_that_returns_a_pointer,
        &Shared::an_option,
        &Shared::a_trait_object,
        &Shared::a_trait_object_itself,
        &Shared::a_reference,
        &Shared::a_guard_of_a_lock,
        &Shared::a_guard_of_a_pointer,
        &Shared::a_guard_that_owns,
        &Shared::a_field_of_a_temporary_value,
        &|shared, server| shared.a_handle_for_an_argument(server, "HOST"),
    ];
    for (index, call) in calls.iter().enumerate() {
        let (shared, server) = (Shared::new(), Server::default());
        let retries = server.retries(2, |server| call(&shared, server));
        assert_eq!(retries, 1, "expression {index}");
    }
}

#[retry(fixed("0s"), max_attempts = 3, budget = LAZY)]
fn lazy(server: &Server) -> io::Result<()> {
    server.fail()
}

#[retry(fixed("0s"), max_attempts = 3, budget = LAZY_POINTER)]
fn lazy_pointer(server: &Server) -> io::Result<()> {
    server.fail()
}

#[test]
fn a_lazy_static_is_a_budget() {
    let server = Server::default();
    assert_eq!(server.retries(2, lazy), 1);
    assert_eq!(server.retries(2, lazy_pointer), 1);
}

#[retry(fixed("0s"), max_attempts = 3, budget = budget)]
fn of_the_caller<B: RetryBudget>(server: &Server, budget: &B) -> io::Result<()> {
    server.fail()
}

#[test]
fn an_argument_of_a_generic_type_is_a_budget() {
    let (server, budget) = (Server::default(), Budget::tokens(5));
    assert_eq!(server.retries(2, |it| of_the_caller(it, &budget)), 1);
}

#[retry(fixed("0s"), max_attempts = 3, budget = shared.owned())]
async fn asynchronous(shared: &Shared) -> io::Result<()> {
    Err(io::Error::other(shared.available()))
}

impl Shared {
    fn available(&self) -> String {
        format!("{:?}", self.pointer.available())
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_with_an_owned_budget_can_be_spawned() {
    let shared: &'static Shared = Box::leak(Box::new(Shared::new()));
    let spawned = tokio::spawn(asynchronous(shared)).await;
    let error = spawned.expect("no panic").expect_err("it always fails");
    assert_eq!(error.to_string(), "Some(0)");
}
