use retries::retry;

fn take<T>(_: T) {}

#[retry(lend(nam))]
fn no_such_argument(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend(name))]
fn lent_reference(name: &str) -> Option<()> {
    take(name);
    None
}

#[retry(clone(name), lend(name))]
fn cloned_and_lent(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend(name), into(name: String))]
fn lent_and_converted(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend)]
fn lent_without_names(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend = name)]
fn assigned(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend(&name, name, name))]
fn lent_twice(name: String) -> Option<()> {
    take(name);
    None
}

#[retry(lend(a))]
fn part_of_a_pattern((a, _): (String, u8)) -> Option<()> {
    take(a);
    None
}

#[retry(into(name))]
fn without_a_type(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

#[retry(into(name: ))]
fn with_an_empty_type(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

#[retry(into(name: String, name: String))]
fn converted_twice(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

#[retry(into = name)]
fn converted_by_assignment(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

#[retry(into)]
fn converted_without_names(name: impl Into<String>) -> Option<()> {
    take(name);
    None
}

#[retry(into((a, b): String, nam: String, key: String))]
fn converted_wrongly(name: impl Into<String>, key: &str) -> Option<()> {
    take((name, key));
    None
}

struct Client;

impl Client {
    #[retry(lend(self))]
    fn lent_self(self) -> Option<()> {
        take(self);
        None
    }

    #[retry(into(self: String))]
    fn converted_self(self) -> Option<()> {
        take(self);
        None
    }
}

fn main() {}
