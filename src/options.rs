//! What every client is built from.

use std::rc::Rc;

use crate::error::{Error, Failure, Service};
use crate::exchange::call::{Exchange, Listener, Platform, timeout_or_default};
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
        }
    }

    pub(crate) fn exchange(
        &self,
        service: Service,
        default_base_url: Option<&str>,
    ) -> Result<Exchange, Error> {
        let invalid = |failure| unmade(service, failure);
        let base = self
            .base_url
            .as_deref()
            .or(default_base_url)
            .ok_or_else(|| {
                invalid(Failure::wrong(
                    "baseUrl",
                    "is required, such as https://api-<tenant>.arctos.tw",
                ))
            })?;
        Ok(Exchange {
            service,
            base: BaseUrl::parse(
                base,
                self.platform.origin.as_deref(),
                self.allow_insecure_http,
            )
            .map_err(invalid)?,
            platform: self.platform.clone(),
            retry: checked_retry(self.retry).map_err(invalid)?,
            timeout_ms: timeout_or_default(self.timeout_ms).map_err(invalid)?,
            on_event: self.on_event.clone(),
        })
    }

    /// Refuses a long-lived secret in a page, unless the user asked for it. In a page that is none, but simulated, it says that
    /// asking for it is right.
    pub(crate) fn guard_secret(&self, name: &str) -> Result<(), Failure> {
        if self.platform.is_page && !self.dangerously_allow_browser {
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

fn checked_retry(retry: Retry) -> Result<Retry, Failure> {
    if retry.max_attempts == 0 {
        return Err(Failure::wrong("retry.maxAttempts", "must be at least 1"));
    }
    for (name, ms) in [
        ("retry.baseDelayMs", retry.base_delay_ms),
        ("retry.maxDelayMs", retry.max_delay_ms),
    ] {
        if ms.is_nan() || ms < 0.0 {
            return Err(Failure::wrong(name, "must be 0 or more"));
        }
    }
    Ok(retry)
}

/// Options of one call.
pub struct CallOptions {
    /// Budget of this call, instead of the client's.
    pub timeout_ms: Option<f64>,
}
