use retries::retry;
use std::pin::Pin;

struct Refused;

#[derive(Debug)]
struct Failed;

fn connect() -> Result<u8, Refused> {
    Err(Refused)
}

#[retry]
fn an_error_without_conversion() -> Result<u8, Failed> {
    Ok(connect()?)
}

#[retry]
async fn an_error_without_conversion_async() -> Result<u8, Failed> {
    Ok(connect()?)
}

#[retry]
fn of_another_type() -> Result<u8, Failed> {
    connect()
}

#[retry]
async fn of_another_type_async() -> Result<u8, Failed> {
    connect()
}

#[retry]
fn no_value() -> Result<u8, Failed> {
    let _ = 1;
}

#[retry]
async fn no_value_async() -> Result<u8, Failed> {
    let _ = 1;
}

#[retry]
fn a_semicolon_too_many() -> Result<u8, Refused> {
    connect();
}

#[retry]
async fn a_semicolon_too_many_async() -> Result<u8, Refused> {
    connect();
}

#[retry]
fn a_semicolon_too_many_boxed() -> Pin<Box<dyn Future<Output = Result<u8, Refused>>>> {
    Box::pin(async move {
        connect();
    })
}

#[retry]
fn an_early_return_of_another_type() -> Option<u8> {
    if true {
        return 5;
    }
    None
}

#[retry]
async fn an_early_return_of_another_type_async() -> Option<u8> {
    if true {
        return 5;
    }
    None
}

#[retry]
fn an_unknown_name() -> Option<u8> {
    Some(nothing_by_this_name)
}

#[retry]
async fn an_unused_variable() -> Option<u8> {
    let unused = 5;
    None
}

fn main() {}
