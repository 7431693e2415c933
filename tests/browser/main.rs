//! The JavaScript face in a real browser, against the running emulator: what a user of the package meets.

#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::new_without_default,
    clippy::panic,
    clippy::string_slice
)]

pub mod support;

pub mod abort;
pub mod airfob;
pub mod arctos;
pub mod bad_input;
pub mod batches;
pub mod cors;
pub mod custom_fetch;
pub mod error_class;
pub mod events;
pub mod freed;
pub mod meta;
pub mod portraits;
pub mod refused;
pub mod retries;
pub mod s_connector;
pub mod tokens;
pub mod unanswered;
pub mod undecodable;
pub mod usage;
pub mod walk;
