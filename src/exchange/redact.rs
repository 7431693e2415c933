//! Takes the secrets out of a service's words.

use super::url::percent_encode;
use crate::secret::Secret;

/// Secrets shorter than this are not looked for in a service's words: they would blot out ordinary text.
const MIN_REDACTED: usize = 8;

/// The text without the secrets that it echoes: as they are, as JSON writes them, and as a URL does.
pub(crate) fn redact<'a>(text: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    let mut forms: Vec<String> = secrets
        .into_iter()
        .map(Secret::expose)
        .filter(|secret| secret.chars().count() >= MIN_REDACTED)
        .flat_map(|secret| [secret.to_owned(), in_json(secret), percent_encode(secret)])
        .collect();
    // The longest first: nothing may be left of one that begins with another.
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.iter().fold(text.to_owned(), |text, form| {
        text.replace(form, "[redacted]")
    })
}

/// As it stands between the quotes of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    let inside = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inside.unwrap_or(text).to_owned()
}
