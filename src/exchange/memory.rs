//! Memory that an answer may use up. What grows with it is asked for before it is taken, so that the call fails in words; where
//! that is not possible, the part of the module that broke off is left, and the rest goes on.

use std::error::Error as StdError;
use std::rc::Rc;

use crate::error::{ErrorKind, Failure};

/// What cannot be held.
pub const OUT_OF_MEMORY: &str = "the answer does not fit into the memory that the runtime gives: ask for less at a time, or allow it more";

/// The failure of an answer that cannot be held.
pub fn failure() -> Failure {
    Failure::new(ErrorKind::Internal, OUT_OF_MEMORY)
}

/// The failure of a request that cannot be held.
pub fn failure_of_request() -> Failure {
    Failure::new(
        ErrorKind::Internal,
        "the request does not fit into the memory that the runtime gives: send less at a time, or allow it more",
    )
}

/// What a part of the module broke off with.
pub type Trap = Rc<dyn StdError>;

/// The failure of what broke off. A trap says no more; but nothing in the module panics, and its stack suffices.
pub fn broken_off(trap: Trap) -> Failure {
    Failure::new(
        ErrorKind::Internal,
        "the module broke off, most likely for want of memory: ask for less at a time, make fewer calls at once, or allow it more",
    )
    .caused_by(Some(trap))
}

/// Runs a part of the module that may break off where memory cannot be asked for, such as where it grows little by little. What it held then is lost.
#[cfg(target_arch = "wasm32")]
pub fn guarded(mut work: impl FnMut()) -> Result<(), Trap> {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/exchange/platform.js")]
    extern "C" {
        #[wasm_bindgen(js_name = guarded)]
        fn guarded_by_script(work: &mut dyn FnMut()) -> JsValue;
    }

    let trap = guarded_by_script(&mut work);
    if trap.is_undefined() {
        return Ok(());
    }
    Err(super::fetch::cause(trap))
}
