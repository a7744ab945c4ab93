#[retry(clone(body))]
fn cloned(url: &str, body: Vec<u8>) -> Result<(), Error> {
    send(url, body)
}

#[retry(clone)]
fn cloned_if_used(
    used: Vec<u8>,
    unused: Vec<u8>,
    reference: &[u8],
    opaque: impl Copy,
    unknown: impl Display,
    boxed: Box<dyn Read>,
    counted: Arc<dyn Read>,
    pair: (String, &'static str),
    array: [String; 2],
) -> Result<(), Error> {
    send(used, reference, opaque, unknown, boxed, counted, pair, array)
}

#[retry(clone, max_attempts = 2)]
async fn generic_cloned_if_it_can_be<T: Clone, U, V>(t: T, u: U, v: V, many: Vec<V>, few: Vec<U>) -> Result<(), Error>
where
    V: Copy,
    U: Send,
{
    send(t, u, v, many, few).await
}

#[retry]
fn changed(mut count: u32, mut name: String) -> Result<u32, Error> {
    count += 1;
    name.push('!');
    call(count, &name)
}

#[retry]
async fn changed_in_a_task(mut count: u32, names: &mut Vec<String>) -> Result<u32, Error> {
    count += 1;
    names.push(count.to_string());
    call(count).await
}

#[retry(clone(a))]
fn patterns((mut a, b): (u32, u32), Point { x, y: mut z }: Point, [first, ..]: [u8; 4], _: u8) -> Result<u32, Error> {
    a += b;
    z += x;
    call(a, z, first)
}

#[retry(on = |_| names.is_empty())]
fn also_used_by_the_options(names: Vec<String>, mut n: u32) -> Result<(), Error> {
    n += 1;
    send(&names, n)
}

#[retry]
fn lent(f: impl FnMut(u32) -> u8, g: &mut dyn FnMut(), h: Option<&mut String>, p: Pin<&mut Task>) -> Result<(), Error> {
    f(1);
    g();
    call(h, p)
}

#[retry]
async fn lent_in_a_task<F>(mut f: F, mut boxed: Box<dyn FnMut()>, h: Option<&mut String>) -> Result<(), Error>
where
    F: AsyncFnMut(),
{
    f().await;
    boxed();
    call(h).await
}

#[retry]
fn mentioned_in_a_format_string(name: String, other: String) -> Result<(), Error> {
    println!("{name:?}");
    call()
}

#[retry(attempt = name)]
fn hidden_by_the_attempt(name: String) -> Result<(), Error> {
    call(name)
}

#[retry(clone(names), on_retry = |_| log(&names))]
fn cloned_for_each(names: Vec<String>) -> Result<(), Error> {
    call(names)
}

#[retry]
async fn moved_by_each(name: String, mut list: Vec<u8>, n: u32, flag: Option<bool>) -> Result<(), Error> {
    list.push(1);
    drop(&mut name);
    call(&name, &list, n, flag).await
}

#[retry]
fn assigned(mut a: u32, mut b: P, mut c: u32, mut d: u32, mut e: u32, mut f: &str) -> Result<(), Error> {
    a <<= 1;
    b.x.y = 1;
    c = 2;
    d == 3;
    call(e, &mut f)
}

#[retry]
fn place(&mut self, list: &mut Vec<u8>, other: &mut u8, kept: &mut u8, pair: &mut (u8, u8)) -> Result<(), Error> {
    list[0] = 1;
    *other += 1;
    pair.0 = 1;
    self.list.push(1);
    call(&kept)
}

#[retry]
fn no_fn_mut<F, G: FnMut()>(mut f: F, mut g: Vec<G>, mut h: [G; 1], mut i: &dyn FnMut(), mut k: Box<FnMut()>) -> Result<(), Error>
where
    F: 'static,
    &'static F: FnMut(),
    (F,): FnMut(),
{
    f();
    g();
    h();
    i();
    k();
    call()
}

#[retry]
async fn conditional(#[cfg(unix)] mut n: u32, #[cfg(unix)] name: String) -> Result<(), Error> {
    n += 1;
    call(n, name).await
}

#[retry]
fn unused(mut f: impl FnMut(), h: Option<&mut String>, (k): Option<&mut u8>, g: impl FnMut()) -> Result<(), Error> {
    call(k, g.len())
}

#[retry(clone)]
fn variable_cloned(name: String) -> impl Future<Output = Result<(), Error>> {
    let url = name + "!";
    let kept = url.len();
    async move { call(url, &kept).await }
}

#[retry]
fn changed_before_and_in_each(mut n: u32) -> impl Future<Output = Result<(), Error>> {
    n += 1;
    async move {
        n += 1;
        call(n).await
    }
}

#[retry(clone)]
fn types_that_cannot_be_cloned<Key>(
    key: Key,
    of_the_block: K,
    pair: (String, &mut u8),
    array: [Box<dyn Read>; 2],
    projected: <Self as Store>::Of<K>,
) -> Result<(), Error> {
    call(key, of_the_block, pair, array, projected)
}
