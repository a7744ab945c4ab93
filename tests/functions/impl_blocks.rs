//! On a whole `impl` block the attribute covers each method that can fail.

use futures_util::future::BoxFuture;
use retries::retry;
use std::cell::Cell;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Default)]
struct Client {
    calls: AtomicU32,
}

impl Client {
    fn fail<T>(&self) -> Result<T, io::Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Err(io::Error::other("down"))
    }

    fn calls(&self) -> u32 {
        self.calls.swap(0, Ordering::Relaxed)
    }
}

type FetchResult = Result<String, io::Error>;

#[retry(fixed("0s"), max_attempts = 4)]
impl Client {
    const LIMIT: u32 = 4;

    fn sync(&self) -> Result<(), io::Error> {
        self.fail()
    }

    /// Docs stay.
    pub(crate) async fn asynchronous(&self, key: &str) -> io::Result<usize> {
        self.fail().map(|()| key.len())
    }

    fn aliased(&self) -> FetchResult {
        self.fail()
    }

    fn boxed(&self) -> BoxFuture<'_, Result<(), io::Error>> {
        Box::pin(async move { self.fail() })
    }

    fn option(&self) -> Option<()> {
        self.fail().ok()
    }

    #[expect(clippy::unnecessary_wraps, reason = "a `const fn` cannot be retried")]
    const fn constant() -> Result<u32, ()> {
        Ok(Self::LIMIT)
    }

    #[retry(skip)]
    fn skipped(&self) -> Result<(), io::Error> {
        self.fail()
    }

    #[retry(fixed("0s"), max_attempts = 2)]
    fn own(&self) -> Result<(), io::Error> {
        self.fail()
    }

    #[retries::retry(fixed("0s"), max_attempts = 3)]
    fn own_by_path(&self) -> Result<(), io::Error> {
        self.fail()
    }
}

#[tokio::test(start_paused = true)]
async fn methods_that_return_a_result_or_a_future_of_one_are_covered() {
    let client = Client::default();
    assert!(client.sync().is_err());
    assert_eq!(client.calls(), Client::LIMIT);
    assert!(client.asynchronous("key").await.is_err());
    assert_eq!(client.calls(), Client::LIMIT);
    assert!(client.aliased().is_err());
    assert_eq!(client.calls(), Client::LIMIT);
    assert!(client.boxed().await.is_err());
    assert_eq!(client.calls(), Client::LIMIT);
}

#[test]
fn other_methods_stay_as_they_are() {
    let client = Client::default();
    assert_eq!(client.option(), None);
    assert_eq!(client.calls(), 1);
    const { assert!(matches!(Client::constant(), Ok(4))) };
}

#[test]
fn a_method_may_be_skipped_or_have_its_own_options() {
    let client = Client::default();
    assert!(client.skipped().is_err());
    assert_eq!(client.calls(), 1);
    assert!(client.own().is_err());
    assert_eq!(client.calls(), 2);
    assert!(client.own_by_path().is_err());
    assert_eq!(client.calls(), 3);
}

trait Load {
    type Value;
    fn load(&self) -> Result<Self::Value, u8>;
}

struct Generic<T>(Cell<u32>, T);

#[retry(fixed("0s"))]
impl<T: Clone> Load for Generic<T>
where
    T: PartialEq,
{
    type Value = T;

    fn load(&self) -> Result<T, u8> {
        self.0.set(self.0.get() + 1);
        if self.0.get() < 3 {
            Err(1)
        } else {
            Ok(self.1.clone())
        }
    }
}

#[test]
fn the_impl_of_a_trait_may_be_generic() {
    assert_eq!(Generic(Cell::new(0), 'x').load(), Ok('x'));
}

#[derive(Default)]
struct Mixed<const N: usize>(Client);

macro_rules! nothing {
    () => {};
}

macro_rules! mixed {
    ($vis:vis $name:ident $returned:ty = $body:block) => {
        #[retry(fixed("0s"), max_attempts = 2)]
        impl Mixed<{ 1 + 1 }> {
            #![allow(non_upper_case_globals)]

            const order: bool = 1 < 2;
            const TABLE: [u8; { 1 + 1 }] = { [0; 2] };

            $vis fn $name() -> $returned $body

            nothing! {}

            fn in_braces(&self) -> Result<Mixed<{ 1 + 1 }>, io::Error> {
                self.0.fail()
            }

            pub(in crate) unsafe extern "Rust" fn bounded<T, const N: usize>(&self, _table: [T; N]) -> Result<T, io::Error>
            where
                T: Fn(u8) -> u8,
                [(); { 1 + 1 }]: Sized,
            {
                self.0.fail()
            }
        }
    };
}

static CALLS: AtomicU32 = AtomicU32::new(0);

mixed!(pub(crate) made_by_a_macro Result<(), io::Error> = {
    CALLS.fetch_add(1, Ordering::Relaxed);
    Err(io::Error::other("down"))
});

#[test]
fn an_impl_block_may_have_other_items_and_macro_calls() {
    let mixed = Mixed::<2>::default();
    assert!(Mixed::made_by_a_macro().is_err());
    assert_eq!(CALLS.load(Ordering::Relaxed), 2);
    assert_eq!((Mixed::order, Mixed::TABLE), (true, [0; 2]));
    assert!(mixed.in_braces().is_err());
    assert_eq!(mixed.0.calls(), 2);
    // SAFETY: the function has no requirements.
    let bounded = unsafe { mixed.bounded([|n: u8| n]) };
    assert!(bounded.is_err());
    assert_eq!(mixed.0.calls(), 2);
}
