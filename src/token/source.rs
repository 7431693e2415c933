//! Where a client's access tokens come from.

use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;

use super::keeper::{Keeper, Renew};
use super::store::TokenStore;
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, checked_header};
use crate::secret::Secret;

/// Where a client's access tokens come from.
#[derive(Debug, Clone, Default)]
pub enum TokenSource<C> {
    /// From a login that the user calls.
    #[default]
    Login,
    /// From a login of the client's own, whenever it needs one.
    Credentials(C),
    /// From the user; it is used until the service refuses it.
    AccessToken(Secret),
    /// From a function of the user's, called whenever a new one is needed.
    Function(TokenFunction),
}

/// What a [`TokenFunction`] gives: a token, or why there is none.
pub type TokenResult = Result<Secret, Rc<dyn StdError>>;

/// A user's function that gives an access token, such as one that asks the user's own backend.
#[derive(Clone)]
pub struct TokenFunction(Rc<dyn Fn() -> LocalFuture<'static, TokenResult>>);

impl TokenFunction {
    /// Takes a function in.
    pub fn new(function: impl Fn() -> LocalFuture<'static, TokenResult> + 'static) -> Self {
        Self(Rc::new(function))
    }
}

impl fmt::Debug for TokenFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFunction")
    }
}

impl Renew for TokenFunction {
    fn renew<'a>(&'a self, _: &'a Call<'_>, _: bool) -> LocalFuture<'a, Result<Secret, Failure>> {
        Box::pin(async {
            (self.0)().await.map_err(|cause| {
                Failure::new(
                    ErrorKind::Unauthorized,
                    "getAccessToken failed; what it threw is the cause",
                )
                .caused_by(Some(cause))
            })
        })
    }

    fn is_own(&self) -> bool {
        false
    }
}

impl<C> TokenSource<C> {
    /// True where tokens come only from logins that the user calls.
    pub(crate) fn is_login(&self) -> bool {
        matches!(self, Self::Login)
    }

    /// The keeper of this source's tokens. `key` says where the store has those of credentials.
    pub(crate) fn keeper(
        self,
        store: Option<Rc<dyn TokenStore>>,
        key: impl Fn(&C) -> String,
        advice: &'static str,
    ) -> Result<Keeper, Failure>
    where
        C: Renew + 'static,
    {
        Ok(match self {
            Self::Login => Keeper::new(None, store, None, advice),
            Self::Credentials(credentials) => {
                let key = key(&credentials);
                Keeper::new(Some(Box::new(credentials)), store, Some(key), advice)
            }
            Self::AccessToken(token) => {
                checked_header(token.expose(), "accessToken")?;
                Keeper::given(token, advice)
            }
            Self::Function(function) => Keeper::new(Some(Box::new(function)), None, None, advice),
        })
    }
}
