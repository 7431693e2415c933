//! Base URLs, and paths and queries that say exactly what was asked.

use crate::error::Failure;
use crate::text::{cat, cut, hex, number, split_once};

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
        if text.is_empty() {
            return Err(Failure::wrong("baseUrl", "is empty"));
        }
        if text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '?' | '#'))
        {
            return Err(Failure::wrong(
                "baseUrl",
                "must be a plain URL: no spaces, backslashes, query or fragment",
            ));
        }
        let absolute = match (
            text.starts_with('/') && !text.starts_with("//"),
            page_origin,
        ) {
            (false, _) => text.to_owned(),
            (true, Some(origin)) => cat(&[origin, text]),
            (true, None) => {
                return Err(Failure::wrong(
                    "baseUrl",
                    "is a path, and there is no page to resolve it against: give the whole URL",
                ));
            }
        };
        let Some((scheme, rest)) = split_once(&absolute, "://") else {
            return Err(Failure::wrong("baseUrl", "must begin with https://"));
        };
        let scheme = scheme.to_ascii_lowercase();
        let (authority, prefix) = cut(rest, b'/');
        let prefix = rest.get(authority.len()..).filter(|_| prefix.is_some());
        let mut prefix = prefix.unwrap_or_default();
        while let Some(shorter) = prefix.strip_suffix('/') {
            prefix = shorter;
        }
        if authority.is_empty() {
            return Err(Failure::wrong("baseUrl", "has no host"));
        }
        if cut(authority, b'@').1.is_some() {
            return Err(Failure::wrong(
                "baseUrl",
                "must not hold a user name or password",
            ));
        }
        match scheme.as_str() {
            "https" => {}
            "http" if allow_insecure_http || is_loopback(authority) => {}
            "http" => {
                return Err(Failure::wrong(
                    "baseUrl",
                    "is http: and not on loopback, so keys and tokens would cross the network in the clear: use https:, or set allowInsecureHttp",
                ));
            }
            _ => return Err(Failure::wrong("baseUrl", "must begin with https://")),
        }
        if has_dots(prefix) {
            return Err(Failure::wrong(
                "baseUrl",
                "must not hold . or .. as a segment",
            ));
        }
        let origin = cat(&[&scheme, "://", authority]);
        Ok(Self {
            prefix_at: origin.len(),
            text: origin + prefix,
        })
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

/// True for the hosts that never leave this machine.
fn is_loopback(authority: &str) -> bool {
    let port = authority.bytes().rposition(|b| b == b':');
    let is_port = |at: &usize| {
        authority
            .bytes()
            .skip(*at)
            .skip(1)
            .all(|b| b.is_ascii_digit())
    };
    let host = port
        .filter(is_port)
        .and_then(|at| authority.get(..at))
        .unwrap_or(authority);
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || host == "[::1]"
        || host.strip_suffix(".localhost").is_some_and(|name| {
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        })
        || is_loopback_v4(&host)
}

/// True for `127.x.x.x`: four numbers up to 255, none with zeros before it.
fn is_loopback_v4(host: &str) -> bool {
    let is_octet = |part: &str| {
        let is_plain = part == "0" || !part.starts_with('0');
        is_plain && number(part).is_some_and(|number| number <= 255)
    };
    let (first, mut rest) = cut(host, b'.');
    let mut octets = 0_u32;
    while let Some(octet) = rest {
        let (octet, more) = cut(octet, b'.');
        if !is_octet(octet) {
            return false;
        }
        octets = octets.saturating_add(1);
        rest = more;
    }
    first == "127" && octets == 3
}

/// True where a segment of a path is one that URL parsers drop or go up for.
fn has_dots(path: &str) -> bool {
    let mut rest = Some(path);
    while let Some(path) = rest {
        let (segment, more) = cut(path, b'/');
        if is_dots(segment) {
            return true;
        }
        rest = more;
    }
    false
}

/// True for such a segment, encoded or not.
fn is_dots(segment: &str) -> bool {
    after_dot(segment).is_some_and(|rest| rest.is_empty() || after_dot(rest) == Some(""))
}

fn after_dot(text: &str) -> Option<&str> {
    text.strip_prefix('.')
        .or_else(|| text.strip_prefix("%2e"))
        .or_else(|| text.strip_prefix("%2E"))
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
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                out.push('%');
                out.extend(hex(byte).map(|digit| digit.to_ascii_uppercase()));
            }
            out
        })
}

/// Checks a path that a user set as an option.
pub fn checked_path(path: &str, name: &str) -> Result<String, Failure> {
    let plain = path.starts_with('/')
        && path.bytes().all(|b| b.is_ascii_graphic())
        && !path.bytes().any(|b| matches!(b, b'?' | b'#' | b'\\'))
        && !has_dots(path);
    if plain {
        Ok(path.to_owned())
    } else {
        Err(Failure::wrong(
            name,
            "must be an encoded path that begins with /, such as /api/auth/code",
        ))
    }
}
