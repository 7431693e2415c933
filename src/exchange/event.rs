//! What a client tells of its work while it goes on.

use json::Value;
use serde::Serialize;

use crate::error::{ErrorKind, Service};

/// One step of a call. Holds no secret, no body and no query.
#[derive(Clone)]
#[cfg_attr(
    face,
    derive(tsify::Tsify),
    serde(
        tag = "type",
        rename_all = "camelCase",
        rename_all_fields = "camelCase"
    ),
    tsify(rename = "ClientEvent")
)]
pub enum Event {
    Attempt {
        service: Service,
        operation: &'static str,
        attempt: u32,
        method: &'static str,
        path: String,
    },
    Response {
        service: Service,
        operation: &'static str,
        attempt: u32,
        status: u16,
        duration_ms: f64,
    },
    Retry {
        service: Service,
        operation: &'static str,
        attempt: u32,
        delay_ms: f64,
        reason: ErrorKind,
    },
    Token {
        service: Service,
        #[cfg_attr(face, tsify(optional))]
        expires_at: Option<f64>,
    },
    Store {
        service: Service,
        action: StoreAction,
        problem: String,
    },
}

impl Event {
    /// As JavaScript gets it.
    pub fn to_value(&self) -> Value {
        let (kind, service, attempted, more) = match self {
            Self::Attempt {
                service,
                operation,
                attempt,
                method,
                path,
            } => (
                "attempt",
                service,
                Some((operation, attempt)),
                [("method", (*method).into()), ("path", path.as_str().into())],
            ),
            Self::Response {
                service,
                operation,
                attempt,
                status,
                duration_ms,
            } => (
                "response",
                service,
                Some((operation, attempt)),
                [
                    ("status", u32::from(*status).into()),
                    ("durationMs", (*duration_ms).into()),
                ],
            ),
            Self::Retry {
                service,
                operation,
                attempt,
                delay_ms,
                reason,
            } => (
                "retry",
                service,
                Some((operation, attempt)),
                [
                    ("delayMs", (*delay_ms).into()),
                    ("reason", reason.as_str().into()),
                ],
            ),
            Self::Token {
                service,
                expires_at,
            } => (
                "token",
                service,
                None,
                [
                    ("expiresAt", (*expires_at).into()),
                    ("problem", Value::Absent),
                ],
            ),
            Self::Store {
                service,
                action,
                problem,
            } => (
                "store",
                service,
                None,
                [
                    ("action", action.as_str().into()),
                    ("problem", problem.as_str().into()),
                ],
            ),
        };
        let [first, second] = more;
        Value::object([
            ("type", kind.into()),
            ("service", service.as_str().into()),
            (
                "operation",
                attempted.map(|(operation, _)| *operation).into(),
            ),
            ("attempt", attempted.map(|(_, attempt)| *attempt).into()),
            first,
            second,
        ])
    }
}

/// What a token store is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum StoreAction {
    Get,
    Set,
    Delete,
}

impl StoreAction {
    /// The action's name as JavaScript sees it: `get`, `set`, `delete`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Set => "set",
            Self::Delete => "delete",
        }
    }
}
