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

/// A whole number of at least so many digits, four at the most.
pub fn padded(number: u64, width: usize) -> String {
    let digits = digits(number);
    let zeros = "0000".get(digits.len()..width).unwrap_or_default();
    cat(&[zeros, &digits])
}

/// A count of hundredths as a decimal, without needless zeros: 150 is `1.5`.
pub fn hundredths(count: u64) -> String {
    let fraction = padded(count % 100, 2);
    let mut shown = fraction.as_str();
    while let Some(shorter) = shown.strip_suffix('0') {
        shown = shorter;
    }
    let point = if shown.is_empty() { "" } else { "." };
    cat(&[&digits(count / 100), point, shown])
}

/// What stands before the first of a character, and what after it. `str::split_once` brings a searcher along.
pub fn cut(text: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == mark) {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at.saturating_add(1)..),
        ),
        None => (text, None),
    }
}

/// The text with another one in the place of every `part`. No text holds an empty one.
pub fn replaced(text: &str, part: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    loop {
        match rest.as_str().strip_prefix(part) {
            Some(after) if !part.is_empty() => {
                out.push_str(by);
                rest = after.chars();
            }
            _ => match rest.next() {
                Some(next) => out.push(next),
                None => return out,
            },
        }
    }
}
