//! What a JWT says of its own life. Nothing is verified: the service does that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The times of a token, in ms since 1970 by the service's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Times {
    pub issued_at: Option<f64>,
    pub expires_at: f64,
}

/// The times of a token; `None` for one that is no JWT or does not say.
pub(crate) fn times(token: &str) -> Option<Times> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let seconds = |key: &str| {
        claims
            .get(key)
            .and_then(Value::as_f64)
            .filter(|s| (0.0..MAX_SECONDS).contains(s))
            .map(|s| s * 1_000.0)
    };
    Some(Times {
        issued_at: seconds("iat"),
        expires_at: seconds("exp")?,
    })
}

/// The last second that a JavaScript `Date` can hold.
const MAX_SECONDS: f64 = 8_640_000_000_000.0;
