//! Access tokens as a user's own functions and stores have them.

use std::error::Error as StdError;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use super::{moment, to_ms};
use crate::error::{Error, ErrorKind};
use crate::exchange::LocalFuture;
use crate::exchange::event::StoreAction;
use crate::record::record;
use crate::secret::{self, Secret};
use crate::token::source::{self, TokenFunction, TokenRequest};
use crate::token::store;

/// A token that a [`TokenFunction`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppliedToken {
    /// The token itself.
    pub access_token: Secret,
    /// How long it still lives. `None`: as its `exp` − `iat` says, from its receipt; no JWT: until it is refused.
    pub expires_in: Option<Duration>,
}

impl From<Secret> for SuppliedToken {
    fn from(access_token: Secret) -> Self {
        Self {
            access_token,
            expires_in: None,
        }
    }
}

/// Why a [`TokenFunction`] gave no token. The call that needs the token fails with this kind.
#[derive(Debug, Clone)]
pub struct TokenError {
    /// What kind of failure it is: `Unauthorized`, unless it is known to be another.
    pub kind: ErrorKind,
    /// As [`Error::retryable`]; `None`: as the kind says.
    pub retryable: Option<bool>,
    /// How long to wait before the next try.
    pub retry_after: Option<Duration>,
    /// What the user's function failed with: the `source` of the call's error.
    pub cause: Option<Rc<dyn StdError>>,
}

impl From<Rc<dyn StdError>> for TokenError {
    fn from(cause: Rc<dyn StdError>) -> Self {
        Self {
            kind: ErrorKind::Unauthorized,
            retryable: None,
            retry_after: None,
            cause: Some(cause),
        }
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind(),
            retryable: Some(error.retryable()),
            retry_after: error.retry_after(),
            cause: Some(Rc::new(error)),
        }
    }
}

/// What a [`TokenFunction`] comes to.
pub type TokenResult = Result<SuppliedToken, TokenError>;

impl TokenFunction {
    /// Takes a function in.
    pub fn new(
        function: impl Fn(TokenRequest) -> LocalFuture<'static, TokenResult> + 'static,
    ) -> Self {
        Self::of(move |request| {
            let answer = function(request);
            Box::pin(async move {
                let supplied = answer.await.map_err(|error| source::TokenError {
                    kind: error.kind,
                    retryable: error.retryable,
                    retry_after_ms: error.retry_after.map(to_ms),
                    cause: error.cause,
                })?;
                Ok(source::SuppliedToken {
                    access_token: supplied.access_token,
                    expires_in_ms: supplied.expires_in.map(to_ms),
                })
            })
        })
    }
}

record! {
    /// An access token with its end.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct StoredToken {} made {
        /// The token itself.
        #[serde(serialize_with = "secret::hand_over")]
        "accessToken" access_token: Secret,
        /// ms since 1970 by this machine's clock, skew already taken out and a part of a ms cut off; `None` where the token does not say.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "cut_off")]
        "expiresAt" expires_at: Option<i64>,
    }
}

/// Reads a moment that may have a part of a ms, as JavaScript may write it into the same store.
fn cut_off<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.map(moment))
}

impl From<&store::StoredToken> for StoredToken {
    fn from(token: &store::StoredToken) -> Self {
        Self {
            access_token: token.access_token.clone(),
            expires_at: token.expires_at.map(moment),
        }
    }
}

impl From<StoredToken> for store::StoredToken {
    fn from(token: StoredToken) -> Self {
        Self {
            access_token: token.access_token,
            expires_at: token.expires_at.map(|ms| ms as f64),
        }
    }
}

/// Keeps tokens between clients, such as in KV or in a file. Keys look like `sConnector|https://…|accessKey`.
///
/// An `Err` holds what went wrong in words that may be shown.
pub trait TokenStore {
    /// The token under a key, if there is one.
    fn get(&self, key: &str) -> LocalFuture<'static, Result<Option<StoredToken>, String>>;
    /// Keeps a token under a key.
    fn set(&self, key: &str, token: &StoredToken) -> LocalFuture<'static, Result<(), String>>;
    /// Forgets the token under a key.
    fn delete(&self, key: &str) -> LocalFuture<'static, Result<(), String>>;
}

/// A user's store as the engine asks it.
pub struct Store(pub Rc<dyn TokenStore>);

impl store::TokenStore for Store {
    fn ask(
        &self,
        action: StoreAction,
        key: &str,
        token: Option<&store::StoredToken>,
    ) -> LocalFuture<'static, Result<Option<store::StoredToken>, String>> {
        let done = match (action, token) {
            (StoreAction::Set, Some(token)) => self.0.set(key, &token.into()),
            (StoreAction::Delete, _) => self.0.delete(key),
            _ => {
                let found = self.0.get(key);
                return Box::pin(async move { Ok(found.await?.map(Into::into)) });
            }
        };
        Box::pin(async move { done.await.map(|()| None) })
    }
}
