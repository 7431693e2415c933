//! What a page does in JavaScript and Rust has no words for.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/browser/support/page.js")]
extern "C" {
    /// The users of a walk, by `for await`.
    pub fn collect(users: &JsValue) -> Promise;

    /// Leaves the `for await` once there are so many.
    #[wasm_bindgen(js_name = collect)]
    pub fn collect_at_most(users: &JsValue, most: u32) -> Promise;

    /// `{ fetch, calls, answered }`: a fetch that notes how it was called.
    #[wasm_bindgen(js_name = watchedFetch)]
    pub fn watched_fetch() -> JsValue;

    /// A function that gives a promise of this.
    pub fn giving(value: &JsValue) -> JsValue;

    /// A function that throws this at once.
    pub fn throwing(thrown: &JsValue) -> JsValue;

    /// A token store in memory, with a function `kept`.
    #[wasm_bindgen(js_name = memoryStore)]
    pub fn memory_store() -> JsValue;

    /// True in a page and in a browser's workers, where CORS is enforced.
    #[wasm_bindgen(js_name = isBrowser)]
    pub fn is_browser() -> bool;

    /// True where `window` and `document` exist.
    #[wasm_bindgen(js_name = isPage)]
    pub fn is_page() -> bool;

    /// Calls a method of an object by its name.
    #[wasm_bindgen(catch)]
    pub fn invoke(object: &JsValue, method: &str) -> Result<JsValue, JsValue>;
}
