//! What clients are built from, and called with.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use json::Values;

use super::event::{Event, Listener};
use super::to_ms;
use super::token::{Store, TokenStore};
use crate::exchange::call::Platform;
use crate::exchange::{event, retry};
use crate::options;

/// Options that every client takes.
#[derive(Clone)]
pub struct ClientOptions {
    /// Where the service is, such as `https://api.interwater.biz`. Arctos has no default.
    pub base_url: Option<String>,
    /// Budget of one whole call: token, attempts, back-off and body together. Default 30 seconds. More than 0, or else the constructor
    /// fails with `InvalidArgument`; more than 2^31 − 1 ms, about 25 days, is as if it were that.
    pub timeout: Option<Duration>,
    /// How often and how far apart a call is tried.
    pub retry: Retry,
    /// Where access tokens are kept between calls. Default: memory of the client.
    pub token_store: Option<Rc<dyn TokenStore>>,
    /// Told of every attempt, retry and token renewal; never sees a secret, a body or a query.
    pub on_event: Option<Listener>,
    /// Allow http: for hosts other than loopback.
    pub allow_insecure_http: bool,
    /// Allow long-lived secrets (licence key, secret key) in a page.
    pub dangerously_allow_browser: bool,
    /// What carries the requests and tells the time.
    pub platform: Platform,
}

impl ClientOptions {
    /// The defaults, on a platform.
    pub fn new(platform: Platform) -> Self {
        Self {
            base_url: None,
            timeout: None,
            retry: Retry::default(),
            token_store: None,
            on_event: None,
            allow_insecure_http: false,
            dangerously_allow_browser: false,
            platform,
        }
    }
}

#[cfg(target_arch = "wasm32")]
impl Default for ClientOptions {
    fn default() -> Self {
        Self::new(Platform::web())
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One with a password in it is refused, but may be printed before.
        let base_url = self.base_url.as_deref().filter(|url| !url.contains('@'));
        f.debug_struct("ClientOptions")
            .field("base_url", &base_url)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl From<ClientOptions> for options::ClientOptions {
    fn from(given: ClientOptions) -> Self {
        Self {
            base_url: given.base_url,
            timeout_ms: given.timeout.map(to_ms),
            retry: given.retry.into(),
            token_store: given
                .token_store
                .map(|store| Rc::new(Store(store)) as Rc<_>),
            on_event: given.on_event.map(|listener| {
                Rc::new(move |event: &event::Event| listener(&Event::from(event))) as Rc<_>
            }),
            allow_insecure_http: given.allow_insecure_http,
            dangerously_allow_browser: given.dangerously_allow_browser,
            platform: given.platform,
            takers: |_| Box::<Values>::default(),
        }
    }
}

/// How often and how far apart a call is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, the first one counted. Default 3. At least 1, or else the constructor fails with `InvalidArgument`.
    pub max_attempts: u32,
    /// Upper bound of the first wait; it doubles with every attempt. Default 250 ms.
    pub base_delay: Duration,
    /// Upper bound of every wait that the service did not ask for. Default 8 seconds.
    pub max_delay: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(8),
        }
    }
}

impl Retry {
    /// One attempt.
    pub const NONE: Self = Self {
        max_attempts: 1,
        base_delay: Duration::ZERO,
        max_delay: Duration::ZERO,
    };
}

impl From<Retry> for retry::Retry {
    fn from(given: Retry) -> Self {
        Self {
            max_attempts: given.max_attempts,
            base_delay_ms: to_ms(given.base_delay),
            max_delay_ms: to_ms(given.max_delay),
        }
    }
}

/// Options of one call.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallOptions {
    /// Budget of this call, instead of the client's. More than 0, or else the call fails with `InvalidArgument`; more than 2^31 − 1 ms,
    /// about 25 days, is as if it were that.
    pub timeout: Option<Duration>,
}

impl From<CallOptions> for options::CallOptions {
    fn from(given: CallOptions) -> Self {
        Self {
            timeout_ms: given.timeout.map(to_ms),
        }
    }
}
