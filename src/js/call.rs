//! A call as a promise: it can be aborted, and it goes on when its client is freed.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{self, Poll, Waker};

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::value::{Members, give};
use crate::error::{Error, Failure, Outcome, Trace};
use crate::exchange::context::{Context, Within};
use crate::exchange::deadline::{First, first};
use crate::exchange::fetch::{member, off_abort, on_abort};
use crate::exchange::retry::Replay;
use crate::exchange::{LocalFuture, memory};
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
    settle(operation, signal, work)
}

/// What a call of any type comes to: the same code for all of them.
fn settle(
    operation: &'static Operation,
    signal: Option<JsValue>,
    work: LocalFuture<'static, Result<JsValue, Error>>,
) -> Promise {
    let call = async move {
        let Some(signal) = signal else {
            return work.await.map_err(JsValue::from);
        };
        match first(Aborted::new(signal), work).await {
            First::A(reason) => Err(reason),
            First::B(result) => result.map_err(JsValue::from),
        }
    };
    let call = Careful {
        operation,
        call: Some(Box::pin(call)),
    };
    future_to_promise(Within {
        context: Context::here(),
        call: Box::pin(call),
    })
}

/// A call that rejects where the module breaks off under it. What it held then is lost; other calls go on.
struct Careful {
    operation: &'static Operation,
    call: Option<LocalFuture<'static, Result<JsValue, JsValue>>>,
}

impl Future for Careful {
    type Output = Result<JsValue, JsValue>;

    fn poll(mut self: Pin<&mut Self>, wakes: &mut task::Context<'_>) -> Poll<Self::Output> {
        let mut polled = Poll::Pending;
        let run = memory::guarded(|| {
            if let Some(call) = &mut self.call {
                polled = call.as_mut().poll(wakes);
            }
        });
        let Err(trap) = run else {
            return polled;
        };
        // It stands in the middle of a step: it can neither go on nor be dropped.
        std::mem::forget(self.call.take());
        let trace = Trace {
            service: self.operation.service,
            operation: self.operation.name,
            mutation: self.operation.replay != Replay::Always,
            attempts: 0,
            outcome: Outcome::Unknown,
        };
        Poll::Ready(Err(Error::new(memory::broken_off(trap), trace).into()))
    }
}

fn call_options(options: &JsValue) -> Result<(Option<JsValue>, CallOptions), Failure> {
    let members = Members::of(options, "options")?;
    // Others may add members of their own, as React Query does.
    members.well_spelt(&["signal", "timeoutMs"])?;
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

    fn poll(self: Pin<&mut Self>, wakes: &mut task::Context<'_>) -> Poll<JsValue> {
        if member(&self.signal, "aborted").is_truthy() {
            return Poll::Ready(member(&self.signal, "reason"));
        }
        *self.waker.borrow_mut() = Some(wakes.waker().clone());
        Poll::Pending
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        off_abort(&self.signal, self.wake.as_ref());
    }
}
