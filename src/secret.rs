//! The one type that secrets live in: its `Debug` prints nothing of them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that must not be seen: a key, password, code or token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Secrets shorter than this are not looked for in a service's words: they would blot out ordinary text.
const MIN_REDACTED: usize = 8;

/// The text without the secrets that it echoes.
pub(crate) fn redact<'a>(text: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    let mut secrets: Vec<&str> = secrets
        .into_iter()
        .map(Secret::expose)
        .filter(|secret| secret.chars().count() >= MIN_REDACTED)
        .collect();
    // The longest first: nothing may be left of one that begins with another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.into_iter().fold(text.to_owned(), |text, secret| {
        text.replace(secret, "[redacted]")
    })
}
