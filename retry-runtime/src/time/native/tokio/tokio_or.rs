//! Tokio's timer inside a tokio runtime, and the other enabled timer elsewhere.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use super::timer::Tokio;
use crate::time::platform::any_executor::AnyExecutor;
use crate::time::timer::Timer;

/// Chooses a timer for each wait: tokio's inside a tokio runtime, or the other.
#[derive(Clone, Copy, Debug)]
pub struct TokioOr;

fn is_inside_tokio() -> bool {
    Handle::try_current().is_ok()
}

impl Timer for TokioOr {
    type Sleep = Sleep;

    fn sleep(wait: Duration) -> Sleep {
        if is_inside_tokio() {
            Sleep::Tokio {
                sleep: Tokio::sleep(wait),
            }
        } else {
            Sleep::Other {
                sleep: AnyExecutor::sleep(wait),
            }
        }
    }

    fn timeout<F: Future>(attempt: F, limit: Duration) -> impl Future<Output = Option<F::Output>> {
        if is_inside_tokio() {
            Timeout::Tokio {
                attempt: Tokio::timeout(attempt, limit),
            }
        } else {
            Timeout::Other {
                attempt: AnyExecutor::timeout(attempt, limit),
            }
        }
    }
}

pin_project! {
    /// A wait on one of the two timers.
    #[derive(Debug)]
    #[project = Projected]
    pub enum Sleep {
        /// On tokio's timer.
        Tokio { #[pin] sleep: <Tokio as Timer>::Sleep },
        /// On the other timer.
        Other { #[pin] sleep: <AnyExecutor as Timer>::Sleep },
    }
}

pin_project! {
    /// An attempt beside one of the two timers.
    #[derive(Debug)]
    #[project = ProjectedTimeout]
    enum Timeout<T, O> {
        /// On tokio's timer.
        Tokio { #[pin] attempt: T },
        /// On the other timer.
        Other { #[pin] attempt: O },
    }
}

impl<T: Future, O: Future<Output = T::Output>> Future for Timeout<T, O> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        match self.project() {
            ProjectedTimeout::Tokio { attempt } => attempt.poll(cx),
            ProjectedTimeout::Other { attempt } => attempt.poll(cx),
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            Projected::Tokio { sleep } => sleep.poll(cx),
            Projected::Other { sleep } => sleep.poll(cx).map(drop),
        }
    }
}
