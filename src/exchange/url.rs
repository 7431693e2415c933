//! Base URLs, and paths and queries that say exactly what was asked.

use std::fmt::Write as _;

use crate::error::Failure;
use crate::text::cat;

/// Where a service is: scheme, host and an optional path prefix, without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
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
            (true, Some(origin)) => format!("{origin}{text}"),
            (true, None) => {
                return Err(Failure::wrong(
                    "baseUrl",
                    "is a path, and there is no page to resolve it against: give the whole URL",
                ));
            }
        };
        let Some((scheme, rest)) = absolute.split_once("://") else {
            return Err(Failure::wrong("baseUrl", "must begin with https://"));
        };
        let scheme = scheme.to_ascii_lowercase();
        let (authority, prefix) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        if authority.is_empty() {
            return Err(Failure::wrong("baseUrl", "has no host"));
        }
        if authority.contains('@') {
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
        let prefix = prefix.trim_end_matches('/');
        if prefix.split('/').any(is_dots) {
            return Err(Failure::wrong(
                "baseUrl",
                "must not hold . or .. as a segment",
            ));
        }
        let origin = format!("{scheme}://{authority}");
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
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || host == "[::1]"
        || host.strip_suffix(".localhost").is_some_and(|name| {
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        })
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// True for a segment that URL parsers drop or go up for, encoded or not.
fn is_dots(segment: &str) -> bool {
    let dots = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(dots.as_str(), "." | "..")
}

/// One path segment, percent-encoded: whatever the id holds, it stays one segment.
pub(crate) fn segment(id: &str, name: &str) -> Result<String, Failure> {
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
pub(crate) fn percent_encode(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
}

/// Checks a path that a user set as an option.
pub(crate) fn checked_path(path: &str, name: &str) -> Result<String, Failure> {
    let plain = path.starts_with('/')
        && path.bytes().all(|b| b.is_ascii_graphic())
        && !path.contains(['?', '#', '\\'])
        && !path.split('/').any(is_dots);
    if plain {
        Ok(path.to_owned())
    } else {
        Err(Failure::wrong(
            name,
            "must be an encoded path that begins with /, such as /api/auth/code",
        ))
    }
}
