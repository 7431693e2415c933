//! Base URLs, and paths and queries that say exactly what was asked.

use crate::error::Failure;
use crate::text::{cat, cut};

/// Where a service is: scheme, host and an optional path prefix, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    prefix_at: usize,
}

impl BaseUrl {
    /// Checks a base URL. A path such as `/api/airfob` is resolved against `page_origin`.
    pub fn parse(
        text: &str,
        page_origin: Option<&str>,
        allow_insecure_http: bool,
    ) -> Result<Self, Failure> {
        Self::read(text, page_origin, allow_insecure_http)
            .map_err(|what| Failure::wrong("baseUrl", what))
    }

    fn read(
        text: &str,
        page_origin: Option<&str>,
        allow_insecure_http: bool,
    ) -> Result<Self, &'static str> {
        const NO_SCHEME: &str = "must begin with https://";
        if text.is_empty() {
            return Err("is empty");
        }
        if text.chars().any(is_unfit) {
            return Err("must be a plain URL: no spaces, backslashes, query or fragment");
        }
        let absolute = match page_origin {
            _ if !text.starts_with('/') || text.starts_with("//") => text.to_owned(),
            Some(origin) => cat(&[origin, text]),
            None => {
                return Err(
                    "is a path, and there is no page to resolve it against: give the whole URL",
                );
            }
        };
        let (scheme, rest) = cut(absolute.as_bytes(), b':');
        let Some([b'/', b'/', rest @ ..]) = rest else {
            return Err(NO_SCHEME);
        };
        let (authority, _) = cut(rest, b'/');
        if authority.is_empty() {
            return Err("has no host");
        }
        if cut(authority, b'@').1.is_some() {
            return Err("must not hold a user name or password");
        }
        let mut rest = absolute.get(absolute.len().saturating_sub(rest.len())..);
        while let Some(shorter) = rest.and_then(|rest| rest.strip_suffix('/')) {
            rest = Some(shorter);
        }
        let rest = rest.unwrap_or_default();
        let scheme = if scheme.eq_ignore_ascii_case(b"https") {
            "https://"
        } else if !scheme.eq_ignore_ascii_case(b"http") {
            return Err(NO_SCHEME);
        } else if allow_insecure_http || is_loopback(authority) {
            "http://"
        } else {
            return Err(
                "is http: and not on loopback, so keys and tokens would cross the network in the clear: use https:, or set allowInsecureHttp",
            );
        };
        let base = Self {
            prefix_at: scheme.len().saturating_add(authority.len()),
            text: cat(&[scheme, rest]),
        };
        if has_dots(base.prefix()) {
            return Err("must not hold . or .. as a segment");
        }
        Ok(base)
    }

    /// The whole base URL.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path prefix; empty where there is none.
    pub fn prefix(&self) -> &str {
        self.text.get(self.prefix_at..).unwrap_or_default()
    }
}

/// True for what no plain URL holds: white space, control characters, and what begins another part.
fn is_unfit(c: char) -> bool {
    matches!(
        c,
        '\0'..=' ' | '\\' | '?' | '#' | '\u{7f}'..='\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
            | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// True for the hosts that never leave this machine.
fn is_loopback(authority: &[u8]) -> bool {
    let mut host = authority;
    // A port.
    if let Some(at) = host.iter().rposition(|byte| !byte.is_ascii_digit())
        && let Some((b':', before)) = host.get(..=at).and_then(<[u8]>::split_last)
    {
        host = before;
    }
    if host == b"[::1]" {
        return true;
    }
    let (mut label, mut rest) = cut(host, b'.');
    let mut is_v4 = label == b"127";
    let mut labels = 1_u32;
    while let Some(more) = rest {
        (label, rest) = cut(more, b'.');
        is_v4 &= is_octet(label);
        labels = labels.saturating_add(1);
    }
    if label.eq_ignore_ascii_case(b"localhost") {
        return host
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    }
    is_v4 && labels == 4
}

/// True for a number up to 255 without zeros before it.
fn is_octet(digits: &[u8]) -> bool {
    let number = digits.iter().try_fold(0_u32, |number, digit| {
        let number = number.wrapping_mul(10);
        let digit = digit.wrapping_sub(b'0');
        (digit < 10 && number < 256).then(|| number.wrapping_add(digit.into()))
    });
    match digits {
        [] | [b'0', _, ..] => false,
        _ => number.is_some_and(|number| number < 256),
    }
}

/// True where a segment of a path is one that URL parsers drop or go up for, encoded or not.
fn has_dots(path: &str) -> bool {
    let mut rest = Some(path.as_bytes());
    while let Some(path) = rest {
        let (segment, more) = cut(path, b'/');
        if after_dot(segment).is_some_and(|end| end.is_empty() || after_dot(end) == Some(b"")) {
            return true;
        }
        rest = more;
    }
    false
}

fn after_dot(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => Some(rest),
        _ => None,
    }
}

/// One path segment, percent-encoded: whatever the id holds, it stays one segment.
pub fn segment(id: &str, name: &str) -> Result<String, Failure> {
    match id {
        "" => Err(Failure::wrong(name, "is empty")),
        "." | ".." => Err(Failure::wrong(
            name,
            &cat(&["must not be “", id, "”: a URL cannot hold it"]),
        )),
        _ => Ok(percent_encode(id)),
    }
}

/// Encodes everything but RFC 3986's unreserved characters.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                let first = if half < 10 { b'0' } else { b'A' - 10 };
                out.push(char::from(half.wrapping_add(first)));
            }
        }
    }
    out
}

/// Checks a path that a user set as an option.
pub fn checked_path(path: &str, name: &str) -> Result<(), Failure> {
    let plain = path.starts_with('/')
        && path
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\'))
        && !has_dots(path);
    if plain {
        Ok(())
    } else {
        Err(Failure::wrong(
            name,
            "must be an encoded path that begins with /, such as /api/auth/code",
        ))
    }
}
