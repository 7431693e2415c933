//! May this be sent again, and when.

use super::Response;
use crate::error::{ErrorKind, Failure};

/// How often and how far apart a call is tried, as [`Retry`](crate::Retry) says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    pub max_attempts: u32,
    pub base_delay_ms: f64,
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
#[non_exhaustive]
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
pub fn delay_ms(
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
    let ceiling = doubled(policy.base_delay_ms, attempt.saturating_sub(1)).min(policy.max_delay_ms);
    let delay = (ceiling * random).max(failure.retry_after_ms.unwrap_or(0.0));
    (delay < remaining_ms).then_some(delay)
}

/// A time that doubles so often; more than a thousand times as a thousand times.
pub fn doubled(ms: f64, times: u32) -> f64 {
    (0..times.min(1_000)).fold(ms, |ms, _| ms + ms)
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

/// How long an answer asks to wait, in milliseconds; what makes no sense is as if it were not there.
pub fn asked_ms(answer: &Response, now_ms: f64) -> Option<f64> {
    let header = |said: &Option<String>, name| said.clone().or_else(|| answer.body.header(name));
    let exact = header(&answer.retry_after_ms, "retry-after-ms");
    exact
        .and_then(|header| milliseconds(&header, 1.0))
        .or_else(|| {
            let after = header(&answer.retry_after, "retry-after")?;
            let date = header(&answer.date, "date");
            let date = date.and_then(|date| http_date_ms(&date));
            retry_after_ms(&after, date.unwrap_or(now_ms))
        })
}

/// Reads a `Retry-After` header (seconds, also with a fraction, or an HTTP date) as milliseconds from `now_ms`; nonsense is as if it were
/// not there.
pub fn retry_after_ms(header: &str, now_ms: f64) -> Option<f64> {
    milliseconds(header, 1_000.0).or_else(|| {
        let at_ms = http_date_ms(header)?;
        Some((at_ms - now_ms).clamp(0.0, MAX_RETRY_AFTER_MS))
    })
}

/// Reads a header of digits, with a fraction or without, that counts units of so many milliseconds.
pub fn milliseconds(header: &str, unit_ms: f64) -> Option<f64> {
    let (mut whole, mut part) = (0.0, 0.0);
    // What one of the last digit counted; 0 until the point.
    let mut scale = 0.0;
    let mut is_number = false;
    for byte in header.trim_ascii().bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            is_number = true;
            if scale == 0.0 {
                whole = whole * 10.0 + f64::from(digit);
            } else if scale < 1e6 {
                // Those behind the sixth make no half of a millisecond of less than one.
                part = part * 10.0 + f64::from(digit);
                scale *= 10.0;
            }
        } else if byte == b'.' && is_number && scale == 0.0 {
            is_number = false;
            scale = 1.0;
        } else {
            return None;
        }
    }
    // In this order it is one rounding, so that a half is a half.
    let part_ms = part * unit_ms / f64::max(scale, 1.0);
    is_number.then(|| (whole * unit_ms + (part_ms + 0.5).floor()).min(MAX_RETRY_AFTER_MS))
}

/// Reads an HTTP date (IMF-fixdate, RFC 850 or asctime) as milliseconds since 1970.
#[cfg(target_arch = "wasm32")]
pub fn http_date_ms(header: &str) -> Option<f64> {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/exchange/platform.js")]
    extern "C" {
        /// NaN for what is none.
        #[wasm_bindgen(js_name = httpDate)]
        fn by_script(text: &str) -> f64;
    }

    Some(by_script(header.trim_ascii())).filter(|ms| !ms.is_nan())
}

/// The same without a platform; `tests/conformance/http-dates.js` holds the two together.
#[cfg(not(target_arch = "wasm32"))]
pub fn http_date_ms(header: &str) -> Option<f64> {
    let at = httpdate::parse_http_date(header.trim_ascii())
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    Some(at.as_secs_f64() * 1_000.0)
}

/// A century: what a longer `Retry-After` counts as, so that the number stays one that a user can add to a date.
const MAX_RETRY_AFTER_MS: f64 = 100.0 * 365.25 * 86_400_000.0;
