use retries::retry;

#[retry]
const fn constant() -> Result<u8, ()> {
    Ok(1)
}

#[retry]
pub const unsafe extern "C" fn constant_with_all_that_may_stand_before() -> Result<u8, ()> {
    Ok(1)
}

#[retry]
struct Client;

#[retry]
impl Client {
    fn get(&self) -> Result<u8, ()> {
        Ok(1)
    }
}

#[retry]
const LIMIT: u32 = 5;

#[retry]
pub static NAME: &str = "";

#[retry = "1s"]
fn an_attribute_with_a_value() -> Result<(), ()> {
    Ok(())
}

trait Fetch {
    #[retry]
    fn fetch(&self) -> Result<u8, ()>;

    #[retry]
    async fn fetch_async(&self) -> Result<u8, ()>;
}

#[retry]
trait Whole {
    fn fetch(&self) -> Result<u8, ()>;
}

fn main() {
    let _ = Client;
    let _: &str = constant();
}
