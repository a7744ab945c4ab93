//! Means and tolerances.

/// The means of independent samples lie this many standard errors apart less than once in two thousand times.
const ERRORS: f64 = 3.5;

/// Returns the mean and the standard deviation of some values.
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

/// Returns the mean of some values.
pub(super) fn mean(values: &[f64]) -> f64 {
    mean_and_deviation(values).0
}

/// Returns the mean of the first and of the second values.
pub(super) fn mean_pair(pairs: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.unzip();
    (mean(&first), mean(&second))
}

/// Returns how far two means of runs with the same deviation may lie apart.
pub(super) fn tolerance(deviation: f64, published_runs: u32, runs: u32) -> f64 {
    let variance = deviation.powi(2);
    ERRORS * (variance / f64::from(published_runs) + variance / f64::from(runs)).sqrt()
}

/// Asserts that a value is as published.
#[track_caller]
pub(super) fn assert_near(what: &str, ours: f64, published: f64, tolerance: f64) {
    println!("{what}: {ours:.4}, published {published:.4} ± {tolerance:.4}");
    assert!(
        (ours - published).abs() <= tolerance,
        "{what}: {ours}, published {published} ± {tolerance}"
    );
}
