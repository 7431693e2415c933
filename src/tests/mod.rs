//! The native tests: every part of the crate but the JavaScript face, on a scripted transport and a clock moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects
)]

mod desk;
mod scripted;

mod deadline;
mod error;
mod json;
mod jwt;
mod retry;
mod secret;
mod text;
mod url;
mod usage;
mod zones;

mod airfob;
mod answers;
mod arctos;
mod examples;
mod fit;
mod s_connector;

mod any_answers;
mod any_order;
mod attempts;
mod budget;
mod events;
mod leaks;
mod operations;
mod outcomes;

mod lease;
mod renewal;
mod sign_out;
mod source;
mod stampede;
mod store;
mod supplier;
