//! A timer of the platform as a future: it is cleared when it is dropped.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = startTimer)]
    fn start_timer(call: &JsValue, ms: f64) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Ends after some time.
pub struct Timer {
    id: JsValue,
    state: Rc<RefCell<State>>,
    _callback: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct State {
    fired: bool,
    waker: Option<Waker>,
}

impl Timer {
    /// `None` where the runtime has no more timers: workerd allows ten thousand at a time.
    pub fn start(ms: f64) -> Option<Self> {
        let state = Rc::new(RefCell::new(State::default()));
        let fired = state.clone();
        let callback = Closure::new(move || {
            let waker = {
                let mut state = fired.borrow_mut();
                state.fired = true;
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let id = start_timer(callback.as_ref(), ms);
        (!id.is_undefined()).then_some(Self {
            id,
            state,
            _callback: callback,
        })
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.fired {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if !self.state.borrow().fired {
            clear_timeout(&self.id);
        }
    }
}
