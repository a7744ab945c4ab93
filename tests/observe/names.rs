//! The name of a function in events, which is its label in metrics and its path in the registry.

#![expect(clippy::unused_self, reason = "only the names of the methods matter")]

use futures_util::FutureExt;
use retries::{Event, Policy, retry};
use std::cell::Cell;

thread_local! {
    static REPORTED: Cell<&'static str> = const { Cell::new("") };
}

fn note<E>(event: &Event<'_, E>) {
    REPORTED.set(event.function());
}

/// Returns the name under which the failed call reports.
fn name_of<R>(_: R) -> &'static str {
    REPORTED.take()
}

fn name_of_async<R>(call: impl Future<Output = R>) -> &'static str {
    name_of(call.now_or_never().expect("no call waits"))
}

trait Store {
    fn get(&self) -> Option<u8>;

    #[retry(max_attempts = 1, on_give_up = note)]
    fn get_or_default(&self) -> Option<u8> {
        self.get()
    }
}

struct Client;

impl Client {
    #[retry(max_attempts = 1, on_give_up = note)]
    fn get(&self) -> Option<u8> {
        None
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    async fn get_async(&mut self) -> Option<u8> {
        None
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    fn get_boxed(&self) -> futures_util::future::BoxFuture<'_, Option<u8>> {
        Box::pin(async move { None })
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    fn r#try(self) -> Option<Self> {
        None
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    fn new() -> Option<Self> {
        None
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    fn from_default() -> Option<u8> {
        Self.get()
    }
}

impl Store for Client {
    #[retry(max_attempts = 1, on_give_up = note)]
    fn get(&self) -> Option<u8> {
        None
    }
}

#[test]
fn a_method_is_named_after_its_type() {
    assert_eq!(name_of(Client.get()), "observe::names::Client::get");
    assert_eq!(
        name_of_async(Client.get_async()),
        "observe::names::Client::get_async"
    );
    assert_eq!(
        name_of_async(Client.get_boxed()),
        "observe::names::Client::get_boxed"
    );
    assert_eq!(name_of(Client.r#try()), "observe::names::Client::r#try");
}

#[test]
fn a_function_without_self_is_named_after_the_type_if_it_mentions_it() {
    assert_eq!(name_of(Client::new()), "observe::names::Client::new");
    assert_eq!(
        name_of(Client::from_default()),
        "observe::names::Client::from_default"
    );
}

#[test]
fn a_method_of_a_trait_is_named_after_the_type() {
    let name = name_of(Store::get(&Client));
    assert_eq!(name, "observe::names::Client::get");
}

impl Store for u8 {
    fn get(&self) -> Option<u8> {
        None
    }
}

#[test]
fn a_default_method_is_named_after_its_trait_for_all_types() {
    let name = "observe::names::Store::get_or_default";
    assert_eq!(name_of(Client.get_or_default()), name);
    assert_eq!(name_of(1_u8.get_or_default()), name);
}

mod elsewhere {
    use super::{Client, Store, note, retry};

    pub(super) trait Extension {
        fn length(&self) -> Option<u8>;
    }

    impl<T: Clone> Extension for T {
        #[retry(max_attempts = 1, on_give_up = note)]
        fn length(&self) -> Option<u8> {
            None
        }
    }

    impl Store for &Client {
        #[retry(max_attempts = 1, on_give_up = note)]
        fn get(&self) -> Option<u8> {
            None
        }
    }

    impl Store for (u8, Client) {
        #[retry(max_attempts = 1, on_give_up = note)]
        fn get(&self) -> Option<u8> {
            None
        }
    }
}

#[test]
fn the_module_is_that_of_the_function() {
    let name = name_of(Store::get(&&Client));
    assert_eq!(name, "observe::names::elsewhere::Client::get");
}

#[test]
fn a_type_without_a_name_has_that_of_the_trait() {
    let name = name_of((1, Client).get());
    assert_eq!(name, "observe::names::elsewhere::Store::get");
    let name = name_of(elsewhere::Extension::length(&"text"));
    assert_eq!(name, "observe::names::elsewhere::Extension::length");
}

#[test]
fn a_generic_type_and_method_have_one_name_for_all_arguments() {
    struct Table<'a, K, const N: usize>([&'a K; N]);

    impl<K, const N: usize> Table<'_, K, N> {
        #[retry(max_attempts = 1, on_give_up = note)]
        fn find<V>(&self, _: V) -> Option<u8> {
            self.0.get(N).map(|_| 0)
        }
    }

    assert_eq!(name_of(Table([&1]).find("")), "observe::names::Table::find");
    assert_eq!(name_of(Table([&""]).find(1)), "observe::names::Table::find");
}

#[test]
fn an_attribute_above_the_impl_gives_the_same_names() {
    struct Cache<T>(T);

    #[retry(max_attempts = 1, on_give_up = note)]
    impl<T> Cache<T> {
        fn new(_: T) -> Result<Self, u8> {
            Err(1)
        }

        fn get(&self) -> Result<&T, u8> {
            if true { Err(1) } else { Ok(&self.0) }
        }
    }

    trait Load {
        fn load(&self) -> Result<u8, u8>;
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    impl<T> Load for Cache<T> {
        fn load(&self) -> Result<u8, u8> {
            Err(1)
        }
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    impl<T: Clone> Load for T {
        fn load(&self) -> Result<u8, u8> {
            Err(1)
        }
    }

    assert_eq!(name_of(Cache::new(1)), "observe::names::Cache::new");
    assert_eq!(name_of(Cache(1).get()), "observe::names::Cache::get");
    assert_eq!(name_of(Cache(1).load()), "observe::names::Cache::load");
    assert_eq!(name_of(1_u8.load()), "observe::names::Load::load");
}

#[test]
fn an_async_trait_method_is_named_after_the_type_in_either_order() {
    #[async_trait::async_trait]
    trait Fetch {
        async fn inside(&self) -> Option<u8>;
    }

    #[async_trait::async_trait]
    impl Fetch for Client {
        #[retry(max_attempts = 1, on_give_up = note)]
        async fn inside(&self) -> Option<u8> {
            None
        }
    }

    #[async_trait::async_trait]
    trait Send {
        async fn outside(&self) -> Result<u8, u8>;
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    #[async_trait::async_trait]
    impl Send for Client {
        async fn outside(&self) -> Result<u8, u8> {
            Err(1)
        }
    }

    let name = name_of_async(Client.inside());
    assert_eq!(name, "observe::names::Client::inside");
    let name = name_of_async(Client.outside());
    assert_eq!(name, "observe::names::Client::outside");
}

#[test]
fn a_function_is_named_after_its_module_wherever_it_stands() {
    #[retry(max_attempts = 1, on_give_up = note)]
    fn get() -> Option<u8> {
        None
    }

    #[retry(max_attempts = 1, on_give_up = note)]
    fn get_by_another_type() -> Option<u8> {
        struct Inner;

        impl Inner {
            fn new() -> Option<Self> {
                None
            }
        }

        Inner::new().map(|Inner| 1)
    }

    assert_eq!(name_of(get()), "observe::names::get");
    assert_eq!(
        name_of(get_by_another_type()),
        "observe::names::get_by_another_type"
    );
}

#[test]
fn a_name_of_its_own_replaces_the_path() {
    #[retry(max_attempts = 1, name = "billing.charge", on_give_up = note)]
    fn charge() -> Option<u8> {
        None
    }

    struct Billing;

    impl Billing {
        #[retry(max_attempts = 1, name = "billing: refund \"all\" {n} é", on_give_up = note)]
        async fn refund(&self) -> Option<u8> {
            None
        }
    }

    assert_eq!(name_of(charge()), "billing.charge");
    let name = name_of_async(Billing.refund());
    assert_eq!(name, "billing: refund \"all\" {n} é");
}

#[test]
fn a_function_with_a_bundle_is_named_like_any_other() {
    #[retries::policy(max_attempts = 1, doc = false, on_give_up = note)]
    const PARTNERS: Policy;

    struct Partner;

    impl Partner {
        #[retry(PARTNERS)]
        fn get(&self) -> Option<u8> {
            None
        }

        #[retry(PARTNERS, name = "partner.put")]
        fn put(&self) -> Option<u8> {
            None
        }
    }

    assert_eq!(name_of(Partner.get()), "observe::names::Partner::get");
    assert_eq!(name_of(Partner.put()), "partner.put");
}

#[cfg(feature = "metrics")]
mod in_metrics {
    use super::retry;
    use metrics_util::debugging::DebuggingRecorder;

    struct Account(bool);

    impl Account {
        #[retry(fixed("0s"), max_attempts = 2)]
        fn charge(&self) -> Result<(), u8> {
            if self.0 { Ok(()) } else { Err(1) }
        }

        #[retry(fixed("0s"), max_attempts = 2, name = "billing.refund")]
        fn refund(&self) -> Result<(), u8> {
            if self.0 { Ok(()) } else { Err(1) }
        }
    }

    /// Returns the different values of the label `function` in all metrics, with the count of the metrics.
    fn labels(calls: impl Fn()) -> Vec<(String, usize)> {
        let recorder = DebuggingRecorder::new();
        metrics::with_local_recorder(&recorder, calls);
        let mut found: Vec<(String, usize)> = Vec::new();
        for (key, ..) in recorder.snapshotter().snapshot().into_vec() {
            let mut labels = key.key().labels();
            let label = labels.find(|label| label.key() == "function").unwrap();
            match found.iter_mut().find(|(name, _)| name == label.value()) {
                Some((_, count)) => *count += 1,
                None => found.push((label.value().to_owned(), 1)),
            }
        }
        found
    }

    #[test]
    fn all_metrics_of_a_method_have_one_label() {
        let name = "observe::names::in_metrics::Account::charge".to_owned();
        let found = labels(|| Account(true).charge().unwrap());
        assert_eq!(found, [(name.clone(), 1)]);
        let found = labels(|| Account(false).charge().unwrap_or_default());
        assert_eq!(found, [(name.clone(), 3)]);
        let found = labels(|| {
            Account(true).charge().unwrap();
            let _ = Account(false).charge();
        });
        assert_eq!(found, [(name, 4)]);
    }

    #[test]
    fn all_metrics_have_a_name_of_its_own() {
        let found = labels(|| {
            Account(true).refund().unwrap();
            let _ = Account(false).refund();
        });
        assert_eq!(found, [("billing.refund".to_owned(), 4)]);
    }
}

#[cfg(feature = "registry")]
mod in_registry {
    use super::retry;
    use retries::RetriedFunction;

    struct Ledger;

    impl Ledger {
        #[retry]
        fn never_called(&self) -> Option<u8> {
            None
        }

        #[retry(name = "ledger.close")]
        fn close(&self) -> Option<u8> {
            Some(1)
        }

        #[retry]
        fn open() -> Option<Self> {
            Some(Self)
        }
    }

    #[test]
    fn a_method_is_listed_by_its_name_before_its_first_call() {
        let _ = Ledger::never_called;
        let functions = retries::functions();
        let paths: Vec<&str> = functions.iter().map(RetriedFunction::path).collect();
        assert!(paths.contains(&"observe::names::in_registry::Ledger::never_called"));
        assert!(paths.contains(&"observe::names::in_registry::Ledger::open"));
        assert!(paths.contains(&"ledger.close"));
    }

    #[test]
    fn the_calls_of_a_named_method_are_counted() {
        Ledger::open().unwrap().close().unwrap();
        let functions = retries::functions();
        let mut closed = functions.iter().filter(|it| it.path() == "ledger.close");
        assert_eq!(closed.next().unwrap().counters().calls, 1);
        assert!(closed.next().is_none());
    }
}
