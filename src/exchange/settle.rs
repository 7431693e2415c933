//! Waiting for what JavaScript tells once: what a promise comes to, that a time has passed, that a signal was aborted.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    // Each gives a function that ends the waiting; a timer that could not be started gives none.
    fn wait(promise: &JsValue, told: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = startTimer)]
    fn start_timer(ms: f64, told: &JsValue) -> JsValue;

    fn watch(signal: &JsValue, told: &JsValue) -> JsValue;

    /// Ends a waiting that has begun.
    #[wasm_bindgen(js_name = endWaiting)]
    fn end_waiting(stop: &JsValue);
}

/// Ends when it is told, with what. Dropped before, it leaves nothing behind, also where it would never be told.
pub struct Settled {
    stop: JsValue,
    state: Rc<RefCell<State>>,
    _callback: Closure<dyn FnMut(bool, JsValue)>,
}

#[derive(Default)]
struct State {
    outcome: Option<Result<JsValue, JsValue>>,
    waker: Option<Waker>,
}

impl Settled {
    fn new(begin: &dyn Fn(&JsValue) -> JsValue) -> Self {
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
        Self {
            stop: begin(callback.as_ref()),
            state,
            _callback: callback,
        }
    }

    /// Ends after some time; `None` where the runtime has no more timers: workerd allows ten thousand at a time.
    pub fn after(ms: f64) -> Option<Self> {
        let timer = Self::new(&|told| start_timer(ms, told));
        (!timer.stop.is_undefined()).then_some(timer)
    }

    /// Ends with the reason, as an error, once a signal is aborted.
    pub fn aborted(signal: &JsValue) -> Self {
        Self::new(&|told| watch(signal, told))
    }
}

/// What a promise of [`Context`](super::context::Context)'s comes to.
pub fn settled(promise: &JsValue) -> Settled {
    Settled::new(&|told| wait(promise, told))
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
        end_waiting(&self.stop);
    }
}
