//! The JavaScript face: one thin file for each client, the error class, and what turns values into types and back.

mod airfob;
mod arctos;
mod call;
mod error;
mod options;
mod s_connector;
mod value;

pub use airfob::AirfobClient;
pub use arctos::ArctosClient;
pub use s_connector::SConnectorClient;

use wasm_bindgen::prelude::wasm_bindgen;

/// The types that hold functions or classes, and so can't be generated from Rust's.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
