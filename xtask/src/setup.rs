//! Installs what the build and the tests need and this machine lacks; says what it does, and does nothing twice.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use xshell::cmd;

use crate::project::{Project, on_path};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;
const GECKODRIVER: &str = "0.37.1";

/// What `cargo xtask build` and the demo need.
pub fn for_build(project: &Project) -> Result<()> {
    wasm_target(project)?;
    node(project)?;
    node_modules(project)
}

fn say(what: &str, how_long: &str) {
    println!("[setup] {what} ({how_long})");
}

fn wasm_target(project: &Project) -> Result<()> {
    let sh = &project.sh;
    let libraries = cmd!(sh, "rustc --print target-libdir --target {WASM_TARGET}")
        .quiet()
        .read()?;
    if Path::new(&libraries).exists() {
        return Ok(());
    }
    ensure!(
        on_path(&["rustup"]).is_some(),
        "this Rust lacks the target {WASM_TARGET} and there is no rustup to add it: \
         install it as this Rust was installed, or get rustup at https://rustup.rs"
    );
    say(
        "adding the Rust target wasm32-unknown-unknown",
        "some seconds",
    );
    cmd!(sh, "rustup target add {WASM_TARGET}").quiet().run()?;
    Ok(())
}

/// What the lints need: rustup's smallest profile lacks both.
pub fn rust_components(project: &Project) -> Result<()> {
    let sh = &project.sh;
    let formatter = cmd!(sh, "cargo fmt --version").quiet().ignore_stderr();
    let linter = cmd!(sh, "cargo clippy --version").quiet().ignore_stderr();
    if formatter.read().is_ok() && linter.read().is_ok() {
        return Ok(());
    }
    say("adding rustfmt and clippy", "some seconds");
    cmd!(sh, "rustup component add rustfmt clippy")
        .quiet()
        .run()?;
    Ok(())
}

fn node(project: &Project) -> Result<()> {
    let sh = &project.sh;
    let version = cmd!(sh, "node --version").quiet().read();
    let Ok(version) = version else {
        bail!(
            "Node.js {OLDEST_NODE} or newer is needed and there is none on PATH: get it at https://nodejs.org"
        );
    };
    let major = version.trim_start_matches('v').split('.').next();
    let major: u32 = major
        .and_then(|major| major.parse().ok())
        .with_context(|| format!("`node --version` says {version:?}"))?;
    ensure!(
        major >= OLDEST_NODE,
        "Node.js {OLDEST_NODE} or newer is needed, this is {version}: get a newer one at https://nodejs.org"
    );
    Ok(())
}

fn node_modules(project: &Project) -> Result<()> {
    npm(
        project,
        &project.root,
        &["ci"],
        "installing the npm packages",
        "10 to 60 seconds",
    )
}

/// Which of tests/consumers are run.
#[derive(Clone, Copy, PartialEq)]
pub enum Consumers {
    MostUsed,
    All,
}

/// The bundlers and frameworks that the consumers are built with: each has its own.
pub fn consumers(project: &Project, which: Consumers) -> Result<()> {
    let all = which == Consumers::All;
    let script = "const { foldersOf } = await import('./tests/consumers/consumers.mjs');\n\
                  console.log(foldersOf(process.argv[1] === 'true').join('\\n'))";
    let sh = &project.sh;
    let all = all.to_string();
    let folders = cmd!(sh, "node --input-type=module --eval {script} {all}")
        .quiet()
        .read()?;
    for folder in folders.lines() {
        npm(
            project,
            &project.root.join("tests/consumers").join(folder),
            // `npm ci` refuses where the registry lacks a build for some other platform, as some mirrors do.
            &["install", "--no-save"],
            &format!("installing the consumer {folder}"),
            "some seconds, up to 300 MB",
        )?;
    }
    Ok(())
}

/// The runtimes of `--all-runtimes` that npm has, and what steers Firefox.
pub fn runtimes(project: &Project) -> Result<()> {
    npm(
        project,
        &project.root.join("tests/runtimes/others"),
        &["install", "--no-save"],
        "installing Node 22 and 24, Deno and Bun",
        "1 minute, 500 MB",
    )
}

/// What the benchmark holds the package against, and what draws its chart.
pub fn peers(project: &Project) -> Result<()> {
    npm(
        project,
        &project.root.join("bench"),
        &["ci"],
        "installing what the package is measured beside",
        "some seconds, 40 MB",
    )
}

fn npm(project: &Project, folder: &Path, args: &[&str], what: &str, how_long: &str) -> Result<()> {
    // npm writes the hidden lock file last, so one that is missing or old tells of an unfinished or an old installation.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&folder.join("package-lock.json")) {
        return Ok(());
    }
    say(what, how_long);
    let sh = &project.sh;
    let _there = sh.push_dir(folder);
    cmd!(sh, "npm {args...} --no-audit --no-fund --loglevel error")
        .quiet()
        .run()?;
    Ok(())
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata()
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// The runner of the wasm tests.
pub fn test_runner(project: &Project) -> Result<PathBuf> {
    let runner = project
        .target
        .join("debug/wasm-test-runner")
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !runner.exists() {
        say("building the runner of the wasm tests", "about a minute");
    }
    let sh = &project.sh;
    cmd!(
        sh,
        "cargo build --package xtask --features wasm-tests --bin wasm-test-runner"
    )
    .quiet()
    .run()?;
    Ok(runner)
}

/// Whether Debian's packages may be installed here.
fn has_apt(project: &Project) -> bool {
    let sh = &project.sh;
    let is_root = cmd!(sh, "id -u").quiet().read().is_ok_and(|id| id == "0");
    is_root && on_path(&["apt-get"]).is_some()
}

/// What `find` finds once Debian's packages are installed. An error is the reason why they are no help.
fn from_debian<T>(
    project: &Project,
    packages: &[&str],
    how_long: &str,
    find: fn() -> Option<T>,
) -> Result<T> {
    let names = packages.join(", ");
    ensure!(
        has_apt(project),
        "Debian's {names}: only root, where there is apt-get, can install them"
    );
    say(&format!("installing Debian's {names}"), how_long);
    let sh = &project.sh;
    let _unasked = sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    // One source that does not answer fails this, though the others may have the packages.
    let _ = cmd!(sh, "apt-get update --quiet").quiet().run();
    cmd!(
        sh,
        "apt-get install --quiet --yes --no-install-recommends {packages...}"
    )
    .quiet()
    .run()
    .with_context(|| format!("Debian's {names}"))?;
    find().with_context(|| format!("Debian's {names}: installed, and still not on PATH"))
}

fn from_env(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Chromium with its driver: those on PATH, else those once downloaded, else Debian's when root, else downloaded ones.
pub fn browser(project: &Project) -> Result<Browser> {
    if let Some(browser) = find_browser().or_else(|| downloaded_browser(project).ok()) {
        return Ok(browser);
    }
    let packages = ["chromium", "chromium-driver", "fonts-noto-cjk"];
    from_debian(project, &packages, "1 to 3 minutes", find_browser).or_else(|debian| {
        download_browser(project).with_context(|| {
            format!(
                "the browser tests need Chromium (or Chrome) and the ChromeDriver of the same version, and they are not on PATH.\n\
                 Debian: sudo apt-get install chromium chromium-driver\n\
                 macOS: brew install --cask google-chrome chromedriver\n\
                 elsewhere: https://googlechromelabs.github.io/chrome-for-testing/\n\
                 If they are installed in another place, set ROOMKEY_CHROMIUM and CHROMEDRIVER to their paths.\n\
                 What was tried:\n\
                 {debian:#}\n\
                 Playwright's Chromium and its ChromeDriver"
            )
        })
    })
}

/// Playwright's Chromium in its cache, and the ChromeDriver of the same version in `target/tools`.
fn download_browser(project: &Project) -> Result<Browser> {
    let sh = &project.sh;
    say("downloading Chromium and ChromeDriver", "1 to 3 minutes");
    let programs = project.root.join("node_modules/.bin");
    let playwright = programs.join("playwright");
    cmd!(sh, "{playwright} install chromium").quiet().run()?;
    if has_apt(project) {
        // Where it fails, the libraries that Chromium needs may be there all the same.
        let _ = cmd!(sh, "{playwright} install-deps chromium").quiet().run();
    }
    let (_, version) = playwright_chromium(project)?;
    let browsers = programs.join("browsers");
    let tools = project.target.join("tools");
    cmd!(
        sh,
        "{browsers} install chromedriver@{version} --path {tools}"
    )
    .quiet()
    .run()?;
    downloaded_browser(project)
}

/// What `download_browser` left.
fn downloaded_browser(project: &Project) -> Result<Browser> {
    let (chromium, version) = playwright_chromium(project)?;
    let tools = project.target.join("tools");
    let script = "const [, cacheDir, buildId] = process.argv;\n\
                  const { computeExecutablePath } = await import('@puppeteer/browsers');\n\
                  console.log(computeExecutablePath({ browser: 'chromedriver', buildId, cacheDir }))";
    let driver = node_prints(project, script, &[tools.as_os_str(), version.as_ref()])?;
    Ok(Browser { chromium, driver })
}

/// Playwright's Chromium and its version, if it is there and starts.
fn playwright_chromium(project: &Project) -> Result<(PathBuf, String)> {
    let script = "console.log((await import('@playwright/test')).chromium.executablePath())";
    let chromium = node_prints(project, script, &[])?;
    let sh = &project.sh;
    let says = cmd!(sh, "{chromium} --version").quiet().read()?;
    let version = says
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .with_context(|| format!("`{} --version` says {says:?}", chromium.display()))?;
    Ok((chromium, version.to_owned()))
}

/// The path of a file that a script prints, if there is such a file.
fn node_prints(project: &Project, script: &str, args: &[&OsStr]) -> Result<PathBuf> {
    let sh = &project.sh;
    let path = cmd!(sh, "node --input-type=module --eval {script} {args...}")
        .quiet()
        .read()?;
    let path = PathBuf::from(path);
    ensure!(path.is_file(), "there is no {}", path.display());
    Ok(path)
}

fn find_browser() -> Option<Browser> {
    let chromium = from_env("ROOMKEY_CHROMIUM")
        .or_else(|| {
            on_path(&[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
            ])
        })
        .or_else(|| {
            Some(PathBuf::from(
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ))
            .filter(|app| app.exists())
        })?;
    let driver = from_env("CHROMEDRIVER").or_else(|| on_path(&["chromedriver"]))?;
    Some(Browser { chromium, driver })
}

#[derive(Clone)]
pub struct Firefox {
    pub firefox: PathBuf,
    pub driver: PathBuf,
}

/// Firefox with its driver. An error is the reason why the tests go without it.
pub fn firefox(project: &Project) -> Result<Firefox> {
    let firefox = match find_firefox() {
        Some(firefox) => firefox,
        None => from_debian(project, &["firefox-esr"], "1 to 3 minutes", find_firefox).context(
            "there is no firefox or firefox-esr on PATH: install one, or set ROOMKEY_FIREFOX to its path",
        )?,
    };
    let driver = from_env("GECKODRIVER").or_else(|| on_path(&["geckodriver"]));
    let driver = driver.map_or_else(|| compile_geckodriver(project), Ok)?;
    Ok(Firefox { firefox, driver })
}

fn find_firefox() -> Option<PathBuf> {
    from_env("ROOMKEY_FIREFOX").or_else(|| on_path(&["firefox", "firefox-esr"]))
}

/// Debian has no package of it.
fn compile_geckodriver(project: &Project) -> Result<PathBuf> {
    let tools = project.target.join("tools");
    let driver = tools
        .join("bin/geckodriver")
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !driver.exists() {
        say("compiling geckodriver", "about 5 minutes of one processor");
        let sh = &project.sh;
        cmd!(
            sh,
            "cargo install geckodriver --version {GECKODRIVER} --locked --root {tools}"
        )
        .quiet()
        .run()?;
    }
    Ok(driver)
}
