//! Values as JSON.

use crate::numbers::Numbers;
use crate::scan::more_run;
use crate::value::Value;

impl Value {
    /// As JSON, the secrets in it included: for the one place that sends it. Members that are absent are left out.
    pub fn write(&self, numbers: Numbers, out: &mut String) {
        match self {
            // What was taken is the platform's: it has no JSON.
            Self::Absent | Self::Taken(_) => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => numbers.write(*number, out),
            Self::Text(text) => quote(text, out),
            Self::Secret(secret) => quote(secret.expose(), out),
            Self::Json(json) => out.push_str(json),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(numbers, out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                let mut is_first = true;
                for (name, value) in members {
                    if value.is_absent() {
                        continue;
                    }
                    if !is_first {
                        out.push(',');
                    }
                    is_first = false;
                    quote(name, out);
                    out.push(':');
                    value.write(numbers, out);
                }
                out.push('}');
            }
        }
    }
}

/// A text as JSON writes it.
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    quote(text, &mut out);
    out
}

fn quote(text: &str, out: &mut String) {
    // A portrait is megabytes long: room for it at once, and runs copied as they are.
    out.reserve(text.len().saturating_add(2));
    out.push('"');
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let (length, _) = more_run(bytes, at, &mut []);
        let end = at.wrapping_add(length);
        out.push_str(text.get(at..end).unwrap_or_default());
        let Some(byte) = bytes.get(end) else { break };
        let short = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            0..0x20 => b'u',
            byte => *byte,
        };
        out.push('\\');
        out.push(char::from(short));
        if short == b'u' {
            out.push_str(if *byte < 16 { "000" } else { "001" });
            out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        at = end.wrapping_add(1);
    }
    out.push('"');
}

/// Bytes in base64; `None` where the memory does not hold it.
pub fn base64(bytes: &[u8]) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    out.try_reserve_exact(bytes.len().div_ceil(3).saturating_mul(4))
        .ok()?;
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let held = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit = |shift: u32| {
            let digit = DIGITS.get((held >> shift & 63) as usize);
            digit.copied().unwrap_or(b'=')
        };
        let mut four = [digit(18), digit(12), digit(6), digit(0)];
        if let Some(unused) = four.get_mut(three.len().wrapping_add(1)..) {
            unused.fill(b'=');
        }
        out.extend_from_slice(&four);
    }
    String::from_utf8(out).ok()
}
