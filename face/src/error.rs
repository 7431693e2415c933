//! RoomkeyError: `Error`, as a JavaScript class.

use roomkey::Thrown;
use roomkey::face::{ControlFlow, Error};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/errors.js")]
extern "C" {
    // A class, named here only to be exported again; its type stands in types.d.ts.
    #[wasm_bindgen(reexport, skip_typescript, js_name = RoomkeyError)]
    fn roomkey_error();

    #[wasm_bindgen(reexport, skip_typescript, js_name = isRoomkeyError)]
    fn is_roomkey_error(value: &JsValue) -> bool;

    // Exported for the entry of the package that tells of a module which did not load.
    #[wasm_bindgen(reexport, skip_typescript, js_name = makeError)]
    fn make_error();

    /// An error of these members; what is undefined or NaN is left out.
    #[wasm_bindgen(js_name = errorOf)]
    fn error_of(
        message: &str,
        kind: &str,
        service: &str,
        operation: &str,
        status: f64,
        code: f64,
        service_message: Option<&str>,
        attempts: u32,
        outcome: &str,
        retryable: bool,
        retry_after_ms: f64,
        decode_path: Option<&str>,
        step: Option<&str>,
        argument: Option<&str>,
        cause: JsValue,
    ) -> JsValue;
}

/// What JavaScript catches. What must come back to a framework as it is comes back so.
pub(crate) fn thrown(error: Error) -> JsValue {
    if let Some(ControlFlow(thrown)) = error.control_flow()
        && let Some(Thrown(thrown)) = thrown.downcast_ref()
    {
        return thrown.clone();
    }
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<Thrown>());
    error_of(
        &error.message(),
        error.kind().as_str(),
        error.service().as_str(),
        error.operation(),
        error.status().map_or(f64::NAN, f64::from),
        error.code().map_or(f64::NAN, |code| code as f64),
        error.service_message(),
        error.attempts(),
        error.outcome().as_str(),
        error.retryable(),
        error.retry_after_ms().unwrap_or(f64::NAN),
        error.decode_path(),
        error.step(),
        error.argument(),
        cause
            .map(|Thrown(thrown)| thrown.clone())
            .unwrap_or_default(),
    )
}
