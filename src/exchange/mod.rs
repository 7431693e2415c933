//! One HTTP exchange, whatever the service: the request, the answer, and what carries them.

pub(crate) mod answer;
pub(crate) mod call;
#[cfg(target_arch = "wasm32")]
pub(crate) mod context;
pub(crate) mod deadline;
pub(crate) mod endpoint;
pub(crate) mod event;
#[cfg(target_arch = "wasm32")]
pub(crate) mod fetch;
pub(crate) mod header;
pub(crate) mod memory;
pub(crate) mod numbers;
pub(crate) mod redact;
pub(crate) mod retry;
#[cfg(target_arch = "wasm32")]
pub(crate) mod settle;
pub(crate) mod url;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::secret::Secret;

/// A future that stays on its thread, as everything in JavaScript does.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The HTTP methods that the services use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum Method {
    Get,
    Post,
    Put,
}

impl Method {
    /// As it is written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A header's value.
#[derive(Debug, Clone)]
pub enum HeaderValue {
    /// May be seen.
    Plain(&'static str),
    /// Must not be seen. The prefix (such as `Bearer `) goes before it.
    Secret(&'static str, Secret),
}

/// A request, complete.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The base URL and the encoded path, without the query.
    pub url: String,
    /// The path alone, encoded: this is what events show.
    pub path: String,
    /// The encoded query, without `?`; empty where there is none.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(&'static str, HeaderValue)>,
    /// JSON text.
    pub body: Option<Secret>,
}

/// An answer, whose body is yet to be read.
pub struct Response {
    /// HTTP status; 0 for a redirect that the platform hides.
    pub status: u16,
    /// The `Retry-After` header as it came.
    pub retry_after: Option<String>,
    /// The `retry-after-ms` header as it came: where it makes sense, it goes before the other.
    pub retry_after_ms: Option<String>,
    /// The `Date` header as it came: the service's clock, which a `Retry-After` date is counted from.
    pub date: Option<String>,
    /// What is left of the body.
    pub body: Box<dyn Body>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A body that is read piece by piece. Dropping it before its end gives up what was not read.
pub trait Body {
    /// Adds a piece to `bytes`, best of 64 KiB at the most; false at the end, where there is nothing to add.
    ///
    /// # Errors
    /// Why there is no more to be had.
    fn read<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>>;

    /// A header of the answer which the transport left until someone needs it.
    #[doc(hidden)]
    fn header(&self, _name: &str) -> Option<String> {
        None
    }
}

/// The longest piece of a body: long ones are no faster, and take memory.
pub(crate) const MAX_PIECE: usize = 64 * 1024;

/// A body that is there as a whole, from `at` on.
struct Whole {
    bytes: Vec<u8>,
    at: usize,
}

impl Body for Whole {
    fn read<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>> {
        let end = self.at.saturating_add(MAX_PIECE).min(self.bytes.len());
        let piece = self.bytes.get(self.at..end).unwrap_or_default();
        bytes.extend_from_slice(piece);
        let is_there = !piece.is_empty();
        self.at = end;
        Box::pin(async move { Ok(is_there) })
    }
}

impl From<Vec<u8>> for Box<dyn Body> {
    fn from(bytes: Vec<u8>) -> Self {
        Box::new(Whole { bytes, at: 0 })
    }
}

/// Why a body could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// It broke off.
    Broken(Option<Rc<dyn StdError>>),
    /// It is longer than [`MAX_BODY_BYTES`]; the rest was not read.
    TooLarge,
    /// The memory that there is does not hold it.
    OutOfMemory,
}

/// Why there was no answer.
#[derive(Debug)]
pub struct TransportError {
    /// What happened, as a clause without a full stop; must hold no secret.
    pub detail: &'static str,
    /// False where another attempt would meet the same.
    pub may_repeat: bool,
    /// What the platform or the user's own function threw.
    pub cause: Option<Rc<dyn StdError>>,
}

/// The longest body that is read: 64 MiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// Sends a request and reads its answer. Dropping the future cancels the exchange.
pub trait Transport {
    /// One exchange; redirects are not followed.
    fn send(&self, request: Request) -> LocalFuture<'static, Result<Response, TransportError>>;
}

/// Time and chance.
pub trait Clock {
    /// Milliseconds since 1970, UTC, as this machine believes.
    fn now(&self) -> f64;
    /// Milliseconds since some moment; never goes back.
    fn ticks(&self) -> f64;
    /// Ends after that many milliseconds. Dropping the future clears the timer. `None` where there are no more timers to be had.
    fn sleep(&self, ms: f64) -> Option<LocalFuture<'static, ()>>;
    /// A number in 0..1, any distribution of it even.
    fn random(&self) -> f64;
}
