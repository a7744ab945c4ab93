#[retry(fixed("1s"), budget)]
#[allow(unused)]
#[cfg(unix)]
impl Client<'_> {
    const LIMIT: u32 = 5;

    /// Gets.
    pub fn get(&self) -> Result<(), Error> {
        self.call()
    }

    #[retry(skip)]
    fn skipped(&self) -> Result<(), Error> {
        self.call()
    }

    #[retry(max_attempts = 2)]
    fn of_its_own(&self) -> Result<(), Error> {
        self.call()
    }

    fn infallible(&self) -> u32 {
        Self::LIMIT
    }

    async fn put(&mut self) -> io::Result<()> {
        self.call().await
    }

    fn boxed(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { self.call().await })
    }

    fn opaque(&self) -> impl Future<Output = Result<(), Error>> {
        self.call()
    }

    type Of = u32;
}

#[retry(fixed("1s"), on = |error| self.is_busy(error))]
unsafe impl<T: Send> Fetch<T> for shop::Client<T>
where
    T: Clone,
{
    fn fetch(&self) -> Result<T, Error> {
        self.call()
    }
}

#[retry(fixed("1s"))]
impl Fetch for &mut dyn Api {
    fn fetch(&self) -> Result<u8, Error> {
        self.call()
    }
}
