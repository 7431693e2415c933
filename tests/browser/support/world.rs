//! A world of the emulator: a clock, faults and a record of requests that no other test touches, and clients of it.

use std::time::Duration;

use gloo_net::http::{Request, Response};
use gloo_timers::future::TimeoutFuture;
use roomkey::{
    AirfobClient, AirfobCredentials, AirfobOptions, ArctosClient, ArctosOptions, ArctosPaths,
    ClientOptions, Retry, SConnectorClient, SConnectorCredentials, SConnectorOptions, TokenSource,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where the emulator is controlled.
const CONTROL: &str = match option_env!("ROOMKEY_EMULATOR") {
    Some(address) => address,
    None => "http://127.0.0.1:8710",
};

/// A world, and what the emulator tells of it.
pub struct World(Value);

/// A request as a service received it.
#[derive(Deserialize)]
pub struct Received {
    pub operation: Option<String>,
    pub path: String,
    pub body: String,
    undocumented: Vec<String>,
}

impl World {
    pub async fn new() -> Self {
        Self(post(&format!("{CONTROL}/worlds"), &json!({})).await)
    }

    /// A text of the world's description, such as `/arctos/licenseKey`.
    pub fn text(&self, pointer: &str) -> &str {
        let found = self.0.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("the emulator tells no {pointer}"))
    }

    /// The defaults on the platform, for a service of this world.
    fn options(&self, service: &str) -> ClientOptions {
        ClientOptions {
            base_url: Some(self.text(&format!("/{service}/baseUrl")).to_owned()),
            retry: Retry {
                base_delay: Duration::from_millis(1),
                ..Retry::default()
            },
            ..ClientOptions::default()
        }
    }

    /// A client with one of the world's licence keys.
    pub fn arctos(&self, license: &str, in_page: bool) -> roomkey::Result<ArctosClient> {
        ArctosClient::new(ArctosOptions {
            client: ClientOptions {
                dangerously_allow_browser: in_page,
                ..self.options("arctos")
            },
            license_key: Some(self.text(license).into()),
            license_id: None,
            paths: ArctosPaths::default(),
        })
    }

    /// A client that has the keys.
    pub fn s_connector(&self) -> SConnectorClient {
        self.s_connector_from(TokenSource::Credentials(SConnectorCredentials {
            access_key: self.text("/sConnector/accessKey").to_owned(),
            secret_key: self.text("/sConnector/secretKey").into(),
            expires: None,
            is_owner: None,
        }))
    }

    pub fn s_connector_from(&self, source: TokenSource<SConnectorCredentials>) -> SConnectorClient {
        let options = SConnectorOptions {
            client: ClientOptions {
                dangerously_allow_browser: true,
                ..self.options("sConnector")
            },
            source,
        };
        SConnectorClient::new(options).expect("options that fit")
    }

    /// A client that has the password.
    pub fn airfob(&self) -> AirfobClient {
        let options = AirfobOptions {
            client: self.options("airfob"),
            source: TokenSource::Credentials(AirfobCredentials {
                email: self.text("/airfob/email").to_owned(),
                password: self.text("/airfob/password").into(),
            }),
        };
        AirfobClient::new(options).expect("options that fit")
    }

    /// Lets the next so many requests to an operation go wrong; 0: all of them.
    pub async fn breaks(&self, operation: &str, times: u32, fault: Value) {
        let rule = json!({ "operation": operation, "times": times, "fault": fault });
        post(&format!("{}/faults", self.text("/control")), &rule).await;
    }

    /// What the services received, oldest first; nothing of it may be undocumented.
    pub async fn requests(&self) -> Vec<Received> {
        let url = format!("{}/requests", self.text("/control"));
        let answer = Request::get(&url).send().await;
        let all: Vec<Received> = serde_json::from_value(read(answer).await).expect("requests");
        for request in &all {
            assert_eq!(request.undocumented, [""; 0], "{}", request.path);
        }
        all
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
