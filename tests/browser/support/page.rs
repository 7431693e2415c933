//! What Rust has no words for in JavaScript.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/browser/support/page.js")]
extern "C" {
    /// The signals of the requests below this address, from now on.
    #[wasm_bindgen(js_name = watchFetch)]
    pub fn watch_fetch(address: &str) -> Array;

    /// True where `window` and `document` exist.
    #[wasm_bindgen(js_name = isPage)]
    pub fn is_page() -> bool;
}
