//! What every client is built from.

use std::rc::Rc;

use json::Values;

use crate::error::{Error, Failure, Service};
use crate::exchange::call::{Exchange, Listener, Platform, timeout_or_default};
use crate::exchange::endpoint::Takers;
use crate::exchange::retry::Retry;
use crate::exchange::url::BaseUrl;
use crate::text::cat;
use crate::token::store::TokenStore;

/// Options that every client takes, as [`ClientOptions`](crate::ClientOptions) says them.
pub struct ClientOptions {
    pub base_url: Option<String>,
    pub timeout_ms: Option<f64>,
    pub retry: Retry,
    pub token_store: Option<Rc<dyn TokenStore>>,
    pub on_event: Option<Listener>,
    pub allow_insecure_http: bool,
    pub dangerously_allow_browser: bool,
    pub platform: Platform,
    /// What takes the rows of answers; they are values if nothing else is said.
    pub takers: Takers,
}

impl ClientOptions {
    /// The defaults, on a platform.
    pub fn new(platform: Platform) -> Self {
        Self {
            base_url: None,
            timeout_ms: None,
            retry: Retry::default(),
            token_store: None,
            on_event: None,
            allow_insecure_http: false,
            dangerously_allow_browser: false,
            platform,
            takers: |_| Box::<Values>::default(),
        }
    }

    /// What they come to, checked.
    pub(crate) fn exchange(
        self,
        service: Service,
        default_base_url: Option<&str>,
    ) -> Result<Exchange, Failure> {
        let Some(base) = self.base_url.as_deref().or(default_base_url) else {
            return Err(Failure::wrong(
                "baseUrl",
                "is required, such as https://api-<tenant>.arctos.tw",
            ));
        };
        let platform = self.platform;
        let base = BaseUrl::parse(base, platform.origin.as_deref(), self.allow_insecure_http)?;
        check_retry(&self.retry)?;
        Ok(Exchange {
            service,
            base,
            retry: self.retry,
            timeout_ms: timeout_or_default(self.timeout_ms)?,
            on_event: self.on_event,
            guards_secrets: platform.is_page && !self.dangerously_allow_browser,
            takers: self.takers,
            platform,
        })
    }
}

impl Exchange {
    /// Refuses a long-lived secret in a page, unless the user asked for it. In a page that is none, but simulated, it says that
    /// asking for it is right.
    pub(crate) fn guard_secret(&self, name: &str) -> Result<(), Failure> {
        if self.guards_secrets {
            let in_tests = match is_simulated_page() {
                true => "; in tests, as here, it is right to set it",
                false => "",
            };
            return Err(Failure::wrong(
                name,
                &cat(&[
                    "in a web page can be read by everyone who opens it: keep it on a server, or set dangerouslyAllowBrowser if you know that it is no secret here",
                    in_tests,
                ]),
            ));
        }
        Ok(())
    }
}

#[cfg(target_arch = "wasm32")]
use crate::exchange::fetch::is_simulated_page;

#[cfg(not(target_arch = "wasm32"))]
const fn is_simulated_page() -> bool {
    false
}

/// The error of a client that cannot be made.
pub fn unmade(service: Service, failure: Failure) -> Error {
    Error::unsent(service, "constructor", failure)
}

fn check_retry(retry: &Retry) -> Result<(), Failure> {
    let is_time = |ms| ms >= 0.0;
    let (name, what) = if retry.max_attempts == 0 {
        ("retry.maxAttempts", "must be at least 1")
    } else if !is_time(retry.base_delay_ms) {
        ("retry.baseDelayMs", "must be 0 or more")
    } else if !is_time(retry.max_delay_ms) {
        ("retry.maxDelayMs", "must be 0 or more")
    } else {
        return Ok(());
    };
    Err(Failure::wrong(name, what))
}

/// Options of one call.
pub struct CallOptions {
    /// Budget of this call, instead of the client's.
    pub timeout_ms: Option<f64>,
}
