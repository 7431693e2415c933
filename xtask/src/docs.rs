//! Builds the reference: rustdoc of the crate, TypeDoc of the published types.

use anyhow::Result;
use xshell::cmd;

use crate::build::{self, Optimize};
use crate::project::Project;

/// Puts both under `target/docs/`.
pub fn run(project: &Project) -> Result<()> {
    build::package(project, Optimize::Yes)?;
    let sh = &project.sh;
    let out = project.target.join("docs");
    cmd!(sh, "cargo doc --no-deps --package roomkey")
        .env("RUSTDOCFLAGS", "-D warnings")
        .quiet()
        .run()?;
    sh.remove_path(out.join("rust"))?;
    sh.create_dir(&out)?;
    let made = project.target.join("doc");
    let rust = out.join("rust");
    cmd!(sh, "cp -r {made} {rust}").quiet().run()?;

    let typedoc = project.root.join("docs/typedoc");
    if !typedoc.join("node_modules").exists() {
        println!("[setup] installing TypeDoc (some seconds)");
        let _there = sh.push_dir(&typedoc);
        cmd!(sh, "npm ci --no-audit --no-fund").quiet().run()?;
    }
    let _there = sh.push_dir(&typedoc);
    let typescript = out.join("typescript");
    cmd!(sh, "node_modules/.bin/typedoc --out {typescript}")
        .quiet()
        .run()?;
    println!("Rust: {}", rust.join("roomkey/index.html").display());
    println!("TypeScript: {}", typescript.join("index.html").display());
    Ok(())
}
