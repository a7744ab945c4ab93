//! Without jitter the waits are exactly those of the backoff.

use crate::server::{Down, Server, millis, waits};
use retries::retry;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn exp_doubles_from_its_base() {
    #[retry(exp(base = "1s"), max_attempts = 6)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 2000, 4000, 8000, 16_000]));
}

#[tokio::test(start_paused = true)]
async fn exp_stays_at_its_cap() {
    #[retry(exp(base = "1s", cap = "5s"), max_attempts = 6)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 2000, 4000, 5000, 5000]));
}

#[tokio::test(start_paused = true)]
async fn exp_grows_by_its_factor() {
    #[retry(exp(base = "1s", factor = 3), max_attempts = 4)]
    async fn whole(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(exp(base = "1s", factor = 1.5), max_attempts = 4)]
    async fn broken(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(whole).await, millis([1000, 3000, 9000]));
    assert_eq!(waits(broken).await, millis([1000, 1500, 2250]));
}

#[tokio::test(start_paused = true)]
async fn fixed_waits_are_equal() {
    #[retry(fixed("2s"), max_attempts = 4)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([2000, 2000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn linear_adds_its_step_up_to_its_cap() {
    #[retry(linear(base = "1s", step = "500ms", cap = "2s"), max_attempts = 5)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 1500, 2000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn the_step_of_linear_is_its_base_when_left_out() {
    #[retry(linear(base = "1s"), max_attempts = 5)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 2000, 3000, 4000]));
}

#[tokio::test(start_paused = true)]
async fn fibonacci_adds_the_last_two_waits_up_to_its_cap() {
    #[retry(fibonacci(base = "1s", cap = "7s"), max_attempts = 8)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    let expected = millis([1000, 1000, 2000, 3000, 5000, 7000, 7000]);
    assert_eq!(waits(get).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_function_is_called_for_each_delay_counted_from_one() {
    fn tenths(n: u32) -> Duration {
        Duration::from_millis(100) * n
    }

    #[retry(backoff = tenths, max_attempts = 4)]
    async fn path(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(backoff = |n| Duration::from_secs(10) / n, max_attempts = 3)]
    async fn closure(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(path).await, millis([100, 200, 300]));
    assert_eq!(waits(closure).await, millis([10_000, 5000]));
}

#[tokio::test(start_paused = true)]
async fn the_units_of_a_duration_add_up() {
    #[retry(fixed("1m 30s 5ms"), max_attempts = 2)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([90_005]));
}

#[tokio::test(start_paused = true)]
async fn durations_and_factors_may_be_constants_and_calls() {
    const BASE: Duration = Duration::from_secs(1);

    fn factor() -> f64 {
        4.0
    }

    #[retry(exp(base = BASE, cap = BASE * 20, factor = factor()), max_attempts = 5)]
    async fn exponential(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(linear(base = BASE, step = Duration::from_millis(5)), max_attempts = 3)]
    async fn linear(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fibonacci(base = BASE * 3), max_attempts = 3)]
    async fn fibonacci(server: &Server) -> Result<(), Down> {
        server.call()
    }

    let expected = millis([1000, 4000, 16_000, 20_000]);
    assert_eq!(waits(exponential).await, expected);
    assert_eq!(waits(linear).await, millis([1000, 1005]));
    assert_eq!(waits(fibonacci).await, millis([3000, 3000]));
}

#[tokio::test(start_paused = true)]
async fn at_run_time_a_cap_below_the_base_limits_the_waits() {
    let get = async |server: &Server| {
        #[retry(exp(base = "5s", cap = cap), max_attempts = 3)]
        async fn get(server: &Server, cap: Duration) -> Result<(), Down> {
            server.call()
        }
        get(server, Duration::from_secs(2)).await
    };

    assert_eq!(waits(get).await, millis([2000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn at_run_time_a_factor_below_one_counts_as_one() {
    #[retry(exp(base = "1s", factor = factor), max_attempts = 4)]
    async fn get(server: &Server, factor: f64) -> Result<(), Down> {
        server.call()
    }

    for factor in [0.5, 0.0, -3.0, f64::NAN] {
        let get = async |server: &Server| get(server, factor).await;
        assert_eq!(waits(get).await, millis([1000, 1000, 1000]));
    }
}

#[tokio::test(start_paused = true)]
async fn at_run_time_an_infinite_factor_stays_within_the_cap() {
    #[retry(exp(base = "1s", cap = "1m", factor = f64::INFINITY), max_attempts = 4)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 60_000, 60_000]));
}
