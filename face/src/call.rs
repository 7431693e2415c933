//! A call as a promise: it can be aborted, and it goes on when its client is freed.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{self, Poll};

use js_sys::Promise;
use json::Value;
use roomkey::face::airfob::Walk;
use roomkey::face::{
    CallOptions, Client, Context, Endpoint, Error, Failure, First, LocalFuture, Operation, Settled,
    Within, broken, first, memory,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::argument::{Argument, call_options};
use crate::error::thrown;
use crate::give::give;

type Ended = Result<JsValue, JsValue>;

/// What a call is given.
#[derive(Clone)]
pub(crate) enum Given {
    /// An argument.
    Argument(Argument),
    /// A walk: the call asks for its next page.
    Walk(Rc<RefCell<Walk>>),
}

/// Starts a call. What is wrong with its arguments rejects the promise too: nothing throws.
pub(crate) fn begin(
    client: Rc<Client>,
    operation: &'static Operation,
    given: Result<Given, Failure>,
    options: &JsValue,
) -> Promise {
    let context = Context::here();
    let read = call_options(options).and_then(|read| Ok((read, given?)));
    let endpoint = &operation.endpoint;
    let within = context.clone();
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
        let work = Box::pin(run(client, operation, given, options, context));
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
    future_to_promise(Within {
        context: within,
        call: Box::pin(call),
    })
}

async fn run(
    client: Rc<Client>,
    operation: &'static Operation,
    given: Given,
    options: CallOptions,
    context: Context,
) -> Result<Value, Error> {
    let (argument, walk) = match given {
        Given::Argument(argument) => (argument, None),
        Given::Walk(walk) => match walk.borrow().next() {
            Some(search) => (search.into(), Some(walk.clone())),
            // It has ended.
            None => return Ok(Value::Absent),
        },
    };
    let value = operation
        .call(&client, Box::pin(argument.whole(context)), options)
        .await?;
    let Some(walk) = walk else {
        return Ok(value);
    };
    let users = walk.borrow_mut().take(value);
    Ok(if users.is_empty() {
        Value::Absent
    } else {
        Value::List(users)
    })
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
