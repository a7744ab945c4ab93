//! A body may do everything under the attribute that it may do without it.

use retries::retry;
use std::cell::Cell;
use std::fmt::Display;
use std::future::ready;
use std::io;
use std::num::ParseIntError;

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
async fn question_marks_convert_and_early_returns_end_the_attempt() {
    #[derive(Debug, PartialEq)]
    enum Error {
        Call(u32),
        Parse(ParseIntError),
    }

    impl From<u32> for Error {
        fn from(attempt: u32) -> Self {
            Self::Call(attempt)
        }
    }

    impl From<ParseIntError> for Error {
        fn from(error: ParseIntError) -> Self {
            Self::Parse(error)
        }
    }

    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky, text: &str) -> Result<u32, Error> {
        let parsed: u32 = text.parse()?;
        if parsed == 0 {
            return Ok(flaky.call()?);
        }
        for n in 0.. {
            if n == parsed {
                return Err(n.into());
            }
        }
        Ok(0)
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky, text: &str) -> Result<u32, Error> {
        let parsed: u32 = text.parse()?;
        if parsed == 0 {
            return Ok(flaky.call()?);
        }
        Err(parsed.into())
    }

    let flaky = Flaky::default;
    assert_eq!(thread(&flaky(), "0"), Ok(3));
    assert_eq!(task(&flaky(), "0").await, Ok(3));
    assert_eq!(thread(&flaky(), "9"), Err(Error::Call(9)));
    assert_eq!(task(&flaky(), "9").await, Err(Error::Call(9)));
    assert!(matches!(thread(&flaky(), "?"), Err(Error::Parse(_))));
    assert!(matches!(task(&flaky(), "?").await, Err(Error::Parse(_))));
}

#[tokio::test(start_paused = true)]
async fn results_may_be_type_aliases() {
    type Answer<T = u32> = Result<T, Box<dyn std::error::Error>>;

    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky) -> io::Result<u32> {
        let found = flaky.call();
        found.map_err(|_| io::ErrorKind::TimedOut.into())
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky) -> Answer {
        let found = flaky.call();
        found.map_err(|attempt| format!("attempt {attempt}"))?;
        Ok("12".parse()?)
    }

    assert_eq!(thread(&Flaky::default()).ok(), Some(3));
    assert_eq!(task(&Flaky::default()).await.ok(), Some(12));
}

#[tokio::test(start_paused = true)]
async fn values_are_coerced_as_without_the_attribute() {
    type Function = Box<dyn Fn(u32) -> u32>;

    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky) -> Result<Function, Box<dyn Display>> {
        match flaky.call() {
            Ok(found) => Ok(Box::new(move |n| n + found)),
            Err(attempt) => Err(Box::new(attempt)),
        }
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky) -> Result<Function, Box<dyn Display>> {
        let Ok(found) = flaky.call() else {
            return Err(Box::new("not yet"));
        };
        Ok(Box::new(move |n| n + found))
    }

    assert_eq!(thread(&Flaky::default()).ok().map(|add| add(1)), Some(4));
    let added = task(&Flaky::default()).await.ok().map(|add| add(1));
    assert_eq!(added, Some(4));
}

#[tokio::test(start_paused = true)]
async fn the_none_of_an_option_is_a_failure() {
    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky) -> Option<u32> {
        let found = flaky.call().ok()?;
        Some(found)
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky) -> Option<u32> {
        let found = flaky.call().ok()?;
        Some(found)
    }

    assert_eq!(thread(&Flaky::default()), Some(3));
    assert_eq!(task(&Flaky::default()).await, Some(3));
}

#[tokio::test(start_paused = true)]
async fn the_value_and_the_error_may_be_some_impl_trait() {
    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky) -> Result<impl Iterator<Item = u32>, impl Display> {
        let found = flaky.call()?;
        Ok::<_, u32>(0..found)
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky) -> Result<Vec<impl Display>, u32> {
        let found = flaky.call()?;
        Ok(vec![found])
    }

    let flaky = Flaky::default();
    let items = thread(&flaky).map_err(|error| error.to_string());
    assert_eq!(items.map(Iterator::sum::<u32>), Ok(3));
    let flaky = Flaky::default();
    let items = task(&flaky).await.expect("the third attempt");
    assert_eq!(items[0].to_string(), "3");
}

#[deny(unused_variables)]
mod strict {
    use super::{Flaky, retry};

    #[retry(fixed("0s"))]
    pub(super) fn thread(flaky: &Flaky) -> Result<u32, u32> {
        #![allow(unused_variables, reason = "that this line holds is what is tested")]
        let unused = 0;
        flaky.call()
    }

    #[retry(fixed("0s"))]
    pub(super) async fn task(flaky: &Flaky) -> Result<u32, u32> {
        #![allow(unused_variables, reason = "that this line holds is what is tested")]
        let unused = 0;
        flaky.call()
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_may_begin_with_inner_attributes() {
    assert_eq!(strict::thread(&Flaky::default()), Ok(3));
    assert_eq!(strict::task(&Flaky::default()).await, Ok(3));
}

#[tokio::test(start_paused = true)]
async fn a_body_may_declare_items() {
    #[retry(fixed("0s"))]
    fn thread(flaky: &Flaky) -> Result<u32, u32> {
        use std::ops::Add;

        struct Found(u32);

        const ADDED: u32 = 10;

        macro_rules! found {
            () => {
                Found(flaky.call()?)
            };
        }

        fn add(a: u32, b: u32) -> u32 {
            a.add(b)
        }

        Ok(add(found!().0, ADDED))
    }

    #[retry(fixed("0s"))]
    async fn task(flaky: &Flaky) -> Result<u32, u32> {
        async fn add(a: u32, b: u32) -> u32 {
            ready(a + b).await
        }

        Ok(add(flaky.call()?, 10).await)
    }

    assert_eq!(thread(&Flaky::default()), Ok(13));
    assert_eq!(task(&Flaky::default()).await, Ok(13));
}
