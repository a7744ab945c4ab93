//! `attempt = n` gives the body the number of its attempt.

use retries::retry;

#[retry(fixed("0s"), max_attempts = 3, attempt = n)]
fn header(seen: &mut Vec<String>) -> Result<(), ()> {
    seen.push(format!("{n}"));
    assert_eq!(n.is_first(), seen.len() == 1);
    assert_eq!(n.is_last(), seen.len() == 3);
    assert_eq!(n.max_attempts(), Some(3));
    Err(())
}

#[test]
fn an_attempt_counts_from_1_and_prints_as_a_header() {
    let mut seen = Vec::new();
    assert_eq!(header(&mut seen), Err(()));
    assert_eq!(
        seen,
        ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]
    );
}

#[retry(fixed("1s"), deadline = "2s", attempt = this)]
async fn unlimited(seen: &mut Vec<String>) -> Result<(), ()> {
    seen.push(this.to_string());
    tokio::task::yield_now().await;
    assert!(!this.is_last());
    Err(())
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_no_attempt_is_the_last() {
    let mut seen = Vec::new();
    assert_eq!(unlimited(&mut seen).await, Err(()));
    assert_eq!(seen, ["attempt=1", "attempt=2", "attempt=3"]);
}

#[retry(fixed("0s"), max_attempts = attempts, attempt = n, clone)]
async fn with_clones(attempts: u32, name: String) -> Result<String, u32> {
    let name = name + &n.to_string();
    if n.is_last() {
        Ok(name)
    } else {
        Err(n.number())
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_number_works_with_clones_and_a_limit_known_at_run_time() {
    let name = with_clones(2, "a ".to_owned()).await;
    assert_eq!(name, Ok("a attempt=2; max=2".to_owned()));
}
