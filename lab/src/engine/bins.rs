use std::time::Duration;

/// Counts something that happens at this time, in intervals of this width from the start of the simulation.
pub fn count(bins: &mut Vec<u32>, time: Duration, width: Duration) {
    let Some(bin) = time.as_nanos().checked_div(width.as_nanos()) else {
        return;
    };
    let Ok(bin) = usize::try_from(bin) else {
        return;
    };
    if bins.len() <= bin {
        bins.resize(bin + 1, 0);
    }
    bins[bin] += 1;
}
