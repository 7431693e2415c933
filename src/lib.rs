//! Typed clients for three services: **Arctos** (sign a user in), **S-Connector** (video meeting rooms) and **Airfob**
//! (mobile access cards), for the browser and the edge.
//!
//! - [`ArctosClient`], [`SConnectorClient`], [`AirfobClient`]: one client for each service.
//! - [`Error`]: one vocabulary for every failure.
//! - [`ClientOptions`], [`CallOptions`], [`Retry`], [`TokenStore`]: what they are built from and called with.
//! - [`Transport`], [`Clock`], [`Platform`]: what carries them; on wasm, the platform's own `fetch` and timers.
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
mod operations;
mod options;
mod s_connector;
mod secret;
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
pub use token::source::{TokenFunction, TokenResult, TokenSource};
pub use token::store::{StoredToken, TokenStore};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
