//! The attribute works with every form of `self`, in every kind of `impl`.

use crate::flaky::{Answer, Flaky, WAYS, Way};
use retries::retry;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use tokio::task::yield_now;

#[derive(Clone, Default)]
struct Client {
    flaky: Arc<Flaky>,
    changes: u32,
}

impl Client {
    fn pinned(&mut self) -> Pin<&mut Self> {
        Pin::new(self)
    }
}

/// Changes the client through a reference.
fn change(client: &mut Client) -> u32 {
    client.changes += 1;
    client.changes
}

/// Takes `self` by value, as a builder does.
fn take<T>(given: T) -> T {
    given
}

#[expect(clippy::needless_arbitrary_self_type, reason = "it is what is tested")]
mod sync {
    use super::*;

    impl Client {
        #[retry(fixed("0s"))]
        pub(super) fn shared(&self, way: Way) -> Answer {
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn exclusive(&mut self, way: Way) -> Answer {
            self.changes += 1;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn exclusive_passed_on(&mut self, way: Way) -> Answer {
            let client = take(self);
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn exclusive_for_a_lifetime<'a>(&'a mut self, _: &'a str, way: Way) -> Answer {
            let client = take(self);
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn owned(self, way: Way) -> Answer {
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone(self))]
        pub(super) fn owned_used_up(self, way: Way) -> Answer {
            let mut client = take(self);
            let changes = change(&mut client);
            end!(way, client.flaky.call(changes))
        }

        #[retry(fixed("0s"), clone(self))]
        pub(super) fn owned_changed(mut self, way: Way) -> Answer {
            let changes = change(&mut self);
            end!(way, self.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn counted(self: Arc<Self>, way: Way) -> Answer {
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone)]
        pub(super) fn counted_used_up(self: Rc<Self>, way: Way) -> Answer {
            let client = take(self);
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        #[expect(clippy::boxed_local, reason = "it is what is tested")]
        pub(super) fn boxed(self: Box<Self>, way: Way) -> Answer {
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone)]
        pub(super) fn boxed_used_up(self: Box<Self>, way: Way) -> Answer {
            let mut client = *self;
            let changes = change(&mut client);
            end!(way, client.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn pinned_passed_on(self: Pin<&mut Self>, way: Way) -> Answer {
            let client = self.get_mut();
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn pinned_reborrowed(mut self: Pin<&mut Self>, way: Way) -> Answer {
            let changes = change(&mut self.as_mut());
            end!(way, self.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn typed_shared(self: &Self, way: Way) -> Answer {
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) fn typed_exclusive(self: &mut Self, way: Way) -> Answer {
            let client = take(self);
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }
    }
}

#[expect(clippy::needless_arbitrary_self_type, reason = "it is what is tested")]
mod in_tasks {
    use super::*;

    impl Client {
        #[retry(fixed("0s"))]
        pub(super) async fn task_shared(&self, way: Way) -> Answer {
            yield_now().await;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_exclusive(&mut self, way: Way) -> Answer {
            yield_now().await;
            self.changes += 1;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_exclusive_passed_on(&mut self, way: Way) -> Answer {
            yield_now().await;
            let client = take(self);
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_owned(self, way: Way) -> Answer {
            yield_now().await;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone(self))]
        pub(super) async fn task_owned_used_up(self, way: Way) -> Answer {
            yield_now().await;
            let mut client = take(self);
            let changes = change(&mut client);
            end!(way, client.flaky.call(changes))
        }

        #[retry(fixed("0s"), clone(self))]
        pub(super) async fn task_owned_changed(mut self, way: Way) -> Answer {
            yield_now().await;
            let changes = change(&mut self);
            end!(way, self.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_counted(self: Arc<Self>, way: Way) -> Answer {
            yield_now().await;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone)]
        pub(super) async fn task_counted_used_up(self: Rc<Self>, way: Way) -> Answer {
            yield_now().await;
            let client = take(self);
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_boxed(self: Box<Self>, way: Way) -> Answer {
            yield_now().await;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"), clone)]
        pub(super) async fn task_boxed_used_up(self: Box<Self>, way: Way) -> Answer {
            yield_now().await;
            let mut client = *self;
            let changes = change(&mut client);
            end!(way, client.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_pinned_passed_on(self: Pin<&mut Self>, way: Way) -> Answer {
            yield_now().await;
            let client = self.get_mut();
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_pinned_reborrowed(mut self: Pin<&mut Self>, way: Way) -> Answer {
            yield_now().await;
            let changes = change(&mut self.as_mut());
            end!(way, self.flaky.call(changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_typed_shared(self: &Self, way: Way) -> Answer {
            yield_now().await;
            end!(way, self.flaky.call(self.changes))
        }

        #[retry(fixed("0s"))]
        pub(super) async fn task_typed_exclusive(self: &mut Self, way: Way) -> Answer {
            yield_now().await;
            let client = take(self);
            client.changes += 1;
            end!(way, client.flaky.call(client.changes))
        }
    }
}

#[test]
fn a_sync_method_takes_self_in_every_form() {
    for way in WAYS {
        let client = Client::default;
        let same = Ok("0 0 0".to_owned());
        let counted = Ok("1 2 3".to_owned());
        let fresh = Ok("1 1 1".to_owned());
        assert_eq!(client().shared(way), same);
        assert_eq!(client().exclusive(way), counted);
        assert_eq!(client().exclusive_passed_on(way), counted);
        assert_eq!(client().exclusive_for_a_lifetime("", way), counted);
        assert_eq!(client().owned(way), same);
        assert_eq!(client().owned_used_up(way), fresh);
        assert_eq!(client().owned_changed(way), fresh);
        assert_eq!(Arc::new(client()).counted(way), same);
        assert_eq!(Rc::new(client()).counted_used_up(way), same);
        assert_eq!(Box::new(client()).boxed(way), same);
        assert_eq!(Box::new(client()).boxed_used_up(way), fresh);
        assert_eq!(client().pinned().pinned_passed_on(way), counted);
        assert_eq!(client().pinned().pinned_reborrowed(way), counted);
        assert_eq!(client().typed_shared(way), same);
        assert_eq!(client().typed_exclusive(way), counted);
    }
}

#[tokio::test(start_paused = true)]
async fn an_async_method_takes_self_in_every_form() {
    for way in WAYS {
        let client = Client::default;
        let same = Ok("0 0 0".to_owned());
        let counted = Ok("1 2 3".to_owned());
        let fresh = Ok("1 1 1".to_owned());
        assert_eq!(client().task_shared(way).await, same);
        assert_eq!(client().task_exclusive(way).await, counted);
        assert_eq!(client().task_exclusive_passed_on(way).await, counted);
        assert_eq!(client().task_owned(way).await, same);
        assert_eq!(client().task_owned_used_up(way).await, fresh);
        assert_eq!(client().task_owned_changed(way).await, fresh);
        assert_eq!(Arc::new(client()).task_counted(way).await, same);
        assert_eq!(Rc::new(client()).task_counted_used_up(way).await, same);
        assert_eq!(Box::new(client()).task_boxed(way).await, same);
        assert_eq!(Box::new(client()).task_boxed_used_up(way).await, fresh);
        assert_eq!(client().pinned().task_pinned_passed_on(way).await, counted);
        assert_eq!(client().pinned().task_pinned_reborrowed(way).await, counted);
        assert_eq!(client().task_typed_shared(way).await, same);
        assert_eq!(client().task_typed_exclusive(way).await, counted);
    }
}

/// A `Copy` handle, passed by value.
#[derive(Clone, Copy)]
struct Handle<'a> {
    flaky: &'a Flaky,
    changes: u32,
}

impl Handle<'_> {
    #[retry(fixed("0s"))]
    fn copied(mut self, way: Way) -> Answer {
        self.changes += 1;
        end!(way, self.flaky.call(self.changes))
    }

    #[retry(fixed("0s"))]
    async fn task_copied(mut self, way: Way) -> Answer {
        yield_now().await;
        self.changes += 1;
        end!(way, self.flaky.call(self.changes))
    }
}

#[tokio::test(start_paused = true)]
async fn a_copied_mut_self_starts_each_attempt_unchanged() {
    for way in WAYS {
        let flaky = &Flaky::default();
        let handle = Handle { flaky, changes: 0 };
        assert_eq!(handle.copied(way), Ok("1 1 1".to_owned()));
        assert_eq!(handle.task_copied(way).await, Ok("1 1 1".to_owned()));
    }
}

trait Api: Sized {
    fn flaky(&self) -> &Flaky;
    fn shared(&self, way: Way) -> Answer;
    fn exclusive(&mut self, way: Way) -> Answer;
    fn owned(self, way: Way) -> Answer;
    async fn task_shared(&self, way: Way) -> Answer;
    async fn task_exclusive(&mut self, way: Way) -> Answer;
    async fn task_owned(self, way: Way) -> Answer;

    #[retry(fixed("0s"))]
    fn default_shared(&self, way: Way) -> Answer {
        end!(way, self.flaky().call("default"))
    }

    #[retry(fixed("0s"))]
    fn default_exclusive(&mut self, way: Way) -> Answer {
        let api = take(self);
        end!(way, api.flaky().call("default"))
    }

    #[retry(fixed("0s"))]
    fn default_owned(self, way: Way) -> Answer {
        end!(way, self.flaky().call("default"))
    }

    #[retry(fixed("0s"))]
    async fn task_default_shared(&self, way: Way) -> Answer {
        yield_now().await;
        end!(way, self.flaky().call("default"))
    }

    #[retry(fixed("0s"))]
    async fn task_default_exclusive(&mut self, way: Way) -> Answer {
        yield_now().await;
        let api = take(self);
        end!(way, api.flaky().call("default"))
    }

    #[retry(fixed("0s"), clone(self))]
    async fn task_default_owned(self, way: Way) -> Answer
    where
        Self: Clone,
    {
        yield_now().await;
        let api = take(self);
        end!(way, api.flaky().call("default"))
    }
}

impl Api for Client {
    fn flaky(&self) -> &Flaky {
        &self.flaky
    }

    #[retry(fixed("0s"))]
    fn shared(&self, way: Way) -> Answer {
        end!(way, self.flaky.call("own"))
    }

    #[retry(fixed("0s"))]
    fn exclusive(&mut self, way: Way) -> Answer {
        let changes = change(self);
        end!(way, self.flaky.call(changes))
    }

    #[retry(fixed("0s"), clone(self))]
    fn owned(self, way: Way) -> Answer {
        let client = take(self);
        end!(way, client.flaky.call("own"))
    }

    #[retry(fixed("0s"))]
    async fn task_shared(&self, way: Way) -> Answer {
        yield_now().await;
        end!(way, self.flaky.call("own"))
    }

    #[retry(fixed("0s"))]
    async fn task_exclusive(&mut self, way: Way) -> Answer {
        yield_now().await;
        let changes = change(self);
        end!(way, self.flaky.call(changes))
    }

    #[retry(fixed("0s"), clone)]
    async fn task_owned(self, way: Way) -> Answer {
        yield_now().await;
        let client = take(self);
        end!(way, client.flaky.call("own"))
    }
}

#[tokio::test(start_paused = true)]
async fn a_trait_method_is_retried_where_it_is_implemented() {
    for way in WAYS {
        let mut client = Client::default();
        let same = Ok("own own own".to_owned());
        assert_eq!(Api::shared(&client, way), same);
        assert_eq!(Api::task_shared(&client, way).await, same);
        assert_eq!(Api::owned(client.clone(), way), same);
        assert_eq!(Api::task_owned(client.clone(), way).await, same);
        let exclusive = Api::exclusive(&mut client, way);
        assert_eq!(exclusive, Ok("1 2 3".to_owned()));
        let exclusive = Api::task_exclusive(&mut client, way).await;
        assert_eq!(exclusive, Ok("4 5 6".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_trait_method_is_retried_where_it_is_a_default() {
    for way in WAYS {
        let mut client = Client::default();
        let same = Ok("default default default".to_owned());
        assert_eq!(client.default_shared(way), same);
        assert_eq!(client.default_exclusive(way), same);
        assert_eq!(client.task_default_shared(way).await, same);
        assert_eq!(client.task_default_exclusive(way).await, same);
        assert_eq!(client.clone().default_owned(way), same);
        assert_eq!(client.task_default_owned(way).await, same);
    }
}
