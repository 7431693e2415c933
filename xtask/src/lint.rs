//! Format and lints, of Rust and of what is written in JavaScript by hand.

use anyhow::Result;
use xshell::cmd;

use crate::build::{self, Optimize};
use crate::project::Project;
use crate::setup;
use crate::size;

pub fn run(project: &Project) -> Result<()> {
    setup::rust_components(project)?;
    let sh = &project.sh;
    cmd!(sh, "cargo fmt --all --check").run()?;
    cmd!(sh, "cargo clippy --workspace --all-targets -- -D warnings").run()?;
    cmd!(
        sh,
        "cargo clippy --package roomkey --package roomkey-face --package roomkey-testing --target wasm32-unknown-unknown --all-targets -- -D warnings"
    )
    .run()?;
    cmd!(sh, "node_modules/.bin/biome check --error-on-warnings").run()?;
    // The package's own code is held to the types of what the build makes.
    build::package(project, Optimize::Yes)?;
    for project in ["pkg/src", "pkg/src/testing/sockets"] {
        cmd!(sh, "node_modules/typescript/bin/tsc --project {project}").run()?;
    }
    size::check(project)?;
    Ok(())
}
