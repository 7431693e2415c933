//! What a client tells of its work while it goes on.

use serde::Serialize;

use crate::error::{ErrorKind, Service};

/// One step of a call. Holds no secret, no body and no query.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(face, derive(tsify::Tsify))]
#[cfg_attr(face, tsify(rename = "ClientEvent"))]
pub enum Event {
    /// A request goes out.
    Attempt {
        /// The service it goes to.
        service: Service,
        /// The operation sent; a login that a call needs first is told of as `authenticate` or `login`.
        operation: &'static str,
        /// From 1.
        attempt: u32,
        /// HTTP method.
        method: &'static str,
        /// Path with its prefix from the base URL, encoded, without the query.
        path: String,
    },
    /// An answer came, its body read or broken off.
    Response {
        /// The service that answered.
        service: Service,
        /// The operation that was sent.
        operation: &'static str,
        /// From 1.
        attempt: u32,
        /// HTTP status; 0 for a redirect that the platform hides.
        status: u16,
        /// From sending to the body's end, in milliseconds.
        duration_ms: f64,
    },
    /// The operation will be sent again.
    Retry {
        /// The service.
        service: Service,
        /// The operation.
        operation: &'static str,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// Wait before the next attempt, in milliseconds.
        delay_ms: f64,
        /// Why.
        reason: ErrorKind,
    },
    /// A new access token was obtained.
    Token {
        /// The service it is for.
        service: Service,
        /// ms since 1970 by this machine's clock; absent where the token does not say.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(face, tsify(optional))]
        expires_at: Option<f64>,
    },
    /// The token store failed and was passed over.
    Store {
        /// The service whose token it was.
        service: Service,
        /// What was asked of the store.
        action: StoreAction,
        /// What went wrong.
        problem: String,
    },
}

/// What a token store is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
pub enum StoreAction {
    Get,
    Set,
    Delete,
}
