//! A world of the emulator for each test, and what Rust has no words for in JavaScript.

pub mod page;
pub mod world;
