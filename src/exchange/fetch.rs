//! Transport and Clock on the platform: `fetch`, streams and timers.

use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;

use gloo_net::http;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::call::Platform;
use super::context::Context;
use super::deadline::MAX_TIMEOUT_MS;
use super::settle::settled;
use super::timer::Timer;
use super::{
    BodyError, Clock, HeaderValue, LocalFuture, MAX_BODY_BYTES, Request, Response, Transport,
    TransportError, memory,
};
use crate::error::ControlFlow;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    type Chunks;

    #[wasm_bindgen(constructor)]
    pub(crate) fn of(context: &Context, answer: &JsValue) -> Chunks;

    #[wasm_bindgen(method)]
    fn next(this: &Chunks) -> JsValue;

    #[wasm_bindgen(method)]
    fn cancel(this: &Chunks);

    /// A member of an object that roomkey did not make; undefined where reading it throws.
    pub(crate) fn member(object: &JsValue, name: &str) -> JsValue;

    /// The name of an Error, of whatever realm; undefined for anything else.
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    #[wasm_bindgen(js_name = errorName)]
    pub(crate) fn error_name(thrown: &JsValue) -> JsValue;

    /// The bytes of a view or a buffer, of whatever realm; undefined for anything else.
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    pub(crate) fn bytes(value: &JsValue) -> JsValue;

    /// True for a Blob or a File, of whatever realm.
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    #[wasm_bindgen(js_name = isBlob)]
    pub(crate) fn is_blob(value: &JsValue) -> bool;

    /// The ms since 1970 of a Date, of whatever realm (NaN for one that does not exist); undefined for anything else.
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    pub(crate) fn time(value: &JsValue) -> JsValue;

    /// Calls `wake` when the signal is aborted, until [`off_abort`].
    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    #[wasm_bindgen(js_name = onAbort)]
    pub(crate) fn on_abort(signal: &JsValue, wake: &JsValue);

    #[cfg_attr(not(feature = "js"), allow(dead_code))]
    #[wasm_bindgen(js_name = offAbort)]
    pub(crate) fn off_abort(signal: &JsValue, wake: &JsValue);
}

/// Calls a function of the user's in the context of the call that goes on; what it throws at once is a rejection.
#[cfg_attr(not(feature = "js"), allow(dead_code))]
pub(crate) fn attempt(call: &JsValue, this: &JsValue, args: &Array) -> JsValue {
    Context::current().call(call, this, args)
}

impl Platform {
    /// The platform that this module runs on: its `fetch`, its clock, its page.
    pub fn web() -> Self {
        Self::with_fetch(None)
    }

    pub(crate) fn with_fetch(function: Option<Function>) -> Self {
        let global = js_sys::global();
        let has = |name: &str| {
            Reflect::get(&global, &name.into()).is_ok_and(|value| !value.is_undefined())
        };
        // Asked only where there is one: what throws costs a slot of the module's table for good.
        let origin = Reflect::get(&global, &"location".into())
            .ok()
            .filter(JsValue::is_object)
            .and_then(|location| Reflect::get(&location, &"origin".into()).ok())
            .and_then(|origin| origin.as_string())
            .filter(|origin| origin.contains("://"));
        Self {
            transport: Rc::new(Fetch { function }),
            clock: Rc::new(PlatformClock),
            origin,
            is_page: has("window") && has("document"),
            calls_may_vanish: false,
        }
    }
}

/// True in a page that jsdom or HappyDOM makes up for tests.
pub(crate) fn is_simulated_page() -> bool {
    let window = member(&js_sys::global(), "window");
    let browser = member(&member(&window, "navigator"), "userAgent").as_string();
    member(&window, "happyDOM").is_object()
        || browser.is_some_and(|name| name.contains("jsdom") || name.contains("HappyDOM"))
}

/// What JavaScript threw, kept whole for the user and shown nowhere. It is the `source` of an [`Error`](crate::Error).
pub struct Thrown(pub JsValue);

impl fmt::Debug for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thrown")
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JavaScript value was thrown")
    }
}

impl StdError for Thrown {}

/// What JavaScript threw, as the cause of a failure. What has a `digest` is what Next.js throws to steer a page.
pub(crate) fn cause(thrown: JsValue) -> Rc<dyn StdError> {
    let is_control_flow = member(&thrown, "digest").is_string();
    let thrown = Rc::new(Thrown(thrown));
    if is_control_flow {
        Rc::new(ControlFlow(thrown))
    } else {
        thrown
    }
}

struct PlatformClock;

impl Clock for PlatformClock {
    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn ticks(&self) -> f64 {
        performance_now()
    }

    fn sleep(&self, ms: f64) -> Option<LocalFuture<'static, ()>> {
        // Rounded up: a timer that fires early would find its moment not yet come.
        let timer = Timer::start(ms.clamp(0.0, MAX_TIMEOUT_MS).ceil())?;
        Some(Box::pin(timer))
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}

struct Fetch {
    /// The user's own, if there is one.
    function: Option<Function>,
}

impl Transport for Fetch {
    fn send(&self, request: Request) -> LocalFuture<'static, Result<Response, TransportError>> {
        let context = Context::current();
        Box::pin(exchange(context, self.function.clone(), request))
    }
}

/// Aborts what the user's side does for a call, when it is dropped before its end.
pub(crate) struct AbortOnDrop {
    context: Context,
    controller: Option<AbortController>,
}

impl AbortOnDrop {
    pub fn new(context: Context) -> Self {
        let controller = AbortController::new().ok();
        Self {
            context,
            controller,
        }
    }

    /// What tells of it; none where the runtime has no such thing.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// It has ended: there is nothing to abort.
    pub fn release(&mut self) {
        self.controller = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            self.context.abort(controller);
        }
    }
}

async fn exchange(
    context: Context,
    function: Option<Function>,
    request: Request,
) -> Result<Response, TransportError> {
    let mut guard = AbortOnDrop::new(context.clone());
    let (url, init) =
        prepare(&request, guard.signal().as_ref()).map_err(|thrown| TransportError {
            detail: "the request could not be made",
            may_repeat: false,
            cause: Some(cause(thrown)),
        })?;
    let own = function.as_ref().map_or(JsValue::UNDEFINED, JsValue::from);
    let answered = settled(&context.send(&own, &url, &init)).await;
    let answer = answered.map_err(|thrown| TransportError {
        detail: if function.is_some() {
            "the given fetch failed"
        } else {
            "no answer came"
        },
        may_repeat: true,
        cause: Some(cause(thrown)),
    })?;
    let response = read(&context, answer).await?;
    let is_left = matches!(
        response.body,
        Err(BodyError::TooLarge | BodyError::OutOfMemory)
    );
    if !is_left && !is_redirect(response.status) {
        guard.release();
    }
    Ok(response)
}

/// The URL and a plain init, with no field that a runtime rejects.
fn prepare(request: &Request, signal: Option<&AbortSignal>) -> Result<(String, Object), JsValue> {
    let headers = Object::new();
    for (name, value) in &request.headers {
        let text = match value {
            HeaderValue::Plain(text) => (*text).to_owned(),
            HeaderValue::Secret(prefix, secret) => format!("{prefix}{}", secret.expose()),
        };
        Reflect::set(&headers, &(*name).into(), &text.into())?;
    }
    let init = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&init, &name.into(), value);
    set("method", &request.method.as_str().into())?;
    set("headers", &headers)?;
    set("redirect", &"manual".into())?;
    if let Some(body) = &request.body {
        set("body", &body.expose().into())?;
    }
    if let Some(signal) = signal {
        set("signal", signal)?;
    }
    let url = match request.query.as_str() {
        "" => request.url.clone(),
        query => format!("{}?{query}", request.url),
    };
    Ok((url, init))
}

/// Reads an answer to its end: what `platform.js` found of it, nothing where it is no Response.
async fn read(context: &Context, answer: JsValue) -> Result<Response, TransportError> {
    if answer.is_undefined() {
        return Err(TransportError {
            detail: "the given fetch gave no Response",
            may_repeat: false,
            cause: None,
        });
    }
    let text = |name: &str| member(&answer, name).as_string();
    let (retry_after, retry_after_ms) = (text("retryAfter"), text("retryAfterMs"));
    let date = text("date");
    let was_read = member(&answer, "bodyUsed").is_truthy();
    let chunks = Chunks::of(context, &answer);
    let response = http::Response::from(answer.unchecked_into::<web_sys::Response>());
    let status = response.status();
    let body = match status {
        // A redirect is refused whatever it says: nothing of it is read.
        _ if is_redirect(status) => Ok(Vec::new()),
        _ if was_read => Err(BodyError::Broken(None)),
        _ if response.body().is_none() => Ok(Vec::new()),
        _ => body(chunks).await,
    };
    Ok(Response {
        status,
        retry_after,
        retry_after_ms,
        date,
        body,
    })
}

/// True for a redirect, also for one that the platform hides.
fn is_redirect(status: u16) -> bool {
    status == 0 || (300..400).contains(&status)
}

/// Gives the rest of a body up when it is dropped.
struct Reading(Chunks);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Reads a body chunk by chunk, and not past the cap nor past what the memory holds.
async fn body(chunks: Chunks) -> Result<Vec<u8>, BodyError> {
    let broken = |thrown| BodyError::Broken(Some(cause(thrown)));
    let mut bytes = Vec::new();
    let reading = Reading(chunks);
    loop {
        let chunk = settled(&reading.0.next()).await.map_err(broken)?;
        if chunk.is_undefined() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = chunk.unchecked_into();
        let from = bytes.len();
        let length = from.saturating_add(chunk.length() as usize);
        if length > MAX_BODY_BYTES {
            return Err(BodyError::TooLarge);
        }
        memory::reserve(&mut bytes, length).map_err(|_| BodyError::OutOfMemory)?;
        bytes.resize(length, 0);
        if let Some(free) = bytes.get_mut(from..) {
            chunk.copy_to(free);
        }
    }
}
