//! A world of the emulator: a clock, faults and a record of requests that no other test touches.

use std::collections::BTreeMap;

use gloo_net::http::{Request, Response};
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;
use serde_json::{Value, json};

/// Where the emulator is controlled.
const CONTROL: &str = match option_env!("ROOMKEY_EMULATOR") {
    Some(address) => address,
    None => "http://127.0.0.1:8710",
};

/// The headers that the vendors' pages name. The rest are HTTP's own.
const DOCUMENTED_HEADERS: [&str; 5] = [
    "arc-license-id",
    "arc-license-key",
    "authorization",
    "content-type",
    "s-connector-jwt",
];

/// A world, and what the emulator tells of it.
pub struct World(Value);

/// A request as a service received it.
#[derive(Deserialize)]
pub struct Received {
    pub operation: Option<String>,
    pub method: String,
    pub path: String,
    pub query: String,
    headers: BTreeMap<String, String>,
    body: String,
    undocumented: Vec<String>,
}

impl World {
    /// A world whose clock starts at the real time.
    pub async fn new() -> Self {
        Self::made(json!({})).await
    }

    /// A world whose clock starts at `now`, in ms since 1970.
    pub async fn at(now: i64) -> Self {
        Self::made(json!({ "now": now })).await
    }

    async fn made(wanted: Value) -> Self {
        Self(post(&format!("{CONTROL}/worlds"), &wanted).await)
    }

    /// A text of the world's description, such as `/arctos/licenseKey`.
    pub fn text(&self, pointer: &str) -> &str {
        let found = self.0.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("the emulator tells no {pointer}"))
    }

    /// The path under which the world's services are, such as `/w/w7`.
    pub fn prefix(&self) -> String {
        format!("/w/{}", self.text("/id"))
    }

    fn control(&self, what: &str) -> String {
        format!("{}/{what}", self.text("/control"))
    }

    /// Lets the next request to an operation go wrong.
    pub async fn breaks(&self, operation: &str, fault: Value) {
        self.breaks_times(operation, 1, fault).await;
    }

    /// Lets the next so many requests to an operation go wrong; 0: all of them.
    pub async fn breaks_times(&self, operation: &str, times: u32, fault: Value) {
        let rule = json!({ "operation": operation, "times": times, "fault": fault });
        post(&self.control("faults"), &rule).await;
    }

    /// Lets a request to an operation go wrong once so many have passed.
    pub async fn breaks_after(&self, operation: &str, after: u32, fault: Value) {
        let rule = json!({ "operation": operation, "after": after, "fault": fault });
        post(&self.control("faults"), &rule).await;
    }

    /// Puts the world's clock forward.
    pub async fn advance(&self, ms: i64) {
        post(&self.control("clock"), &json!({ "advanceMs": ms })).await;
    }

    /// What the services received, oldest first; nothing of it may be undocumented.
    pub async fn requests(&self) -> Vec<Received> {
        let answer = Request::get(&self.control("requests")).send().await;
        let all: Vec<Received> = serde_json::from_value(read(answer).await).expect("requests");
        for request in &all {
            assert_eq!(request.undocumented, [""; 0], "{}", request.path);
        }
        all
    }

    /// The only request that the services received.
    pub async fn only_request(&self) -> Received {
        let mut all = self.requests().await;
        assert_eq!(all.len(), 1, "requests");
        all.remove(0)
    }

    /// The last request that the services received.
    pub async fn last_request(&self) -> Received {
        self.requests().await.pop().expect("a request")
    }

    /// The operations that the services were asked for, in order.
    pub async fn operations(&self) -> Vec<String> {
        let all = self.requests().await.into_iter();
        all.map(|request| request.operation.unwrap_or_default())
            .collect()
    }

    /// Waits until the services have received so many requests.
    pub async fn has_received(&self, count: usize) {
        while self.requests().await.len() < count {
            TimeoutFuture::new(5).await;
        }
    }
}

impl Received {
    /// Method, path and query, as in `GET /v1/static?startTime=2026-01-01`.
    pub fn line(&self) -> String {
        match self.query.as_str() {
            "" => format!("{} {}", self.method, self.path),
            query => format!("{} {}?{query}", self.method, self.path),
        }
    }

    /// The documented headers that were there.
    pub fn headers(&self) -> Value {
        let named = DOCUMENTED_HEADERS.into_iter();
        let held = named
            .filter_map(|name| Some((name.to_owned(), self.headers.get(name)?.as_str().into())));
        Value::Object(held.collect())
    }

    /// The body; null where there was none.
    pub fn body(&self) -> Value {
        match self.body.as_str() {
            "" => Value::Null,
            body => serde_json::from_str(body).expect("a JSON body"),
        }
    }
}

async fn post(url: &str, body: &Value) -> Value {
    let request = Request::post(url)
        .body(body.to_string())
        .expect("a request");
    read(request.send().await).await
}

async fn read(answer: Result<Response, gloo_net::Error>) -> Value {
    let answer = answer.unwrap_or_else(|error| panic!("is the emulator at {CONTROL}? {error}"));
    let text = answer.text().await.expect("a text");
    assert!(answer.ok(), "the emulator says: {text}");
    serde_json::from_str(&text).expect("JSON")
}
