//! Serves the demo page beside the emulator until Ctrl-C.

use anyhow::Result;

use crate::build::{self, Optimize};
use crate::emulator::{Emulator, Ports};
use crate::project::Project;

/// Where the page looks for the emulator unless its address says otherwise.
const CONTROL_PORT: u16 = 8700;

pub fn run(project: &Project, port: u16) -> Result<()> {
    build::package(project, Optimize::Yes)?;
    let wished = Ports {
        control: CONTROL_PORT,
        page: port,
    };
    let emulator = Emulator::start(project, wished)?;

    let mut url = format!("{}/", emulator.page);
    if !emulator.page.ends_with(&format!(":{port}")) {
        println!("Port {port} is taken, so the page has another.");
    }
    if !emulator.control.ends_with(&format!(":{CONTROL_PORT}")) {
        url = format!("{url}?control={}/worlds/default", emulator.control);
    }
    println!("\nThe demo runs. Open this in a browser:\n\n    {url}\n");
    println!(
        "The emulator's clock, faults and records: {}/",
        emulator.control
    );
    println!("Ctrl-C ends both.");
    emulator.wait()
}
