//! JSON by tables, for the clients of [roomkey](https://docs.rs/roomkey): a [`Shape`] says what an object looks like, and one reader
//! goes by it, so that a new type is a table and no code.
//!
//! - [`read`]: bytes into a [`Value`], liberally as services write JSON, every member checked; what is wrong is said with its path.
//! - [`Value`]: what lies between JSON and its users. Secrets in it stay in [`Secret`].
//! - [`Value::write`]: a value as JSON.
//!
//! Pure: it knows no HTTP, no service and no platform. Where numbers need more than whole arithmetic, the caller's [`Numbers`] help.

#[cfg(test)]
extern crate self as json;

mod day;
mod decoder;
mod memory;
mod numbers;
mod reader;
mod rows;
mod scan;
mod secret;
mod shape;
mod skip;
mod sums;
mod value;
mod write;

pub use day::{DAY, Day, Moment};
pub use decoder::Decoder;
pub use memory::reserve;
pub use numbers::{Numbers, digits};
pub use reader::{Read, What, Wrong, is_object, read};
pub use rows::{Block, Cell, FIELDS, Layout, Rows, SMALL, Unfit, Values};
pub use secret::Secret;
pub use shape::{Field, Kind, Need, Shape, Words};
pub use sums::Sums;
pub use value::{Taken, Value};
pub use write::{base64, quoted};

#[cfg(test)]
mod tests;
