//! Where tokens are kept between clients, and what a store that fails costs: a second, and an event.

use std::rc::Rc;

use json::Value;

use crate::error::duration;
use crate::exchange::LocalFuture;
use crate::exchange::call::Call;
use crate::exchange::deadline::{First, first};
use crate::exchange::event::{Event, StoreAction};
use crate::exchange::header::checked_header;
use crate::secret::Secret;
use crate::text::cat;

/// An access token with its end.
#[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct StoredToken {
    /// The token itself.
    #[cfg_attr(face, tsify(type = "string"))]
    pub access_token: Secret,
    /// ms since 1970 by this machine's clock, skew already taken out; absent where the token does not say.
    #[cfg_attr(face, tsify(optional))]
    pub expires_at: Option<f64>,
}

impl StoredToken {
    /// As JavaScript gets it.
    pub fn to_value(&self) -> Value {
        Value::object([
            ("accessToken", self.access_token.clone().into()),
            ("expiresAt", self.expires_at.into()),
        ])
    }
}

/// Keeps tokens between clients.
pub trait TokenStore {
    /// Does one of the actions: `Get` gives the token under a key, `Set` keeps one. An `Err` holds what went wrong in words that may be shown.
    fn ask(
        &self,
        action: StoreAction,
        key: &str,
        token: Option<&StoredToken>,
    ) -> LocalFuture<'static, Result<Option<StoredToken>, String>>;
}

/// The longest that a call waits for a store, in milliseconds; a quarter of its budget, if that is less.
const PATIENCE_MS: f64 = 1_000.0;

/// A store as a call uses it: it never fails, it is only passed over.
#[derive(Clone)]
pub struct Shelf(pub Option<Rc<dyn TokenStore>>);

/// What asking a store comes to.
type Found<'a> = LocalFuture<'a, Option<StoredToken>>;

impl Shelf {
    pub fn get<'a>(&self, call: &'a Call<'_>, key: &str) -> Found<'a> {
        self.ask(call, StoreAction::Get, key, None)
    }

    pub fn set<'a>(&self, call: &'a Call<'_>, key: &str, token: &StoredToken) -> Found<'a> {
        self.ask(call, StoreAction::Set, key, Some(token))
    }

    pub fn delete<'a>(&self, call: &'a Call<'_>, key: &str) -> Found<'a> {
        self.ask(call, StoreAction::Delete, key, None)
    }

    fn ask<'a>(
        &self,
        call: &'a Call<'_>,
        action: StoreAction,
        key: &str,
        token: Option<&StoredToken>,
    ) -> Found<'a> {
        let asked = self.0.as_ref().map(|store| store.ask(action, key, token));
        Box::pin(async move {
            let patience = PATIENCE_MS.min(call.budget_ms() / 4.0);
            let problem = match first(asked?, call.sleep(patience)).await {
                First::A(Ok(None)) => return None,
                First::A(Ok(Some(stored))) => {
                    if checked_header(stored.access_token.expose(), "token").is_ok() {
                        return Some(stored);
                    }
                    "gave a token that a header cannot carry".to_owned()
                }
                First::A(Err(problem)) => problem,
                First::B(_) => cat(&["did not answer within ", &duration(patience)]),
            };
            tell(call, action, problem);
            None
        })
    }
}

fn tell(call: &Call<'_>, action: StoreAction, problem: String) {
    call.exchange.emit(|| Event::Store {
        service: call.exchange.service,
        action,
        problem,
    });
}
