//! Waiting for a promise that stands for what the user's side does.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    fn wait(promise: &JsValue, settled: &JsValue) -> Function;
}

/// Ends with what a promise comes to. Dropped before, it leaves nothing behind, also where the promise never settles.
pub struct Settled {
    stop: Function,
    state: Rc<RefCell<State>>,
    _callback: Closure<dyn FnMut(bool, JsValue)>,
}

#[derive(Default)]
struct State {
    outcome: Option<Result<JsValue, JsValue>>,
    waker: Option<Waker>,
}

/// What a promise of [`Context`](super::context::Context)'s comes to.
pub fn settled(promise: &JsValue) -> Settled {
    let state = Rc::new(RefCell::new(State::default()));
    let told = state.clone();
    let callback = Closure::new(move |fulfilled, value| {
        let waker = {
            let mut state = told.borrow_mut();
            state.outcome = Some(if fulfilled { Ok(value) } else { Err(value) });
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    });
    Settled {
        stop: wait(promise, callback.as_ref()),
        state,
        _callback: callback,
    }
}

impl Future for Settled {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.borrow_mut();
        match state.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        let _ = self.stop.call0(&JsValue::UNDEFINED);
    }
}
