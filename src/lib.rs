//! Typed clients for three services: **Arctos** (sign a user in), **S-Connector** (video meeting rooms) and **Airfob**
//! (mobile access cards), for the browser and the edge.
//!
//! - [`ArctosClient`], [`SConnectorClient`], [`AirfobClient`]: one client for each service.
//! - [`Error`]: one vocabulary for every failure.
//! - [`ClientOptions`], [`CallOptions`], [`Retry`], [`TokenStore`]: what they are built from and called with.
//! - [`Transport`], [`Clock`], [`Platform`]: what carries them; on wasm, the platform's own `fetch` and timers.
//!
//! # In a wasm app
//!
//! For Leptos, Yew or workers-rs, leave the JavaScript face out: `roomkey = { version = "…", default-features = false }`. There
//! `ClientOptions::default()` speaks through the platform's `fetch`; `examples/rooms.rs` is such an app.
//!
//! # On a platform of your own
//!
//! A [`Transport`] and a [`Clock`] are all that a client stands on, so it runs natively too, such as in a test:
//!
//! ```
//! use std::rc::Rc;
//! use roomkey::{
//!     CallOptions, ClientOptions, Clock, LocalFuture, Platform, Request, Response, Retry, SConnectorClient,
//!     SConnectorOptions, TokenSource, Transport, TransportError,
//! };
//!
//! /// Answers every request with the licence of the vendor's example.
//! struct Scripted;
//!
//! impl Transport for Scripted {
//!     fn send(&self, request: Request) -> LocalFuture<'static, Result<Response, TransportError>> {
//!         assert_eq!(request.url, "https://api.interwater.biz/v1/info");
//!         let body = r#"{"status":true,"data":{"domain":"trial","roomLimit":10,"enabled":1,"createdAt":"2020-12-22T15:00:00.000Z"}}"#;
//!         Box::pin(async move {
//!             Ok(Response { status: 200, retry_after: None, retry_after_ms: None, date: None, body: Ok(body.into()) })
//!         })
//!     }
//! }
//!
//! /// Time stands still, and a sleep never ends.
//! struct Still;
//!
//! impl Clock for Still {
//!     fn now(&self) -> f64 { 0.0 }
//!     fn ticks(&self) -> f64 { 0.0 }
//!     fn sleep(&self, _: f64) -> Option<LocalFuture<'static, ()>> { Some(Box::pin(std::future::pending())) }
//!     fn random(&self) -> f64 { 0.5 }
//! }
//!
//! let platform = Platform { transport: Rc::new(Scripted), clock: Rc::new(Still), origin: None, is_page: false, calls_may_vanish: false };
//! let client = SConnectorClient::new(SConnectorOptions {
//!     client: ClientOptions { retry: Retry::NONE, ..ClientOptions::new(platform) },
//!     source: TokenSource::AccessToken("an invented token".into()),
//! })?;
//! let mut call = Box::pin(client.get_license(CallOptions::default()));
//! let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! let std::task::Poll::Ready(license) = call.as_mut().poll(&mut context) else { panic!("it waits for nothing") };
//! assert_eq!(license?.room_limit, 10.0);
//! # use std::future::Future;
//! # Ok::<(), roomkey::Error>(())
//! ```
//!
//! Imports go down only: `js` → the services → `token` → `exchange` → `error`.

mod airfob;
mod arctos;
mod error;
mod exchange;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(face)]
pub mod js;
#[cfg(any(face, test))]
mod names;
mod operations;
mod options;
mod s_connector;
mod secret;
mod text;
mod token;

pub use airfob::meta::Meta;
pub use airfob::request::MAX_PORTRAIT_BYTES;
pub use airfob::types::{
    Account, AirfobCredentials, AirfobOptions, AirfobUser, BatchItem, BatchResult, Card,
    CardPeriod, CardToSend, FeedType, NewUserWithCard, Order, Reissue, UserData, UserPage,
    UserSearch,
};
pub use airfob::{AirfobClient, UserPages};
pub use arctos::ArctosClient;
pub use arctos::types::{
    ArctosOptions, ArctosPaths, ArctosRole, AuthCode, AuthCodeRequest, AuthToken, AuthTokenRequest,
    Identity, SignInRequest, SignedIn,
};
pub use error::{Error, ErrorKind, Outcome, Result, Service};
pub use exchange::call::{Listener, Platform};
pub use exchange::event::{Event, StoreAction};
#[cfg(target_arch = "wasm32")]
pub use exchange::fetch::Thrown;
pub use exchange::retry::{Replay, Retry};
pub use exchange::{
    BodyError, Clock, HeaderValue, LocalFuture, MAX_BODY_BYTES, Method, Request, Response,
    Transport, TransportError,
};
pub use options::{CallOptions, ClientOptions};
pub use s_connector::SConnectorClient;
pub use s_connector::types::{
    DayUsage, License, RoomUsage, SConnectorCredentials, SConnectorOptions, Session, Usage,
    UsageEntry, UsageQuery, UsageSummary,
};
pub use secret::Secret;
pub use token::source::{
    SuppliedToken, TokenError, TokenFunction, TokenRequest, TokenResult, TokenSource,
};
pub use token::store::{StoredToken, TokenStore};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
