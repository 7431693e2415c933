//! The test suites: one table, and how each is run and counted.

use std::collections::VecDeque;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xshell::cmd;

use crate::build::{self, Optimize};
use crate::emulator::{Emulator, Ports};
use crate::project::Project;
use crate::setup::{self, Consumers, Firefox};
use crate::site;
use crate::tally::Tally;

const PROPERTY_SEED: &str = "PROPTEST_RNG_SEED";

struct Suite {
    name: &'static str,
    /// A suite exists where its folder does.
    folder: &'static str,
    needs: &'static [Need],
    run: fn(&Bench) -> Result<Tally>,
}

#[derive(Clone, Copy, PartialEq)]
enum Need {
    /// The built npm package.
    Package,
    Emulator,
    Browser,
    WasmRunner,
    /// The bundlers and frameworks of tests/consumers: those of the most used, with `--all-consumers` all.
    Consumers,
    /// What the package is measured beside.
    Peers,
    /// With `--all-runtimes`: the other runtimes, and Firefox.
    Others,
}

const SUITES: &[Suite] = &[
    Suite {
        name: "native",
        folder: "src",
        needs: &[],
        run: native,
    },
    Suite {
        name: "wasm",
        folder: "tests/browser",
        needs: &[
            Need::Emulator,
            Need::Browser,
            Need::WasmRunner,
            Need::Others,
        ],
        run: wasm,
    },
    Suite {
        name: "types",
        folder: "tests/types",
        needs: &[Need::Package],
        run: types,
    },
    Suite {
        name: "node",
        folder: "tests/node",
        needs: &[Need::Package, Need::Emulator],
        run: |bench| node_test(bench, "tests/node"),
    },
    Suite {
        name: "workers",
        folder: "tests/workers",
        needs: &[Need::Package, Need::Emulator],
        run: |bench| node_test(bench, "tests/workers"),
    },
    Suite {
        name: "runtimes",
        folder: "tests/runtimes",
        needs: &[Need::Package, Need::Emulator, Need::Browser, Need::Others],
        run: |bench| node_test(bench, "tests/runtimes"),
    },
    Suite {
        name: "docs",
        folder: "tests/docs",
        needs: &[Need::Package, Need::Emulator],
        run: |bench| node_test(bench, "tests/docs"),
    },
    Suite {
        name: "package",
        folder: "tests/package",
        needs: &[Need::Package, Need::Emulator, Need::Browser],
        run: |bench| node_test(bench, "tests/package"),
    },
    Suite {
        name: "consumers",
        folder: "tests/consumers",
        needs: &[
            Need::Package,
            Need::Emulator,
            Need::Browser,
            Need::Consumers,
        ],
        run: |bench| node_test(bench, "tests/consumers"),
    },
    Suite {
        name: "testing",
        folder: "tests/testing",
        needs: &[Need::Package, Need::Emulator, Need::Browser],
        run: testing,
    },
    Suite {
        name: "recipes",
        folder: "tests/recipes",
        needs: &[Need::Package, Need::Emulator, Need::Browser],
        run: |bench| node_test(bench, "tests/recipes"),
    },
    Suite {
        name: "bench",
        folder: "bench",
        needs: &[Need::Package, Need::Emulator, Need::Browser, Need::Peers],
        run: |bench| node_test(bench, "bench"),
    },
    Suite {
        name: "page",
        folder: "tests/page",
        needs: &[Need::Package, Need::Emulator, Need::Browser],
        run: page,
    },
];

/// The tests' own, so that a demo may run meanwhile. Fixed, because the wasm tests are compiled with the address.
const PORTS: Ports = Ports {
    control: 8710,
    page: 8720,
};

/// Seconds that one file of wasm tests may take in the browser.
const WASM_TIMEOUT: &str = "120";

/// What is run besides, where it is asked for.
#[derive(Clone, Copy)]
pub struct More {
    pub runtimes: bool,
    pub consumers: bool,
}

/// How many suites run at once: most of them wait a good part of their time. With all that can be asked for, one after another.
fn lanes(more: More) -> usize {
    if more.runtimes || more.consumers {
        1
    } else {
        2
    }
}

/// Everything that the suites run on.
#[derive(Clone)]
struct Bench {
    project: Project,
    /// What the lines of a suite begin with, so that they can be told from those of another.
    mark: String,
    more: More,
    wasm_runner: Option<PathBuf>,
    /// Firefox, or why the tests go without it; `--all-runtimes` alone asks for it.
    firefox: Option<Result<Firefox, String>>,
    /// What tests read: where the emulator, the page and the browser are.
    env: Vec<(&'static str, OsString)>,
}

/// Runs the suites of these names, or all that there are, and adds up their tests.
pub fn run(project: &Project, names: &[String], more: More) -> Result<Tally> {
    let present: Vec<&Suite> = SUITES
        .iter()
        .filter(|suite| project.root.join(suite.folder).is_dir())
        .collect();
    for name in names {
        ensure!(
            present.iter().any(|suite| suite.name == name),
            "there is no suite {name:?}, only: {}",
            present
                .iter()
                .map(|suite| suite.name)
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    let chosen: Vec<&Suite> = present
        .into_iter()
        .filter(|suite| names.is_empty() || names.iter().any(|name| suite.name == name))
        .collect();

    let lanes = lanes(more);
    let (early, late): (Vec<&Suite>, Vec<&Suite>) =
        chosen.iter().partition(|suite| suite.needs.is_empty());
    let bare = Bench::new(project, more);
    let marked = chosen.len() > 1;
    let mut summary = thread::scope(|scope| {
        // What needs nothing is compiled while the rest is set up.
        let early = scope.spawn({
            let bench = bare.clone();
            move || one_by_one(&bench, &Mutex::new(early.into()), marked)
        });
        let mut summary = Vec::new();
        if !late.is_empty() {
            match bare.set_up(&late) {
                Ok((bench, _emulator)) => {
                    let queue = Mutex::new(late.into());
                    thread::scope(|scope| {
                        let lanes: Vec<_> = (0..lanes)
                            .map(|_| {
                                let bench = bench.clone();
                                let queue = &queue;
                                scope.spawn(move || one_by_one(&bench, queue, marked))
                            })
                            .collect();
                        for lane in lanes {
                            summary.extend(finished(lane));
                        }
                    });
                }
                Err(error) => {
                    eprintln!("Nothing that must be set up was run: {error:#}");
                    summary.push(("set-up", BROKEN, Duration::ZERO));
                }
            }
        }
        summary.extend(finished(early));
        summary
    });

    summary.sort_by_key(|(name, ..)| SUITES.iter().position(|suite| suite.name == *name));
    println!();
    for (name, tally, took) in &summary {
        println!("{name:<9} {tally} ({} s)", took.as_secs());
    }
    Ok(summary.iter().map(|(_, tally, _)| *tally).sum())
}

/// What came of a suite, and how long it took.
type Finished = (&'static str, Tally, Duration);

/// Of what could not be run.
const BROKEN: Tally = Tally {
    passed: 0,
    failed: 1,
};

fn finished(lane: ScopedJoinHandle<'_, Vec<Finished>>) -> Vec<Finished> {
    lane.join()
        .unwrap_or_else(|_| vec![("xtask", BROKEN, Duration::ZERO)])
}

/// Runs what is left in the queue.
fn one_by_one(bench: &Bench, queue: &Mutex<VecDeque<&Suite>>, marked: bool) -> Vec<Finished> {
    let next = || {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.pop_front()
    };
    let mut finished = Vec::new();
    while let Some(suite) = next() {
        let mut bench = bench.clone();
        if marked {
            bench.mark = format!("{:<9} ", suite.name);
        }
        println!("[test] {}", suite.name);
        let begun = Instant::now();
        let tally = (suite.run)(&bench).unwrap_or_else(|error| {
            eprintln!("The suite {} could not be run: {error:#}", suite.name);
            BROKEN
        });
        println!("[test] {}: {tally}", suite.name);
        finished.push((suite.name, tally, begun.elapsed()));
    }
    finished
}

impl Bench {
    fn new(project: &Project, more: More) -> Self {
        Self {
            project: project.clone(),
            mark: String::new(),
            more,
            wasm_runner: None,
            firefox: None,
            env: Vec::new(),
        }
    }

    /// Installs and builds what these suites need, and starts the emulator, which ends when it is dropped.
    fn set_up(&self, suites: &[&Suite]) -> Result<(Self, Option<Emulator>)> {
        let need = |need: Need| suites.iter().any(|suite| suite.needs.contains(&need));
        let (project, more) = (&self.project, self.more);
        let mut bench = self.clone();
        setup::for_build(project)?;
        if need(Need::Browser) {
            let browser = setup::browser(project)?;
            bench
                .env
                .push(("ROOMKEY_CHROMIUM", browser.chromium.into()));
            bench.env.push(("CHROMEDRIVER", browser.driver.into()));
        }
        if need(Need::Consumers) {
            let consumers = if more.consumers {
                bench.env.push(("ROOMKEY_ALL_CONSUMERS", "1".into()));
                Consumers::All
            } else {
                Consumers::MostUsed
            };
            setup::consumers(project, consumers)?;
        }
        if need(Need::Peers) {
            setup::peers(project)?;
        }
        if more.runtimes && need(Need::Others) {
            setup::runtimes(project)?;
            bench.env.push(("ROOMKEY_ALL_RUNTIMES", "1".into()));
            let firefox = setup::firefox(project).map_err(|reason| format!("{reason:#}"));
            match &firefox {
                Ok(Firefox { firefox, driver }) => bench.env.extend([
                    ("ROOMKEY_FIREFOX", firefox.into()),
                    ("GECKODRIVER", driver.into()),
                ]),
                Err(reason) => bench.env.push(("ROOMKEY_NO_FIREFOX", reason.into())),
            }
            bench.firefox = Some(firefox);
        }
        if need(Need::Package) {
            build::package(project, Optimize::Yes)?;
        }
        // From here on with what the native tests are compiled by, if they are: they have the lock.
        if need(Need::WasmRunner) {
            bench.wasm_runner = Some(setup::test_runner(project)?);
        }
        let mut running = None;
        if need(Need::Emulator) {
            let emulator = Emulator::start(project, PORTS)?;
            bench
                .env
                .push(("ROOMKEY_EMULATOR", emulator.control.clone().into()));
            bench
                .env
                .push(("ROOMKEY_PAGE", emulator.page.clone().into()));
            running = Some(emulator);
        }
        Ok((bench, running))
    }

    fn say(&self, line: &str) {
        println!("{}{line}", self.mark);
    }

    /// A command in the project's folder, knowing where everything is.
    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(&self.project.root)
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// What a test tool printed, and whether it was content.
struct Outcome {
    stdout: String,
    success: bool,
}

impl Bench {
    /// Makes a failure of what a count alone would hide: a tool that broke off, a suite without tests.
    fn settle(&self, outcome: &Outcome, tally: Tally) -> Tally {
        if !outcome.success && tally.failed == 0 {
            self.say("The command failed, though no test did.");
        } else if tally == Tally::default() {
            self.say("No test was run.");
        } else {
            return tally;
        }
        Tally { failed: 1, ..tally }
    }

    /// Runs a command, shows what it prints as it comes, and keeps it.
    fn watch(&self, command: &mut Command) -> Result<Outcome> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", command.get_program().display()))?;
        let mut stdout = String::new();
        for line in BufReader::new(process.stdout.take().context("no stdout")?).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            self.say(&line);
            stdout.push_str(&line);
            stdout.push('\n');
        }
        let success = process.wait()?.success();
        Ok(Outcome { stdout, success })
    }
}

fn native(bench: &Bench) -> Result<Tally> {
    let mut command = bench.command("cargo");
    command.args(["test", "--workspace", "--no-fail-fast"]);
    // The same cases each time, so that a change is judged by itself; `fuzz` looks for new ones.
    if env::var_os(PROPERTY_SEED).is_none() {
        command.env(PROPERTY_SEED, "1");
    }
    let outcome = bench.watch(&mut command)?;
    Ok(bench.settle(&outcome, Tally::of_cargo_test(&outcome.stdout)))
}

fn wasm(bench: &Bench) -> Result<Tally> {
    let modes: &[&str] = if bench.more.runtimes {
        &[
            "BROWSER",
            "DEDICATED_WORKER",
            "SHARED_WORKER",
            "SERVICE_WORKER",
            "NODE_EXPERIMENTAL",
        ]
    } else {
        &["BROWSER"]
    };
    let mut tallies = Vec::new();
    for mode in modes {
        bench.say(&format!(
            "[test] wasm: {}",
            mode.to_lowercase().replace('_', " ")
        ));
        tallies.push(wasm_in(bench, mode, None)?);
    }
    match &bench.firefox {
        Some(Ok(firefox)) => {
            bench.say("[test] wasm: firefox");
            tallies.push(wasm_in(bench, "BROWSER", Some(firefox))?);
        }
        Some(Err(reason)) => bench.say(&format!("[test] wasm: firefox is skipped: {reason}")),
        None => {}
    }
    Ok(tallies.into_iter().sum())
}

fn wasm_in(bench: &Bench, mode: &str, firefox: Option<&Firefox>) -> Result<Tally> {
    let runner = bench
        .wasm_runner
        .as_ref()
        .context("there is no runner for wasm tests")?;
    let mut command = bench.command("cargo");
    command
        .args(["test", "--no-fail-fast", "--package", "roomkey"])
        // As a wasm app in Rust has the crate: without the JavaScript face.
        .args(["--test", "browser"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env(format!("WASM_BINDGEN_USE_{mode}"), "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TIMEOUT)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env_remove("GECKODRIVER_REMOTE");
    // The runner takes the first driver that it knows of, and asks for geckodriver first.
    match firefox {
        Some(Firefox { firefox, driver }) => {
            let args = format!("--binary '{}'", firefox.display());
            command
                .env("GECKODRIVER", driver)
                .env("GECKODRIVER_ARGS", args)
        }
        None => command.env_remove("GECKODRIVER"),
    };
    let outcome = bench.watch(&mut command)?;
    Ok(bench.settle(&outcome, Tally::of_cargo_test(&outcome.stdout)))
}

/// A consumer's TypeScript against the package's types: every file is one test.
fn types(bench: &Bench) -> Result<Tally> {
    let sh = &bench.project.sh;
    let tsc = bench.project.root.join("node_modules/typescript/bin/tsc");
    let listed = cmd!(sh, "{tsc} --project tests/types --listFilesOnly")
        .quiet()
        .read()?;
    let own = bench.project.root.join("tests/types");
    let files: Vec<String> = listed
        .lines()
        .map(Path::new)
        .filter(|file| file.starts_with(&own))
        .filter_map(|file| file.strip_prefix(&bench.project.root).ok())
        .map(|file| file.display().to_string())
        .collect();
    let mut command = bench.command(&tsc);
    command.args(["--project", "tests/types", "--noEmit", "--pretty", "false"]);
    let outcome = bench.watch(&mut command)?;
    Ok(bench.settle(&outcome, Tally::of_tsc(&files, &outcome.stdout)))
}

fn node_test(bench: &Bench, folder: &str) -> Result<Tally> {
    let mut files: Vec<PathBuf> = fs::read_dir(bench.project.root.join(folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    ensure!(!files.is_empty(), "{folder} holds no file *.test.mjs");
    let mut command = bench.command("node");
    // Node's own choice is one file fewer than there are cores, and most of them wait most of their time.
    let at_once = thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    command
        .args(["--test", "--test-reporter=spec"])
        .arg(format!("--test-concurrency={at_once}"))
        .args(files);
    let outcome = bench.watch(&mut command)?;
    Ok(bench.settle(&outcome, Tally::of_node_test(&outcome.stdout)))
}

/// The package's emulator: its own tests, and those of the native one, on the package's handlers and on its program.
fn testing(bench: &Bench) -> Result<Tally> {
    let mut command = bench.command("cargo");
    command
        .args(["test", "--package", "roomkey-emulator", "--test", "suite"])
        .env("ROOMKEY_HANDLERS", build::bound_testing(&bench.project))
        .env(
            "ROOMKEY_EMULATOR_PROGRAM",
            bench.project.root.join("pkg/roomkey-emulator.js"),
        );
    let outcome = bench.watch(&mut command)?;
    let handlers = bench.settle(&outcome, Tally::of_cargo_test(&outcome.stdout));
    let all = [handlers, node_test(bench, "tests/testing")?];
    Ok(all.into_iter().sum())
}

fn page(bench: &Bench) -> Result<Tally> {
    let report = bench.project.scratch().join("page.json");
    bench.project.sh.remove_path(&report)?;
    let site = site::make(&bench.project)?;
    let mut command = bench.command(bench.project.root.join("node_modules/.bin/playwright"));
    command
        .args(["test", "--config", "tests/page/playwright.config.mjs"])
        .arg("--reporter=list,json")
        .env("ROOMKEY_SITE", site)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let outcome = bench.watch(&mut command)?;
    let report = fs::read_to_string(&report).context("Playwright left no report")?;
    let report: Value = serde_json::from_str(&report)?;
    Ok(bench.settle(&outcome, Tally::of_playwright(&report)))
}
