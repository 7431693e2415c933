//! The Rust API's own types. The engine counts times in milliseconds of f64, which is what JavaScript gives and gets; here they become
//! Rust's, and nothing of that is in the npm package. Types of the same name in the engine are what these are turned into.

pub(crate) mod event;
pub(crate) mod options;
pub(crate) mod token;

use std::time::Duration;

use crate::error::Error;

/// Milliseconds of a time; whole ones come out whole.
pub(crate) fn to_ms(time: Duration) -> f64 {
    time.as_secs() as f64 * 1_000.0 + f64::from(time.subsec_nanos()) / 1_000_000.0
}

/// The time of so many milliseconds; of less than none, none, and of too many, the longest there is.
pub(crate) fn from_ms(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms.max(0.0) / 1_000.0).unwrap_or(Duration::MAX)
}

/// A moment in whole milliseconds since 1970; one beyond what the type holds is its last.
fn moment(ms: f64) -> i64 {
    ms as i64
}

impl Error {
    /// How long the service, or the function that supplies tokens, asked to wait; `None` where it did not.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms().map(from_ms)
    }
}
