//! What a client tells of its work while it goes on.

use std::rc::Rc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::{from_ms, moment, to_ms};
use crate::error::{ErrorKind, Service};
use crate::exchange::event::{self, StoreAction};

/// Told of every step of every call.
pub type Listener = Rc<dyn Fn(&Event)>;

/// One step of a call. Holds no secret, no body and no query.
///
/// It is written as JavaScript gets it: its times are numbers of milliseconds, such as `durationMs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Event {
    /// A request goes out.
    #[non_exhaustive]
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
    #[non_exhaustive]
    Response {
        /// The service that answered.
        service: Service,
        /// The operation that was sent.
        operation: &'static str,
        /// From 1.
        attempt: u32,
        /// HTTP status; 0 for a redirect that the platform hides.
        status: u16,
        /// From sending to the body's end.
        #[serde(rename = "durationMs", serialize_with = "as_ms")]
        duration: Duration,
    },
    /// The operation will be sent again.
    #[non_exhaustive]
    Retry {
        /// The service.
        service: Service,
        /// The operation.
        operation: &'static str,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// Wait before the next attempt.
        #[serde(rename = "delayMs", serialize_with = "as_ms")]
        delay: Duration,
        /// Why.
        reason: ErrorKind,
    },
    /// A new access token was obtained.
    #[non_exhaustive]
    Token {
        /// The service it is for.
        service: Service,
        /// ms since 1970 by this machine's clock, a part of one cut off; `None` where the token does not say.
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<i64>,
    },
    /// The token store failed and was passed over.
    #[non_exhaustive]
    Store {
        /// The service whose token it was.
        service: Service,
        /// What was asked of the store.
        action: StoreAction,
        /// What went wrong.
        problem: String,
    },
}

fn as_ms<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to_ms(*time))
}

impl From<&event::Event> for Event {
    fn from(told: &event::Event) -> Self {
        match told.clone() {
            event::Event::Attempt {
                service,
                operation,
                attempt,
                method,
                path,
            } => Self::Attempt {
                service,
                operation,
                attempt,
                method,
                path,
            },
            event::Event::Response {
                service,
                operation,
                attempt,
                status,
                duration_ms,
            } => Self::Response {
                service,
                operation,
                attempt,
                status,
                duration: from_ms(duration_ms),
            },
            event::Event::Retry {
                service,
                operation,
                attempt,
                delay_ms,
                reason,
            } => Self::Retry {
                service,
                operation,
                attempt,
                delay: from_ms(delay_ms),
                reason,
            },
            event::Event::Token {
                service,
                expires_at,
            } => Self::Token {
                service,
                expires_at: expires_at.map(moment),
            },
            event::Event::Store {
                service,
                action,
                problem,
            } => Self::Store {
                service,
                action,
                problem,
            },
        }
    }
}
