//! An emulator without sockets, whose clock stands still until it is moved.

use bytes::Bytes;
use http::{HeaderMap, Request};
use roomkey_emulator::Origins;
use roomkey_emulator::faults::{Delivery, Pace};
use roomkey_emulator::operation::Service;
use serde_json::{Value, json};

use crate::handlers::Handlers;

/// A Wednesday noon in Seoul: 2026-01-14, 03:00 UTC.
pub const NOON: i64 = 1_768_359_600_000;
pub const SECOND: i64 = 1000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

pub struct Lab {
    handlers: Handlers,
    pub now: i64,
    /// The path prefix of the world that requests go to.
    pub prefix: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub pace: Pace,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// The HTTP status, and the value at a JSON pointer of the body.
    pub fn at(&self, pointer: &str) -> (u16, Value) {
        (
            self.status,
            self.json().pointer(pointer).cloned().unwrap_or(Value::Null),
        )
    }
}

impl Lab {
    pub fn new() -> Self {
        Self::starting_at(NOON)
    }

    pub fn starting_at(now: i64) -> Self {
        let origins = Origins {
            control: "http://control.test".to_owned(),
            arctos: "http://arctos.test".to_owned(),
            s_connector: "http://s-connector.test".to_owned(),
            airfob: "http://airfob.test".to_owned(),
        };
        Self {
            handlers: Handlers::new(origins, now),
            now,
            prefix: String::new(),
        }
    }

    pub fn advance(&mut self, ms: i64) {
        self.now += ms;
    }

    pub fn deliver(
        &mut self,
        service: Service,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Delivery {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.prefix));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        self.handlers.serve(service, &request, self.now)
    }

    pub fn send(
        &mut self,
        service: Service,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        match self.deliver(service, method, path, headers, body) {
            Delivery::Answer { response, pace } => {
                let (parts, body) = response.into_parts();
                Answer {
                    status: parts.status.as_u16(),
                    headers: parts.headers,
                    body,
                    pace,
                }
            }
            other => panic!("no answer: {other:?}"),
        }
    }

    /// Sends JSON with the content type that goes with it.
    pub fn send_json(
        &mut self,
        service: Service,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send(service, method, path, &all, body.to_string())
    }

    pub fn control(&mut self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(body.into())
            .expect("a request");
        let response = self.handlers.control(&request, self.now);
        let status = response.status().as_u16();
        (
            status,
            serde_json::from_slice(response.body()).expect("a JSON body"),
        )
    }

    /// Asks for a fault, or several, in the default world.
    pub fn fault(&mut self, rules: Value) {
        let (status, answer) = self.control("POST", "/worlds/default/faults", rules);
        assert_eq!(status, 200, "{answer}");
    }

    pub fn requests(&mut self) -> Vec<Value> {
        let (_, requests) = self.control("GET", "/worlds/default/requests", Value::Null);
        requests.as_array().expect("a list").clone()
    }

    /// What the control API says about the default world.
    pub fn about(&mut self) -> Value {
        self.control("GET", "/worlds/default", Value::Null).1
    }

    /// Signs in to S-Connector for so many minutes.
    pub fn s_connector_token(&mut self, minutes: u32) -> String {
        let keys = self.about()["sConnector"].clone();
        let body = json!({ "accessKey": keys["accessKey"], "secretKey": keys["secretKey"], "expires": minutes });
        let answer = self.send_json(Service::SConnector, "POST", "/v1/auth", &[], body);
        answer.json()["data"]["accessToken"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub fn s_connector(&mut self, token: &str, path: &str) -> Answer {
        self.send(
            Service::SConnector,
            "GET",
            path,
            &[("s-connector-jwt", token)],
            "",
        )
    }

    /// Logs in to Airfob.
    pub fn airfob_token(&mut self) -> String {
        let account = self.about()["airfob"].clone();
        let body = json!({ "email": account["email"], "password": account["password"] });
        let answer = self.send_json(Service::Airfob, "POST", "/login", &[], body);
        answer.json()["record"]["accessToken"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub fn airfob(&mut self, token: &str, method: &str, path: &str, body: Value) -> Answer {
        let authorization = format!("Bearer {token}");
        self.send_json(
            Service::Airfob,
            method,
            path,
            &[("authorization", &authorization)],
            body,
        )
    }
}

/// The claims of a JWT, read without a look at its signature.
pub fn claims(token: &str) -> Value {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let payload = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("JSON")
}
