#[must_use]
#[retry(fixed("1s"))]
#[inline(never)]
pub(crate) async unsafe fn qualified<'a, T, const N: usize>(value: &'a T) -> Result<&'a [T; N], Error>
where
    T: Clone,
{
    if value.is_none() {
        return Err(Error::None);
    }
    call(value).await
}

#[retry(fixed("1s"))]
extern "C" fn of_another_language() -> Result<(), Error> {
    call()
}

#[retry(fixed("1s"))]
fn with_inner_attributes() -> Result<(), Error> {
    #![allow(unused)]
    call()
}

#[retry(fixed("1s"))]
fn empty() -> Option<()> {}

#[retry(fixed("1s"))]
fn opaque() -> Result<(impl Iterator<Item = u8>, [impl Copy; 2], &'static [Box<impl Copy>]), impl Error> {
    call()
}

#[retry(fixed("1s"))]
fn impl_trait_alone() -> impl Outcome {
    call()
}

impl Client {
    #[retry(fixed("1s"))]
    fn shared(&self, key: &str) -> Result<(), Error> {
        self.call(key)
    }

    #[retry(fixed("1s"))]
    fn exclusive(&mut self) -> Result<(), Error> {
        self.call()
    }

    #[retry(fixed("1s"))]
    async fn owned(mut self) -> Result<Self, Error> {
        self.call().await
    }

    #[retry(fixed("1s"), clone(self))]
    fn cloned(self) -> Result<(), Error> {
        self.into_call()
    }

    #[retry(fixed("1s"))]
    async fn counted(self: &Rc<Self>, other: Arc<Self>) -> Result<(), Error> {
        self.call(other).await
    }

    #[retry(fixed("1s"))]
    async fn pinned(mut self: Pin<&mut Self>) -> Result<(), Error> {
        self.as_mut().call().await
    }

    #[retry(fixed("1s"))]
    fn associated(client: &Self) -> Result<(), Error> {
        client.call()
    }

    #[retry(fixed("1s"), name = "client.named")]
    fn named(&self) -> Result<(), Error> {
        self.call()
    }
}

trait Fetch {
    #[retry(fixed("1s"))]
    fn declared_without_a_body(&self) -> Result<(), Error>;
}

#[cfg_attr(unix, retry)]
#[retry(fixed("1s"))]
fn twice() -> Result<(), Error> {
    call()
}

#[retry(fixed("1s"))]
fn in_parentheses() -> (Result<(impl Copy), [impl Copy]>) {
    call()
}

#[retry(fixed("1s"))]
fn never() -> Result<fn() -> u8, dyn Error> {
    call()
}

#[retry(fixed("1s"))]
fn block_in_a_block(mut n: u32) -> Result<(), Error> {
    {
        n += 1;
        call(n)
    }
}

#[retry(fixed("1s"))]
fn with_a_traced_function_inside() -> Result<(), Error> {
    fn inner() {
        if false {
            let __tracing_attr_fake_return: () = loop {};
            return __tracing_attr_fake_return;
        }
        {}
    }
    call(inner)
}

impl Client {
    #[retry(fixed("1s"), clone(self), on_give_up = |_| self.log())]
    fn with_another_self_inside(self) -> Result<(), Error> {
        trait Get {
            fn get(&self) -> u8;
        }
        impl Get for u8 {
            fn get(&self) -> u8 {
                *self
            }
        }
        if is_ready() {
            drop(self);
        }
        call(|| self.get())
    }
}

#[retry(fixed("1s"))]
#[name = retry]
fn with_an_import_of_its_own() -> io::Result<()> {
    use std::io;
    call()
}
