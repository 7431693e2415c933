//! What every test here is built from: a world of its own, clients of it, and values on both sides.

pub mod clients;
pub mod log;
pub mod page;
pub mod values;
pub mod world;
