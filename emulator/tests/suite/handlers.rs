//! The handlers that the tests talk to: those of this crate, or, where `ROOMKEY_HANDLERS` names a folder of wasm-bindgen's output, those
//! that the npm package has, in a process of Node beside this one.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use http::{Request, Response};
use roomkey_emulator::faults::{Delivery, Pace};
use roomkey_emulator::operation::{SERVICES, Service};
use roomkey_emulator::{Emulator, Origins, control};
use serde_json::{Value, json};

pub enum Handlers {
    Native(Box<Emulator>),
    OfThePackage(Node),
}

impl Handlers {
    pub fn new(origins: Origins, now: i64) -> Self {
        match std::env::var("ROOMKEY_HANDLERS") {
            Err(_) => Self::Native(Box::new(Emulator::new(origins, now))),
            Ok(folder) => Self::OfThePackage(Node::start(&folder, &origins, now)),
        }
    }

    pub fn serve(&mut self, service: Service, request: &Request<Bytes>, now: i64) -> Delivery {
        match self {
            Self::Native(emulator) => emulator.serve(service, request, now),
            Self::OfThePackage(node) => {
                let named = SERVICES.iter().find(|(_, known)| *known == service);
                let headers: Vec<_> = request
                    .headers()
                    .iter()
                    .map(|(name, value)| {
                        json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])
                    })
                    .collect();
                let mut asked = asked("serve", request, now);
                asked["service"] = json!(named.map(|(name, _)| name));
                asked["headers"] = json!(headers);
                delivery(&node.ask(&asked))
            }
        }
    }

    pub fn control(&mut self, request: &Request<Bytes>, now: i64) -> Response<Bytes> {
        match self {
            Self::Native(emulator) => control::handle(emulator, request, now),
            Self::OfThePackage(node) => response(&node.ask(&asked("control", request, now))),
        }
    }
}

fn asked(way: &str, request: &Request<Bytes>, now: i64) -> Value {
    json!({
        "way": way,
        "method": request.method().as_str(),
        "target": request.uri().to_string(),
        "body": BASE64_STANDARD.encode(request.body()),
        "now": now,
    })
}

fn delivery(told: &Value) -> Delivery {
    let amount = told["amount"].as_u64().unwrap_or_default();
    let pace = match told["pace"].as_str() {
        Some("silence") => return Delivery::Silence,
        Some("close") => return Delivery::Close,
        Some("late") => Pace::Late(amount),
        Some("never") => Pace::Never,
        Some("drip") => Pace::Drip(amount),
        Some("cut") => Pace::Cut(amount as usize),
        Some("flood") => Pace::Flood(amount),
        _ => Pace::AtOnce,
    };
    Delivery::Answer {
        response: response(told),
        pace,
    }
}

fn response(told: &Value) -> Response<Bytes> {
    let status = told["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    let mut response = Response::builder().status(status.expect("a status"));
    for pair in told["headers"].as_array().expect("headers") {
        let part = |place: usize| pair[place].as_str().expect("a text");
        response = response.header(part(0), part(1));
    }
    let body = BASE64_STANDARD.decode(told["body"].as_str().expect("a body"));
    response
        .body(body.expect("base64").into())
        .expect("a response")
}

/// A process that has the package's handlers.
pub struct Node {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Node {
    fn start(folder: &str, origins: &Origins, now: i64) -> Self {
        let mut process = Command::new("node")
            .args(["../tests/testing/handlers.mjs", folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let input = process.stdin.take().expect("standard input");
        let output = BufReader::new(process.stdout.take().expect("standard output"));
        let mut node = Self {
            process,
            input,
            output,
        };
        let origins = json!({
            "control": origins.control,
            "arctos": origins.arctos,
            "sConnector": origins.s_connector,
            "airfob": origins.airfob,
        });
        node.ask(&json!({ "way": "make", "origins": origins, "now": now }));
        node
    }

    fn ask(&mut self, asked: &Value) -> Value {
        writeln!(self.input, "{asked}").expect("a line to node");
        let mut told = String::new();
        self.output.read_line(&mut told).expect("a line of node's");
        serde_json::from_str(&told).expect("JSON")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
