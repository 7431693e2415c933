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

/// Keeps tokens between clients. An `Err` holds what went wrong in words that may be shown.
pub trait TokenStore {
    fn get(&self, key: &str) -> LocalFuture<'static, Result<Option<StoredToken>, String>>;
    fn set(&self, key: &str, token: &StoredToken) -> LocalFuture<'static, Result<(), String>>;
    fn delete(&self, key: &str) -> LocalFuture<'static, Result<(), String>>;
}

/// The longest that a call waits for a store, in milliseconds; a quarter of its budget, if that is less.
const PATIENCE_MS: f64 = 1_000.0;

/// A store as a call uses it: it never fails, it is only passed over.
#[derive(Clone)]
pub struct Shelf(pub Option<Rc<dyn TokenStore>>);

impl Shelf {
    pub async fn get(&self, call: &Call<'_>, key: &str) -> Option<StoredToken> {
        let store = self.0.as_ref()?;
        let stored = ask(call, StoreAction::Get, store.get(key))
            .await
            .flatten()?;
        if checked_header(stored.access_token.expose(), "token").is_ok() {
            return Some(stored);
        }
        tell(
            call,
            StoreAction::Get,
            "gave a token that a header cannot carry".to_owned(),
        );
        None
    }

    pub async fn set(&self, call: &Call<'_>, key: &str, token: &StoredToken) {
        if let Some(store) = &self.0 {
            ask(call, StoreAction::Set, store.set(key, token)).await;
        }
    }

    pub async fn delete(&self, call: &Call<'_>, key: &str) {
        if let Some(store) = &self.0 {
            ask(call, StoreAction::Delete, store.delete(key)).await;
        }
    }
}

async fn ask<T>(
    call: &Call<'_>,
    action: StoreAction,
    answer: LocalFuture<'static, Result<T, String>>,
) -> Option<T> {
    let patience = PATIENCE_MS.min(call.budget_ms() / 4.0);
    let problem = match first(answer, call.sleep(patience)).await {
        First::A(Ok(value)) => return Some(value),
        First::A(Err(problem)) => problem,
        First::B(_) => cat(&["did not answer within ", &duration(patience)]),
    };
    tell(call, action, problem);
    None
}

fn tell(call: &Call<'_>, action: StoreAction, problem: String) {
    call.exchange.emit(&Event::Store {
        service: call.exchange.service,
        action,
        problem,
    });
}
