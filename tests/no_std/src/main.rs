//! The core in a program without the standard library and without an allocator. The program has its own panic
//! handler, so a dependency on the standard library, which has one too, would not link.
#![no_std]
#![no_main]

use core::panic::PanicInfo;
use core::time::Duration;
use retries::state::{RetryState, Step};
use retries::{
    Backoff, Budget, CallRequest, Decision, Jitter, Policy, PolicyError, RetryBudget, RetryRequest,
    StopReason,
};

// Only this attribute links C's library, which has the entry point.
#[link(name = "c")]
unsafe extern "C" {
    fn abort() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    // SAFETY: the function takes no arguments and does not return.
    unsafe { abort() }
}

// The compiled `core` refers to this function for unwinding, although nothing unwinds here.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

const POLICY: Policy = Policy::new()
    .backoff(Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(3)))
    .jitter(Jitter::None)
    .max_attempts(4)
    .deadline(Duration::from_secs(30));

static BUDGET: Budget = Budget::tokens(15);
static ADAPTIVE: Budget = Budget::adaptive(2.0);

/// A loop around the core, whose clock is the sum of the waits.
fn call(mut attempt: impl FnMut() -> Decision) -> (Duration, StopReason) {
    let mut run = RetryState::new();
    let mut elapsed = Duration::ZERO;
    loop {
        let decision = attempt();
        let remaining = POLICY
            .time_limit()
            .map(|limit| limit.saturating_sub(elapsed));
        match run.on_failure(&POLICY, decision, remaining, 0) {
            Step::Stop(reason) => return (elapsed, reason),
            Step::Wait(wait) => {
                if BUDGET
                    .withdraw(&RetryRequest::new(decision, &|| elapsed))
                    .is_none()
                {
                    return (elapsed, StopReason::Budget);
                }
                elapsed += wait;
            }
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    assert_eq!(POLICY.validate(), Ok(()));
    assert_eq!(
        POLICY
            .unlimited_attempts()
            .deadline(Duration::MAX)
            .validate(),
        Ok(())
    );
    assert_eq!(
        Policy::new().unlimited_attempts().validate(),
        Err(PolicyError::NoLimit)
    );

    let waits = POLICY.schedule().map(|wait| wait.nominal.as_secs());
    assert!(waits.eq([1, 2, 3]));

    let all = call(|| Decision::Retry);
    assert_eq!(all, (Duration::from_secs(6), StopReason::Attempts));
    let none_left = call(|| Decision::Retry);
    assert_eq!(none_left, (Duration::ZERO, StopReason::Budget));
    let permanent = call(|| Decision::Stop);
    assert_eq!(permanent, (Duration::ZERO, StopReason::Permanent));

    let call = CallRequest::new(&|| Duration::ZERO);
    assert!(ADAPTIVE.admit(&call).is_ok());
    (0..1000).for_each(|_| ADAPTIVE.on_failure());
    assert!(ADAPTIVE.admit(&call.with_random(&|| 0)).is_err());
    assert!(ADAPTIVE.admit(&call.with_random(&|| u64::MAX)).is_ok());
    // A word that follows from the clock.
    assert!(ADAPTIVE.admit(&call).is_err());
    0
}
