//! Values as JSON.

use crate::numbers::Numbers;
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
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            0..0x20 => b'u',
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push('\\');
        out.push(char::from(short));
        if short == b'u' {
            out.push_str(if byte < 16 { "000" } else { "001" });
            out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        from = at.saturating_add(1);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push('"');
}
