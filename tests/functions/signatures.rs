//! The attribute works on any function, and does not change its signature.

use retries::retry;
use std::cell::Cell;
use std::fmt::Display;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::rc::Rc;

/// Fails twice, then returns the number of calls.
#[derive(Default)]
struct Flaky(Cell<u32>);

impl Flaky {
    fn call(&self) -> Result<u32, u32> {
        self.0.set(self.0.get() + 1);
        if self.0.get() < 3 {
            Err(self.0.get())
        } else {
            Ok(self.0.get())
        }
    }
}

#[tokio::test(start_paused = true)]
async fn free_functions_take_references_and_values() {
    #[expect(clippy::needless_pass_by_value, reason = "each attempt borrows it")]
    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky, name: &str, n: u32, list: Vec<u32>) -> Result<String, u32> {
        let found = flaky.call()?;
        Ok(format!("{name} {n} {found} {}", list.len()))
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky, name: &str, n: u32, list: Vec<u32>) -> Result<String, u32> {
        let found = flaky.call()?;
        tokio::task::yield_now().await;
        Ok(format!("{name} {n} {found} {}", list.len()))
    }

    let expected = Ok("calls 7 3 1".to_owned());
    assert_eq!(thread(&Flaky::default(), "calls", 7, vec![1]), expected);
    assert_eq!(task(&Flaky::default(), "calls", 7, vec![1]).await, expected);
}

#[tokio::test(start_paused = true)]
async fn an_argument_that_is_changed_through_a_reference_stays_changed() {
    #[retry(fixed("0s"))]
    fn thread(attempts: &mut Vec<u32>) -> Result<(), ()> {
        attempts.push(1);
        Err(())
    }

    #[retry(fixed("0s"))]
    async fn task(attempts: &mut Vec<u32>) -> Result<(), ()> {
        attempts.push(1);
        Err(())
    }

    let mut attempts = Vec::new();
    assert_eq!(thread(&mut attempts), Err(()));
    assert_eq!(task(&mut attempts).await, Err(()));
    assert_eq!(attempts.len(), 6);
}

#[derive(Default)]
struct Client {
    flaky: Flaky,
    calls: u32,
    name: String,
}

impl Client {
    const ENOUGH: u32 = 3;

    #[retry(fixed("0s"))]
    fn exclusive(&mut self) -> Option<u32> {
        self.calls += 1;
        (self.calls >= Self::ENOUGH).then_some(self.calls)
    }

    #[retry(fixed("0s"))]
    async fn exclusive_async(&mut self) -> Option<u32> {
        self.calls += 1;
        (self.calls >= Self::ENOUGH).then_some(self.calls)
    }

    #[retry(fixed("0s"))]
    fn shared(&self) -> Result<&str, u32> {
        self.flaky.call()?;
        Ok(&self.name)
    }

    #[retry(fixed("0s"))]
    async fn shared_async<'a>(&self, other: &'a str) -> Result<(&str, &'a str), u32> {
        self.flaky.call()?;
        Ok((&self.name, other))
    }

    #[retry(fixed("0s"))]
    fn owned(self) -> Result<u32, u32> {
        self.flaky.call()
    }

    #[retry(fixed("0s"))]
    async fn counted(self: Rc<Self>) -> Result<u32, u32> {
        self.flaky.call()
    }

    #[retry(fixed("0s"))]
    pub(crate) fn associated(client: &Self) -> Result<u32, u32> {
        client.flaky.call()
    }
}

#[tokio::test(start_paused = true)]
async fn methods_take_self_in_every_form() {
    assert_eq!(Client::default().exclusive(), Some(3));
    assert_eq!(Client::default().exclusive_async().await, Some(3));
    assert_eq!(Client::default().shared(), Ok(""));
    let shared = Client::default();
    assert_eq!(shared.shared_async("other").await, Ok(("", "other")));
    assert_eq!(Client::default().owned(), Ok(3));
    assert_eq!(Rc::new(Client::default()).counted().await, Ok(3));
    assert_eq!(Client::associated(&Client::default()), Ok(3));
}

trait Get {
    fn get(&self) -> Result<u32, u32>;

    fn get_async(&self) -> impl Future<Output = Result<u32, u32>>;

    #[retry(fixed("0s"))]
    fn by_default(&self) -> Result<u32, u32> {
        let found = self.get();
        found.map_err(|attempt| attempt + 100)
    }
}

impl Get for Flaky {
    #[retry(fixed("0s"), max_attempts = 2)]
    fn get(&self) -> Result<u32, u32> {
        self.call()
    }

    #[retry(fixed("0s"))]
    async fn get_async(&self) -> Result<u32, u32> {
        self.call()
    }
}

#[tokio::test(start_paused = true)]
async fn methods_of_traits_are_retried() {
    assert_eq!(Flaky::default().get(), Err(2));
    assert_eq!(Flaky::default().get_async().await, Ok(3));
    assert_eq!(Flaky::default().by_default(), Ok(3));
}

#[tokio::test(start_paused = true)]
async fn functions_may_be_generic() {
    #[retry(fixed("0s"))]
    fn thread<'a, T, const N: usize>(flaky: &Flaky, items: &'a [T; N]) -> Result<&'a T, T::Error>
    where
        T: TryFrom<u32> + 'a,
    {
        let n = flaky.call().unwrap_or(1000);
        T::try_from(n)?;
        Ok(&items[N - 1])
    }

    #[retry(fixed("0s"))]
    async fn task<T: Clone, F>(make: F, shown: impl Display + Copy) -> Result<(T, String), u32>
    where
        F: AsyncFn() -> Result<T, u32>,
    {
        Ok((make().await?.clone(), shown.to_string()))
    }

    assert_eq!(thread(&Flaky::default(), &[1_u8, 2, 3]), Ok(&3));
    let flaky = Flaky::default();
    let result = task(async || flaky.call(), 'x').await;
    assert_eq!(result, Ok((3, "x".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn an_async_function_may_call_itself() {
    #[retry(fixed("0s"), max_attempts = 2)]
    async fn boxed(depth: u32, calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        match depth {
            0 => Err(calls.get()),
            _ => Box::pin(boxed(depth - 1, calls)).await,
        }
    }

    #[retry(fixed("0s"), max_attempts = 2)]
    async fn dynamic(depth: u32, calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        if depth == 0 {
            return Err(calls.get());
        }
        let inner: Pin<Box<dyn Future<Output = _> + '_>> = Box::pin(dynamic(depth - 1, calls));
        inner.await
    }

    // Two attempts at each of the three depths: 2 + 4 + 8 calls.
    assert_eq!(boxed(2, &Cell::new(0)).await, Err(14));
    assert_eq!(dynamic(2, &Cell::new(0)).await, Err(14));
}

#[tokio::test(start_paused = true)]
async fn functions_may_be_unsafe_or_extern() {
    /// # Safety
    ///
    /// `flaky` points to one.
    #[retry(fixed("0s"))]
    unsafe fn thread(flaky: *const Flaky) -> Result<u32, u32> {
        // SAFETY: as the caller promises.
        unsafe { &*flaky }.call()
    }

    /// # Safety
    ///
    /// `flaky` points to one.
    #[retry(fixed("0s"))]
    async unsafe fn task(flaky: *const Flaky) -> Result<u32, u32> {
        // SAFETY: as the caller promises.
        unsafe { &*flaky }.call()
    }

    #[retry(fixed("0s"))]
    extern "C" fn foreign(flaky: &Flaky) -> Option<NonZeroU32> {
        NonZeroU32::new(flaky.call().ok()?)
    }

    let flaky = [Flaky::default(), Flaky::default()];
    // SAFETY: both pointers come from references.
    let (first, second) = unsafe { (thread(&raw const flaky[0]), task(&raw const flaky[1]).await) };
    assert_eq!((first, second), (Ok(3), Ok(3)));
    let foreign: extern "C" fn(&Flaky) -> _ = foreign;
    assert_eq!(foreign(&Flaky::default()), NonZeroU32::new(3));
}

#[tokio::test(start_paused = true)]
async fn parameters_may_be_patterns_and_names_of_the_loop_are_free() {
    #[retry(fixed("1ms"), deadline = "1h", on = |_| outcome > 0)]
    fn thread(flaky: &Flaky, (run, wait): (u32, u32), outcome: u32) -> Result<u32, u32> {
        let clock = flaky.call()?;
        Ok(run + wait + outcome + clock)
    }

    #[retry(fixed("1ms"), deadline = "1h", on = |_| outcome > 0)]
    async fn task(flaky: &Flaky, [run, wait]: [u32; 2], outcome: u32) -> Result<u32, u32> {
        let clock = flaky.call()?;
        Ok(run + wait + outcome + clock)
    }

    assert_eq!(thread(&Flaky::default(), (100, 20), 4), Ok(127));
    assert_eq!(task(&Flaky::default(), [100, 20], 4).await, Ok(127));
}
