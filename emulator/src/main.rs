//! The emulator as a process: reads the flags, listens, says where, and runs until it is told to end.

use lexopt::prelude::{Long, Short, ValueExt};
use roomkey_emulator::server::{self, Options, Page};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

const HELP: &str = "\
Arctos, S-Connector and Airfob, emulated from their documents alone.

Usage: roomkey-emulator [flags]

  --control-port N      the control API          (8700)
  --arctos-port N       Arctos                   (8701)
  --s-connector-port N  S-Connector              (8702)
  --airfob-port N       Airfob                   (8703)
  --page-dir DIR        also serve the static files of DIR
  --page-port N         on this port             (8080)
  --mount /PATH=DIR     and those of DIR under /PATH; may be repeated
  --exit-with-stdin     end when standard input ends

A port of 0 is any free one. When everything listens, one line of JSON on standard output says where.
";

#[derive(Debug)]
struct Flags {
    options: Options,
    exit_with_stdin: bool,
}

/// What the command line asks for; nothing if it asks for help.
fn parse() -> Result<Option<Flags>, lexopt::Error> {
    let mut options = Options {
        control_port: 8700,
        arctos_port: 8701,
        s_connector_port: 8702,
        airfob_port: 8703,
        page: None,
    };
    let mut exit_with_stdin = false;
    let mut page_port = None;
    let mut page_dir: Option<PathBuf> = None;
    let mut mounts = Vec::new();

    let mut parser = lexopt::Parser::from_env();
    while let Some(flag) = parser.next()? {
        match flag {
            Long("control-port") => options.control_port = parser.value()?.parse()?,
            Long("arctos-port") => options.arctos_port = parser.value()?.parse()?,
            Long("s-connector-port") => options.s_connector_port = parser.value()?.parse()?,
            Long("airfob-port") => options.airfob_port = parser.value()?.parse()?,
            Long("page-port") => page_port = Some(parser.value()?.parse()?),
            Long("page-dir") => page_dir = Some(parser.value()?.into()),
            Long("mount") => mounts.push(parser.value()?.parse_with(mount)?),
            Long("exit-with-stdin") => exit_with_stdin = true,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(flag.unexpected()),
        }
    }
    match page_dir {
        Some(dir) => {
            options.page = Some(Page {
                port: page_port.unwrap_or(8080),
                dir,
                mounts,
            })
        }
        None if page_port.is_some() || !mounts.is_empty() => {
            return Err("--page-port and --mount need --page-dir".into());
        }
        None => {}
    }
    Ok(Some(Flags {
        options,
        exit_with_stdin,
    }))
}

fn mount(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((path, dir)) if path.len() > 1 && path.starts_with('/') && !dir.is_empty() => {
            Ok((path.trim_end_matches('/').to_owned(), PathBuf::from(dir)))
        }
        _ => Err("a mount looks like /path=directory".to_owned()),
    }
}

fn main() -> ExitCode {
    let flags = match parse() {
        Ok(Some(flags)) => flags,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("roomkey-emulator: {error} (--help lists the flags)");
            return ExitCode::from(2);
        }
    };
    match run(flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("roomkey-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(flags: Flags) -> std::io::Result<()> {
    // Asked for before anyone is told that we run, so that no signal is missed.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let running = server::start(flags.options).await?;
    let line = serde_json::json!({
        "control": running.origins.control,
        "arctos": running.origins.arctos,
        "sConnector": running.origins.s_connector,
        "airfob": running.origins.airfob,
        "page": running.page,
    });
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}")?;
    stdout.flush()?;

    let (stdin_ended, stdin) = tokio::sync::oneshot::channel::<()>();
    // Without the flag the sender lives on, unused, and the receiver never hears of it.
    let mut stdin_ended = Some(stdin_ended);
    if flags.exit_with_stdin {
        let ended = stdin_ended.take();
        // A thread of its own: the runtime would wait for a read that never ends.
        std::thread::spawn(move || {
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).ok();
            drop(ended);
        });
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = stdin => {}
    }
    drop(stdin_ended);
    Ok(())
}
