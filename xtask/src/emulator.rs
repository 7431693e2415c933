//! Builds, starts and stops the emulator of the three services.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;
use xshell::cmd;

use crate::project::Project;

/// How long a stopped emulator may take to end.
const GRACE: Duration = Duration::from_secs(3);

/// A running emulator, with the demo page. Dropping it stops it, and so does the end of this process, however it comes.
pub struct Emulator {
    process: Child,
    /// Its end is the emulator's sign to go.
    stdin: Option<ChildStdin>,
    /// Kept open, so that the emulator may go on writing.
    _stdout: BufReader<ChildStdout>,
    pub control: String,
    pub page: String,
}

#[derive(Clone, Copy)]
pub struct Ports {
    /// The control side's port; the services take the next ones.
    pub control: u16,
    pub page: u16,
}

impl Emulator {
    /// Starts it on the ports wished for, or where they are taken on the next free ones.
    pub fn start(project: &Project, wished: Ports) -> Result<Self> {
        let sh = &project.sh;
        cmd!(sh, "cargo build --package roomkey-emulator")
            .quiet()
            .run()?;
        let program = project
            .target
            .join("debug/roomkey-emulator")
            .with_extension(std::env::consts::EXE_EXTENSION);

        let page = free_port(wished.page)?;
        let mut command = Command::new(&program);
        let mut port = wished.control;
        for service in ["control", "arctos", "s-connector", "airfob"] {
            port = free_port(port)?;
            if port == page {
                port = free_port(port + 1)?;
            }
            command.args([format!("--{service}-port"), port.to_string()]);
            port += 1;
        }
        command
            .args(["--page-port", &page.to_string(), "--page-dir", "www"])
            .args(["--mount", "/pkg=pkg"])
            .args(["--mount", "/vendor/uplot=node_modules/uplot/dist"])
            .arg("--exit-with-stdin")
            .current_dir(&project.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());

        let mut process = command
            .spawn()
            .with_context(|| format!("could not start {}", program.display()))?;
        let stdin = process.stdin.take();
        let mut stdout = BufReader::new(
            process
                .stdout
                .take()
                .context("the emulator has no stdout")?,
        );
        let mut ready = String::new();
        stdout.read_line(&mut ready)?;
        let addresses: Value = serde_json::from_str(&ready)
            .context("the emulator ended before it was ready; what it said is above")?;
        let address = |name: &str| {
            let address = addresses[name].as_str().map(str::to_owned);
            address.with_context(|| format!("the emulator names no {name} address: {ready}"))
        };
        Ok(Self {
            control: address("control")?,
            page: address("page")?,
            process,
            stdin,
            _stdout: stdout,
        })
    }

    /// Waits until it ends by itself, or by the Ctrl-C that the terminal sends to both.
    pub fn wait(mut self) -> Result<()> {
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The first free port from `first` on.
fn free_port(first: u16) -> Result<u16> {
    (first..first.saturating_add(100))
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .with_context(|| format!("the 100 ports from {first} on are all taken"))
}
