//! Takes the secrets out of a service's words.

use std::mem::take;

use super::url::percent_encode;
use crate::secret::Secret;
use crate::text::{quoted, replaced};

/// Secrets shorter than this are not looked for in a service's words: they would blot out ordinary text.
const MIN_REDACTED: usize = 8;

/// The text without the secrets that it echoes: as they are, as JSON writes them, and as a URL does.
pub fn redact(text: &str, secrets: &[Secret], token: Option<&Secret>) -> String {
    let mut forms = Vec::new();
    for secret in secrets {
        add(&mut forms, secret);
    }
    if let Some(token) = token {
        add(&mut forms, token);
    }
    let mut text = text.to_owned();
    // The longest first: nothing may be left of one that begins with another.
    while let Some(longest) = forms.iter_mut().max_by_key(|form| form.len())
        && !longest.is_empty()
    {
        text = replaced(&text, &take(longest), "[redacted]");
    }
    text
}

fn add(forms: &mut Vec<String>, secret: &Secret) {
    let secret = secret.expose();
    if secret.chars().nth(MIN_REDACTED - 1).is_some() {
        // As it stands between the quotes of a JSON string.
        let mut in_json = quoted(secret);
        in_json.pop();
        in_json.remove(0);
        forms.push(in_json);
        forms.push(percent_encode(secret));
        forms.push(secret.to_owned());
    }
}
