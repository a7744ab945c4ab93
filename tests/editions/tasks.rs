use std::future::Future;
use std::pin::Pin;

impl Client {
    #[retry(fixed("1s"), jitter, on = |_| true)]
    async fn get_async(&self, mut given: u32) -> Result<u32, u32> {
        tokio::task::yield_now().await;
        given += 1;
        let answer = self.call(given)?;
        Ok(answer)
    }

    #[retry(fixed("1s"), clone)]
    async fn rename_async(&mut self, name: String) -> Option<&'static str> {
        self.name = name;
        tokio::task::yield_now().await;
        self.call(0).ok().map(|_| "renamed")
    }

    #[retry(
        fixed("1s"), max_attempts = 1, when(|error| *error < 9, max_attempts = 3),
        before_retry = async |_| { tokio::task::yield_now().await; Ok(()) },
        or_else = async |error| { tokio::task::yield_now().await; Ok(error + 40) },
        cancel = std::future::pending::<()>(),
    )]
    async fn around_async(&self) -> Result<u32, u32> {
        self.call(1).and_then(Err)
    }

    #[retry(fixed("1s"))]
    fn boxed<'a>(&'a self, given: u32) -> Pin<Box<dyn Future<Output = Result<u32, u32>> + 'a>> {
        Box::pin(async move { self.call(given) })
    }
}

#[tokio::test(start_paused = true)]
async fn async_functions_are_retried() {
    let mut client = Client::default();
    assert_eq!(client.get_async(1).await, Ok(2));
    assert_eq!(client.rename_async("a".to_string()).await, Some("renamed"));
    assert_eq!(client.boxed(7).await, Ok(7));
    assert_eq!(client.calls.get(), 9);
    assert_eq!(Client::default().around_async().await, Ok(41));
}
