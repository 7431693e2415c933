//! Takes the secrets out of a service's words.

use super::url::percent_encode;
use crate::secret::Secret;
use crate::text::{quoted, replaced};

/// Secrets shorter than this are not looked for in a service's words: they would blot out ordinary text.
const MIN_REDACTED: usize = 8;

/// The text without the secrets that it echoes: as they are, as JSON writes them, and as a URL does.
pub fn redact(text: &str, secrets: &[Secret]) -> String {
    let mut forms = Vec::new();
    for secret in secrets {
        let secret = secret.expose();
        if secret.chars().nth(MIN_REDACTED - 1).is_some() {
            forms.extend([secret.to_owned(), in_json(secret), percent_encode(secret)]);
        }
    }
    let mut text = text.to_owned();
    let mut done = usize::MAX;
    // The longest first: nothing may be left of one that begins with another.
    while let Some(longest) = forms
        .iter()
        .map(String::len)
        .filter(|len| *len < done)
        .max()
    {
        for form in forms.iter().filter(|form| form.len() == longest) {
            text = replaced(&text, form, "[redacted]");
        }
        done = longest;
    }
    text
}

/// As it stands between the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = quoted(text);
    let inside = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inside.unwrap_or(text).to_owned()
}
