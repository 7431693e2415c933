//! RoomkeyError: `Error`, as a JavaScript class.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::error::{ControlFlow, Error};
use crate::exchange::fetch::Thrown;

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    // A class, named here only to be exported again; its type stands in types.d.ts.
    #[wasm_bindgen(reexport, skip_typescript, js_name = RoomkeyError)]
    fn roomkey_error();

    #[wasm_bindgen(reexport, skip_typescript, js_name = isRoomkeyError)]
    fn is_roomkey_error(value: &JsValue) -> bool;

    /// What a thrown value says of itself: `{ kind, retryable, retryAfterMs }`; undefined where it says nothing of these.
    #[wasm_bindgen(js_name = failureOf)]
    pub(super) fn failure_of(thrown: &JsValue) -> JsValue;

    // Exported for the entry of the package that tells of a module which did not load.
    #[wasm_bindgen(reexport, skip_typescript, js_name = makeError)]
    fn make_error(message: &str, fields: &Object, cause: &JsValue) -> JsValue;
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        if let Some(ControlFlow(thrown)) = error.control_flow()
            && let Some(Thrown(thrown)) = thrown.downcast_ref()
        {
            return thrown.clone();
        }
        let fields = Object::new();
        let set = |name: &str, value: JsValue| {
            // A plain object of our own: setting cannot fail.
            let _ = Reflect::set(&fields, &name.into(), &value);
        };
        set("kind", error.kind().as_str().into());
        set("service", error.service().as_str().into());
        set("operation", error.operation().into());
        if let Some(status) = error.status() {
            set("status", status.into());
        }
        if let Some(code) = error.code() {
            set("code", JsValue::from_f64(code as f64));
        }
        if let Some(message) = error.service_message() {
            set("serviceMessage", message.into());
        }
        set("attempts", error.attempts().into());
        set("outcome", error.outcome().as_str().into());
        set("retryable", error.retryable().into());
        if let Some(ms) = error.retry_after_ms() {
            set("retryAfterMs", ms.into());
        }
        if let Some(path) = error.decode_path() {
            set("decodePath", path.into());
        }
        if let Some(step) = error.step() {
            set("step", step.into());
        }
        if let Some(argument) = error.argument() {
            set("argument", argument.into());
        }
        let cause = std::error::Error::source(&error)
            .and_then(|cause| cause.downcast_ref::<Thrown>())
            .map_or(JsValue::UNDEFINED, |thrown| thrown.0.clone());
        make_error(&error.to_string(), &fields, &cause)
    }
}
