//! Waiting for what JavaScript tells once: what a promise comes to, that a time has passed, that a signal was aborted.
//!
//! Who waits has a slot, and JavaScript tells the slot's number by the one function that it has from here: a closure for each waiting
//! would cost more than the waiting.

use std::cell::RefCell;
use std::future::Future;
use std::mem::replace;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/exchange/platform.js")]
extern "C" {
    /// Hands over what tells: `(slot, code, value)`.
    fn listen(tell: &JsValue);

    // Each gives what `endWaiting` takes; a timer that could not be started gives none.
    fn wait(promise: &JsValue, slot: usize) -> JsValue;

    #[wasm_bindgen(js_name = startTimer)]
    fn start_timer(ms: f64, slot: usize) -> JsValue;

    fn watch(signal: &JsValue, slot: usize) -> JsValue;

    #[cfg_attr(not(face), allow(dead_code))]
    fn ask(
        context: &super::context::Context,
        supply: &Function,
        refused: Option<&str>,
        slot: usize,
    ) -> JsValue;

    /// Ends a waiting that was not told: from then on its slot may be another's.
    #[wasm_bindgen(js_name = endWaiting)]
    fn end_waiting(stop: &JsValue);
}

/// What is told: what the teller means by a number, and a value.
pub type Told = (u32, JsValue);

enum Place {
    /// And the next one that is free.
    Free(usize),
    Waiting(Option<Waker>),
    Told(Told),
}

struct Places {
    all: Vec<Place>,
    /// The first one that is free; there is none from the length on.
    free: usize,
}

thread_local! {
    static PLACES: RefCell<Places> = const {
        RefCell::new(Places {
            all: Vec::new(),
            free: 0,
        })
    };
}

fn tell(slot: usize, code: u32, value: JsValue) {
    let before = PLACES.with_borrow_mut(|places| match places.all.get_mut(slot) {
        Some(place @ Place::Waiting(_)) => replace(place, Place::Told((code, value))),
        _ => Place::Waiting(None),
    });
    if let Place::Waiting(Some(waker)) = before {
        waker.wake();
    }
}

/// A place where one thing can be told, and after that another.
pub struct Slot(usize);

impl Slot {
    /// Where the memory has no room for it, one that is never told.
    pub fn new() -> Self {
        let (slot, is_first) = PLACES.with_borrow_mut(|places| {
            let slot = places.free;
            let length = places.all.len();
            if let Some(place) = places.all.get_mut(slot) {
                if let Place::Free(next) = replace(place, Place::Waiting(None)) {
                    places.free = next;
                }
            } else if places.all.try_reserve(1).is_ok() {
                places.all.push(Place::Waiting(None));
                places.free = places.all.len();
            } else {
                return (usize::MAX, false);
            }
            (slot, length == 0)
        });
        if is_first {
            listen(&Closure::<dyn FnMut(usize, u32, JsValue)>::new(tell).into_js_value());
        }
        Self(slot)
    }

    /// The number that is to be told.
    pub const fn number(&self) -> usize {
        self.0
    }

    /// What was told. Asked again, it waits for what is told next.
    pub fn poll(&self, context: &Context<'_>) -> Poll<Told> {
        let waker = context.waker().clone();
        let before = PLACES.with_borrow_mut(|places| {
            let place = places.all.get_mut(self.0)?;
            let is_told = matches!(place, Place::Told(_));
            let waker = Some(waker).filter(|_| !is_told);
            Some(replace(place, Place::Waiting(waker)))
        });
        match before {
            Some(Place::Told(told)) => Poll::Ready(told),
            _ => Poll::Pending,
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        drop(PLACES.with_borrow_mut(|places| {
            let place = places.all.get_mut(self.0)?;
            let free = replace(&mut places.free, self.0);
            Some(replace(place, Place::Free(free)))
        }));
    }
}

/// Ends when it is told, with what. Dropped before, it leaves nothing behind, also where it would never be told.
pub struct Settled {
    slot: Slot,
    stop: JsValue,
    is_told: bool,
}

impl Settled {
    fn new(begin: &dyn Fn(usize) -> JsValue) -> Self {
        let slot = Slot::new();
        Self {
            stop: begin(slot.number()),
            slot,
            is_told: false,
        }
    }

    /// Ends after some time; `None` where the runtime has no more timers: workerd allows ten thousand at a time.
    pub fn after(ms: f64) -> Option<Self> {
        let timer = Self::new(&|slot| start_timer(ms, slot));
        (!timer.stop.is_undefined()).then_some(timer)
    }

    /// What getAccessToken comes to, in the context of the call that goes on. Dropped before, its signal is aborted.
    #[cfg_attr(not(face), allow(dead_code))]
    pub fn asked(supply: &Function, refused: Option<&str>) -> Self {
        let context = super::context::Context::current();
        Self::new(&|slot| ask(&context, supply, refused, slot))
    }

    /// Ends with the reason, as an error, once a signal is aborted.
    pub fn aborted(signal: &JsValue) -> Self {
        Self::new(&|slot| watch(signal, slot))
    }
}

/// What a promise of [`Context`](super::context::Context)'s comes to.
pub fn settled(promise: &JsValue) -> Settled {
    Settled::new(&|slot| wait(promise, slot))
}

impl Future for Settled {
    type Output = Result<JsValue, JsValue>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let told = self.slot.poll(context);
        self.is_told |= told.is_ready();
        told.map(|(code, value)| if code == 0 { Ok(value) } else { Err(value) })
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        if !self.is_told {
            end_waiting(&self.stop);
        }
    }
}
