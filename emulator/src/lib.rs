//! Arctos, S-Connector and Airfob, emulated from their documents alone.
//!
//! The handlers take an [`http::Request`] and the time, and give an [`http::Response`]: they know no socket and
//! no clock of their own, so they run wherever Rust does, wasm included. Only [`server`] touches the network.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`operation`] | the services and their operations, by name |
//! | [`world`] | one isolated set of state, clock, faults and records; the [`Emulator`] holds them all |
//! | [`arctos`], [`s_connector`], [`airfob`] | the three services |
//! | [`rooms`], [`directory`], [`seed`] | what fills them: meetings, people, and the random numbers behind both |
//! | [`data`], [`given`] | what a user has a world hold, and strict reading of all that users give |
//! | [`jwt`] | access tokens |
//! | [`message`] | strict reading of requests, plain writing of answers |
//! | [`documented`] | what the pages name; the rest is recorded as such |
//! | [`cors`] | what a browser may ask |
//! | [`faults`] | answers that go wrong on purpose |
//! | [`control`] | the API that steers all this |
//! | [`server`] | sockets |

pub mod airfob;
pub mod arctos;
pub mod control;
pub mod cors;
pub mod data;
pub mod directory;
pub mod documented;
pub mod faults;
pub mod given;
pub mod jwt;
pub mod message;
pub mod operation;
pub mod rooms;
pub mod s_connector;
pub mod seed;
#[cfg(feature = "server")]
pub mod server;
pub mod world;

pub use world::{Emulator, Origins};
