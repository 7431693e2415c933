//! The reader and writer, held to serde_json and to a reader of another make.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

mod reference;

mod any_json;
mod broken;
mod kinds;
mod numbers;
mod paths;
mod texts;
mod write;
