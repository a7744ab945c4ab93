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

#[retry]
fn lent_for_certain<A: AsRef<str>, D>(a: A, d: D, b: impl Debug + Send, f: impl Fn() -> u8) -> Result<(), Error>
where
    D: Display,
{
    call(a, d, b, f)
}

#[retry]
async fn lent_for_certain_in_a_task(a: impl AsRef<str> + Send, f: impl Fn() + Send + Sync) -> Result<(), Error> {
    call(a, f).await
}

#[retry]
async fn not_lent_for_certain<T: AsRef<str>, U: Display>(
    copied: impl AsRef<str> + Copy,
    not_sync: impl Fn() + Send,
    outlives: impl Display + 'static,
    named: T,
    also_named: Option<T>,
    shown: impl ToString,
    only_read: impl AsRef<str>,
    in_the_body: U,
) -> Result<(), Error> {
    let shown_alone: U = in_the_body;
    call(copied, not_sync, outlives, named, also_named, shown, only_read.as_ref(), shown_alone).await
}

#[retry]
fn not_lent_to_itself(shown: impl Display) -> Result<(), Error> {
    not_lent_to_itself(shown)
}

#[retry]
fn not_lent_to_a_returned_future(a: impl AsRef<str>) -> impl Future<Output = Result<(), Error>> {
    call(a)
}

#[retry(lend(token, read, mut_text, text))]
async fn lent_by_name<R: Read>(
    token: Token,
    read: R,
    mut mut_text: String,
    text: impl AsRef<str>,
    boxed: Box<dyn Read>,
) -> Result<(), Error> {
    call(token, read, mut_text, text, boxed).await
}

#[retry(lend(boxed, a), clone)]
fn lent_beside_clone(boxed: Box<dyn Write>, a: impl AsRef<str> + Copy, name: String) -> Result<(), Error> {
    call(boxed, a, name)
}

#[retry(into(name: String, limit: Option<u32>, keys: Vec<_>, ids: BTreeSet<Id>, shown: String, size: u64))]
async fn converted<I: IntoIterator<Item = Key>>(
    name: impl Into<String>,
    mut limit: impl Into<Option<u32>>,
    keys: I,
    ids: impl IntoIterator<Item = u64>,
    shown: impl ToString,
    #[cfg(unix)] size: u32,
) -> Result<(), Error> {
    call(name, limit, keys, ids, shown, size).await
}

#[retry(into(name: String), on_retry = |_| log(&name))]
fn converted_and_used_by_a_hook(name: impl Into<String>) -> Result<(), Error> {
    call(name)
}
