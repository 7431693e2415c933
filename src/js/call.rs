//! A call as a promise: it can be aborted, and it goes on when its client is freed.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::value::{Members, give};
use crate::error::{Error, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::deadline::{First, first};
use crate::exchange::fetch::{member, off_abort, on_abort};
use crate::operations::Operation;
use crate::options::CallOptions;

/// Starts a call. What is wrong with its arguments rejects the promise too: nothing throws.
///
/// `prepare` reads the arguments at once, so that what the user changes later is not seen.
pub(super) fn call<A: 'static, T: Serialize>(
    operation: &'static Operation,
    options: &JsValue,
    prepare: impl FnOnce() -> Result<A, Failure>,
    work: impl AsyncFnOnce(A, CallOptions) -> Result<T, Error> + 'static,
) -> Promise {
    let begun = call_options(options).and_then(|read| Ok((read, prepare()?)));
    let unsent = |failure| Error::unsent(operation.service, operation.name, failure);
    let (signal, work): (_, LocalFuture<'static, _>) = match begun {
        Ok(((signal, options), arguments)) => (
            signal,
            Box::pin(async move { give(&work(arguments, options).await?).map_err(unsent) }),
        ),
        Err(failure) => (None, Box::pin(async move { Err(unsent(failure)) })),
    };
    settle(signal, work)
}

/// What a call of any type comes to: the same code for all of them.
fn settle(signal: Option<JsValue>, work: LocalFuture<'static, Result<JsValue, Error>>) -> Promise {
    future_to_promise(async move {
        let Some(signal) = signal else {
            return work.await.map_err(JsValue::from);
        };
        match first(Aborted::new(signal), work).await {
            First::A(reason) => Err(reason),
            First::B(result) => result.map_err(JsValue::from),
        }
    })
}

fn call_options(options: &JsValue) -> Result<(Option<JsValue>, CallOptions), Failure> {
    let members = Members::of(options, "options")?;
    let signal = members.get("signal")?;
    let listens = |signal: &JsValue| member(signal, "addEventListener").is_function();
    if signal.as_ref().is_some_and(|signal| !listens(signal)) {
        return Err(members.wrong("signal", "an AbortSignal"));
    }
    let timeout_ms = members.number("timeoutMs")?;
    Ok((signal, CallOptions { timeout_ms }))
}

/// Ends with the signal's reason once it is aborted. Leaves no listener behind.
struct Aborted {
    signal: JsValue,
    wake: Closure<dyn FnMut()>,
    waker: Rc<RefCell<Option<Waker>>>,
}

impl Aborted {
    fn new(signal: JsValue) -> Self {
        let waker = Rc::new(RefCell::new(None::<Waker>));
        let woken = waker.clone();
        let wake = Closure::new(move || {
            if let Some(waker) = woken.borrow_mut().take() {
                waker.wake();
            }
        });
        on_abort(&signal, wake.as_ref());
        Self {
            signal,
            wake,
            waker,
        }
    }
}

impl Future for Aborted {
    type Output = JsValue;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        if member(&self.signal, "aborted").is_truthy() {
            return Poll::Ready(member(&self.signal, "reason"));
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        off_abort(&self.signal, self.wake.as_ref());
    }
}
