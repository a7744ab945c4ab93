//! An attempt that lasted long enough resets the count and the backoff.

use crate::server::{Down, millis};
use retries::{Backoff, Budget, Kind, Policy, retry};
use std::cell::Cell;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const POLICY: Policy = Policy::new()
    .backoff(Backoff::exponential(SECOND))
    .max_attempts(3)
    .reset_after(MINUTE);

/// A peer to which connections last for these times, one after the other.
struct Peer<'a> {
    lasting: &'a [Duration],
    connections: Cell<usize>,
    waits: Cell<Vec<Duration>>,
    lost: Cell<Option<Instant>>,
}

impl<'a> Peer<'a> {
    fn lasting(lasting: &'a [Duration]) -> Self {
        Self {
            lasting,
            connections: Cell::new(0),
            waits: Cell::default(),
            lost: Cell::new(None),
        }
    }

    async fn connect(&self) -> Result<(), Down> {
        if let Some(lost) = self.lost.get() {
            let mut waits = self.waits.take();
            waits.push(lost.elapsed());
            self.waits.set(waits);
        }
        let lasts = self.lasting.get(self.connections.get());
        self.connections.set(self.connections.get() + 1);
        assert!(self.connections.get() < 100, "nothing ends this call");
        if let Some(lasts) = lasts {
            sleep(*lasts).await;
        }
        self.lost.set(Some(Instant::now()));
        Err(Down)
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.take()
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_attempt_resets_the_count_and_the_backoff() {
    #[retry(exp(base = "1s"), max_attempts = 3, reset_after = "1m")]
    async fn connect(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    // The third and the fourth connection last: each is the first of three.
    let long = [Duration::ZERO, Duration::ZERO, MINUTE, 60 * MINUTE];
    let peer = Peer::lasting(&long);
    assert_eq!(connect(&peer).await, Err(Down));
    assert_eq!(peer.waits(), millis([1000, 2000, 1000, 1000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn a_shorter_attempt_resets_nothing() {
    #[retry(exp(base = "1s"), max_attempts = 3, reset_after = "1m")]
    async fn connect(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    let short = [Duration::from_millis(59_999); 9];
    let peer = Peer::lasting(&short);
    assert_eq!(connect(&peer).await, Err(Down));
    assert_eq!(peer.waits(), millis([1000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn the_waits_do_not_count_as_a_part_of_the_attempt() {
    #[retry(fixed("2m"), max_attempts = 3, reset_after = "1m")]
    async fn connect(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    let peer = Peer::lasting(&[]);
    assert_eq!(connect(&peer).await, Err(Down));
    assert_eq!(peer.connections.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_policy_a_bundle_and_a_closure_are_reset_too() {
    #[retries::policy(exp(base = "1s"), max_attempts = 3, reset_after = "1m")]
    const BUNDLE: Policy;

    #[retry(policy = POLICY)]
    async fn by_policy(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    #[retry(policy = Policy::new().reset_after(MINUTE), exp(base = "1s"), jitter = none, max_attempts = 3)]
    async fn by_a_policy_in_part(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    #[retry(BUNDLE)]
    async fn by_bundle(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    #[retry(BUNDLE, before_retry = async |_: &retries::Event<'_, Down>| Ok::<(), Down>(()))]
    async fn beside_a_bundle(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    let long = [Duration::ZERO, MINUTE];
    let peer = || Peer::lasting(&long);
    let check = |peer: Peer<'_>, way: &str| {
        assert_eq!(peer.waits(), millis([1000, 1000, 2000]), "{way}");
    };
    let of = peer();
    by_policy(&of).await.unwrap_err();
    check(of, "policy");
    let of = peer();
    by_a_policy_in_part(&of).await.unwrap_err();
    check(of, "policy in part");
    let of = peer();
    by_bundle(&of).await.unwrap_err();
    check(of, "bundle");
    let of = peer();
    beside_a_bundle(&of).await.unwrap_err();
    check(of, "beside a bundle");
    let of = peer();
    POLICY.call_async(|| of.connect()).await.unwrap_err();
    check(of, "closure");
    let of = peer();
    let words = POLICY.on(|_| true).budget(Budget::tokens(500));
    words.call_async(|| of.connect()).await.unwrap_err();
    check(of, "closure with words");
}

#[test]
fn a_function_that_blocks_is_reset() {
    #[retry(fixed("1ms"), max_attempts = 2, reset_after = "20ms")]
    fn connect(connections: &mut u32) -> Result<(), Down> {
        *connections += 1;
        if *connections == 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(Down)
    }

    let mut connections = 0;
    assert_eq!(connect(&mut connections), Err(Down));
    assert_eq!(connections, 3);

    let policy = Policy::new()
        .backoff(Backoff::fixed(Duration::from_millis(1)))
        .max_attempts(2)
        .reset_after(Duration::from_millis(20));
    let mut connections = 0;
    let lost = policy.call(|| {
        connections += 1;
        if connections == 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        None::<()>
    });
    assert_eq!((lost, connections), (None, 3));
}

#[tokio::test(start_paused = true)]
async fn a_long_attempt_resets_all_kinds_of_failures() {
    let long = [Duration::ZERO, Duration::ZERO, MINUTE];
    let peer = Peer::lasting(&long);
    let (calls, kind) = (
        Cell::new(0),
        Kind::new().backoff(Backoff::exponential(SECOND)),
    );
    // Every second failure is of the kind.
    let lost = POLICY
        .max_attempts(4)
        .on(|_| true)
        .when(
            |_: &Down| {
                calls.set(calls.get() + 1);
                calls.get() % 2 == 0
            },
            kind.max_attempts(3),
        )
        .call_async(|| peer.connect())
        .await;
    assert_eq!(lost, Err(Down));
    // The third attempt resets both kinds.
    assert_eq!(
        peer.waits(),
        millis([1000, 1000, 1000, 1000, 2000, 2000, 4000])
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_goes_on() {
    #[retry(fixed("1s"), deadline = "10m", reset_after = "1m")]
    async fn connect(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    let (start, long) = (Instant::now(), [2 * MINUTE; 99]);
    assert_eq!(connect(&Peer::lasting(&long)).await, Err(Down));
    assert_eq!(start.elapsed(), 5 * 2 * MINUTE + 4 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn each_retry_takes_from_the_budget() {
    static TWO_RETRIES: Budget = Budget::tokens(10);

    #[retry(fixed("1s"), max_attempts = 9, reset_after = "1m", budget = TWO_RETRIES)]
    async fn connect(peer: &Peer<'_>) -> Result<(), Down> {
        peer.connect().await
    }

    let long = [MINUTE; 99];
    let peer = Peer::lasting(&long);
    assert_eq!(connect(&peer).await, Err(Down));
    assert_eq!(peer.connections.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_cut_off_may_have_lasted_long_enough() {
    #[retry(
        fixed("1s"),
        max_attempts = 2,
        attempt_timeout = "2m",
        reset_after = "1m"
    )]
    async fn connect(peer: &Peer<'_>) -> Result<(), std::io::Error> {
        peer.connect()
            .await
            .map_err(|_| std::io::Error::other("lost"))
    }

    let long = [60 * MINUTE, 60 * MINUTE];
    let peer = Peer::lasting(&long);
    assert!(connect(&peer).await.is_err());
    assert_eq!(peer.connections.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_after_the_last_by_number_has_its_arguments() {
    #[retry(fixed("1s"), max_attempts = 1, reset_after = "1m", clone)]
    async fn once(name: String, peer: &Peer<'_>) -> Result<(), Down> {
        drop(name);
        peer.connect().await
    }

    #[retry(fixed("1s"), max_attempts = 2, reset_after = "1m", clone)]
    async fn connect(name: String, peer: &Peer<'_>) -> Result<(), Down> {
        drop(name);
        peer.connect().await
    }

    let long = [Duration::ZERO, MINUTE, MINUTE];
    let peer = Peer::lasting(&long);
    assert_eq!(connect("a".to_owned(), &peer).await, Err(Down));
    assert_eq!(peer.connections.get(), 4);

    let peer = Peer::lasting(&long);
    assert_eq!(once("a".to_owned(), &peer).await, Err(Down));
    assert_eq!(peer.connections.get(), 1);
}

#[cfg(feature = "test-util")]
#[tokio::test(start_paused = true)]
async fn events_and_the_body_count_from_the_attempt_that_lasted() {
    #[retry(fixed("1s"), max_attempts = 2, reset_after = "1m", attempt = n, name = "connect")]
    async fn connect(peer: &Peer<'_>, numbers: &mut Vec<u32>) -> Result<(), Down> {
        numbers.push(n.number());
        peer.connect().await
    }

    let (lasting, mut numbers) = ([Duration::ZERO, MINUTE], Vec::new());
    let peer = Peer::lasting(&lasting);
    let log = retries::testing::record_async(connect(&peer, &mut numbers)).await;
    assert_eq!(log.output, Err(Down));
    let events: Vec<_> = log.events().iter().map(ToString::to_string).collect();
    assert_eq!(
        events,
        [
            "connect: attempt 1 of 2 failed: Down; the next is in 1s (backoff)",
            "connect: attempt 1 of 2 failed: Down; the next is in 1s (backoff)",
            "connect: attempt 2 of 2 failed: Down; gave up (attempts)",
        ]
    );
    assert_eq!(numbers, [1, 2, 2]);
}
