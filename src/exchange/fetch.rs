//! Transport and Clock on the platform: `fetch`, streams and timers.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{self, Poll};

use gloo_net::http;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

use super::call::Platform;
use super::context::Context;
use super::deadline::MAX_TIMEOUT_MS;
use super::settle::{Settled, Slot};
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
    type Exchange;

    /// Sends a request by the user's own fetch, or by the global one where it is undefined. What comes of it is told to the slot.
    fn send(
        context: &Context,
        slot: usize,
        own: &JsValue,
        head: &str,
        body: Option<&str>,
    ) -> Exchange;

    /// Asks for the next piece of the body, which is told to the slot.
    #[wasm_bindgen(method)]
    fn next(this: &Exchange, slot: usize);

    /// Gives up what was not read; nothing is told any more.
    #[wasm_bindgen(method, js_name = drop)]
    fn give_up(this: &Exchange, aborts: bool);

    /// What is read of the answer's headers, as of a Response.
    #[wasm_bindgen(method)]
    fn head(this: &Exchange) -> web_sys::Response;

    /// The page's origin, where there is one that URLs can be resolved against.
    fn origin() -> Option<String>;

    #[wasm_bindgen(js_name = isPage)]
    fn is_page() -> bool;

    /// True in a page that jsdom or HappyDOM makes up for tests.
    #[wasm_bindgen(js_name = isSimulatedPage)]
    pub fn is_simulated_page() -> bool;

    /// A member of an object that roomkey did not make; undefined where reading it throws.
    pub fn member(object: &JsValue, name: &str) -> JsValue;
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

/// What an exchange tells beside the HTTP status, as `platform.js` has it.
const STATUS: u32 = 1023;
const ENDED: u32 = 1024;
const BROKEN: u32 = 2048;
const UNANSWERED: u32 = 4096;
const NO_RESPONSE: u32 = 8192;

async fn exchange(
    context: Context,
    function: Option<Function>,
    request: Request,
) -> Result<Response, TransportError> {
    let Request {
        method, url, query, ..
    } = &request;
    let mark = if query.is_empty() { "" } else { "?" };
    // A line for the method, the URL, each name and each value, none of which can hold a line's end.
    let mut head = cat(&[method.as_str(), "\n", url, mark, query]);
    for (name, value) in &request.headers {
        let (prefix, text) = match value {
            HeaderValue::Plain(text) => ("", *text),
            HeaderValue::Secret(prefix, secret) => (*prefix, secret.expose()),
        };
        head.push_str(&cat(&["\n", name, "\n", prefix, text]));
    }
    let is_own = function.is_some();
    let own = function.map_or(JsValue::UNDEFINED, JsValue::from);
    let body = request.body.as_ref().map(Secret::expose);
    let slot = Slot::new();
    let mut reading = Reading {
        exchange: send(&context, slot.number(), &own, &head, body),
        slot,
        piece: None,
        code: 0,
    };
    drop((context, own, head, request));
    let value = poll_fn(|context| reading.poll(context)).await;
    if reading.code & UNANSWERED != 0 {
        let detail = if is_own {
            "the given fetch failed"
        } else {
            "no answer came"
        };
        let cause = Some(cause(value));
        return Err(TransportError {
            detail,
            may_repeat: true,
            cause,
        });
    }
    if reading.code & NO_RESPONSE != 0 {
        return Err(TransportError {
            detail: "the given fetch gave no Response",
            may_repeat: false,
            cause: None,
        });
    }
    reading.piece = Some(value);
    Ok(Response {
        status: (reading.code & STATUS) as u16,
        retry_after: None,
        retry_after_ms: None,
        date: None,
        body: Box::new(reading),
    })
}

/// An exchange under way, whose body is read piece by piece. Dropped before its end, it gives the rest up.
struct Reading {
    exchange: Exchange,
    slot: Slot,
    /// What was told last.
    code: u32,
    /// What came with it and was not read: a piece, or what the body broke off with.
    piece: Option<JsValue>,
}

impl Reading {
    fn poll(&mut self, context: &mut task::Context<'_>) -> Poll<JsValue> {
        let told = self.slot.poll(context);
        told.map(|(code, value)| {
            self.code = code;
            value
        })
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.code & ENDED == 0 {
            self.exchange.give_up(self.code & BROKEN == 0);
        }
    }
}

impl Body for Reading {
    fn read<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>> {
        Box::pin(async move {
            let piece = match self.piece.take() {
                Some(piece) => piece,
                None if self.code & ENDED != 0 => return Ok(false),
                None => {
                    self.exchange.next(self.slot.number());
                    poll_fn(|context| self.poll(context)).await
                }
            };
            if self.code & BROKEN != 0 {
                let thrown = Some(piece).filter(|thrown| !thrown.is_undefined());
                return Err(BodyError::Broken(thrown.map(cause)));
            }
            if piece.is_undefined() {
                return Ok(false);
            }
            let piece: Uint8Array = piece.unchecked_into();
            let length = piece.length();
            let taken = length.min(MAX_PIECE as u32);
            let from = bytes.len();
            if !json::reserve(bytes, taken as usize) {
                return Err(BodyError::OutOfMemory);
            }
            json::lengthen(bytes, taken as usize);
            let free = bytes.get_mut(from..).unwrap_or_default();
            if taken == length {
                piece.copy_to(free);
            } else {
                piece.subarray(0, taken).copy_to(free);
                self.piece = Some(piece.subarray(taken, length).into());
            }
            Ok(true)
        })
    }

    fn header(&self, name: &str) -> Option<String> {
        http::Response::from(self.exchange.head())
            .headers()
            .get(name)
    }
}
