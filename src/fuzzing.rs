//! What the fuzz targets run: every decoder of what comes from outside, on any bytes at all. None may panic, and what they say must hold.

use crate::error::{ErrorKind, Failure};
use crate::exchange::call::Answer;
use crate::exchange::{json, retry, url};
use crate::token::jwt;
use crate::{airfob, arctos, s_connector};

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by the name of its corpus.
pub const TARGETS: [(&str, Target); 6] = [
    ("arctos", arctos_answer),
    ("s_connector", s_connector_answer),
    ("airfob", airfob_answer),
    ("jwt", token),
    ("retry_after", retry_after),
    ("url", base_url_and_segment),
];

/// The first byte chooses the HTTP status, the rest is the body.
fn answer(data: &[u8]) -> Answer<'_> {
    const STATUSES: [u16; 8] = [200, 207, 400, 401, 403, 404, 429, 503];
    let (first, body) = data.split_first().unwrap_or((&0, &[]));
    let status = STATUSES
        .get(usize::from(*first & 7))
        .copied()
        .unwrap_or(200);
    Answer { status, body }
}

/// A decode failure says where; no failure shows a control character.
fn check<T>(result: Result<T, Failure>) {
    if let Err(failure) = result {
        let decode = failure.kind == ErrorKind::Decode;
        assert_eq!(decode, failure.decode_path.is_some());
        assert!(!failure.detail.is_empty());
    }
}

/// Answers of Arctos.
pub fn arctos_answer(data: &[u8]) {
    let answer = answer(data);
    check(arctos::codes::read::<arctos::types::CodeInfo>(&answer));
    check(arctos::codes::read::<arctos::types::TokenInfo>(&answer));
    check(arctos::codes::read::<arctos::types::IdentityInfo>(&answer));
}

/// Answers of S-Connector, added up where they are usage.
pub fn s_connector_answer(data: &[u8]) {
    let answer = answer(data);
    check(s_connector::answer::read::<s_connector::types::License>(
        &answer,
    ));
    check(s_connector::answer::read_list::<s_connector::types::Session>(&answer));
    check(s_connector::answer::read_optional::<
        s_connector::types::Session,
    >(&answer));
    check(
        s_connector::answer::read::<s_connector::types::Usage>(&answer)
            .and_then(|usage| s_connector::usage::summarize(&usage)),
    );
}

/// Answers of Airfob.
pub fn airfob_answer(data: &[u8]) {
    use airfob::answer::{AccountRecord, page, read, record, results};
    use airfob::types::AirfobUser;
    let answer = answer(data);
    check(read(&answer).and_then(|envelope| record::<AccountRecord>(&envelope)));
    check(read(&answer).and_then(|envelope| record::<AirfobUser>(&envelope)));
    check(read(&answer).and_then(|envelope| page(&envelope)));
    check(read(&answer).and_then(|envelope| results(&envelope)));
}

/// Access tokens.
pub fn token(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(times) = jwt::times(&text) {
        assert!(times.expires_at.is_finite() && times.expires_at >= 0.0);
    }
    // The claims alone, as they stand in a token.
    let _ = json::loose(data);
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
