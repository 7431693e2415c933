//! The one type that secrets live in, and the one way that they are written.

use serde::Serializer;

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
#[doc(inline)]
pub use json::Secret;

/// Writes a secret as it is: for `#[serde(serialize_with)]` of a member that exists to be handed on.
pub fn hand_over<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
