//! Makes the generated part of the npm package: Rust to wasm, wasm-bindgen's glue, wasm-opt, the scripts of the entries with
//! the module inside, their types, and the licences.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;
use xshell::cmd;

use crate::ascii;
use crate::makers;
use crate::names;
use crate::project::Project;
use crate::setup;
use crate::snip;

#[derive(Clone, Copy, Hash, PartialEq)]
pub enum Optimize {
    Yes,
    /// Leaves wasm-opt out: quicker, and larger.
    No,
}

/// What rustc assumes of wasm32-unknown-unknown, all in browsers since 2022. wasm-opt must be told.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Besides `-Oz`: what compresses better. Inlined once is often more than called; and the second time it finds more, of loops that were taken
/// apart and put together anew.
const WASM_PASSES: &[&str] = &[
    "--one-caller-inline-max-function-size=30",
    "--flatten",
    "--rereloop",
    "-Oz",
];

/// What made the module, and with which features: engines ask neither.
const STRIP: &[&str] = &["--strip-producers", "--strip-target-features"];

/// A module of the npm package.
#[derive(Clone, Copy)]
struct Module {
    /// The crate that it is compiled from.
    package: &'static str,
    /// What it is published as, without an ending.
    name: &'static str,
    /// Whether each byte of it counts: it is part of what a page downloads.
    in_pages: bool,
}

const CLIENTS: Module = Module {
    package: "roomkey-face",
    name: "roomkey",
    in_pages: true,
};

const TESTING: Module = Module {
    package: "roomkey-testing",
    name: "testing",
    in_pages: false,
};

impl Module {
    /// Where wasm-bindgen's output is.
    fn folder(self, project: &Project) -> PathBuf {
        project.scratch().join("bindgen").join(self.name)
    }

    /// wasm-bindgen's name for the module.
    fn wasm(self) -> String {
        format!("{}_bg.wasm", self.name)
    }
}

/// Brings `pkg/` up to date.
pub fn package(project: &Project, optimize: Optimize) -> Result<()> {
    setup::for_build(project)?;
    for module in [CLIENTS, TESTING] {
        bind(project, module, optimize)?;
    }
    publish(project)
}

/// Compiles a module and makes its glue, unless they are there.
fn bind(project: &Project, module: Module, optimize: Optimize) -> Result<()> {
    let sh = &project.sh;
    let package = module.package;
    // Nothing recurs deeply: JSON is nested 128 deep at the most. The stack lies before the data, so that one that is too small traps.
    let rustflags = format!(
        "--remap-path-prefix={}=cargo -Clink-arg=-zstack-size=131072",
        cargo_home()?.display()
    );
    cmd!(
        sh,
        "cargo build --release --target wasm32-unknown-unknown --package {package}"
    )
    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", rustflags)
    .quiet()
    .run()?;

    let compiled = project
        .target
        .join("wasm32-unknown-unknown/release")
        .join(package.replace('-', "_"))
        .with_extension("wasm");
    let bound = module.folder(project);
    let stamp = bound.with_extension("stamp");
    let state = state(project, &compiled, optimize)?;
    if fs::read_to_string(&stamp).is_ok_and(|old| old == state) {
        return Ok(());
    }

    sh.remove_path(&stamp)?;
    sh.remove_path(&bound)?;
    Bindgen::new()
        .input_path(&compiled)
        .out_name(module.name)
        .web(true)?
        .typescript(true)
        // The glue must not name the wasm file: each entry point finds it in its runtime's own way.
        .omit_default_module_path(true)
        .generate(&bound)
        .context("wasm-bindgen could not make the glue")?;
    let wasm = bound.join(module.wasm());
    if module.in_pages {
        sh.write_file(unoptimized(project), snip::panics(&fs::read(&wasm)?)?)?;
        sh.copy_file(unoptimized(project), &wasm)?;
    }
    if optimize == Optimize::Yes {
        println!("[build] wasm-opt -Oz");
        wasm_opt(project, STRIP, &wasm, &wasm)?;
    }
    if module.in_pages {
        let glue = bound.join("roomkey.js");
        let (short, glue_of_short) =
            names::shorten(&fs::read(&wasm)?, &fs::read_to_string(&glue)?)?;
        sh.write_file(&wasm, short)?;
        sh.write_file(&glue, glue_of_short)?;
    }
    sh.write_file(&stamp, &state)?;
    Ok(())
}

/// The glue and the module of roomkey/testing.
pub fn bound_testing(project: &Project) -> PathBuf {
    TESTING.folder(project)
}

/// The module of the last build, as it was before wasm-opt: with the names of its functions.
pub fn unoptimized(project: &Project) -> PathBuf {
    CLIENTS.folder(project).join("unoptimized.wasm")
}

/// Makes a module small. wasm-opt drops the names of functions unless `options` say otherwise.
pub fn wasm_opt(project: &Project, options: &[&str], from: &Path, to: &Path) -> Result<()> {
    let sh = &project.sh;
    // npm's, never the one on PATH: older ones break what wasm-bindgen makes, silently.
    let wasm_opt = project.root.join("node_modules/.bin/wasm-opt");
    cmd!(
        sh,
        "{wasm_opt} -Oz {WASM_FEATURES...} {WASM_PASSES...} {options...} {from} -o {to}"
    )
    .quiet()
    .run()?;
    Ok(())
}

/// esbuild's report on what the main entry's script is made of, minified.
pub fn script_report(project: &Project) -> PathBuf {
    CLIENTS.folder(project).join("script.json")
}

/// Puts what was made beside what is written by hand.
fn publish(project: &Project) -> Result<()> {
    let sh = &project.sh;
    let pkg = project.root.join("pkg");
    let (clients, testing) = (CLIENTS.folder(project), TESTING.folder(project));
    for module in [CLIENTS, TESTING] {
        let folder = module.folder(project);
        let wasm = folder.join(module.wasm());
        copy(&wasm, &pkg.join(module.name).with_extension("wasm"))?;
        let text = ascii::encode(&fs::read(wasm)?).to_string();
        write(&folder.join("module.json"), text.as_bytes())?;
    }
    // What reads the modules' texts, and what makes rows.
    let wasm_as = project.root.join("node_modules/.bin/wasm-as");
    let decoder = clients.join("ascii.wasm");
    cmd!(sh, "{wasm_as} pkg/src/ascii.wat -o {decoder}")
        .quiet()
        .run()?;
    let made = json!({ "decoder": ascii::hex(&fs::read(decoder)?), "makers": makers::print() });
    write(&clients.join("made.json"), made.to_string().as_bytes())?;
    cmd!(sh, "node xtask/js/bundle.mjs {clients} {testing} pkg")
        .quiet()
        .run()?;
    types(&fs::read_to_string(clients.join("roomkey.d.ts"))?, &pkg)?;
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&project.root.join(license), &pkg.join(license))?;
    }
    Ok(())
}

/// What the generated types end with, beside what users see: wasm-bindgen's own functions that load the module.
const LOADING: &str = "export type InitInput =";

/// The types of the entries, for ESM and CommonJS: what is generated, without the loading of the module.
fn types(generated: &str, pkg: &Path) -> Result<()> {
    let (public, _) = generated
        .split_once(LOADING)
        .context("the generated types do not end as they did: look for what loads the module")?;
    // A file of types exports all that it declares, unless it says what it exports.
    let index = format!("{}\n\nexport {{}};\n", public.trim_end());
    write(&pkg.join("index.d.ts"), index.as_bytes())?;
    write(&pkg.join("index.d.cts"), index.as_bytes())?;
    for name in ["slim", "testing", "roomkey.wasm"] {
        let types = fs::read_to_string(pkg.join(format!("{name}.d.ts")))?;
        let types = types.replace("./index.js", "./index.cjs");
        write(&pkg.join(format!("{name}.d.cts")), types.as_bytes())?;
    }
    Ok(())
}

/// Panic messages name source files: the published ones shall not name the builder's home.
fn cargo_home() -> Result<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .context("there is no home folder")
}

/// Changes whenever the glue must be made anew: the compiled module, the tools, or the way they are called.
fn state(project: &Project, compiled: &Path, optimize: Optimize) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(compiled)?.hash(&mut hasher);
    fs::read(project.root.join("package-lock.json"))?.hash(&mut hasher);
    for way in [
        include_str!("build.rs"),
        include_str!("names.rs"),
        include_str!("snip.rs"),
    ] {
        way.hash(&mut hasher);
    }
    optimize.hash(&mut hasher);
    Ok(format!("{:016x}\n", hasher.finish()))
}

/// Copies a file; one that is the same already is left alone.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("{} is missing", from.display()))?;
    write(to, &bytes)
}

/// Writes a file, unless it holds just that already.
fn write(to: &Path, bytes: &[u8]) -> Result<()> {
    if !fs::read(to).is_ok_and(|old| old == bytes) {
        fs::write(to, bytes)?;
    }
    Ok(())
}
