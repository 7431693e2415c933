//! Numbers as the platform reads and writes them: the standard library's own weigh more than all the rest of the reading.

use json::Numbers;

/// This platform's.
pub const NUMBERS: Numbers = Numbers { parse, print };

#[cfg(target_arch = "wasm32")]
mod platform {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/exchange/platform.js")]
    extern "C" {
        #[wasm_bindgen(js_name = parseNumber)]
        pub fn parse(text: &str) -> f64;

        #[wasm_bindgen(js_name = printNumber)]
        pub fn print(number: f64) -> String;
    }
}

#[cfg(target_arch = "wasm32")]
use platform::{parse, print};

#[cfg(not(target_arch = "wasm32"))]
fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(not(target_arch = "wasm32"))]
fn print(number: f64) -> String {
    number.to_string()
}
