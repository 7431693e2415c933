//! The crate in a wasm app written in Rust, without its JavaScript face: what can be seen from there alone.

#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod support;

pub mod failures;
pub mod services;
