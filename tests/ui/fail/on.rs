use retries::retry;

struct Refused;
struct Response;

fn takes_a_value(_: Refused) -> bool {
    true
}

fn takes_another_type(_: &Response) -> bool {
    true
}

fn takes_two(_: &Refused, _: u32) -> bool {
    true
}

fn takes_nothing() -> bool {
    true
}

fn returns_nothing(_: &Refused) {}

fn returns_a_number(_: &Refused) -> u32 {
    1
}

fn returns_an_option(_: &Refused) -> Option<bool> {
    None
}

#[retry(on = takes_a_value)]
fn by_value() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = takes_another_type)]
fn another_type() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = takes_two)]
fn two() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = takes_nothing)]
fn no_argument() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = takes_nothing())]
fn already_called() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = returns_nothing)]
fn nothing() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = returns_a_number)]
async fn a_number() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on_ok = |_: &Response| None)]
fn an_option() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = |refused| refused.is_transient())]
fn no_such_method() -> Result<Response, Refused> {
    Err(Refused)
}

#[retry(on = takes_another_type)]
async fn of_an_option() -> Option<Response> {
    None
}

#[retry(on = none)]
fn no_function() -> Result<(), ()> {
    Ok(())
}

fn main() {
}
