//! Transport and Clock on the platform: `fetch`, streams and timers.

use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;

use gloo_net::http;
use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

use super::answer::is_redirect;
use super::call::Platform;
use super::context::Context;
use super::deadline::MAX_TIMEOUT_MS;
use super::settle::{Settled, settled};
use super::{
    Body, BodyError, Clock, HeaderValue, LocalFuture, MAX_PIECE, Request, Response, Transport,
    TransportError,
};
use crate::error::ControlFlow;
use crate::secret::Secret;
use crate::text::cat;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    type Chunks;

    #[wasm_bindgen(constructor)]
    pub fn of(context: &Context, answer: &JsValue) -> Chunks;

    /// The page's origin, where there is one that URLs can be resolved against.
    fn origin() -> Option<String>;

    #[wasm_bindgen(js_name = isPage)]
    fn is_page() -> bool;

    /// True in a page that jsdom or HappyDOM makes up for tests.
    #[wasm_bindgen(js_name = isSimulatedPage)]
    pub fn is_simulated_page() -> bool;

    /// An AbortController; undefined where the runtime has no such thing.
    #[wasm_bindgen(js_name = newController)]
    fn new_controller() -> JsValue;

    #[wasm_bindgen(method)]
    fn next(this: &Chunks) -> JsValue;

    #[wasm_bindgen(method)]
    fn cancel(this: &Chunks);

    /// A member of an object that roomkey did not make; undefined where reading it throws.
    pub fn member(object: &JsValue, name: &str) -> JsValue;
}

/// Calls a function of the user's in the context of the call that goes on; what it throws at once is a rejection.
#[cfg_attr(not(face), allow(dead_code))]
pub fn attempt(call: &JsValue, this: &JsValue, args: &Array) -> JsValue {
    Context::current().call(call, this, args)
}

impl Platform {
    /// The platform that this module runs on: its `fetch`, its clock, its page.
    pub fn web() -> Self {
        Self::with_fetch(None)
    }

    #[doc(hidden)]
    pub fn with_fetch(function: Option<Function>) -> Self {
        Self {
            transport: Rc::new(Fetch { function }),
            clock: Rc::new(PlatformClock),
            origin: origin(),
            is_page: is_page(),
            calls_may_vanish: false,
        }
    }
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
pub fn cause(thrown: JsValue) -> Rc<dyn StdError> {
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
        let timer = Settled::after(ms.clamp(0.0, MAX_TIMEOUT_MS).ceil())?;
        Some(Box::pin(async move { drop(timer.await) }))
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
pub struct AbortOnDrop {
    context: Context,
    /// Undefined where there is nothing to abort.
    controller: JsValue,
}

impl AbortOnDrop {
    /// Aborts it in this context.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            controller: new_controller(),
        }
    }

    /// What tells of it; undefined where the runtime has no such thing.
    pub fn signal(&self) -> JsValue {
        member(&self.controller, "signal")
    }

    /// It has ended: there is nothing to abort.
    pub fn release(&mut self) {
        self.controller = JsValue::UNDEFINED;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.controller.is_undefined() {
            self.context.abort(&self.controller);
        }
    }
}

async fn exchange(
    context: Context,
    function: Option<Function>,
    request: Request,
) -> Result<Response, TransportError> {
    let guard = AbortOnDrop::new(context.clone());
    let url = match request.query.as_str() {
        "" => request.url,
        query => cat(&[&request.url, "?", query]),
    };
    // A line for each name and each value, neither of which can hold a line's end.
    let mut headers = String::new();
    for (name, value) in &request.headers {
        let (prefix, text) = match value {
            HeaderValue::Plain(text) => ("", *text),
            HeaderValue::Secret(prefix, secret) => (*prefix, secret.expose()),
        };
        headers.push_str(&cat(&[name, "\n", prefix, text, "\n"]));
    }
    let own = function.as_ref().map_or(JsValue::UNDEFINED, JsValue::from);
    let body = request.body.as_ref().map(Secret::expose);
    let method = request.method.as_str();
    let sent = context.send(&own, &url, method, &headers, body, guard.signal());
    let answered = settled(&sent).await;
    let answer = answered.map_err(|thrown| TransportError {
        detail: if function.is_some() {
            "the given fetch failed"
        } else {
            "no answer came"
        },
        may_repeat: true,
        cause: Some(cause(thrown)),
    })?;
    opened(&context, answer, guard)
}

/// The answer whose body is to be read: what `platform.js` found of it, nothing where it is no Response.
fn opened(
    context: &Context,
    answer: JsValue,
    mut guard: AbortOnDrop,
) -> Result<Response, TransportError> {
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
    let has_ended = !is_redirect(status) && (was_read || response.body().is_none());
    if has_ended {
        guard.release();
    }
    let body = Box::new(Reading {
        chunks,
        chunk: None,
        was_read,
        has_ended,
        guard,
    });
    Ok(Response {
        status,
        retry_after,
        retry_after_ms,
        date,
        body,
    })
}

/// A body that is read chunk by chunk. Dropped before its end, it gives the rest up, and ends the exchange.
struct Reading {
    chunks: Chunks,
    /// What is left of a chunk that came.
    chunk: Option<Uint8Array>,
    /// Someone read it before.
    was_read: bool,
    has_ended: bool,
    guard: AbortOnDrop,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.chunks.cancel();
    }
}

impl Body for Reading {
    fn read<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>> {
        Box::pin(async move {
            if self.was_read {
                return Err(BodyError::Broken(None));
            }
            let chunk = loop {
                match self.chunk.take() {
                    Some(chunk) if chunk.length() > 0 => break chunk,
                    _ if self.has_ended => return Ok(false),
                    _ => {}
                }
                let next = settled(&self.chunks.next()).await;
                let next = next.map_err(|thrown| {
                    self.guard.release();
                    BodyError::Broken(Some(cause(thrown)))
                })?;
                if next.is_undefined() {
                    self.has_ended = true;
                    self.guard.release();
                } else {
                    self.chunk = Some(next.unchecked_into());
                }
            };
            let length = chunk.length().min(MAX_PIECE as u32);
            let from = bytes.len();
            if !json::reserve(bytes, length as usize) {
                return Err(BodyError::OutOfMemory);
            }
            json::lengthen(bytes, length as usize);
            if let Some(free) = bytes.get_mut(from..) {
                chunk.subarray(0, length).copy_to(free);
            }
            self.chunk = Some(chunk.subarray(length, chunk.length()));
            Ok(true)
        })
    }
}
