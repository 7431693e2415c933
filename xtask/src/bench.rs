//! The benchmark of the npm package, beside other libraries: bench/.

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::build::{self, Optimize};
use crate::emulator::{Emulator, Ports};
use crate::project::Project;
use crate::setup;
use crate::suites::{self, More};
use crate::tally::Tally;

/// The benchmark's own, so that a demo may run meanwhile.
const PORTS: Ports = Ports {
    control: 8740,
    page: 8750,
};

/// Runs the rows whose names hold this text and prints them, or runs all and writes what came of it.
pub fn run(project: &Project, only: Option<&str>) -> Result<()> {
    ensure!(
        only != Some(""),
        "--only wants a part of a row's name, such as `usage`"
    );
    setup::for_build(project)?;
    setup::peers(project)?;
    let chromium = setup::browser(project)?.chromium;
    build::package(project, Optimize::Yes)?;
    let emulator = Emulator::start(project, PORTS)?;
    let sh = &project.sh;
    let _chromium = sh.push_env("ROOMKEY_CHROMIUM", chromium);
    let _emulator = sh.push_env("ROOMKEY_EMULATOR", &emulator.control);
    cmd!(sh, "node bench/run.mjs {only...}").quiet().run()?;
    Ok(())
}

/// Runs every row once and small, and holds every client to the same answers: the suite `bench`.
pub fn smoke(project: &Project) -> Result<Tally> {
    let more = More {
        runtimes: false,
        consumers: false,
    };
    suites::run(project, &["bench".to_owned()], more)
}
