//! The project's own commands: `cargo xtask demo | site | test | build | size | bench | lint | docs | fuzz | setup`.

mod ascii;
mod bench;
mod build;
mod demo;
mod docs;
mod emulator;
mod fuzz;
mod lint;
mod makers;
mod names;
mod project;
mod setup;
mod site;
mod size;
mod snip;
mod suites;
mod tally;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use build::Optimize;
use project::Project;
use setup::Consumers;
use suites::More;
use tally::Tally;

mod flags {
    xflags::xflags! {
        /// The project's own commands. Each installs what it needs first.
        cmd xtask {
            /// Builds the package and serves the demo page with the emulator, until Ctrl-C.
            cmd demo {
                /// The page's port, or the next free one; default: 8080.
                optional --port port: u16
            }
            /// Makes target/site: the demo page as static files, with the emulator inside.
            cmd site {}
            /// Runs every test suite, or those named.
            cmd test {
                /// Also runs the wasm tests in workers and Node, and the package in the other runtimes.
                optional --all-runtimes
                /// Also runs the package in every consumer, not only in the most used.
                optional --all-consumers
                /// Suites to run; a wrong name lists the right ones.
                repeated suites: String
            }
            /// Makes the generated files of the npm package in pkg/.
            cmd build {
                /// Leaves wasm-opt out: quicker, and larger.
                optional --dev
            }
            /// Tells how large the package is and of what it is made, and writes that to docs/size.md.
            cmd size {
                /// Only fails where the package has grown beyond what docs/size.md says; writes nothing.
                optional --check
            }
            /// Measures the package beside other libraries, and writes that to bench/.
            cmd bench {
                /// Only runs every row once and small, and fails where a client says something else; writes nothing.
                optional --smoke
                /// Only the rows whose names hold this text; prints them and writes nothing.
                optional --only row: String
            }
            /// Checks format and lints of Rust and JavaScript.
            cmd lint {}
            /// Builds the reference of the crate and of the package into target/docs.
            cmd docs {}
            /// Tries the properties on new cases and runs the fuzz targets, or runs those named; needs a nightly Rust.
            cmd fuzz {
                /// For each target; default: 60.
                optional --seconds seconds: u32
                /// Targets to run.
                repeated targets: String
            }
            /// Only installs what building and testing need.
            cmd setup {}
        }
    }
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("Error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode> {
    let mut args: Vec<OsString> = std::env::args_os().skip(1).collect();
    if args.first().is_none_or(|first| first == "help") {
        args = vec!["--help".into()];
    }
    let flags = flags::Xtask::from_vec(args).unwrap_or_else(|error| error.exit());
    let project = Project::open()?;
    match flags.subcommand {
        flags::XtaskCmd::Demo(demo) => demo::run(&project, demo.port.unwrap_or(8080))?,
        flags::XtaskCmd::Site(_) => site::run(&project)?,
        flags::XtaskCmd::Test(test) => {
            let more = More {
                runtimes: test.all_runtimes,
                consumers: test.all_consumers,
            };
            return Ok(told(suites::run(&project, &test.suites, more)?));
        }
        flags::XtaskCmd::Build(build) => {
            let optimize = if build.dev {
                Optimize::No
            } else {
                Optimize::Yes
            };
            build::package(&project, optimize)?;
            size::print_files(&project)?;
        }
        flags::XtaskCmd::Size(size) if size.check => size::check(&project)?,
        flags::XtaskCmd::Size(_) => size::run(&project)?,
        flags::XtaskCmd::Bench(bench) if bench.smoke => return Ok(told(bench::smoke(&project)?)),
        flags::XtaskCmd::Bench(bench) => bench::run(&project, bench.only.as_deref())?,
        flags::XtaskCmd::Lint(_) => lint::run(&project)?,
        flags::XtaskCmd::Docs(_) => docs::run(&project)?,
        flags::XtaskCmd::Fuzz(fuzz) => {
            fuzz::run(&project, &fuzz.targets, fuzz.seconds.unwrap_or(60))?;
        }
        flags::XtaskCmd::Setup(_) => {
            setup::for_build(&project)?;
            setup::test_runner(&project)?;
            setup::browser(&project)?;
            setup::consumers(&project, Consumers::MostUsed)?;
            println!("Everything that building and testing need is here.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the tests' total, and makes a failed one the command's failure.
fn told(total: Tally) -> ExitCode {
    println!("{total}");
    if total.failed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
