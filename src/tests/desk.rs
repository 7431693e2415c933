//! Clients for the tests, and an S-Connector that hands out tokens and knows which of them is good.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;

use super::scripted::{HandClock, Reply, Sent, World, answer, jwt, status};
use crate::{
    AirfobClient, AirfobCredentials, AirfobOptions, ArctosClient, ArctosOptions, ArctosPaths,
    CallOptions, ClientOptions, Clock as _, Error, ErrorKind, Outcome, Platform, SConnectorClient,
    SConnectorCredentials, SConnectorOptions, TokenSource,
};

pub const ARCTOS: &str = "https://api-test.arctos.tw";
/// The key that the store has S-Connector's token under.
pub const STORE_KEY: &str = "sConnector|https://api.interwater.biz|foziz2mdywm";
pub const LICENSE_BODY: &str = r#"{"status": true, "data": {"domain": "trial", "roomLimit": 10, "enabled": 1, "createdAt": "2020-12-22T15:00:00.000Z"}}"#;

/// Options of a client whose calls may vanish, as a Worker's requests do.
pub fn vanishing(options: ClientOptions) -> ClientOptions {
    ClientOptions {
        platform: Platform {
            calls_may_vanish: true,
            ..options.platform
        },
        ..options
    }
}

/// A call with nothing set.
pub fn plain() -> CallOptions {
    CallOptions::default()
}

/// A call with a budget of its own.
pub fn within(ms: f64) -> CallOptions {
    CallOptions {
        timeout: Some(super::scripted::ms(ms)),
    }
}

pub fn arctos_options(client: ClientOptions) -> ArctosOptions {
    ArctosOptions {
        client: ClientOptions {
            base_url: client.base_url.clone().or_else(|| Some(ARCTOS.to_owned())),
            ..client
        },
        license_key: Some("arctos-license-key".into()),
        license_id: None,
        paths: ArctosPaths::default(),
    }
}

pub fn arctos(client: ClientOptions) -> ArctosClient {
    ArctosClient::new(arctos_options(client)).unwrap()
}

pub fn keys() -> SConnectorCredentials {
    SConnectorCredentials {
        access_key: "foziz2mdywm".to_owned(),
        secret_key: "s-connector-secret-key".into(),
        expires: None,
        is_owner: None,
    }
}

pub fn s_connector(
    client: ClientOptions,
    source: TokenSource<SConnectorCredentials>,
) -> SConnectorClient {
    SConnectorClient::new(SConnectorOptions { client, source }).unwrap()
}

/// An S-Connector client that logs in by itself.
pub fn with_keys(client: ClientOptions) -> SConnectorClient {
    s_connector(client, TokenSource::Credentials(keys()))
}

/// An S-Connector client that was given a token, so that a call is one request.
pub fn with_token(client: ClientOptions) -> SConnectorClient {
    s_connector(
        client,
        TokenSource::AccessToken("given-access-token".into()),
    )
}

pub fn account() -> AirfobCredentials {
    AirfobCredentials {
        email: "api@mocainc.com".to_owned(),
        password: "moca1!system".into(),
    }
}

pub fn airfob(client: ClientOptions, source: TokenSource<AirfobCredentials>) -> AirfobClient {
    AirfobClient::new(AirfobOptions { client, source }).unwrap()
}

/// An Airfob client that was given a token, so that a call is one request.
pub fn airfob_with_token(client: ClientOptions) -> AirfobClient {
    airfob(
        client,
        TokenSource::AccessToken("given-access-token".into()),
    )
}

/// What a user does after a failure depends on these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gist {
    pub kind: ErrorKind,
    pub attempts: u32,
    pub outcome: Outcome,
    pub retryable: bool,
}

pub fn gist(error: &Error) -> Gist {
    Gist {
        kind: error.kind(),
        attempts: error.attempts(),
        outcome: error.outcome(),
        retryable: error.retryable(),
    }
}

/// A gist that is expected.
pub fn of(kind: ErrorKind, attempts: u32, outcome: Outcome, retryable: bool) -> Gist {
    Gist {
        kind,
        attempts,
        outcome,
        retryable,
    }
}

/// The failure of a call that must fail.
pub fn failed<T: fmt::Debug>(result: Result<T, Error>) -> Error {
    result.expect_err("the call succeeded")
}

/// What the user's own function threw, in words.
pub fn cause(error: &Error) -> Option<String> {
    error.source().map(ToString::to_string)
}

/// An S-Connector that gives each login a token of its own, takes only the last one, and counts.
#[derive(Clone)]
pub struct Desk(Rc<DeskState>);

struct DeskState {
    clock: HandClock,
    began: f64,
    /// By how much the service's clock is ahead of a right one.
    ahead_ms: Cell<f64>,
    life_s: Cell<f64>,
    login_ms: Cell<f64>,
    logins: Cell<u32>,
    good: RefCell<Option<String>>,
    login_replies: RefCell<VecDeque<Reply>>,
}

impl Desk {
    /// A desk whose tokens live an hour, and a world around it.
    pub fn open() -> (Self, World) {
        let clock = HandClock::new();
        let desk = Self(Rc::new(DeskState {
            began: clock.ticks(),
            clock: clock.clone(),
            ahead_ms: Cell::new(0.0),
            life_s: Cell::new(3_600.0),
            login_ms: Cell::new(20.0),
            logins: Cell::new(0),
            good: RefCell::default(),
            login_replies: RefCell::default(),
        }));
        let answering = desk.clone();
        let world = World::on(&clock, move |sent| answering.answer(sent));
        (desk, world)
    }

    pub fn ahead(&self, ms: f64) {
        self.0.ahead_ms.set(ms);
    }

    pub fn life(&self, seconds: f64) {
        self.0.life_s.set(seconds);
    }

    pub fn login_takes(&self, ms: f64) {
        self.0.login_ms.set(ms);
    }

    /// What the next logins are answered with, instead of a token.
    pub fn next_logins(&self, replies: impl IntoIterator<Item = Reply>) {
        self.0.login_replies.borrow_mut().extend(replies);
    }

    /// From now on every login works.
    pub fn no_more_trouble(&self) {
        self.0.login_replies.borrow_mut().clear();
    }

    /// From now on the last token is refused.
    pub fn revoke(&self) {
        *self.0.good.borrow_mut() = None;
    }

    /// From now on this token is good.
    pub fn accept(&self, token: &str) {
        *self.0.good.borrow_mut() = Some(token.to_owned());
    }

    pub fn logins(&self) -> u32 {
        self.0.logins.get()
    }

    /// The token that is good now.
    pub fn good(&self) -> String {
        self.0.good.borrow().clone().expect("no token is good")
    }

    fn answer(&self, sent: &Sent) -> Reply {
        let state = &self.0;
        if sent.path == "/v1/auth" {
            state.logins.set(state.logins.get() + 1);
            if let Some(reply) = state.login_replies.borrow_mut().pop_front() {
                return reply;
            }
            let token = self.issue();
            let body = format!(r#"{{"status": true, "data": {{"accessToken": "{token}"}}}}"#);
            return answer(200, body).after(state.login_ms.get());
        }
        let shown = sent.header("s-connector-jwt");
        let reply = if shown.is_some() && shown == state.good.borrow().as_deref() {
            answer(200, LICENSE_BODY)
        } else {
            status(401)
        };
        reply.after(20.0)
    }

    fn issue(&self) -> String {
        let state = &self.0;
        let right = super::scripted::START + state.clock.ticks() - state.began;
        let now_s = ((right + state.ahead_ms.get()) / 1_000.0).floor();
        let name = format!("token-{}", state.logins.get());
        let token = jwt(&name, now_s, now_s + state.life_s.get());
        self.accept(&token);
        token
    }
}

/// A login's answer with this token.
pub fn login_with(token: &str) -> Reply {
    answer(
        200,
        format!(r#"{{"status": true, "data": {{"accessToken": "{token}"}}}}"#),
    )
}
