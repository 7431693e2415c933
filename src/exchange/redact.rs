//! Takes the secrets out of a service's words.

use super::url::percent_encode;
use crate::secret::Secret;
use crate::text::{quoted, replaced};

/// Secrets shorter than this are not looked for in a service's words: they would blot out ordinary text.
const MIN_REDACTED: usize = 8;

/// The text without the secrets that it echoes: as they are, as JSON writes them, and as a URL does.
pub fn redact<'a>(text: &str, secrets: impl Iterator<Item = &'a Secret>) -> String {
    let mut forms = Vec::new();
    for secret in secrets {
        let secret = secret.expose();
        if secret.chars().nth(MIN_REDACTED - 1).is_some() {
            forms.push(secret.to_owned());
            forms.push(in_json(secret));
            forms.push(percent_encode(secret));
        }
    }
    let mut text = text.to_owned();
    // The longest first: nothing may be left of one that begins with another.
    while let Some(at) = (0..forms.len()).max_by_key(|at| forms.get(*at).map(String::len)) {
        text = replaced(&text, &forms.swap_remove(at), "[redacted]");
    }
    text
}

/// As it stands between the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let mut quoted = quoted(text);
    quoted.pop();
    quoted.remove(0);
    quoted
}
