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
//! In Leptos, Yew or workers-rs, `ClientOptions::default()` speaks through the platform's `fetch`; `examples/rooms.rs` is such an app.
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
//!             Ok(Response { status: 200, retry_after: None, retry_after_ms: None, date: None, body: Vec::from(body).into() })
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
//! assert_eq!(license?.room_limit, 10);
//! # use std::future::Future;
//! # Ok::<(), roomkey::Error>(())
//! ```
//!
//! # Numbers and times
//!
//! Counts are `u32`, statuses `u16`, times [`Duration`](std::time::Duration). A moment is an `i64` of ms since 1970 UTC. (A [`Clock`]
//! counts in `f64` ms, as the platform's does.)
//!
//! - A count or status of an answer that its type does not hold (less than 0, too large, with a fraction), and a time that is less than
//!   nothing or longer than a `Duration`, fail the call with [`ErrorKind::Decode`]; [`Error::decode_path`] says where, such as
//!   `data.roomLimit`. Nothing is rounded but times, to the nanosecond.
//! - A moment of an answer or a token never fails: a part of a ms is cut off, and one that is beyond `i64` is the last that it holds.
//! - What a user gives is checked before anything is sent: a budget of nothing, or a card's date that no JavaScript `Date` can hold, is an
//!   [`ErrorKind::InvalidArgument`].
//!
//! Imports go down only: the services → `rust` → `operation` → `client` → `token` → `exchange` → `error`.

// What only the npm package's face uses is no part of the API, and dead without it.
#![cfg_attr(face, allow(missing_docs))]
#![cfg_attr(not(face), allow(dead_code))]

mod airfob;
mod arctos;
mod client;
mod error;
mod exchange;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
mod operation;
mod options;
mod record;
mod rows;
mod rust;
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
pub use exchange::call::Platform;
pub use exchange::event::StoreAction;
#[cfg(target_arch = "wasm32")]
pub use exchange::fetch::Thrown;
pub use exchange::retry::Replay;
pub use exchange::{
    Body, BodyError, Clock, HeaderValue, LocalFuture, MAX_BODY_BYTES, Method, Request, Response,
    Transport, TransportError,
};
pub use rust::event::{Event, Listener};
pub use rust::options::{CallOptions, ClientOptions, Retry};
pub use rust::token::{StoredToken, SuppliedToken, TokenError, TokenResult, TokenStore};
pub use s_connector::SConnectorClient;
pub use s_connector::types::{
    DayUsage, License, RoomUsage, SConnectorCredentials, SConnectorOptions, Session, Usage,
    UsageEntry, UsageQuery, UsageSummary,
};
pub use secret::Secret;
pub use token::source::{TokenFunction, TokenRequest, TokenSource};

#[doc(hidden)]
pub use rows::TABLES;

/// What the npm package's face is made of, which knows no types of answers: no part of the API.
#[cfg(face)]
#[doc(hidden)]
pub mod face {
    pub use crate::client::{Api, Client};
    pub use crate::error::{ControlFlow, Error, Failure};
    pub use crate::exchange::LocalFuture;
    pub use crate::exchange::call::broken;
    pub use crate::exchange::context::{Context, Within};
    pub use crate::exchange::deadline::{First, first};
    pub use crate::exchange::endpoint::Endpoint;
    pub use crate::exchange::event::Event;
    pub use crate::exchange::fetch::{cause, member};
    pub use crate::exchange::header::checked_header;
    pub use crate::exchange::retry::Retry;
    pub use crate::exchange::settle::{Settled, settled};
    pub use crate::operation::{Operation, Takes};
    pub use crate::options::{CallOptions, ClientOptions, unmade};
    pub use crate::text::cat;
    pub use crate::token::source::{SuppliedToken, TokenError, TokenResult};
    pub use crate::token::store::{StoredToken, TokenStore};

    /// Memory that an answer may use up.
    pub mod memory {
        pub use crate::exchange::memory::{broken_off, guarded};
    }

    /// Arctos.
    pub mod arctos {
        pub use crate::arctos::operations::{API, OPERATIONS};
    }

    /// S-Connector.
    pub mod s_connector {
        pub use crate::s_connector::operations::{API, OPERATIONS};
    }

    /// Airfob.
    pub mod airfob {
        pub use crate::airfob::operations::{API, OPERATIONS, USERS};
        pub use crate::airfob::request::{check_portrait_size, fields, portrait};
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
