//! What a JWT says of its own life. Nothing is verified: the service does that.

use json::{Field, Kind, Shape};

use crate::exchange::numbers::NUMBERS;
use crate::text::cut;

/// The times of a token, in ms since 1970 by the service's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    pub issued_at: Option<f64>,
    pub expires_at: f64,
}

/// The times of a token; `None` for one that is no JWT or does not say.
pub fn times(token: &str) -> Option<Times> {
    let (_, rest) = cut(token.as_bytes(), b'.');
    let (mut payload, signature) = cut(rest?, b'.');
    if cut(signature?, b'.').1.is_some() {
        return None;
    }
    while let [shorter @ .., b'='] = payload {
        payload = shorter;
    }
    let (issued_at, expires_at) = claims(&bytes(payload)?)?;
    let ms = |seconds: f64| {
        (0.0..MAX_SECONDS)
            .contains(&seconds)
            .then_some(seconds * 1_000.0)
    };
    Some(Times {
        issued_at: issued_at.and_then(ms),
        expires_at: ms(expires_at)?,
    })
}

/// What is read of a token.
static CLAIMS: Shape = Shape(&[
    Field::optional("iat", Kind::Any),
    Field::optional("exp", Kind::Any),
]);

/// The claims `iat` and `exp`, in seconds since 1970, each where it is a number; `None` without `exp`.
fn claims(payload: &[u8]) -> Option<(Option<f64>, f64)> {
    let claims = json::read(payload, &CLAIMS, NUMBERS).ok()?.value;
    let seconds = |name: &str| claims.get(name).as_number();
    Some((seconds("iat"), seconds("exp")?))
}

/// The bytes that base64url stands for, without padding; `None` where it is none, or has bits of more than whole bytes set.
pub fn bytes(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in text {
        let value = match *byte {
            byte @ b'A'..=b'Z' => u32::from(byte).wrapping_sub(65),
            byte @ b'a'..=b'z' => u32::from(byte).wrapping_sub(97 - 26),
            byte @ b'0'..=b'9' => u32::from(byte).wrapping_add(52 - 48),
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = held << 6 | value;
        bits = bits.wrapping_add(6);
        if bits >= 8 {
            bits = bits.wrapping_sub(8);
            bytes.push((held >> bits) as u8);
            held &= !(u32::MAX << bits);
        }
    }
    // One character alone is no byte.
    (bits < 6 && held == 0).then_some(bytes)
}

/// The last second that a JavaScript `Date` can hold.
const MAX_SECONDS: f64 = 8_640_000_000_000.0;
