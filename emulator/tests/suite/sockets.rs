//! The emulator as a process, through sockets: what it says, how faults feel, and how it ends.
//!
//! `ROOMKEY_EMULATOR_PROGRAM` names another program that must do the same: the suite `testing` runs them on npm's.

use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use ureq::Agent;

fn program() -> OsString {
    std::env::var_os("ROOMKEY_EMULATOR_PROGRAM")
        .unwrap_or_else(|| env!("CARGO_BIN_EXE_roomkey-emulator").into())
}

/// A running emulator on free ports; it ends with the test.
struct Running {
    process: Child,
    line: Value,
    agent: Agent,
}

impl Running {
    fn start(flags: &[&str]) -> Self {
        let mut process = Command::new(program())
            .args([
                "--control-port=0",
                "--arctos-port=0",
                "--s-connector-port=0",
                "--airfob-port=0",
            ])
            .arg("--exit-with-stdin")
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(5)))
            .build();
        Self {
            process,
            line: serde_json::from_str(&line).expect("JSON"),
            agent: config.into(),
        }
    }

    fn url(&self, name: &str) -> &str {
        self.line[name].as_str().expect("an origin")
    }

    fn fault(&self, fault: Value) {
        let url = format!("{}/worlds/default/faults", self.url("control"));
        let body = json!({ "fault": fault }).to_string();
        assert_eq!(
            self.agent.post(url).send(body).expect("an answer").status(),
            200
        );
    }

    /// Asks the S-Connector for something that needs no token: its refusal is an answer too.
    fn get(&self) -> Result<(u16, Vec<u8>), ureq::Error> {
        self.get_within(Duration::from_secs(5))
    }

    fn get_within(&self, time: Duration) -> Result<(u16, Vec<u8>), ureq::Error> {
        let url = format!("{}/v1/info", self.url("sConnector"));
        let request = self
            .agent
            .get(url)
            .config()
            .timeout_global(Some(time))
            .build();
        let mut response = request.call()?;
        let body = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()?;
        Ok((response.status().as_u16(), body))
    }

    /// Everything that comes back on a connection of its own, up to its end.
    fn raw(&self, service: &str, request: &str) -> Vec<u8> {
        let address = self
            .url(service)
            .strip_prefix("http://")
            .expect("an origin");
        let mut socket = TcpStream::connect(address).expect("a connection");
        socket.write_all(request.as_bytes()).expect("room to write");
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).ok();
        answer
    }

    fn end(mut self) -> ExitStatus {
        drop(self.process.stdin.take());
        self.process.wait().expect("an exit status")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[test]
fn the_first_line_says_where_everything_listens() {
    let running = Running::start(&[]);
    for name in ["control", "arctos", "sConnector", "airfob"] {
        assert!(
            running.url(name).starts_with("http://127.0.0.1:"),
            "{}",
            running.line
        );
    }
    assert_eq!(running.line["page"], Value::Null);
    let help = running
        .agent
        .get(running.url("control"))
        .call()
        .expect("an answer")
        .body_mut()
        .read_to_string();
    assert!(help.expect("text").contains("/worlds"));
}

#[test]
fn it_ends_with_its_standard_input() {
    assert!(Running::start(&[]).end().success());
}

#[test]
fn it_ends_well_when_terminated() {
    let mut running = Running::start(&[]);
    let id = running.process.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .expect("kill")
            .success()
    );
    assert_eq!(
        running.process.wait().expect("an exit status").code(),
        Some(0)
    );
}

#[test]
fn a_busy_port_is_an_error_that_names_the_flag() {
    let running = Running::start(&[]);
    let port = running.url("airfob").rsplit(':').next().expect("a port");
    let output = Command::new(program())
        .args([
            "--control-port=0",
            "--arctos-port=0",
            "--s-connector-port=0",
            "--airfob-port",
            port,
        ])
        .output()
        .expect("it runs");
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains(&format!("--airfob-port {port}")), "{told}");
}

#[test]
fn an_unknown_flag_is_an_error() {
    for flags in [
        &["--arctos-prot=1"][..],
        &["--page-port=0"],
        &["--page-dir=.", "--mount=pkg"],
    ] {
        let output = Command::new(program())
            .args(flags)
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
    }
}

#[test]
fn a_world_is_made_and_used_over_the_network() {
    let running = Running::start(&[]);
    let url = format!("{}/worlds", running.url("control"));
    let mut made = running
        .agent
        .post(url)
        .send(r#"{"now":1600000000000}"#)
        .expect("an answer");
    assert_eq!(made.headers()["access-control-allow-origin"], "*");
    let world: Value =
        serde_json::from_str(&made.body_mut().read_to_string().expect("text")).expect("JSON");
    let keys = &world["sConnector"];
    let body = json!({ "accessKey": keys["accessKey"], "secretKey": keys["secretKey"] });
    let url = format!("{}/v1/auth", keys["baseUrl"].as_str().expect("a URL"));
    let answer = running
        .agent
        .post(url)
        .header("content-type", "application/json")
        .send(body.to_string());
    assert_eq!(answer.expect("an answer").status(), 200);
    let url = format!("{}/requests", world["control"].as_str().expect("a URL"));
    let mut requests = running.agent.get(url).call().expect("an answer");
    assert!(
        requests
            .body_mut()
            .read_to_string()
            .expect("text")
            .contains("authenticate")
    );
}

#[test]
fn a_delayed_answer_comes_late_and_whole() {
    let running = Running::start(&[]);
    running.fault(json!({ "type": "delay", "ms": 120 }));
    let begun = Instant::now();
    let (status, body) = running.get().expect("an answer");
    assert!(begun.elapsed() >= Duration::from_millis(120));
    assert_eq!(status, 401);
    assert!(body.ends_with(b"}"));
}

#[test]
fn a_hanging_answer_never_comes() {
    let running = Running::start(&[]);
    for kind in ["hang", "hangBody"] {
        running.fault(json!({ "type": kind }));
        let error = running
            .get_within(Duration::from_millis(150))
            .expect_err("no answer");
        assert!(matches!(error, ureq::Error::Timeout(_)), "{kind}: {error}");
    }
}

#[test]
fn a_hanging_body_comes_after_its_headers() {
    let running = Running::start(&[]);
    running.fault(json!({ "type": "hangBody" }));
    let url = format!("{}/v1/info", running.url("sConnector"));
    assert_eq!(
        running.agent.get(url).call().expect("headers").status(),
        401
    );
}

#[test]
fn a_dripping_body_takes_its_time() {
    let running = Running::start(&[]);
    running.fault(json!({ "type": "drip", "ms": 2 }));
    let begun = Instant::now();
    let (_, body) = running.get().expect("an answer");
    assert!(begun.elapsed() >= Duration::from_millis(2 * body.len() as u64));
    assert!(body.ends_with(b"}"));
}

#[test]
fn a_cut_body_breaks_off_where_told() {
    let running = Running::start(&[]);
    running.fault(json!({ "type": "cut", "bytes": 10 }));
    running.get().expect_err("a broken body");

    running.fault(json!({ "type": "cut", "bytes": 10 }));
    let answer = running.raw("sConnector", "GET /v1/info HTTP/1.1\r\nhost: x\r\n\r\n");
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert_eq!(body, r#"{"message""#);
    let promised = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .expect("a length");
    assert!(promised.parse::<usize>().expect("a number") > 10);
}

#[test]
fn a_reset_or_lost_answer_is_a_closed_connection() {
    let running = Running::start(&[]);
    for kind in ["reset", "lost"] {
        running.fault(json!({ "type": kind }));
        assert_eq!(
            running.raw("sConnector", "GET /v1/info HTTP/1.1\r\nhost: x\r\n\r\n"),
            b""
        );
    }
    assert_eq!(running.get().expect("an answer").0, 401);
}

#[test]
fn a_big_answer_is_as_big_as_told() {
    let running = Running::start(&[]);
    running.fault(json!({ "type": "big", "bytes": 3_000_001 }));
    let (status, body) = running.get().expect("an answer");
    assert_eq!((status, body.len()), (200, 3_000_001));
    assert!(serde_json::from_slice::<String>(&body).is_ok());
}

#[test]
fn a_page_gets_a_new_connection_for_each_request() {
    let running = Running::start(&[]);
    let answer = running.raw(
        "arctos",
        "GET / HTTP/1.1\r\nhost: x\r\norigin: http://127.0.0.1:1\r\n\r\n",
    );
    let answer = String::from_utf8(answer).expect("text");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(
        answer.contains("access-control-allow-origin: http://127.0.0.1:1"),
        "{answer}"
    );
}

#[test]
fn the_page_is_served_with_its_types() {
    let files = std::env::temp_dir().join(format!("roomkey-emulator-page-{}", std::process::id()));
    let package = files.join("elsewhere");
    std::fs::create_dir_all(&package).expect("a directory");
    std::fs::write(files.join("index.html"), "<h1>hello</h1>").expect("a file");
    std::fs::write(package.join("roomkey.js"), "export {}").expect("a file");
    std::fs::write(package.join("roomkey.wasm"), b"\0asm").expect("a file");
    let dir = files.to_str().expect("a path");
    let mount = format!("--mount=/pkg={dir}/elsewhere");
    let running = Running::start(&["--page-port=0", "--page-dir", dir, &mount]);

    for (path, media_type) in [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/pkg/roomkey.js", "text/javascript"),
        ("/pkg/roomkey.wasm", "application/wasm"),
        ("/emulator.json", "application/json"),
    ] {
        let answer = running
            .agent
            .get(format!("{}{path}", running.url("page")))
            .call()
            .expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let found = answer.headers()["content-type"].to_str().expect("text");
        assert_eq!(found.split(';').next(), Some(media_type), "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-cache");
    }
    for path in [
        "/nothing",
        "/pkg/nothing",
        "/../Cargo.toml",
        "/pkg/..%2findex.html",
    ] {
        let answer = running
            .agent
            .get(format!("{}{path}", running.url("page")))
            .call()
            .expect("an answer");
        assert_eq!(answer.status(), 404, "{path}");
    }
    std::fs::remove_dir_all(files).ok();
}
