//! Where a client's access tokens come from.

use std::cell::RefCell;
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::keeper::{Renew, Wanted};
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::Call;
use crate::secret::Secret;

/// Where a client's access tokens come from.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
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

/// What a [`TokenFunction`] is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// The token that the service refused, so that a cache does not give it again; `None` where no token was refused since the last one
    /// was given. A token that expired is not a refused one.
    pub refused: Option<Secret>,
}

/// A token that a [`TokenFunction`] gives.
pub struct SuppliedToken {
    pub access_token: Secret,
    /// How long it still lives; `None`: as it says itself.
    pub expires_in_ms: Option<f64>,
}

impl From<Secret> for SuppliedToken {
    fn from(access_token: Secret) -> Self {
        Self {
            access_token,
            expires_in_ms: None,
        }
    }
}

/// Why a [`TokenFunction`] gave no token. The call that needs the token fails with this kind.
pub struct TokenError {
    pub kind: ErrorKind,
    /// `None`: as the kind says.
    pub retryable: Option<bool>,
    pub retry_after_ms: Option<f64>,
    pub cause: Option<Rc<dyn StdError>>,
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let detail = "getAccessToken failed; what it threw is the cause";
        let mut failure = Self::new(error.kind, detail).caused_by(error.cause);
        failure.of_token = true;
        failure.retryable = error.retryable;
        failure.retry_after_ms = error.retry_after_ms;
        failure
    }
}

/// What a [`TokenFunction`] comes to.
pub type TokenResult = Result<SuppliedToken, TokenError>;

/// A user's function that gives an access token, such as one that asks the user's own backend.
///
/// Its future is dropped when nobody waits for the token any more.
#[derive(Clone)]
pub struct TokenFunction(Rc<dyn Fn(TokenRequest) -> LocalFuture<'static, TokenResult>>);

impl TokenFunction {
    /// Takes a function in that counts in milliseconds.
    #[doc(hidden)]
    pub fn of(
        function: impl Fn(TokenRequest) -> LocalFuture<'static, TokenResult> + 'static,
    ) -> Self {
        Self(Rc::new(function))
    }

    /// As a client calls it.
    pub(crate) fn renewing(self) -> Box<dyn Renew> {
        Box::new(Supplier {
            function: self,
            left: RefCell::default(),
        })
    }
}

impl fmt::Debug for TokenFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFunction")
    }
}

/// A user's function as a client calls it.
struct Supplier {
    function: TokenFunction,
    /// What the function is at, while the call that began it is gone and others still wait for the token.
    left: RefCell<Option<Asked>>,
}

/// A call of the user's function that is under way.
struct Asked {
    answer: LocalFuture<'static, TokenResult>,
    /// As in [`Wanted`]: after a sign-out, nobody takes it up.
    generation: u32,
}

/// Waits for the user's function, and leaves it to the next one that renews, unless it has ended.
struct Leaving<'a> {
    supplier: &'a Supplier,
    asked: Option<Asked>,
    may_vanish: bool,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        // What one request of a Worker began never ends for another one.
        if !self.may_vanish {
            *self.supplier.left.borrow_mut() = self.asked.take();
        }
    }
}

impl Future for Leaving<'_> {
    type Output = Result<SuppliedToken, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(asked) = &mut self.asked else {
            return Poll::Pending;
        };
        let answered = ready!(asked.answer.as_mut().poll(context));
        self.asked = None;
        Poll::Ready(answered.map_err(Failure::from))
    }
}

impl Renew for Supplier {
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        wanted: Wanted,
    ) -> LocalFuture<'a, Result<SuppliedToken, Failure>> {
        let Wanted {
            refused,
            generation,
        } = wanted;
        let asked = match self.left.take() {
            Some(asked) if asked.generation == generation => asked,
            _ => Asked {
                answer: (self.function.0)(TokenRequest { refused }),
                generation,
            },
        };
        Box::pin(Leaving {
            supplier: self,
            asked: Some(asked),
            may_vanish: call.may_vanish(),
        })
    }

    fn login(&self) -> Option<&'static str> {
        None
    }

    fn give_up(&self) {
        drop(self.left.take());
    }
}

impl<C> TokenSource<C> {
    /// True where tokens come only from logins that the user calls.
    pub(crate) fn is_login(&self) -> bool {
        matches!(self, Self::Login)
    }

    /// The same source with credentials of another form.
    pub(crate) fn map<D>(self, with: impl FnOnce(C) -> D) -> TokenSource<D> {
        match self {
            Self::Login => TokenSource::Login,
            Self::Credentials(credentials) => TokenSource::Credentials(with(credentials)),
            Self::AccessToken(token) => TokenSource::AccessToken(token),
            Self::Function(function) => TokenSource::Function(function),
        }
    }
}
