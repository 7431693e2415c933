//! Options of a client, read from a JavaScript object that may hold functions.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function};
use json::{Field, Kind, Secret, Shape, Value};
use roomkey::face::{
    AbortOnDrop, Api, Client, ClientOptions, Context, Error, Event, Failure, LocalFuture, Retry,
    StoredToken, SuppliedToken, TokenError, TokenResult, TokenStore, arctos, attempt, cat, cause,
    checked_header, error_name, member, settled, unmade,
};
use roomkey::{ErrorKind, Platform, StoreAction, TokenFunction, TokenSource};
use wasm_bindgen::prelude::*;

use crate::argument::{Members, is_absent, string, wrong};
use crate::error::failure_of;
use crate::give::give;

#[wasm_bindgen(module = "/src/values.js")]
extern "C" {
    /// What getAccessToken is called with.
    #[wasm_bindgen(js_name = tokenRequest)]
    fn token_request(refused: Option<&str>, signal: JsValue) -> JsValue;
}

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

/// What every client takes.
static EVERY_CLIENT: Shape = Shape(&[
    Field::optional("baseUrl", Kind::Foreign),
    Field::optional("fetch", Kind::Foreign),
    Field::optional("timeoutMs", Kind::Number),
    Field::optional("retry", Kind::Foreign),
    Field::optional("tokenStore", Kind::Foreign),
    Field::optional("onEvent", Kind::Foreign),
    Field::optional("allowInsecureHttp", Kind::Flag),
    Field::optional("dangerouslyAllowBrowser", Kind::Flag),
]);

/// What a client that does not log in by itself may take beside its credentials.
static TOKENS: Shape = Shape(&[
    Field::optional("accessToken", Kind::Secret),
    Field::optional("getAccessToken", Kind::Foreign),
]);

/// A client of Arctos, which has no credentials but keys.
pub(crate) fn arctos(options: &JsValue) -> Result<Client, Error> {
    let read = || {
        let members = Members::of(options, "options")?;
        let own = members.object(&[arctos::API.options, &EVERY_CLIENT], &mut None)?;
        // A key that is there and has no value comes from a setting that is missing: without it, the call would fail much later.
        if own.get("licenseKey").is_absent() && members.has("licenseKey") {
            return Err(Failure::wrong(
                "licenseKey",
                "has no value: give the key, or leave the member out where a gateway adds it",
            ));
        }
        Ok((client_options(&members, &own)?, own))
    };
    let api = &arctos::API;
    let (options, own) = read().map_err(|failure| unmade(api.service, failure))?;
    Client::new(api, options, TokenSource::Login, own)
}

/// A client of a service that gives tokens for credentials.
pub(crate) fn client(api: &'static Api, options: &JsValue) -> Result<Client, Error> {
    let read = || {
        let members = Members::of(options, "options")?;
        let data = members.object(&[api.options, &TOKENS, &EVERY_CLIENT], &mut None)?;
        let client = client_options(&members, &data)?;
        Ok((client, token_source(&members, data)?))
    };
    let (options, source) = read().map_err(|failure| unmade(api.service, failure))?;
    Client::new(api, options, source, Value::Absent)
}

/// What every client takes; `data` is what of it was read already.
fn client_options(members: &Members<'_>, data: &Value) -> Result<ClientOptions, Failure> {
    let mut options = ClientOptions::new(Platform {
        calls_may_vanish: CALLS_MAY_VANISH.get(),
        ..Platform::with_fetch(members.function("fetch")?)
    });
    options.base_url = members
        .get("baseUrl")?
        .map(|url| base_url(&url))
        .transpose()?;
    options.timeout_ms = data.get("timeoutMs").as_number();
    options.retry = retry(members.get("retry")?)?;
    options.token_store = match members.get("tokenStore")? {
        Some(store) => Some(Rc::new(JsStore::of(store)?)),
        None => None,
    };
    options.on_event = members.function("onEvent")?.map(|function| {
        Rc::new(move |event: &Event| Context::current().tell(&function, &give(&event.to_value())))
            as Rc<_>
    });
    options.allow_insecure_http = data.get("allowInsecureHttp").as_flag() == Some(true);
    options.dangerously_allow_browser = data.get("dangerouslyAllowBrowser").as_flag() == Some(true);
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

static RETRY: Shape = Shape(&[
    Field::optional("maxAttempts", Kind::Whole),
    Field::optional("baseDelayMs", Kind::Number),
    Field::optional("maxDelayMs", Kind::Number),
]);

fn retry(given: Option<JsValue>) -> Result<Retry, Failure> {
    let mut retry = Retry::default();
    let Some(given) = given else {
        return Ok(retry);
    };
    if given == JsValue::FALSE {
        return Ok(Retry::NONE);
    }
    let members = Members::of(&given, "options.retry")
        .map_err(|_| wrong("options.retry", "must be false or an object"))?;
    let given = members.object(&[&RETRY], &mut None)?;
    if let Some(number) = given.get("maxAttempts").as_number() {
        // Read as a whole number that fits.
        retry.max_attempts = number as u32;
    }
    retry.base_delay_ms = given
        .get("baseDelayMs")
        .as_number()
        .unwrap_or(retry.base_delay_ms);
    retry.max_delay_ms = given
        .get("maxDelayMs")
        .as_number()
        .unwrap_or(retry.max_delay_ms);
    Ok(retry)
}

/// Where tokens come from: one of credentials, accessToken and getAccessToken at the most.
fn token_source(members: &Members<'_>, mut data: Value) -> Result<TokenSource<Value>, Failure> {
    let (credentials, token) = (
        data.take("credentials"),
        data.take("accessToken").into_secret(),
    );
    let function = members.function("getAccessToken")?;
    match (credentials, token, function) {
        (Value::Absent, None, None) => Ok(TokenSource::Login),
        (Value::Absent, Some(token), None) => Ok(TokenSource::AccessToken(token)),
        (Value::Absent, None, Some(function)) => {
            Ok(TokenSource::Function(token_function(function)))
        }
        (credentials, None, None) => Ok(TokenSource::Credentials(credentials)),
        _ => Err(Failure::invalid(
            "give one of credentials, accessToken and getAccessToken, not more",
        )),
    }
}

fn token_function(function: Function) -> TokenFunction {
    TokenFunction::of(move |request| {
        let mut guard = AbortOnDrop::new(Context::current());
        let refused = request.refused.as_ref().map(Secret::expose);
        let request = token_request(refused, guard.signal());
        let called = attempt(&function, &JsValue::UNDEFINED, &Array::of1(&request));
        Box::pin(async move {
            let answered = settled(&called).await;
            guard.release();
            supplied(&answered.map_err(token_error)?)
        })
    })
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
struct JsStore(JsValue);

impl JsStore {
    fn of(object: JsValue) -> Result<Self, Failure> {
        let members = Members::of(&object, "options.tokenStore")?;
        for name in ["get", "set", "delete"] {
            if members.function(name)?.is_none() {
                return Err(members.must(name, "a function"));
            }
        }
        Ok(Self(object))
    }

    /// Calls a function of the store's; what it throws is told by the error's name alone, since its words may hold the token.
    fn ask(
        &self,
        action: StoreAction,
        key: &str,
        token: JsValue,
    ) -> LocalFuture<'static, Result<JsValue, String>> {
        let args = Array::of1(&key.into());
        if !token.is_undefined() {
            args.push(&token);
        }
        let function = member(&self.0, action.as_str());
        let called = attempt(&function, &self.0, &args);
        Box::pin(async move {
            settled(&called).await.map_err(|thrown| {
                let name = error_name(&thrown).as_string();
                name.map_or_else(|| "threw".to_owned(), |name| cat(&["threw ", &name]))
            })
        })
    }
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
        let asked = self.ask(StoreAction::Get, key, JsValue::UNDEFINED);
        Box::pin(async move {
            let value = asked.await?;
            if is_absent(&value) {
                return Ok(None);
            }
            stored_token(&value)
                .map(Some)
                .ok_or_else(|| "gave something that is no token".to_owned())
        })
    }

    fn set(&self, key: &str, token: &StoredToken) -> LocalFuture<'static, Result<(), String>> {
        let asked = self.ask(StoreAction::Set, key, give(&token.to_value()));
        Box::pin(async move { asked.await.map(drop) })
    }

    fn delete(&self, key: &str) -> LocalFuture<'static, Result<(), String>> {
        let asked = self.ask(StoreAction::Delete, key, JsValue::UNDEFINED);
        Box::pin(async move { asked.await.map(drop) })
    }
}
