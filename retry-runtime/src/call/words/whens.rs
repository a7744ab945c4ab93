//! The list of `when`s of a call: which failures each is for, and how they are retried.

use super::kind::Kind;
use crate::call::flow::call_state::StateAfterAttempt;
use crate::call::flow::state_by_kind::{KindStates, Kinds, StateByKind, StatesByIndex};
use crate::decision::Decision;
use crate::outcome::Outcome;
use crate::state::RetryState;

impl<const N: usize> Kinds for [Kind; N] {
    type State = StateByKind<Self::States>;
    type States = [RetryState; N];

    #[inline]
    fn get(&self, index: usize) -> Option<&Kind> {
        self.as_slice().get(index)
    }

    #[inline]
    fn begin(&self) -> Self::State {
        StateByKind::new(self)
    }

    #[inline]
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut Self::State,
        matching: Option<usize>,
    ) -> impl StateAfterAttempt + 'a {
        state.after_attempt(self, matching)
    }
}

/// A call without `when`.
#[derive(Clone, Copy, Debug)]
pub struct NoWhen;

impl Kinds for NoWhen {
    type State = RetryState;
    type States = [RetryState; 0];

    #[inline]
    fn get(&self, _: usize) -> Option<&Kind> {
        None
    }

    #[inline]
    fn begin(&self) -> RetryState {
        RetryState::new()
    }

    #[inline]
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut RetryState,
        _: Option<usize>,
    ) -> impl StateAfterAttempt + 'a {
        state
    }
}

/// One `when`: the failures for which `condition` is true are retried as `kind` says.
#[derive(Clone, Copy, Debug)]
pub struct When<C> {
    /// A function or closure, or the hidden type of a bundle.
    pub condition: C,
    /// How these failures are retried.
    pub kind: Kind,
}

impl<Rest: Kinds, C> Kinds for (Rest, When<C>) {
    type State = StateByKind<Self::States>;
    type States = (Rest::States, RetryState);

    #[inline]
    fn get(&self, index: usize) -> Option<&Kind> {
        if index == Rest::COUNT {
            Some(&self.1.kind)
        } else {
            self.0.get(index)
        }
    }

    #[inline]
    fn begin(&self) -> Self::State {
        StateByKind::new(self)
    }

    #[inline]
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut Self::State,
        matching: Option<usize>,
    ) -> impl StateAfterAttempt + 'a {
        state.after_attempt(self, matching)
    }
}

/// The condition of a `when`: a function or closure from `&E` to `bool`, or a reference to the hidden type of a
/// bundle.
#[diagnostic::on_unimplemented(
    message = "the condition of `when` does not take `{E}`",
    label = "this error is another than the condition takes",
    note = "the condition is a function from a reference to this error to `bool`"
)]
pub trait Condition<E: ?Sized> {
    /// Returns whether the failure is of this kind.
    fn holds(self, error: &E) -> bool;
}

impl<E: ?Sized, F: FnOnce(&E) -> bool> Condition<E> for F {
    #[inline]
    fn holds(self, error: &E) -> bool {
        self(error)
    }
}

/// A condition of a bundle's `when` with the index `N`, implemented for its hidden type.
pub trait ConditionWord<E: ?Sized, const N: usize> {
    /// Returns whether the failure is of this kind.
    fn holds(error: &E) -> bool;
}

/// The condition of the bundle with the hidden type `B`.
#[derive(Clone, Copy, Debug)]
pub struct ConditionOf<B, const N: usize>(pub B);

impl<E: ?Sized, B: ConditionWord<E, N>, const N: usize> Condition<E> for &ConditionOf<B, N> {
    #[inline]
    fn holds(self, error: &E) -> bool {
        B::holds(error)
    }
}

/// The condition of `.when(…)`.
#[derive(Clone, Copy, Debug)]
pub struct ConditionBy<C>(C);

impl<E: ?Sized, C: Fn(&E) -> bool> Condition<E> for &ConditionBy<C> {
    #[inline]
    fn holds(self, error: &E) -> bool {
        (self.0)(error)
    }
}

/// The `when`s of a call, to which `.when(…)` adds one: after the others of the call, before those of its bundle.
pub trait AddWhen<C>: Sized {
    /// The `when`s with the new one.
    type Added;

    /// Adds a `when`.
    fn add(self, condition: C, kind: Kind) -> Self::Added;
}

/// Adds a `when` after all others.
const fn add_last<Rest, C>(rest: Rest, condition: C, kind: Kind) -> (Rest, When<ConditionBy<C>>) {
    let condition = ConditionBy(condition);
    (rest, When { condition, kind })
}

impl<C> AddWhen<C> for NoWhen {
    type Added = (Self, When<ConditionBy<C>>);

    #[inline]
    fn add(self, condition: C, kind: Kind) -> Self::Added {
        add_last(self, condition, kind)
    }
}

impl<Rest, Other, C> AddWhen<C> for (Rest, When<ConditionBy<Other>>) {
    type Added = (Self, When<ConditionBy<C>>);

    #[inline]
    fn add(self, condition: C, kind: Kind) -> Self::Added {
        add_last(self, condition, kind)
    }
}

impl<Rest: AddWhen<C>, B, const N: usize, C> AddWhen<C> for (Rest, When<ConditionOf<B, N>>) {
    type Added = (Rest::Added, When<ConditionOf<B, N>>);

    #[inline]
    fn add(self, condition: C, kind: Kind) -> Self::Added {
        let (rest, of_bundle) = self;
        (rest.add(condition, kind), of_bundle)
    }
}

/// The `when`s of a function, before those of its bundle.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a, K, W> {
    own: &'a K,
    bundle: &'a W,
}

/// The states of the kinds of [`Beside`].
#[derive(Debug)]
pub struct StatesBeside<K, W>(K, W);

impl<K: KindStates, W: KindStates> KindStates for StatesBeside<K, W> {
    const NEW: Self = Self(K::NEW, W::NEW);
    const COUNT: usize = K::COUNT + W::COUNT;
}

impl<K: KindStates, W: KindStates> StatesByIndex for StatesBeside<K, W> {
    #[inline]
    fn get_mut(&mut self, index: usize) -> Option<&mut RetryState> {
        match index.checked_sub(K::COUNT) {
            Some(index) => self.1.get_mut(index),
            None => self.0.get_mut(index),
        }
    }
}

impl<K: Kinds, W: Kinds> Kinds for Beside<'_, K, W> {
    type State = StateByKind<Self::States>;
    type States = StatesBeside<K::States, W::States>;

    #[inline]
    fn get(&self, index: usize) -> Option<&Kind> {
        match index.checked_sub(K::COUNT) {
            Some(index) => self.bundle.get(index),
            None => self.own.get(index),
        }
    }

    #[inline]
    fn begin(&self) -> Self::State {
        StateByKind::new(self)
    }

    #[inline]
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut Self::State,
        matching: Option<usize>,
    ) -> impl StateAfterAttempt + 'a {
        state.after_attempt(self, matching)
    }
}

/// Returns the `when`s of a function, before those of its bundle.
#[inline]
pub const fn beside<'a, K: Kinds, W: Kinds>(own: &'a K, bundle: &'a W) -> Beside<'a, K, W> {
    Beside { own, bundle }
}

/// Returns the index of the bundle's `when` that holds, beside a number of the function's own.
#[inline]
pub fn find_beside<E: ?Sized>(own: usize, bundle: &impl Whens<E>, error: &E) -> Option<usize> {
    Some(bundle.find(error)? + own)
}

/// Returns whether a function's own condition is true. A closure gets the type of its parameter from the error.
#[inline]
pub fn holds<E: ?Sized>(error: &E, condition: impl FnOnce(&E) -> bool) -> bool {
    condition(error)
}

/// The `when`s of a call whose failures have this error.
pub trait Whens<E: ?Sized>: Kinds {
    /// Returns the index of the first `when` whose condition is true.
    fn find(&self, error: &E) -> Option<usize>;
}

impl<E: ?Sized> Whens<E> for NoWhen {
    #[inline]
    fn find(&self, _: &E) -> Option<usize> {
        None
    }
}

impl<E: ?Sized, Rest: Whens<E>, C> Whens<E> for (Rest, When<C>)
where
    for<'a> &'a C: Condition<E>,
{
    #[inline]
    fn find(&self, error: &E) -> Option<usize> {
        let (rest, when) = self;
        rest.find(error)
            .or_else(|| when.condition.holds(error).then_some(Rest::COUNT))
    }
}

/// Returns the index of the `when` that holds for an attempt, found by `find`. A success has none, nor has a
/// failure that `on` stops, so that no condition is called for it.
#[inline]
pub fn find_kind<R: Outcome>(
    outcome: &R,
    judged: Option<Decision>,
    find: impl FnOnce(&R::Error) -> Option<usize>,
) -> Option<usize> {
    match (judged, outcome.as_result()) {
        (Some(Decision::Stop) | None, _) | (_, Ok(_)) => None,
        (Some(_), Err(error)) => find(error),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Condition, Decision, Kind, KindStates, Kinds, NoWhen, RetryState, StatesBeside,
        StatesByIndex, When, Whens, find_kind, holds,
    };
    use crate::backoff::Backoff;
    use crate::call::flow::call_budget::CallBudget;
    use crate::call::flow::next_step::next_wait_with_budget;
    use crate::observe::call_observer::Unobserved;
    use crate::observe::error_view::ErrorView;
    use crate::policy::Policy;
    use core::time::Duration;

    const MS: Duration = Duration::from_millis(1);

    const fn kind(delay: Duration, max_attempts: Option<u32>) -> Kind {
        Kind {
            backoff: Some(Backoff::fixed(delay)),
            max_attempts,
        }
    }

    const fn when<C>(condition: C, kind: Kind) -> When<C> {
        When { condition, kind }
    }

    /// Returns the waits of a call that fails with these errors.
    fn waits(whens: &impl Whens<u16>, policy: &Policy, errors: &[u16]) -> Vec<Duration> {
        let mut state = whens.begin();
        let next_wait = |error: &u16| {
            let (outcome, judged) = (Err::<(), u16>(*error), Some(Decision::Retry));
            let matching = find_kind(&outcome, judged, |error| whens.find(error));
            next_wait_with_budget(
                whens.after_attempt(&mut state, matching),
                policy,
                judged,
                &(),
                || Duration::ZERO,
                &mut Unobserved,
                ErrorView::Nothing,
                &mut CallBudget::none(),
            )
        };
        errors.iter().map_while(next_wait).collect()
    }

    #[test]
    fn each_kind_of_a_list_has_its_own_delay_and_number() {
        let doubling = |base, max_attempts| Kind {
            backoff: Some(Backoff::exponential(base)),
            max_attempts,
        };
        let list = (
            NoWhen,
            when(|error: &u16| *error == 409, doubling(5 * MS, Some(3))),
        );
        let list = (
            list,
            when(|error: &u16| *error >= 500, doubling(9 * MS, None)),
        );
        let policy = Policy::new()
            .backoff(Backoff::exponential(MS))
            .max_attempts(3);
        let errors = [409, 400, 409, 503, 409];
        assert_eq!(
            waits(&list, &policy, &errors),
            [5, 1, 10, 9].map(|ms| ms * MS)
        );
        assert_eq!(waits(&list, &policy, &[503; 9]), [9 * MS, 18 * MS]);
        assert_eq!(list.attempt_limit(&policy), Some(5));
    }

    #[test]
    fn the_first_when_whose_condition_is_true_holds() {
        let kind = kind(MS, None);
        let list = (NoWhen, when(|error: &u16| *error >= 500, kind));
        let list = (list, when(|error: &u16| *error == 503, kind));
        let list = (list, when(|error: &u16| *error == 409, kind));
        assert_eq!(list.find(&503), Some(0));
        assert_eq!(list.find(&409), Some(2));
        assert_eq!(list.find(&400), None);
    }

    #[test]
    fn a_list_has_its_kinds_in_their_order() {
        let list = (
            (NoWhen, when((), kind(MS, None))),
            when((), kind(2 * MS, Some(7))),
        );
        let backoffs: Vec<_> = list.iter().filter_map(|kind| kind.backoff).collect();
        assert_eq!(backoffs, [MS, 2 * MS].map(Backoff::fixed));
        assert_eq!(list.get(1).and_then(|kind| kind.max_attempts), Some(7));
        assert!(list.get(2).is_none());
    }

    #[test]
    fn a_function_has_an_array_of_kinds_and_conditions_without_types() {
        let kinds = [kind(2 * MS, Some(3)), kind(3 * MS, None)];
        let policy = Policy::new().backoff(Backoff::fixed(MS)).max_attempts(3);
        let mut state = kinds.begin();
        let mut waits = Vec::new();
        for status in [409, 409, 503, 400, 409, 503] {
            let outcome = Err::<(), u16>(status);
            let matching = find_kind(&outcome, Some(Decision::Retry), |error| {
                if holds(error, |status| *status == 409) {
                    return Some(0);
                }
                holds(error, |status| *status >= 500).then_some(1)
            });
            waits.extend(next_wait_with_budget(
                kinds.after_attempt(&mut state, matching),
                &policy,
                Some(Decision::Retry),
                &(),
                || Duration::ZERO,
                &mut Unobserved,
                ErrorView::Nothing,
                &mut CallBudget::none(),
            ));
        }
        assert_eq!(waits, [2, 2, 3, 1].map(|ms| ms * MS));
    }

    #[test]
    fn a_call_without_when_has_the_state_that_it_always_had() {
        let policy = Policy::new().backoff(Backoff::fixed(MS)).max_attempts(3);
        assert_eq!(waits(&NoWhen, &policy, &[503; 9]), [MS; 2]);
        let _: RetryState = NoWhen.begin();
    }

    #[test]
    fn no_condition_is_called_for_a_success_and_a_failure_that_on_stops() {
        let never = |_: &u16| -> Option<usize> { panic!("called") };
        let failure = Err::<(), u16>(503);
        assert_eq!(find_kind(&failure, Some(Decision::Stop), never), None);
        assert_eq!(find_kind(&Ok::<(), u16>(()), None, never), None);
        let retried_success = Some(Decision::Retry);
        assert_eq!(find_kind(&Ok::<(), u16>(()), retried_success, never), None);
        let decided = Some(Decision::RateLimited);
        assert_eq!(find_kind(&failure, decided, |_| Some(1)), Some(1));
    }

    #[test]
    fn the_condition_of_a_bundle_is_a_hidden_type() {
        struct IsConflict;

        impl Condition<u16> for &IsConflict {
            fn holds(self, error: &u16) -> bool {
                *error == 409
            }
        }

        let list = (NoWhen, when(IsConflict, kind(MS, None)));
        assert_eq!((list.find(&409), list.find(&503)), (Some(0), None));
    }

    #[test]
    fn each_kind_of_a_function_and_of_its_bundle_has_a_state_of_its_own() {
        type Two = StatesBeside<([RetryState; 0], RetryState), ([RetryState; 0], RetryState)>;
        assert_eq!(Two::COUNT, 2);
        let mut states = Two::NEW;
        assert!((0..2).all(|index| states.get_mut(index).is_some()));
        assert!(states.get_mut(2).is_none());
    }
}
