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
        let attempted = |kind: &str,
                         service: &Service,
                         operation: &str,
                         attempt: u32,
                         more: [(&'static str, Value); 2]| {
            let [first, second] = more;
            Value::object([
                ("type", kind.into()),
                ("service", service.as_str().into()),
                ("operation", operation.into()),
                ("attempt", attempt.into()),
                first,
                second,
            ])
        };
        match self {
            Self::Attempt {
                service,
                operation,
                attempt,
                method,
                path,
            } => {
                let more = [("method", (*method).into()), ("path", path.as_str().into())];
                attempted("attempt", service, operation, *attempt, more)
            }
            Self::Response {
                service,
                operation,
                attempt,
                status,
                duration_ms,
            } => {
                let more = [
                    ("status", u32::from(*status).into()),
                    ("durationMs", (*duration_ms).into()),
                ];
                attempted("response", service, operation, *attempt, more)
            }
            Self::Retry {
                service,
                operation,
                attempt,
                delay_ms,
                reason,
            } => {
                let more = [
                    ("delayMs", (*delay_ms).into()),
                    ("reason", reason.as_str().into()),
                ];
                attempted("retry", service, operation, *attempt, more)
            }
            Self::Token {
                service,
                expires_at,
            } => Value::object([
                ("type", "token".into()),
                ("service", service.as_str().into()),
                ("expiresAt", (*expires_at).into()),
            ]),
            Self::Store {
                service,
                action,
                problem,
            } => Value::object([
                ("type", "store".into()),
                ("service", service.as_str().into()),
                ("action", action.as_str().into()),
                ("problem", problem.as_str().into()),
            ]),
        }
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
