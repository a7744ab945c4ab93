//! The place of a step among the last steps.

use super::atomic::AtomicU64;

/// Returns the place of the step, which it shares with the step that is as many steps older as there are places.
pub(super) fn slot(steps: &[AtomicU64], step: u64) -> &AtomicU64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below the number of places"
    )]
    let place = (step % steps.len() as u64) as usize;
    &steps[place]
}
