//! Texts put together without `core::fmt`, which costs more than all of them.

pub(crate) use json::{digits, quoted};

/// The parts, one after the other.
pub fn cat(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A whole number that may be below 0, such as a service's own code.
pub fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    cat(&[sign, &digits(number.unsigned_abs())])
}

/// The number that digits alone make; one that is too large counts as the largest.
pub fn number(digits: &str) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0_u32, |number, digit| {
        Some(
            number
                .saturating_mul(10)
                .saturating_add(digit.to_digit(10)?),
        )
    })
}

/// A whole number of at least so many digits.
pub fn padded(number: u64, width: usize) -> String {
    let digits = digits(number);
    let zeros = width.saturating_sub(digits.len());
    cat(&[&"0".repeat(zeros), &digits])
}

/// A count of hundredths as a decimal, without needless zeros: 150 is `1.5`.
pub fn hundredths(count: u64) -> String {
    let whole = digits(count / 100);
    match count % 100 {
        0 => whole,
        fraction => cat(&[&whole, ".", padded(fraction, 2).trim_end_matches('0')]),
    }
}

/// A byte as two digits of base 16, in lower case.
pub fn hex(byte: u8) -> [char; 2] {
    let digit = |number: u8| char::from_digit(number.into(), 16).unwrap_or('0');
    [digit(byte >> 4), digit(byte & 0xF)]
}

/// What stands before and after the first `mark`. No text holds an empty one.
///
/// `str::split_once` and all else that takes a text to look for brings a searcher along that is larger than this file.
pub fn split_once<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let mark = mark.as_bytes();
    let at = text
        .as_bytes()
        .windows(mark.len().max(1))
        .position(|window| window.first() == mark.first() && window == mark)?;
    Some((text.get(..at)?, text.get(at.saturating_add(mark.len())..)?))
}

/// What stands before the first of a character, and what after it. `str::split_once` brings a searcher along.
pub fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == mark) {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at.saturating_add(1)..),
        ),
        None => (text, None),
    }
}

/// The text with another one in the place of every `part`.
pub fn replaced(text: &str, part: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = split_once(rest, part) {
        out.push_str(before);
        out.push_str(by);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Bytes in base64; `None` where the memory does not hold it.
pub fn base64(bytes: &[u8]) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    out.try_reserve_exact(bytes.len().div_ceil(3).saturating_mul(4))
        .ok()?;
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS
                .get((bits >> shift & 63) as usize)
                .copied()
                .unwrap_or(b'=');
            out.push(if place > chunk.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    Some(out)
}
