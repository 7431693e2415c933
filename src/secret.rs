//! The one type that secrets live in: its `Debug` prints nothing of them, and nothing writes them by itself.

use std::fmt;

use serde::{Deserialize, Serializer};

/// A text that must not be seen: a key, password, code or token.
///
/// It has no `Serialize`, so what holds one cannot be written by mistake, such as to a log:
///
/// ```compile_fail,E0277
/// let credentials = roomkey::AirfobCredentials { email: "a@b.example".into(), password: "a password".into() };
/// serde_json::to_string(&credentials);
/// ```
///
/// ```compile_fail,E0277
/// let credentials = roomkey::SConnectorCredentials {
///     access_key: "a key".into(), secret_key: "a secret".into(), expires: None, is_owner: None,
/// };
/// serde_json::to_string(&credentials);
/// ```
///
/// Only what exists to be handed on can: the tokens and codes that a call gives, and [`StoredToken`](crate::StoredToken).
#[derive(Clone, PartialEq, Eq, Deserialize)]
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

/// Writes a secret as it is: for `#[serde(serialize_with)]` of a member that exists to be handed on.
pub(crate) fn hand_over<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
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
