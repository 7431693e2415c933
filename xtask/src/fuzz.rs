//! Looks for what no test thought of: the property tests on new cases, then the fuzz targets for a bounded time each, from the
//! committed corpus on.

use std::fs;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::Project;

const CARGO_FUZZ: &str = "0.13.2";
/// For each property; about a minute in all.
const PROPERTY_CASES: &str = "10000";

/// Tries the properties, if no target is named. Then runs the targets of these names, or all, for so many seconds each. What they find new stays out of the tree, but for a crash.
pub fn run(project: &Project, names: &[String], seconds: u32) -> Result<()> {
    let sh = &project.sh;
    if names.is_empty() {
        println!("[fuzz] the properties, {PROPERTY_CASES} cases each");
        cmd!(
            sh,
            "cargo test --package roomkey --package roomkey-json --lib --quiet"
        )
        .env("PROPTEST_CASES", PROPERTY_CASES)
        .quiet()
        .run()?;
    }
    let tools = project.target.join("tools");
    let cargo_fuzz = tools.join("bin/cargo-fuzz");
    if !cargo_fuzz.exists() {
        println!("[setup] installing cargo-fuzz (about a minute)");
        cmd!(
            sh,
            "cargo install cargo-fuzz --version {CARGO_FUZZ} --root {tools}"
        )
        .quiet()
        .run()?;
    }
    let nightly = cmd!(sh, "rustc +nightly --version")
        .quiet()
        .ignore_stderr()
        .read();
    ensure!(
        nightly.is_ok(),
        "cargo-fuzz needs a nightly Rust: rustup toolchain install nightly"
    );

    let corpus = project.root.join("fuzz/corpus");
    let mut targets: Vec<String> = fs::read_dir(&corpus)
        .context("fuzz/corpus")?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|target| names.is_empty() || names.contains(target))
        .collect();
    targets.sort();
    ensure!(!targets.is_empty(), "there is no such target");
    let _fuzz = sh.push_dir(project.root.join("fuzz"));
    let time = format!("-max_total_time={seconds}");
    for target in targets {
        println!("\n[fuzz] {target} for {seconds} s");
        let found = project.scratch().join("fuzz").join(&target);
        sh.create_dir(&found)?;
        let seeds = corpus.join(&target);
        // The first folder is where libFuzzer puts what it finds; the second is only read.
        cmd!(
            sh,
            "{cargo_fuzz} fuzz run {target} {found} {seeds} -- {time} -max_len=4096"
        )
        .env("RUSTUP_TOOLCHAIN", "nightly")
        .quiet()
        .run()?;
    }
    Ok(())
}
