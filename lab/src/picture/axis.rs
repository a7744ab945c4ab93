//! Where a value is drawn, and which values get a label.

use std::time::Duration;

use super::time::short;

/// A range of values that is drawn as a range of pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    is_log: bool,
}

impl Axis {
    pub(super) fn linear(high: f64, from: f64, to: f64) -> Self {
        let high = if high > 0.0 { high } else { 1.0 };
        Self {
            low: 0.0,
            high,
            from,
            to,
            is_log: false,
        }
    }

    /// Values below `low` are drawn as `low`, which is above zero.
    pub(super) fn log(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self {
            low,
            high: high.max(low * 1.05),
            from,
            to,
            is_log: true,
        }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            value / self.high
        };
        self.from + (self.to - self.from) * share.clamp(0.0, 1.0)
    }

    /// Returns the values that get a label.
    pub(super) fn ticks(&self) -> Vec<f64> {
        if self.is_log {
            return self.powers();
        }
        let step = round_step(self.high / 5.0, &[1.0, 2.0, 5.0, 10.0]);
        self.multiples(step)
    }

    /// Returns the times that get a label, in seconds.
    pub(super) fn time_ticks(&self) -> Vec<(f64, String)> {
        let values = if self.is_log {
            self.powers()
        } else {
            let minutes = self.high > 150.0;
            let unit = if minutes { 60.0 } else { 1.0 };
            let steps = [1.0, 2.0, 5.0, 10.0];
            self.multiples(round_step(self.high / 10.0 / unit, &steps) * unit)
        };
        let label = |seconds| (seconds, short(Duration::from_secs_f64(seconds)));
        values.into_iter().map(label).collect()
    }

    fn multiples(&self, step: f64) -> Vec<f64> {
        let values = (0..).map(|n| f64::from(n) * step);
        values.take_while(|value| *value <= self.high).collect()
    }

    /// Returns powers of ten, and on a short axis numbers between them.
    fn powers(&self) -> Vec<f64> {
        if self.high / self.low < 10.0 {
            let step = round_step((self.high - self.low) / 8.0, &[1.0, 2.0, 5.0, 10.0]);
            let mut values = self.multiples(step);
            values.retain(|value| *value >= self.low);
            return values;
        }
        let is_short = self.high / self.low < 200.0;
        let steps: &[f64] = if is_short { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let mut power = 10_f64.powf(self.low.log10().floor());
        let mut values = Vec::new();
        while power <= self.high {
            values.extend(steps.iter().map(|step| step * power));
            power *= 10.0;
        }
        values.retain(|value| (self.low * 0.999_999..=self.high * 1.000_001).contains(value));
        values
    }
}

/// Returns the first of the steps, times a power of ten, that is at least this.
fn round_step(least: f64, steps: &[f64]) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let fits = |step: &&f64| **step * power >= least * 0.999_999;
    steps
        .iter()
        .find(fits)
        .map_or(10.0 * power, |step| step * power)
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn labels_are_round_numbers() {
        let ticks = Axis::linear(730.0, 0.0, 100.0).ticks();
        assert_eq!(ticks, [0.0, 200.0, 400.0, 600.0]);
        let powers = Axis::log(5.0, 2_000.0, 0.0, 100.0).ticks();
        assert_eq!(powers, [10.0, 100.0, 1_000.0]);
        let short = Axis::log(3.0, 36.0, 0.0, 100.0).ticks();
        assert_eq!(short, [5.0, 10.0, 20.0]);
        let shorter = Axis::log(10.0, 10.9, 0.0, 100.0).ticks();
        assert_eq!(shorter.len(), 5);
        let times = Axis::linear(62.0, 0.0, 100.0).time_ticks();
        assert_eq!(times[1].1, "10s");
    }

    #[test]
    fn values_are_drawn_inside_the_axis() {
        let axis = Axis::log(1.0, 100.0, 200.0, 100.0);
        assert!((axis.at(10.0) - 150.0).abs() < 1e-9);
        assert!((axis.at(0.0) - 200.0).abs() < 1e-9);
        assert!((axis.at(1e9) - 100.0).abs() < 1e-9);
    }
}
