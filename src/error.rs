//! One vocabulary for every failure: what happened, what is known of the effect, what to do.

use std::error::Error as StdError;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use serde::Serialize;

use crate::text::{cat, digits, hundredths};

/// What a call of this crate gives.
pub type Result<T> = std::result::Result<T, Error>;

/// The service that a client speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[non_exhaustive]
pub enum Service {
    /// Arctos: signs a user in.
    Arctos,
    /// S-Connector: video meeting rooms.
    SConnector,
    /// Airfob Portal: mobile access cards.
    Airfob,
}

impl Service {
    /// The service's name as JavaScript sees it: `arctos`, `sConnector`, `airfob`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arctos => "arctos",
            Self::SConnector => "sConnector",
            Self::Airfob => "airfob",
        }
    }
}

/// What kind of failure this is. One kind, one way to act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument or option is wrong; nothing was sent.
    InvalidArgument,
    /// The key, password, code or token was not accepted, or there is none.
    Unauthorized,
    /// The access token has lived its time.
    TokenExpired,
    /// The account may not do this.
    Forbidden,
    /// The Arctos licence does not allow it; `code` says why (3401 to 3406).
    License,
    /// There is no such thing at the service.
    NotFound,
    /// The service understood the request and refused it; its own words say why.
    Rejected,
    /// Too many requests; `retryAfterMs` says when to come back, where the service said it.
    RateLimited,
    /// The service is down or overloaded (408 and 5xx).
    Unavailable,
    /// The call's budget ran out.
    Timeout,
    /// No answer, or one that broke off: connection, DNS, CORS, or the given `fetch` failed.
    Network,
    /// The service answered with a redirect, which is never followed.
    Redirect,
    /// The answer is not what the service documents; `decodePath` says where.
    Decode,
    /// A fault of roomkey or of its loading, such as a WebAssembly module that did not load.
    Internal,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::InvalidArgument,
        Self::Unauthorized,
        Self::TokenExpired,
        Self::Forbidden,
        Self::License,
        Self::NotFound,
        Self::Rejected,
        Self::RateLimited,
        Self::Unavailable,
        Self::Timeout,
        Self::Network,
        Self::Redirect,
        Self::Decode,
        Self::Internal,
    ];

    /// The kind's name as JavaScript sees it, such as `tokenExpired`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalidArgument",
            Self::Unauthorized => "unauthorized",
            Self::TokenExpired => "tokenExpired",
            Self::Forbidden => "forbidden",
            Self::License => "license",
            Self::NotFound => "notFound",
            Self::Rejected => "rejected",
            Self::RateLimited => "rateLimited",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::Redirect => "redirect",
            Self::Decode => "decode",
            Self::Internal => "internal",
        }
    }

    /// What a person can do about it, as one sentence.
    const fn advice(self) -> &'static str {
        match self {
            Self::InvalidArgument => "",
            Self::Unauthorized => "Check the keys, or sign in again.",
            Self::TokenExpired => "Get a new access token.",
            Self::Forbidden => "Ask the service's administrator for access.",
            Self::License => "Check the licence with the vendor.",
            Self::NotFound => "Check the id, and the base URL.",
            Self::Rejected => "Correct the request as the service says.",
            Self::RateLimited => "Wait, then call again.",
            Self::Unavailable => "Try again later.",
            Self::Timeout => "Try again, or raise timeoutMs.",
            Self::Network => {
                "Check the connection and the base URL; in a page, also that the service allows this origin (CORS)."
            }
            Self::Redirect => "Give the final address as the base URL.",
            Self::Decode => "Check the base URL; if it is right, the service has changed.",
            Self::Internal => "",
        }
    }

    /// True for the kinds that pass by themselves.
    const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unavailable | Self::Timeout | Self::Network
        )
    }
}

/// What is known of a call's effect at the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing of the operation was sent.
    NotSent,
    /// The service refused it: it was not done.
    Refused,
    /// It may have happened.
    Unknown,
}

impl Outcome {
    /// The outcome's name as JavaScript sees it: `notSent`, `refused`, `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "notSent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A failure before it is known which call it ends: what one step found out. Boxed, so that results stay small.
#[derive(Debug, Clone)]
pub struct Failure(Box<Found>);

/// What a [`Failure`] holds.
#[derive(Debug, Clone)]
pub struct Found {
    pub kind: ErrorKind,
    /// What happened, as a clause without a full stop; built from what may be shown, never from a body.
    pub detail: String,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// The status that decides (retry, renewal, outcome): the envelope's, where it differs from HTTP's.
    pub effective: Option<u16>,
    pub code: Option<i64>,
    pub service_message: Option<String>,
    pub retry_after_ms: Option<f64>,
    pub decode_path: Option<String>,
    /// The operation that failed, where it is only a step of the call.
    pub step: Option<&'static str>,
    /// True where the call's access token could not be had: a login failed (`step` names it), or the user's getAccessToken.
    pub of_token: bool,
    /// What the user's own function said of it; `None`: as the kind says.
    pub retryable: Option<bool>,
    /// The argument or option that is wrong, such as `user.phone`.
    pub argument: Option<String>,
    /// False where another attempt would meet the same, such as a custom fetch that gives no Response.
    pub may_repeat: bool,
    /// True where another attempt was due and only this call's budget was too small for it.
    pub lacked_budget: bool,
    pub cause: Option<Rc<dyn StdError>>,
}

impl Failure {
    // Failures are made in many places: each shall cost no more than a call.
    #[inline(never)]
    pub fn new(kind: ErrorKind, detail: &str) -> Self {
        Self(Box::new(Found {
            kind,
            detail: detail.to_owned(),
            status: None,
            effective: None,
            code: None,
            service_message: None,
            retry_after_ms: None,
            decode_path: None,
            step: None,
            of_token: false,
            retryable: None,
            argument: None,
            may_repeat: true,
            lacked_budget: false,
            cause: None,
        }))
    }

    pub fn invalid(detail: &str) -> Self {
        Self::new(ErrorKind::InvalidArgument, detail)
    }

    /// One argument or option is wrong; `what` goes on after its name.
    #[inline(never)]
    pub fn wrong(argument: &str, what: &str) -> Self {
        Self::invalid(&cat(&[argument, " ", what])).of(argument)
    }

    /// Names the argument or option that is wrong.
    pub fn of(mut self, argument: &str) -> Self {
        self.argument = Some(argument.to_owned());
        self
    }

    pub fn caused_by(mut self, cause: Option<Rc<dyn StdError>>) -> Self {
        self.cause = cause;
        self.may_repeat &= self.control_flow().is_none();
        self
    }

    /// What is not this call's failure but a framework's way: the call ends with it at once, and nobody else does.
    pub fn control_flow(&self) -> Option<&ControlFlow> {
        self.cause.as_ref()?.downcast_ref()
    }

    /// What this failure alone says of the effect of a request that was sent.
    pub fn outcome(&self) -> Outcome {
        match self.kind {
            ErrorKind::InvalidArgument => Outcome::NotSent,
            ErrorKind::Network
            | ErrorKind::Timeout
            | ErrorKind::Redirect
            | ErrorKind::Decode
            | ErrorKind::Internal => Outcome::Unknown,
            _ => match self.effective {
                Some(503) if self.retry_after_ms.is_some() => Outcome::Refused,
                Some(408 | 500..) => Outcome::Unknown,
                _ => Outcome::Refused,
            },
        }
    }
}

/// What a framework threw out of `fetch` to steer what it renders, as Next.js does: it must come back to it as it is.
pub struct ControlFlow(pub Rc<dyn StdError>);

impl fmt::Debug for ControlFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlFlow")
    }
}

impl fmt::Display for ControlFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for ControlFlow {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

impl Deref for Failure {
    type Target = Found;

    fn deref(&self) -> &Found {
        &self.0
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Found {
        &mut self.0
    }
}

/// Which call failed, and what of it was sent.
#[derive(Debug, Clone, Copy)]
pub struct Trace {
    pub service: Service,
    pub operation: &'static str,
    /// True where doing it twice would do harm.
    pub mutation: bool,
    pub attempts: u32,
    pub outcome: Outcome,
}

/// Why a call failed: what happened, what is known of the effect, what to do.
#[derive(Debug, Clone)]
pub struct Error(Box<(Failure, Trace)>);

impl Error {
    #[doc(hidden)]
    pub fn new(failure: Failure, trace: Trace) -> Self {
        Self(Box::new((failure, trace)))
    }

    /// A failure that was found before anything was sent.
    #[doc(hidden)]
    pub fn unsent(service: Service, operation: &'static str, failure: Failure) -> Self {
        let trace = Trace {
            service,
            operation,
            mutation: false,
            attempts: 0,
            outcome: Outcome::NotSent,
        };
        Self::new(failure, trace)
    }

    fn failure(&self) -> &Failure {
        &self.0.0
    }

    fn trace(&self) -> &Trace {
        &self.0.1
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.failure().kind
    }

    /// The service that was called.
    pub fn service(&self) -> Service {
        self.trace().service
    }

    /// The call the user made, in JavaScript's spelling, such as `getAuthCode`.
    pub fn operation(&self) -> &'static str {
        self.trace().operation
    }

    /// HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.failure().status
    }

    /// The service's own code, such as Arctos 1404.
    pub fn code(&self) -> Option<i64> {
        self.failure().code
    }

    /// The service's own words, with secrets taken out.
    pub fn service_message(&self) -> Option<&str> {
        self.failure().service_message.as_deref()
    }

    /// How often the operation was sent; 0 when nothing was.
    pub fn attempts(&self) -> u32 {
        self.trace().attempts
    }

    /// What is known of the effect.
    pub fn outcome(&self) -> Outcome {
        self.trace().outcome
    }

    /// True when the same call may succeed later without a change, and can do no harm.
    pub fn retryable(&self) -> bool {
        let Trace {
            mutation, outcome, ..
        } = *self.trace();
        let failure = self.failure();
        let passes = failure
            .retryable
            .unwrap_or(failure.kind.is_transient() && failure.may_repeat);
        passes && !(mutation && outcome == Outcome::Unknown)
    }

    /// The call that failed where it was not [`operation`](Self::operation) itself: `authenticate`, `login`, or a step of `signIn`.
    pub fn step(&self) -> Option<&'static str> {
        self.failure().step
    }

    /// How long the service asked to wait, in milliseconds.
    #[doc(hidden)]
    pub fn retry_after_ms(&self) -> Option<f64> {
        self.failure().retry_after_ms
    }

    /// What must come back to a framework as it is.
    #[cfg_attr(not(face), allow(dead_code))]
    #[doc(hidden)]
    pub fn control_flow(&self) -> Option<&ControlFlow> {
        self.failure().control_flow()
    }

    /// Where decoding failed, such as `data.detail[3].sessionTimeSecond`; empty when it is the whole body.
    pub fn decode_path(&self) -> Option<&str> {
        self.failure().decode_path.as_deref()
    }

    /// The argument or option that is wrong, in JavaScript's spelling, such as `user.phone`; of `InvalidArgument` alone, where it
    /// concerns one.
    pub fn argument(&self) -> Option<&str> {
        let failure = self.failure();
        failure
            .argument
            .as_deref()
            .filter(|_| failure.kind == ErrorKind::InvalidArgument)
    }

    /// The failure in words.
    #[doc(hidden)]
    pub fn message(&self) -> String {
        let (failure, trace) = (self.failure(), self.trace());
        let operation = trace.operation;
        let mut text = cat(&[trace.service.as_str(), ".", operation, ": "]);
        let mut add = |parts: &[&str]| parts.iter().for_each(|part| text.push_str(part));
        if let Some(step) = failure.step {
            add(&[step, " failed: "]);
        }
        add(&[&failure.detail]);
        match &failure.service_message {
            Some(message) => add(&[": “", message, "”."]),
            // Such as "did you mean timeoutMs?"
            None if failure.detail.ends_with('?') => {}
            None => add(&["."]),
        }
        if let Some(ms) = failure.retry_after_ms.filter(|ms| *ms > 0.0) {
            add(&[" The service asks to wait ", &duration(ms), "."]);
        }
        match trace.outcome {
            Outcome::Unknown if trace.mutation => {
                add(&[" It may have been done: look before you send it again."]);
            }
            Outcome::NotSent if failure.of_token => add(&[" ", operation, " was not sent."]),
            Outcome::Refused if failure.of_token => {
                add(&[
                    " ",
                    operation,
                    " was sent before, and refused for its token.",
                ]);
            }
            Outcome::NotSent if failure.kind != ErrorKind::InvalidArgument => {
                add(&[" Nothing was sent."]);
            }
            _ => {}
        }
        let is_suppliers = failure.of_token && failure.step.is_none();
        let advice = match failure.kind {
            // What getAccessToken asks is not known here.
            kind if is_suppliers && kind.is_transient() => "Try again later.",
            ErrorKind::Unauthorized => ErrorKind::Unauthorized.advice(),
            _ if is_suppliers => "",
            kind => kind.advice(),
        };
        if !advice.is_empty() {
            add(&[" ", advice]);
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// A time as people say it, such as `7 seconds` or `2 minutes 5 seconds`. Rounded up: who waits so long has waited long enough.
pub fn duration(ms: f64) -> String {
    /// Seconds of each unit, the largest first.
    const UNITS: [(u64, &str); 4] = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let mut words = String::new();
    let mut say = |count: &str, unit: &str| {
        let space = if words.is_empty() { "" } else { " " };
        let plural = if count == "1" { "" } else { "s" };
        words.push_str(&cat(&[space, count, " ", unit, plural]));
    };
    if ms < 10_000.0 {
        say(&hundredths((ms / 10.0).ceil() as u64), "second");
        return words;
    }
    let mut left = (ms / 1_000.0).ceil() as u64;
    let mut units = 0_u32;
    for (seconds, unit) in UNITS {
        let count = left.checked_div(seconds).unwrap_or_default();
        left = left.checked_rem(seconds).unwrap_or_default();
        // Two units are as exact as anyone wants it.
        if count > 0 && units < 2 {
            units = units.saturating_add(1);
            say(&digits(count), unit);
        }
    }
    words
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure().cause.as_deref()
    }
}
