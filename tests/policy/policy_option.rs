//! A policy may be a value from elsewhere, and options may be known only at the call.

use crate::server::{Down, Server, millis, waits};
use retries::{Backoff, Jitter, Policy, retry};
use std::cell::Cell;
use std::marker::PhantomData;
use std::time::Duration;

const EVERY_SECOND: Policy = Policy::new()
    .backoff(Backoff::fixed(Duration::from_secs(1)))
    .jitter(Jitter::None)
    .max_attempts(4);

#[tokio::test(start_paused = true)]
async fn policy_sets_all_that_options_do_not() {
    #[retry(policy = EVERY_SECOND)]
    async fn constant(server: &Server) -> Result<(), Down> {
        server.call()
    }

    fn quick() -> Policy {
        EVERY_SECOND.backoff(Backoff::fixed(Duration::from_millis(10)))
    }

    #[retry(policy = quick())]
    async fn call(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(constant).await, millis([1000; 3]));
    assert_eq!(waits(call).await, millis([10; 3]));
}

#[tokio::test(start_paused = true)]
async fn options_override_the_policy_one_by_one() {
    #[retry(policy = EVERY_SECOND, max_attempts = 2)]
    async fn attempts(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = EVERY_SECOND, exp(base = "2s"))]
    async fn backoff(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = EVERY_SECOND, deadline = "2s")]
    async fn deadline(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(max_attempts = unlimited, deadline = "9s", policy = EVERY_SECOND)]
    async fn several(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(attempts).await, millis([1000]));
    assert_eq!(waits(backoff).await, millis([2000, 4000, 8000]));
    assert_eq!(waits(deadline).await, millis([1000; 2]));
    assert_eq!(waits(several).await, millis([1000; 9]));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_option_keeps_the_policys_attempt_limit() {
    #[retry(policy = EVERY_SECOND, deadline = "1h")]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000; 3]));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_policy_is_kept_unless_it_is_overridden() {
    const HASTY: Policy = EVERY_SECOND.deadline(Duration::from_secs(2));

    #[retry(policy = HASTY)]
    async fn kept(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = HASTY, deadline = never)]
    async fn lifted(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(kept).await, millis([1000; 2]));
    assert_eq!(waits(lifted).await, millis([1000; 3]));
}

#[tokio::test(start_paused = true)]
async fn a_backoff_option_keeps_the_policys_jitter() {
    const SPREAD: Policy = EVERY_SECOND.jitter(Jitter::Additive).max_attempts(2);

    #[retry(policy = SPREAD, fixed("2s"), sleep = |wait| slept.set(wait))]
    fn kept(slept: &Cell<Duration>) -> Option<()> {
        None
    }

    #[retry(policy = SPREAD, fixed("2s"), jitter = none, sleep = |wait| slept.set(wait))]
    fn replaced(slept: &Cell<Duration>) -> Option<()> {
        None
    }

    // Additive jitter only adds, so a wait of exactly two seconds is one in a billion.
    let slept = Cell::new(Duration::ZERO);
    assert_eq!(kept(&slept), None);
    assert!(slept.get() > Duration::from_secs(2));
    assert_eq!(replaced(&slept), None);
    assert_eq!(slept.get(), Duration::from_secs(2));
}

struct Client {
    policy: Policy,
    attempts: u32,
    base: Duration,
}

impl Client {
    #[retry(policy = self.policy)]
    async fn by_policy(&self, server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(exp(base = self.base, cap = self.base * 3), max_attempts = self.attempts)]
    async fn by_fields(&self, server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = self.policy, max_attempts = self.attempts.min(2))]
    async fn by_both(&mut self, server: &Server) -> Result<(), Down> {
        self.attempts += 10;
        server.call()
    }
}

#[tokio::test(start_paused = true)]
async fn options_may_use_self() {
    let mut client = Client {
        policy: EVERY_SECOND,
        attempts: 5,
        base: Duration::from_millis(200),
    };
    let by_policy = async |server: &Server| client.by_policy(server).await;
    assert_eq!(waits(by_policy).await, millis([1000; 3]));
    let by_fields = async |server: &Server| client.by_fields(server).await;
    assert_eq!(waits(by_fields).await, millis([200, 400, 600, 600]));
    let server = Server::default();
    assert_eq!(client.by_both(&server).await, Err(Down));
    assert_eq!(client.attempts, 25);
}

#[tokio::test(start_paused = true)]
async fn options_may_use_the_arguments() {
    #[retry(fixed(pause), deadline = timeout)]
    async fn get(server: &Server, pause: Duration, timeout: Duration) -> Result<(), Down> {
        server.call()
    }

    let get = async |server: &Server| {
        let pause = Duration::from_secs(3);
        get(server, pause, pause * 4).await
    };
    assert_eq!(waits(get).await, millis([3000; 4]));
}

#[test]
fn options_are_evaluated_once_a_call() {
    fn count(evaluations: &Cell<u32>) -> u32 {
        evaluations.set(evaluations.get() + 1);
        5
    }

    #[retry(fixed("0s"), max_attempts = count(evaluations))]
    fn get(evaluations: &Cell<u32>, attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    let (evaluations, attempts) = (Cell::new(0), Cell::new(0));
    assert_eq!(get(&evaluations, &attempts), None);
    assert_eq!((evaluations.get(), attempts.get()), (1, 5));
}

#[test]
fn a_deadline_without_a_count_allows_any_number_of_attempts() {
    let deadline = Duration::from_secs(30);
    let policy = Policy::new().deadline(deadline);
    assert_eq!(policy.attempt_limit(), None);
    assert_eq!(policy.validate(), Ok(()));
    let counted = Some(4);
    assert_eq!(policy.max_attempts(4).attempt_limit(), counted);
    let count_first = Policy::new().max_attempts(4).deadline(deadline);
    assert_eq!(count_first.attempt_limit(), counted);
    assert_eq!(
        Policy::new().deadline(Duration::MAX).attempt_limit(),
        Some(3)
    );
}

#[test]
fn a_backoff_without_jitter_waits_exactly_as_long_as_it_says() {
    let second = Duration::from_secs(1);
    let exact = Policy::new().backoff(Backoff::fixed(second));
    assert!(exact.schedule().all(|wait| wait.min == wait.max));
    let jitter_first = Policy::new()
        .jitter(Jitter::Full)
        .backoff(Backoff::fixed(second));
    assert!(jitter_first.schedule().all(|wait| wait.min < wait.max));
    assert!(Policy::new().schedule().all(|wait| wait.min < wait.max));
}

#[tokio::test(start_paused = true)]
async fn options_beside_a_policy_keep_the_policys_defaults() {
    const DEFAULT: Policy = Policy::new();

    #[retry(policy = DEFAULT, deadline = "1h")]
    async fn with_deadline(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = DEFAULT, fixed("2s"))]
    async fn with_backoff(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(with_deadline).await.len(), 2);
    // Additive jitter only adds, so a wait of exactly two seconds is one in a billion.
    let two_seconds = Duration::from_secs(2);
    assert!(
        waits(with_backoff)
            .await
            .iter()
            .all(|wait| *wait > two_seconds)
    );
}

/// Acts as a crate that re-exports this one, and changes the default policy.
mod reexported {
    pub(crate) mod __private {
        pub(crate) use retries::__private::*;

        pub(crate) struct Policy;

        impl Policy {
            #[expect(clippy::new_ret_no_self, reason = "only the default differs")]
            pub(crate) const fn new() -> retries::Policy {
                retries::Policy::new().max_attempts(6)
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn crate_says_where_the_runtime_is() {
    #[retry(crate = crate::policy_option::reexported, fixed("1s"))]
    async fn by_absolute_path(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(crate = reexported, fixed("1s"))]
    async fn by_relative_path(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(crate = ::retries, fixed("1s"))]
    async fn by_name(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(by_absolute_path).await.len(), 5);
    assert_eq!(waits(by_relative_path).await.len(), 5);
    assert_eq!(waits(by_name).await.len(), 2);
}

#[test]
fn a_policy_may_be_a_constant_of_a_generic_parameter() {
    trait Tuned {
        const POLICY: Policy;
    }

    struct Twice;

    impl Tuned for Twice {
        const POLICY: Policy = Policy::new()
            .backoff(Backoff::fixed(Duration::ZERO))
            .max_attempts(2);
    }

    struct Client<T>(PhantomData<T>);

    impl<T: Tuned> Client<T> {
        #[retry(policy = T::POLICY)]
        fn get(attempts: &Cell<u32>) -> Option<()> {
            attempts.set(attempts.get() + 1);
            None
        }
    }

    let attempts = Cell::new(0);
    assert_eq!(Client::<Twice>::get(&attempts), None);
    assert_eq!(attempts.get(), 2);
}
