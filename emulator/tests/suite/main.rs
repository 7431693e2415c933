//! The emulator's tests: most talk to the handlers directly, with a clock that they move; a few go through sockets.

mod airfob;
mod arctos;
mod cors;
mod data;
mod faults;
mod handlers;
mod lab;
mod s_connector;
mod sockets;
mod vendor_examples;
mod worlds;
