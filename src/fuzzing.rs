//! What the fuzz targets run: every decoder of what comes from outside, on any bytes at all. None may panic, and what they say must hold.

use json::{Decoder, Read, Value, Values, What, Wrong};
use serde::de::IgnoredAny;

use crate::error::ErrorKind;
use crate::exchange::answer::Answer;
use crate::exchange::endpoint::Endpoint;
use crate::exchange::numbers::NUMBERS;
use crate::exchange::{retry, url};
use crate::operation::Operation;
use crate::s_connector::usage;
use crate::token::jwt;
use crate::{airfob, arctos, s_connector};

#[path = "../json/src/tests/reference.rs"]
mod reference;

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by the name of its corpus.
pub const TARGETS: [(&str, Target); 7] = [
    ("json", json_by_table),
    ("arctos", arctos_answer),
    ("s_connector", s_connector_answer),
    ("airfob", airfob_answer),
    ("jwt", token),
    ("retry_after", retry_after),
    ("url", base_url_and_segment),
];

/// JSON by a table. The first byte chooses which, the rest is the text.
///
/// The reader says what a second one says, takes for JSON what serde_json does, and writes what is then read as the same.
pub fn json_by_table(data: &[u8]) {
    let (first, text) = data.split_first().unwrap_or((&0, &[]));
    let shape = match reference::SHAPES.get(usize::from(*first & 7)) {
        Some(shape) => shape,
        None => &reference::SHAPES[0],
    };
    reference::check(text, shape);
    let what = match json::read(text, shape, reference::NUMBERS) {
        Ok(_) => None,
        Err(wrong) => Some(wrong.what),
    };
    // It is said before the end is seen.
    if what != Some(What::TooDeep) {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let is_json = std::str::from_utf8(text)
            .is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        assert_eq!(!is_json, matches!(what, Some(What::NotJson | What::Empty)));
    }
}

/// Answers to every operation of a service. The first byte chooses the HTTP status, the rest is the body.
///
/// A decode failure says where; no failure is without words.
fn answers(operations: &[&Operation], asked: &Value, data: &[u8]) {
    const STATUSES: [u16; 8] = [200, 207, 400, 401, 403, 404, 429, 503];
    let (first, body) = data.split_first().unwrap_or((&0, &[]));
    let status = STATUSES
        .get(usize::from(*first & 7))
        .copied()
        .unwrap_or(200);
    for operation in operations {
        let endpoint = &operation.endpoint;
        let mut answer = Answer {
            status,
            read: (200..300)
                .contains(&status)
                .then(|| read(body, endpoint, asked)),
            head: body.to_vec(),
            is_empty: body.is_empty(),
            asked,
        };
        if let Err(failure) = (endpoint.open)(&mut answer) {
            assert_eq!(
                failure.kind == ErrorKind::Decode,
                failure.decode_path.is_some()
            );
            assert!(!failure.detail.is_empty());
        }
    }
}

/// What an operation's table makes of a body that comes in two pieces.
fn read(body: &[u8], endpoint: &Endpoint, asked: &Value) -> Result<Read, Wrong> {
    let rows = (endpoint.rows)(|_| Box::<Values>::default(), asked);
    let mut decoder = Decoder::new(endpoint.answer, NUMBERS, rows);
    let (first, second) = body.split_at(body.len() / 2);
    decoder.input().extend_from_slice(first);
    decoder.read();
    decoder.input().extend_from_slice(second);
    decoder.end()
}

/// Answers of Arctos.
pub fn arctos_answer(data: &[u8]) {
    answers(&arctos::operations::OPERATIONS, &Value::Absent, data);
}

thread_local! {
    /// What is asked of usage in a time zone that changes.
    static IN_ZONE: Value = {
        let query = Value::object([
            ("startTime", "2021-02-20".into()),
            ("timeZone", "America/New_York".into()),
        ]);
        usage::query(&query).map(|(_, days)| days).unwrap_or_default()
    };
}

/// Answers of S-Connector, added up where they are usage: without a time zone, and with one that changes.
pub fn s_connector_answer(data: &[u8]) {
    answers(&s_connector::operations::OPERATIONS, &Value::Absent, data);
    let in_zone = [
        &s_connector::operations::GET_USAGE,
        &s_connector::operations::SUMMARIZE_USAGE,
    ];
    IN_ZONE.with(|asked| answers(&in_zone, asked, data));
}

/// Answers of Airfob.
pub fn airfob_answer(data: &[u8]) {
    let ids = Value::List(vec![Value::text("an id")]);
    answers(&airfob::operations::OPERATIONS, &ids, data);
}

/// Access tokens.
pub fn token(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(times) = jwt::times(&text) {
        assert!(times.expires_at.is_finite() && times.expires_at >= 0.0);
    }
}

/// `Retry-After` headers.
pub fn retry_after(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(ms) = retry::retry_after_ms(&text, 1_700_000_000_000.0) {
        assert!(ms.is_finite() && ms >= 0.0);
    }
}

/// Base URLs and path segments.
pub fn base_url_and_segment(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(base) = url::BaseUrl::parse(&text, None, false) {
        assert!(base.as_str().starts_with("http") && base.as_str().ends_with(base.prefix()));
    }
    if let Ok(segment) = url::segment(&text, "id") {
        assert!(!segment.is_empty() && segment != "." && segment != "..");
        assert!(
            segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b))
        );
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::path::Path;

    #[test]
    fn every_input_of_the_corpus_is_taken_without_a_panic() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        for (name, target) in super::TARGETS {
            let inputs: Vec<_> = fs::read_dir(corpus.join(name)).unwrap().collect();
            assert!(!inputs.is_empty(), "{name} has no corpus");
            for input in inputs {
                target(&fs::read(input.unwrap().path()).unwrap());
            }
        }
    }
}
