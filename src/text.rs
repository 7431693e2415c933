//! Texts put together without `core::fmt`, which costs more than all of them.

/// The parts, one after the other.
pub(crate) fn cat(parts: &[&str]) -> String {
    parts.concat()
}

/// A whole number.
pub(crate) fn digits(number: u64) -> String {
    let mut text = match number / 10 {
        0 => String::new(),
        more => digits(more),
    };
    text.push(char::from(b'0'.saturating_add((number % 10) as u8)));
    text
}

/// A whole number that may be below 0, such as a service's own code.
#[allow(dead_code)] // until the services' words are put together here too
pub(crate) fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    cat(&[sign, &digits(number.unsigned_abs())])
}

/// The number that digits alone make; one that is too large counts as the largest.
pub(crate) fn number(digits: &str) -> Option<u32> {
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
pub(crate) fn padded(number: u64, width: usize) -> String {
    let digits = digits(number);
    let zeros = width.saturating_sub(digits.len());
    cat(&[&"0".repeat(zeros), &digits])
}

/// A count of hundredths as a decimal, without needless zeros: 150 is `1.5`.
pub(crate) fn hundredths(count: u64) -> String {
    let whole = digits(count / 100);
    match count % 100 {
        0 => whole,
        fraction => cat(&[&whole, ".", padded(fraction, 2).trim_end_matches('0')]),
    }
}

/// A byte as two digits of base 16, in lower case.
pub(crate) fn hex(byte: u8) -> [char; 2] {
    let digit = |number: u8| char::from_digit(number.into(), 16).unwrap_or('0');
    [digit(byte >> 4), digit(byte & 0xF)]
}

/// A JSON string, with the escapes that serde_json writes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push('"');
    for c in text.chars() {
        let short = match c {
            '"' | '\\' => c,
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\0'..' ' => {
                out.push_str("\\u00");
                out.extend(hex(c as u8));
                continue;
            }
            _ => {
                out.push(c);
                continue;
            }
        };
        out.extend(['\\', short]);
    }
    out.push('"');
    out
}

/// What stands before and after the first `mark`. No text holds an empty one.
///
/// `str::split_once` and all else that takes a text to look for brings a searcher along that is larger than this file.
pub(crate) fn split_once<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let mark = mark.as_bytes();
    let at = text
        .as_bytes()
        .windows(mark.len().max(1))
        .position(|window| window.first() == mark.first() && window == mark)?;
    Some((text.get(..at)?, text.get(at.saturating_add(mark.len())..)?))
}

/// The text with another one in the place of every `part`.
pub(crate) fn replaced(text: &str, part: &str, by: &str) -> String {
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
