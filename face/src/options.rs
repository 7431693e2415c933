//! Options of a client, which `reading.js` reads from a JavaScript object that may hold functions.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use json::{Kind, Secret, Value};
use roomkey::face::{
    Api, Client, ClientOptions, Context, Error, Event, Failure, LocalFuture, Settled, StoredToken,
    SuppliedToken, TokenError, TokenStore, cause, member, settled, unmade,
};
use roomkey::{ErrorKind, Platform, StoreAction, TokenFunction, TokenSource};
use wasm_bindgen::prelude::*;

use crate::argument::{checked, number, parts, text, value};
use crate::give::give;
use crate::rows::rows;

#[wasm_bindgen(module = "/src/reading.js")]
extern "C" {
    /// `own`: the fields that only this service has.
    #[wasm_bindgen(js_name = readOptions)]
    fn read_options(given: &JsValue, own: &JsValue, takes_tokens: bool) -> JsValue;
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

/// A client of a service.
pub(crate) fn client(api: &'static Api, options: &JsValue) -> Result<Client, Error> {
    let (options, source, own) =
        read(api, options).map_err(|failure| unmade(api.service, failure))?;
    Client::new(api, options, source, own)
}

type Read = (ClientOptions, TokenSource<Value>, Value);

fn read(api: &Api, given: &JsValue) -> Result<Read, Failure> {
    let own = Kind::Object(api.options);
    let takes_tokens = api.login.is_some();
    let read = checked(read_options(given, &give(&parts(own)), takes_tokens))?;
    let get = |name| member(&read, name);
    let function = |name| get(name).dyn_into::<Function>().ok();
    let mut options = ClientOptions::new(Platform {
        calls_may_vanish: CALLS_MAY_VANISH.get(),
        ..Platform::with_fetch(function("fetch"))
    });
    options.takers = rows;
    options.base_url = text(&read, "baseUrl");
    options.timeout_ms = number(&read, "timeoutMs");
    let retry = &mut options.retry;
    if let Some(number) = number(&read, "maxAttempts") {
        // Read as a whole number that fits.
        retry.max_attempts = number as u32;
    }
    for (name, place) in [
        ("baseDelayMs", &mut retry.base_delay_ms),
        ("maxDelayMs", &mut retry.max_delay_ms),
    ] {
        *place = number(&read, name).unwrap_or(*place);
    }
    options.token_store = function("tokenStore").map(|ask| Rc::new(JsStore(ask)) as Rc<_>);
    options.on_event = function("onEvent").map(|function| {
        Rc::new(move |event: &Event| Context::current().tell(&function, &give(&event.to_value())))
            as Rc<_>
    });
    options.allow_insecure_http = get("allowInsecureHttp").is_truthy();
    options.dangerously_allow_browser = get("dangerouslyAllowBrowser").is_truthy();
    let mut own = value(&get("own"), own, &mut None)?;
    let credentials = own.take("credentials");
    // One of them at the most.
    let source = if let Some(token) = text(&read, "accessToken") {
        TokenSource::AccessToken(token.into())
    } else if let Some(ask) = function("getAccessToken") {
        TokenSource::Function(token_function(ask))
    } else if credentials.is_absent() {
        TokenSource::Login
    } else {
        TokenSource::Credentials(credentials)
    };
    Ok((options, source, own))
}

fn token_function(ask: Function) -> TokenFunction {
    TokenFunction::of(move |request| {
        let refused = request.refused.as_ref().map(Secret::expose);
        let asked = Settled::asked(&ask, refused);
        Box::pin(async move {
            let given = asked.await.map_err(|told| token_error(&told))?;
            Ok(SuppliedToken {
                access_token: text(&given, "accessToken").unwrap_or_default().into(),
                expires_in_ms: number(&given, "expiresInMs"),
            })
        })
    })
}

/// What getAccessToken threw, and what that says of itself. What says nothing is `unauthorized`.
fn token_error(told: &JsValue) -> TokenError {
    let kind = text(told, "kind");
    let kind = kind.and_then(|name| {
        ErrorKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
    });
    TokenError {
        kind: kind.unwrap_or(ErrorKind::Unauthorized),
        retryable: member(told, "retryable")
            .as_bool()
            .filter(|_| kind.is_some()),
        retry_after_ms: number(told, "retryAfterMs").filter(|ms| *ms >= 0.0),
        cause: Some(cause(member(told, "thrown"))),
    }
}

/// A user's token store, as one function.
struct JsStore(Function);

impl TokenStore for JsStore {
    fn ask(
        &self,
        action: StoreAction,
        key: &str,
        token: Option<&StoredToken>,
    ) -> LocalFuture<'static, Result<Option<StoredToken>, String>> {
        let stored = token.map_or(JsValue::UNDEFINED, |token| give(&token.to_value()));
        let (action, key) = (action.as_str().into(), key.into());
        let asked = Context::current().call(&self.0, &action, &key, &stored);
        Box::pin(async move {
            let found = settled(&asked).await;
            let found = found.map_err(|problem| problem.as_string().unwrap_or_default())?;
            Ok(text(&found, "accessToken").map(|access_token| StoredToken {
                access_token: access_token.into(),
                expires_at: number(&found, "expiresAt"),
            }))
        })
    }
}
