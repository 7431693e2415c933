//! JSON by tables, for the clients of [roomkey](https://docs.rs/roomkey): a [`Shape`] says what an object looks like, and one reader
//! goes by it, so that a new type is a table and no code.
//!
//! - [`read`], and [`Decoder`] for bytes that come in pieces: JSON into a [`Value`], liberally as services write it, every member checked;
//!   what is wrong is said with its path.
//! - [`Rows`]: what takes the rows of a long list while it is read; [`Sums`] adds rows up, by [`Day`] or whatever else.
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

pub use day::{DAY, Day, Moment, Moments};
pub use decoder::Decoder;
pub use memory::{lengthen, reserve};
pub use numbers::{Numbers, digits};
pub use reader::{Read, What, Wrong, is_object, read};
pub use rows::{Block, Cell, Layout, Rows, Unfit, Values};
pub use secret::Secret;
pub use shape::{Field, Kind, Need, Shape, Words};
pub use sums::Sums;
pub use value::{Taken, Value};
pub use write::{base64, quoted};

#[cfg(test)]
mod tests;
