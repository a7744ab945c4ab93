//! tokio's timer inside a tokio runtime, elsewhere the other that is enabled.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use super::Other;
use super::tokio::Tokio;
use crate::time::task::Timer;

/// Where the code runs chooses.
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
                sleep: Other::sleep(wait),
            }
        }
    }

    async fn cut_off<F: Future>(attempt: Pin<&mut F>, limit: Duration) -> Option<F::Output> {
        if is_inside_tokio() {
            Tokio::cut_off(attempt, limit).await
        } else {
            Other::cut_off(attempt, limit).await
        }
    }
}

pin_project! {
    /// A wait on the one or the other.
    #[derive(Debug)]
    #[project = Projected]
    pub enum Sleep {
        /// On tokio's.
        Tokio { #[pin] sleep: <Tokio as Timer>::Sleep },
        /// On the other.
        Other { #[pin] sleep: <Other as Timer>::Sleep },
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
