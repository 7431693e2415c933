//! May this be sent again, and when.

use crate::error::{ErrorKind, Failure};

/// How often and how far apart a call is tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    /// Attempts in all, the first one counted. At least 1; default 3.
    pub max_attempts: u32,
    /// Upper bound of the first wait, in milliseconds; it doubles with every attempt. Default 250.
    pub base_delay_ms: f64,
    /// Upper bound of every wait that the service did not ask for, in milliseconds. Default 8000.
    pub max_delay_ms: f64,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay_ms: 250.0,
            max_delay_ms: 8_000.0,
        }
    }
}

impl Retry {
    /// One attempt.
    pub const NONE: Self = Self {
        max_attempts: 1,
        base_delay_ms: 0.0,
        max_delay_ms: 0.0,
    };
}

/// Whether an operation may be on the wire twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// Doing it twice does no harm: reads, logins, searches, checks.
    Always,
    /// Only after an answer that says it was not done: 429, or 503 with Retry-After.
    IfRefused,
    /// Never.
    Never,
}

/// How long to wait before the next attempt, in milliseconds; `None`: the failure at hand is the answer.
///
/// `attempt` is the number of the one that just failed, `remaining_ms` what is left of the call's budget, `random` is in 0..1.
pub(crate) fn delay_ms(
    policy: &Retry,
    replay: Replay,
    attempt: u32,
    failure: &Failure,
    remaining_ms: f64,
    random: f64,
) -> Option<f64> {
    if attempt >= policy.max_attempts || !may_repeat(replay, failure) {
        return None;
    }
    // No more than a number can double: 0 × ∞ would be none.
    let doublings = i32::try_from(attempt.saturating_sub(1).min(1_000)).unwrap_or(1_000);
    let ceiling = (policy.base_delay_ms * 2f64.powi(doublings)).min(policy.max_delay_ms);
    let delay = (ceiling * random).max(failure.retry_after_ms.unwrap_or(0.0));
    (delay < remaining_ms).then_some(delay)
}

fn may_repeat(replay: Replay, failure: &Failure) -> bool {
    let not_done = match failure.effective {
        Some(429) => true,
        Some(503) => failure.retry_after_ms.is_some(),
        _ => false,
    };
    let passing = matches!(failure.effective, Some(408 | 429 | 500 | 502 | 503 | 504))
        && failure.kind != ErrorKind::Decode
        || failure.kind == ErrorKind::Network && failure.may_repeat;
    match replay {
        Replay::Always => passing,
        Replay::IfRefused => not_done,
        Replay::Never => false,
    }
}

/// Reads a `Retry-After` header (seconds, also with a fraction, or an HTTP date) as milliseconds from `now_ms`; nonsense is as if it were
/// not there.
pub(crate) fn retry_after_ms(header: &str, now_ms: f64) -> Option<f64> {
    milliseconds(header, 1_000.0).or_else(|| {
        let at_ms = http_date_ms(header)?;
        Some((at_ms - now_ms).clamp(0.0, MAX_RETRY_AFTER_MS))
    })
}

/// Reads a header of digits, with a fraction or without, that counts units of so many milliseconds.
pub(crate) fn milliseconds(header: &str, unit_ms: f64) -> Option<f64> {
    let header = header.trim();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_sound = match header.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(header),
    };
    let count = is_sound.then(|| header.parse::<f64>().ok()).flatten()?;
    Some((count * unit_ms).round().min(MAX_RETRY_AFTER_MS))
}

/// Reads an HTTP date as milliseconds since 1970.
pub(crate) fn http_date_ms(header: &str) -> Option<f64> {
    let at = httpdate::parse_http_date(header.trim())
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    Some(at.as_secs_f64() * 1_000.0)
}

/// A century: what a longer `Retry-After` counts as, so that the number stays one that a user can add to a date.
const MAX_RETRY_AFTER_MS: f64 = 100.0 * 365.25 * 86_400_000.0;
