//! The async context of a call: where the functions of the user's run that it needs, whoever else woke the module.
//!
//! A call takes it when it begins, and has it at hand whenever it goes on. What calls a function of the user's takes it from
//! there, so that no transport, store or listener has to hand it along.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::LocalFuture;

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    #[derive(Clone)]
    pub type Context;

    /// The async context at hand.
    #[wasm_bindgen(constructor)]
    pub fn here() -> Context;

    /// Calls a function; what it throws at once is a rejection.
    #[cfg_attr(not(face), allow(dead_code))]
    #[wasm_bindgen(method)]
    pub fn call(
        this: &Context,
        call: &Function,
        first: &JsValue,
        second: &JsValue,
        third: &JsValue,
    ) -> JsValue;

    /// Tells a listener; what it throws is lost.
    #[cfg_attr(not(face), allow(dead_code))]
    #[wasm_bindgen(method)]
    pub fn tell(this: &Context, listener: &Function, event: &JsValue);

    /// The bytes of a Blob.
    #[cfg_attr(not(face), allow(dead_code))]
    #[wasm_bindgen(method, js_name = readBlob)]
    pub fn read_blob(this: &Context, blob: &JsValue) -> JsValue;
}

thread_local! {
    /// That of the call which goes on right now: here while that call's future is polled, and no longer.
    static CURRENT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

impl Context {
    /// That of the call which goes on right now. Outside of one, as in a wasm app in Rust: the one at hand.
    pub fn current() -> Self {
        CURRENT.with_borrow(Clone::clone).unwrap_or_else(Self::here)
    }
}

/// A call that goes on in the context that it began in.
#[cfg_attr(not(face), allow(dead_code))]
pub struct Within<T> {
    context: Option<Context>,
    call: LocalFuture<'static, T>,
}

impl<T> Within<T> {
    /// In the context at hand.
    #[cfg_attr(not(face), allow(dead_code))]
    pub fn new(call: LocalFuture<'static, T>) -> Self {
        let context = Some(Context::here());
        Self { context, call }
    }
}

impl<T> Future for Within<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, wakes: &mut task::Context<'_>) -> Poll<T> {
        let before = CURRENT.replace(self.context.take());
        let polled = self.call.as_mut().poll(wakes);
        self.context = CURRENT.replace(before);
        polled
    }
}
