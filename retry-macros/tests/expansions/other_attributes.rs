/// As `#[async_trait]` writes it.
impl Fetch for Client {
    #[retry(fixed("1s"), clone(name))]
    fn fetch<'life0, 'async_trait>(
        &'life0 self,
        name: String,
        n: u32,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<u32, Error>> + ::core::marker::Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<Result<u32, Error>> {
                #[allow(unreachable_code)]
                return __ret;
            }
            let __self = self;
            let name = name;
            let mut n = n;
            let __ret: Result<u32, Error> = {
                n += 1;
                __self.call(name, n).await
            };
            #[allow(unreachable_code)]
            __ret
        })
    }

    #[retry(fixed("1s"), before_retry = |_| self.connect(), clone(self))]
    fn exclusive<'async_trait>(
        self,
    ) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + 'async_trait>> {
        Box::pin(async move {
            let mut __self = self;
            let __ret: Result<u32, Error> = { __self.into_call().await };
            __ret
        })
    }

    #[retry(fixed("1s"))]
    fn lent<'async_trait>(
        &'async_trait self,
        names: &'async_trait mut Vec<String>,
        __arg2: (u32, u32),
    ) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + 'async_trait>> {
        Box::pin(async move {
            let __self = self;
            let names = names;
            let (mut a, b) = __arg2;
            let __ret: Result<u32, Error> = {
                a += b;
                __self.call(names, a).await
            };
            __ret
        })
    }
}

/// As `#[instrument]` writes it.
#[retry(fixed("1s"))]
fn traced(mut n: u32) -> Result<u32, Error> {
    {}
    let __tracing_attr_span;
    let __tracing_attr_guard;
    if level_enabled() {
        __tracing_attr_span = span!("traced");
        __tracing_attr_guard = __tracing_attr_span.enter();
    }
    #[warn(clippy::suspicious_else_formatting)]
    {
        #[allow(unreachable_code, clippy::diverging_sub_expression)]
        if false {
            let __tracing_attr_fake_return: Result<u32, Error> = loop {};
            return __tracing_attr_fake_return;
        }
        {
            n += 1;
            call(n)
        }
    }
}

#[retry(fixed("1s"), clone(name))]
async fn traced_in_a_task(name: String) -> Result<u32, Error> {
    let __tracing_attr_span = span!("traced_in_a_task");
    let __tracing_instrument_future = async move {
        match async move {
            if false {
                let __tracing_attr_fake_return: Result<u32, Error> = loop {};
                return __tracing_attr_fake_return;
            }
            { call(name).await }
        }
        .await
        {
            Ok(x) => Ok(x),
            Err(e) => {
                ::tracing::event!(target: "shop", error = %e);
                Err(e)
            }
        }
    };
    if !__tracing_attr_span.is_disabled() {
        Instrument::instrument(__tracing_instrument_future, __tracing_attr_span).await
    } else {
        __tracing_instrument_future.await
    }
}

#[retry(fixed("1s"))]
fn traced_and_boxed(name: String) -> BoxFuture<'static, Result<u32, Error>> {
    let __tracing_attr_span = span!("traced_and_boxed");
    Box::pin(async move {
        let __tracing_instrument_future = async move {
            let outcome = async move { call(&name).await }.await;
            ::tracing::event!(outcome);
            outcome
        };
        Instrument::instrument(__tracing_instrument_future, __tracing_attr_span).await
    })
}

#[retry(fixed("1s"))]
async fn matched_by_the_user(name: &str) -> Result<u32, Error> {
    match async move { call(name).await }.await {
        Ok(found) => Ok(found),
        Err(error) => {
            log(event, error);
            Err(error)
        }
    }
}

#[retry(fixed("1s"))]
fn with_variables_of_its_own(name: String, pair: (u32, u32)) -> impl Future<Output = Result<u32, Error>> {
    let mut name = name + "!";
    let (a, mut b) = pair;
    let c;
    if a > 1 {
        c = Vec::<u32>::new();
    }
    async move {
        name.push('!');
        b += a;
        call(name, b, c).await
    }
}
