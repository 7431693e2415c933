//! Options of a client, read from a JavaScript object that may hold functions.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::error::failure_of;
use super::value::{Members, give, is_absent, string, wrong};
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Platform, checked_header};
use crate::exchange::context::Context;
use crate::exchange::fetch::{AbortOnDrop, attempt, cause, error_name, member};
use crate::exchange::retry::Retry;
use crate::exchange::settle::settled;
use crate::options::ClientOptions;
use crate::secret::Secret;
use crate::token::source::{
    SuppliedToken, TokenError, TokenFunction, TokenRequest, TokenResult, TokenSource,
};
use crate::token::store::{StoredToken, TokenStore};

thread_local! {
    static CALLS_MAY_VANISH: Cell<bool> = const { Cell::new(false) };
}

/// From now on, clients are made for a runtime in which a request may take its calls away without an end, as Workers do.
///
/// Called by the entries for such runtimes, before a client is made.
#[wasm_bindgen(js_name = leaseRenewals, skip_typescript)]
pub fn lease_renewals() {
    CALLS_MAY_VANISH.set(true);
}

/// The options of a client, with members that all of them know or this one does.
pub(super) fn options_of<'a>(options: &'a JsValue, own: &[&str]) -> Result<Members<'a>, Failure> {
    const EVERY_CLIENT: [&str; 8] = [
        "baseUrl",
        "fetch",
        "timeoutMs",
        "retry",
        "tokenStore",
        "onEvent",
        "allowInsecureHttp",
        "dangerouslyAllowBrowser",
    ];
    let members = Members::of(options, "options")?;
    members.known(&[own, &EVERY_CLIENT].concat())?;
    Ok(members)
}

/// What every client takes.
pub(super) fn client_options(members: &Members<'_>) -> Result<ClientOptions, Failure> {
    let mut options = ClientOptions::new(Platform {
        calls_may_vanish: CALLS_MAY_VANISH.get(),
        ..Platform::with_fetch(members.function("fetch")?)
    });
    options.base_url = members
        .get("baseUrl")?
        .map(|url| base_url(&url))
        .transpose()?;
    options.timeout_ms = members.number("timeoutMs")?;
    options.retry = retry(members.get("retry")?)?;
    options.token_store = members
        .get("tokenStore")?
        .map(|store| JsStore::of(store).map(|store| Rc::new(store) as Rc<dyn TokenStore>))
        .transpose()?;
    options.on_event = members.function("onEvent")?.map(|function| {
        Rc::new(move |event: &_| {
            if let Ok(event) = give(event) {
                Context::current().tell(&function, &event);
            }
        }) as Rc<_>
    });
    options.allow_insecure_http = members.boolean("allowInsecureHttp")?.unwrap_or(false);
    options.dangerously_allow_browser =
        members.boolean("dangerouslyAllowBrowser")?.unwrap_or(false);
    Ok(options)
}

/// A text, or a `URL`, of whatever realm, as its text.
fn base_url(given: &JsValue) -> Result<String, Failure> {
    let is_url = given.is_object() && member(given, "searchParams").is_object();
    let text = if is_url {
        &member(given, "href")
    } else {
        given
    };
    string(text, "options.baseUrl").map_err(|failure| match given.is_string() {
        true => failure,
        false => wrong("options.baseUrl", "must be a string or a URL"),
    })
}

fn retry(given: Option<JsValue>) -> Result<Retry, Failure> {
    let Some(given) = given else {
        return Ok(Retry::default());
    };
    if given == JsValue::FALSE {
        return Ok(Retry::NONE);
    }
    let members = Members::of(&given, "options.retry")
        .map_err(|_| wrong("options.retry", "must be false or an object"))?;
    members.known(&["maxAttempts", "baseDelayMs", "maxDelayMs"])?;
    let defaults = Retry::default();
    Ok(Retry {
        max_attempts: members
            .whole("maxAttempts")?
            .unwrap_or(defaults.max_attempts),
        base_delay_ms: members
            .number("baseDelayMs")?
            .unwrap_or(defaults.base_delay_ms),
        max_delay_ms: members
            .number("maxDelayMs")?
            .unwrap_or(defaults.max_delay_ms),
    })
}

/// Where tokens come from: one of credentials, accessToken and getAccessToken at the most.
pub(super) fn token_source<C>(
    members: &Members<'_>,
    credentials: impl FnOnce(&Members<'_>) -> Result<C, Failure>,
) -> Result<TokenSource<C>, Failure> {
    let credentials = members.object("credentials", credentials)?;
    let token = members.secret("accessToken")?;
    let function = members.function("getAccessToken")?;
    match (credentials, token, function) {
        (None, None, None) => Ok(TokenSource::Login),
        (Some(credentials), None, None) => Ok(TokenSource::Credentials(credentials)),
        (None, Some(token), None) => Ok(TokenSource::AccessToken(token)),
        (None, None, Some(function)) => Ok(TokenSource::Function(token_function(function))),
        _ => Err(Failure::invalid(
            "give one of credentials, accessToken and getAccessToken, not more",
        )),
    }
}

fn token_function(function: Function) -> TokenFunction {
    TokenFunction::new(move |request| {
        let mut guard = AbortOnDrop::new(Context::current());
        let request = token_request(&request, guard.signal());
        let called = attempt(&function, &JsValue::UNDEFINED, &Array::of1(&request));
        Box::pin(async move {
            let answered = settled(&called).await;
            guard.release();
            supplied(&answered.map_err(token_error)?)
        })
    })
}

fn token_request(request: &TokenRequest, signal: Option<AbortSignal>) -> Object {
    let given = Object::new();
    let set = |name: &str, value: JsValue| {
        // A plain object of our own: setting cannot fail.
        let _ = Reflect::set(&given, &name.into(), &value);
    };
    let refused = request.refused.as_ref();
    set(
        "refused",
        refused.map_or(JsValue::UNDEFINED, |token| token.expose().into()),
    );
    if let Some(signal) = signal {
        set("signal", signal.into());
    }
    given
}

/// What getAccessToken gave: a string, or an object whose members may throw.
fn supplied(given: &JsValue) -> TokenResult {
    let wrong = |words: &str| token_error(js_sys::TypeError::new(words).into());
    let is_bare = !given.is_object();
    let token = if is_bare {
        given.clone()
    } else {
        member(given, "accessToken")
    };
    let access_token = token
        .as_string()
        .filter(|token| !token.is_empty())
        .map(Secret::new)
        .ok_or_else(|| wrong("getAccessToken gave no string"))?;
    let expires_in = if is_bare {
        JsValue::UNDEFINED
    } else {
        member(given, "expiresInMs")
    };
    let expires_in_ms = match expires_in.as_f64().filter(|ms| ms.is_finite()) {
        None if !is_absent(&expires_in) => {
            return Err(wrong(
                "getAccessToken gave an expiresInMs that is no number",
            ));
        }
        number => number,
    };
    Ok(SuppliedToken {
        access_token,
        expires_in_ms,
    })
}

/// What getAccessToken threw. What says nothing of itself is `unauthorized`.
fn token_error(thrown: JsValue) -> TokenError {
    let told = failure_of(&thrown);
    let kind = member(&told, "kind").as_string();
    let kind = kind.and_then(|name| {
        ErrorKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
    });
    TokenError {
        kind: kind.unwrap_or(ErrorKind::Unauthorized),
        retryable: member(&told, "retryable")
            .as_bool()
            .filter(|_| kind.is_some()),
        retry_after_ms: member(&told, "retryAfterMs")
            .as_f64()
            .filter(|ms| *ms >= 0.0),
        cause: Some(cause(thrown)),
    }
}

/// A user's token store.
struct JsStore {
    object: JsValue,
    get: Function,
    set: Function,
    delete: Function,
}

impl JsStore {
    fn of(object: JsValue) -> Result<Self, Failure> {
        let members = Members::of(&object, "options.tokenStore")?;
        let method = |name: &str| {
            members
                .function(name)?
                .ok_or_else(|| members.wrong(name, "a function"))
        };
        let (get, set, delete) = (method("get")?, method("set")?, method("delete")?);
        Ok(Self {
            get,
            set,
            delete,
            object,
        })
    }
}

/// What a store's function comes to; what it throws is told by the error's name alone, since its words may hold the token.
async fn outcome(called: JsValue) -> Result<JsValue, String> {
    settled(&called).await.map_err(|thrown| {
        let name = error_name(&thrown).as_string();
        name.map_or_else(|| "threw".to_owned(), |name| format!("threw {name}"))
    })
}

/// A token as a store gave it, whose members may throw.
fn stored_token(value: &JsValue) -> Option<StoredToken> {
    let access_token: Secret = member(value, "accessToken").as_string()?.into();
    checked_header(access_token.expose(), "token").ok()?;
    let expires_at = member(value, "expiresAt");
    let expires_at = match expires_at.as_f64() {
        None if is_absent(&expires_at) => None,
        number => Some(number.filter(|number| number.is_finite())?),
    };
    Some(StoredToken {
        access_token,
        expires_at,
    })
}

impl TokenStore for JsStore {
    fn get(&self, key: &str) -> LocalFuture<'static, Result<Option<StoredToken>, String>> {
        let called = attempt(&self.get, &self.object, &Array::of1(&key.into()));
        Box::pin(async move {
            let value = outcome(called).await?;
            if is_absent(&value) {
                return Ok(None);
            }
            stored_token(&value)
                .map(Some)
                .ok_or_else(|| "gave something that is no token".to_owned())
        })
    }

    fn set(&self, key: &str, token: &StoredToken) -> LocalFuture<'static, Result<(), String>> {
        let called = match give(token) {
            Ok(token) => attempt(&self.set, &self.object, &Array::of2(&key.into(), &token)),
            Err(_) => JsValue::UNDEFINED,
        };
        Box::pin(async move { outcome(called).await.map(drop) })
    }

    fn delete(&self, key: &str) -> LocalFuture<'static, Result<(), String>> {
        let called = attempt(&self.delete, &self.object, &Array::of1(&key.into()));
        Box::pin(async move { outcome(called).await.map(drop) })
    }
}
