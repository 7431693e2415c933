//! A call as a promise: it can be aborted, and it goes on when its client is freed.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{self, Poll};

use js_sys::Promise;
use roomkey::face::{
    Client, Endpoint, Error, Failure, First, LocalFuture, Operation, Settled, Within, broken,
    first, memory,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::argument::{Argument, call_options};
use crate::error::thrown;
use crate::give::give;

type Ended = Result<JsValue, JsValue>;

/// Starts a call. What is wrong with its arguments rejects the promise too: nothing throws.
pub(crate) fn begin(
    client: Rc<Client>,
    operation: &'static Operation,
    given: Result<Argument, Failure>,
    options: &JsValue,
) -> Promise {
    let read = call_options(options).and_then(|read| Ok((read, given?)));
    let endpoint = &operation.endpoint;
    let call = async move {
        let ((signal, options), given) = match read {
            Ok(read) => read,
            Err(failure) => {
                return Err(thrown(Error::unsent(
                    endpoint.service,
                    endpoint.name,
                    failure,
                )));
            }
        };
        let argument = Box::pin(given.whole());
        let work = Box::pin(operation.call(&client, argument, options));
        let ended = match signal.as_ref().map(Settled::aborted) {
            None => work.await,
            Some(aborted) => match first(aborted, work).await {
                First::A(told) => return told,
                First::B(ended) => ended,
            },
        };
        ended.map(|value| give(&value)).map_err(thrown)
    };
    let call = Careful {
        endpoint,
        call: Some(Box::pin(call)),
    };
    future_to_promise(Within::new(Box::pin(call)))
}

/// A call that rejects where the module breaks off under it. What it held then is lost; other calls go on.
struct Careful {
    endpoint: &'static Endpoint,
    call: Option<LocalFuture<'static, Ended>>,
}

impl Future for Careful {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, wakes: &mut task::Context<'_>) -> Poll<Ended> {
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
        Poll::Ready(Err(thrown(broken(self.endpoint, memory::broken_off(trap)))))
    }
}
