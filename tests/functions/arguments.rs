//! Each attempt gets the arguments that the caller passed. An argument is cloned only if it must be.

use crate::flaky::{Answer, Flaky, WAYS, Way};
use retries::retry;
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use tokio::task::yield_now;

/// Takes `self` by value, as a builder does.
fn take<T>(given: T) -> T {
    given
}

/// Counts its clones. A value knows whether it is a clone.
struct Counted<'a> {
    clones: &'a Cell<u32>,
    is_clone: bool,
}

impl<'a> Counted<'a> {
    fn new(clones: &'a Cell<u32>) -> Self {
        Self {
            clones,
            is_clone: false,
        }
    }
}

impl Clone for Counted<'_> {
    fn clone(&self) -> Self {
        self.clones.set(self.clones.get() + 1);
        Self {
            clones: self.clones,
            is_clone: true,
        }
    }
}

/// The value that each attempt received: a clone, or the original.
type Given = Vec<bool>;

#[retry(fixed("0s"), max_attempts = max, clone(counted))]
fn always_fails(max: u32, counted: Counted<'_>, given: &mut Given) -> Result<(), ()> {
    given.push(take(counted).is_clone);
    Err(())
}

#[retry(fixed("0s"), max_attempts = max, clone)]
async fn always_fails_async(max: u32, counted: Counted<'_>, given: &mut Given) -> Result<(), ()> {
    let counted = take(counted);
    yield_now().await;
    given.push(counted.is_clone);
    Err(())
}

#[retry(fixed("0s"), max_attempts = 4)]
#[expect(clippy::needless_pass_by_value, reason = "it is what is tested")]
fn only_read(counted: Counted<'_>) -> Result<u32, u32> {
    Err(counted.clones.get())
}

#[tokio::test(start_paused = true)]
async fn the_last_possible_attempt_takes_the_original() {
    // With the registry an operator may allow one more attempt.
    let last = cfg!(feature = "registry");
    for (max, expected) in [
        (1, vec![last]),
        (2, vec![true, last]),
        (4, vec![true, true, true, last]),
    ] {
        let expected_clones = max - u32::from(!last);
        let (clones, mut given) = (Cell::new(0), Given::new());
        let failed = always_fails(max, Counted::new(&clones), &mut given);
        assert_eq!((failed, clones.get()), (Err(()), expected_clones));
        assert_eq!(given, expected);

        let (clones, mut given) = (Cell::new(0), Given::new());
        let failed = always_fails_async(max, Counted::new(&clones), &mut given).await;
        assert_eq!((failed, clones.get()), (Err(()), expected_clones));
        assert_eq!(given, expected);
    }
}

#[test]
fn an_argument_that_is_only_read_is_not_cloned() {
    let clones = Cell::new(0);
    assert_eq!(only_read(Counted::new(&clones)), Err(0));
    assert_eq!(clones.get(), 0);
}

/// Not `Clone`.
struct Token(&'static str);

#[retry(fixed("0s"), clone)]
fn bare_clone<T: AsRef<str>>(
    flaky: &Flaky,
    name: String,
    read: T,
    opaque: impl AsRef<str>,
    _unused: Token,
    way: Way,
) -> Answer {
    let name = take(name);
    end!(way, flaky.call(name + read.as_ref() + opaque.as_ref()))
}

#[test]
fn bare_clone_skips_unused_arguments_and_generic_ones_without_clone() {
    for way in WAYS {
        let answer = bare_clone(&Flaky::default(), "a".into(), "b", "c", Token("d"), way);
        assert_eq!(answer, Ok("abc abc abc".to_owned()));
    }
    assert_eq!(Token("d").0, "d");
}

#[retry(fixed("0s"), clone(shown))]
async fn generic_clone<T: ToString + Clone>(flaky: &Flaky, shown: T, way: Way) -> Answer {
    let shown = take(shown);
    yield_now().await;
    end!(way, flaky.call(shown.to_string()))
}

#[tokio::test(start_paused = true)]
async fn a_generic_argument_is_cloned_by_name() {
    for way in WAYS {
        let answer = generic_clone(&Flaky::default(), 7, way).await;
        assert_eq!(answer, Ok("7 7 7".to_owned()));
    }
}

#[retry(fixed("0s"))]
fn lent(flaky: &Flaky, names: &mut Vec<u32>, perhaps: Option<&mut u32>, way: Way) -> Answer {
    let names = take(names);
    names.push(1);
    if let Some(count) = perhaps {
        *count += 1;
    }
    end!(way, flaky.call(names.len()))
}

#[retry(fixed("0s"))]
async fn lent_pinned(flaky: &Flaky, mut names: Pin<&mut Vec<u32>>, way: Way) -> Answer {
    names.push(1);
    yield_now().await;
    let names = take(names);
    end!(way, flaky.call(names.len()))
}

#[tokio::test(start_paused = true)]
async fn a_mutable_reference_that_the_body_moves_is_reborrowed_for_each_attempt() {
    for way in WAYS {
        let (mut names, mut count) = (Vec::new(), 0);
        let answer = lent(&Flaky::default(), &mut names, Some(&mut count), way);
        assert_eq!(answer, Ok("1 2 3".to_owned()));
        assert_eq!((names.len(), count), (3, 3));
        let answer = lent_pinned(&Flaky::default(), Pin::new(&mut names), way).await;
        assert_eq!(answer, Ok("4 5 6".to_owned()));
    }
}

struct Pair(u32, u32);

#[retry(fixed("0s"))]
fn changed(flaky: &Flaky, mut n: u32, self::Pair(mut a, b): Pair, _: u8, way: Way) -> Answer {
    n += 1;
    a += b;
    end!(way, flaky.call(n + a))
}

#[retry(fixed("0s"))]
async fn changed_async(flaky: &Flaky, mut n: u32, [a, mut b]: [u32; 2], way: Way) -> Answer {
    yield_now().await;
    n += a;
    b += n;
    end!(way, flaky.call(b))
}

#[retry(fixed("0s"), clone(text))]
async fn changed_and_cloned(flaky: &Flaky, mut text: String, way: Way) -> Answer {
    yield_now().await;
    text.push('!');
    end!(way, flaky.call(text))
}

#[tokio::test(start_paused = true)]
async fn each_attempt_starts_with_the_original_value_of_a_mut_argument() {
    for way in WAYS {
        let answer = changed(&Flaky::default(), 1, Pair(10, 100), 0, way);
        assert_eq!(answer, Ok("112 112 112".to_owned()));
        let answer = changed_async(&Flaky::default(), 1, [10, 100], way).await;
        assert_eq!(answer, Ok("111 111 111".to_owned()));
        let answer = changed_and_cloned(&Flaky::default(), "a".to_owned(), way).await;
        assert_eq!(answer, Ok("a! a! a!".to_owned()));
    }
}

#[retry(fixed("0s"), clone)]
fn with_cfg(
    flaky: &Flaky,
    #[cfg(doc)] missing: NoSuchType,
    #[cfg(not(doc))] mut n: u32,
    #[cfg(not(doc))] name: String,
    way: Way,
) -> Answer {
    #[cfg(doc)]
    take(missing);
    n += 1;
    let name = take(name);
    end!(way, flaky.call(format!("{name}{n}")))
}

#[test]
fn parameters_may_depend_on_cfg() {
    for way in WAYS {
        let answer = with_cfg(&Flaky::default(), 1, "a".to_owned(), way);
        assert_eq!(answer, Ok("a2 a2 a2".to_owned()));
    }
}

#[derive(Clone)]
struct Named(&'static str);

impl Named {
    #[retry(fixed("0s"), clone, on_retry = |_| seen.borrow_mut().push(self.0))]
    fn into_name(self: Box<Self>, seen: &RefCell<Vec<&'static str>>) -> Result<(), &'static str> {
        let Self(name) = *self;
        Err(name)
    }
}

#[retry(
    fixed("0s"),
    clone(name),
    on = |error| name.starts_with(error.as_str()),
    on_retry = |_| seen.borrow_mut().push(name.clone()),
    on_give_up = |_| seen.borrow_mut().push(name.clone()),
)]
fn fail_by_name(name: String, seen: &RefCell<Vec<String>>) -> Result<(), String> {
    Err(name)
}

#[test]
fn a_hook_may_use_an_argument_that_is_cloned() {
    let seen = RefCell::default();
    assert_eq!(fail_by_name("a".to_owned(), &seen), Err("a".to_owned()));
    assert_eq!(seen.take(), ["a", "a", "a"]);

    let seen = RefCell::default();
    assert_eq!(Box::new(Named("b")).into_name(&seen), Err("b"));
    assert_eq!(seen.take(), ["b", "b"]);
}
