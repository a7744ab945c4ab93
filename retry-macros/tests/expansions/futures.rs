#[retry(fixed("1s"))]
fn opaque<'a>(name: &'a str) -> impl Future<Output = Result<(), Error>> + Send + 'a {
    let length = name.len();
    async move { call(name, length).await }
}

#[retry(fixed("1s"))]
fn borrowing(name: &str) -> impl Future<Output = io::Result<()>> {
    async { call(name).await }
}

#[retry(fixed("1s"))]
fn called(mut given: u32) -> impl Future<Output = Result<(), Error>> {
    given += 1;
    call(given)
}

#[retry(fixed("1s"), clone(name))]
fn boxed(name: String) -> Pin<Box<dyn Future<Output = Result<impl Copy, Error>> + Send>> {
    Box::pin(async move { call(name).await })
}

#[retry(fixed("1s"))]
fn alias(&self, mut n: u32) -> BoxFuture<'_, Result<(), Error>> {
    let url = self.url();
    async move {
        n += 1;
        call(&url, n).await
    }
    .instrument(span())
    .boxed()
}

#[retry(fixed("1s"))]
fn alias_of_a_call(&self) -> client::ResponseFuture {
    Box::pin(self.call())
}

#[retry(fixed("1s"), attempt_timeout = "2s", deadline = "1m", nested = stop)]
fn unknown_alias(key: &str) -> Answer<'_> {
    Pin::from(Box::new(async move { call(key).await },))
}

#[retry(fixed("1s"), crate = facade)]
fn boxed_call(key: &str) -> Pin<Box<dyn Future<Output = Option<u8>> + '_>> {
    if key.is_empty() {
        return Box::pin(ready(None));
    }
    Box::pin(call(key))
}

#[retry(fixed("1s"))]
fn function_of_the_trait(key: String) -> BoxFuture<'static, Result<(), Error>> {
    FutureExt::boxed(async move { call(key).await })
}

#[retry(fixed("1s"))]
fn in_parentheses(key: String) -> (BoxFuture<'static, Result<(), Error>>) {
    let (mut a, b): (u8, u8) = pair(key);
    (async move { call(a, b).await }.boxed_local())
}

#[retry(PARTNERS, on = is_busy)]
fn beside_a_bundle(key: &str) -> BoxFuture<'_, Result<(), Error>> {
    Box::pin(call(key))
}

#[retry(PARTNERS)]
fn of_a_bundle(key: &str) -> BoxFuture<'_, Result<(), Error>> {
    Box::pin(call(key))
}

#[retry(PARTNERS, attempt_timeout = never, on = is_busy)]
async fn beside_a_bundle_without_a_timeout(key: &str) -> Result<(), Error> {
    call(key).await
}

#[retry(fixed("1s"))]
fn index() -> impl Future<Output = Result<(), Error>> {
    futures()[0]
}

#[retry(fixed("1s"))]
fn no_future() -> Pin<u8> {
    call()
}

#[retry(fixed("1s"))]
fn nothing_boxed() -> Pin<Box<u8>> {
    call()
}

#[retry(fixed("1s"))]
fn of_no_output() -> Pin<Box<dyn Future>> {
    call()
}

#[retry(fixed("1s"))]
fn pin_without_a_type() -> (Pin<'static>, ()) {
    call()
}

#[retry(fixed("1s"))]
fn wrapped_by_a_function() -> BoxFuture<'static, Result<(), Error>> {
    wrap(async move { call().await })
}

#[retry(fixed("1s"))]
fn wrapped_by_a_method() -> BoxFuture<'static, Result<(), Error>> {
    pool.pin(async move { call().await })
}

#[retry(fixed("1s"))]
fn wrapped_by_another_type() -> BoxFuture<'static, Result<(), Error>> {
    Pool::spawn(async move { call().await })
}

#[retry(fixed("1s"))]
fn with_another_type() -> impl Future<Progress = u8, Output = Result<(), Error>> {
    call()
}
