//! What Arctos does: its table, and the programs of its steps (vendor page "Auth").

use std::mem::take;

use json::{Field, Kind, Secret, Shape, Value};

use super::answer::{AUTH_TOKEN, CODE, IDENTITY, info};
use super::types::{ArctosPaths, AuthCodeRequest, AuthTokenRequest};
use crate::client::{Api, Client};
use crate::error::{Failure, Service};
use crate::exchange::call::{Call, Exchange, Step};
use crate::exchange::endpoint::Endpoint;
use crate::exchange::header::checked_header;
use crate::exchange::redact::redact;
use crate::exchange::retry::Replay;
use crate::exchange::url::checked_path;
use crate::exchange::{HeaderValue, Method};
use crate::operation::{Operation, Takes, Work, filled, sign_out};
use crate::text::cat;
use crate::token::keeper::received;
use crate::token::store::StoredToken;

/// Every operation.
pub static OPERATIONS: [&Operation; 5] = [
    &GET_AUTH_CODE,
    &GET_AUTH_TOKEN_USE_CODE,
    &CHECK_AUTH_TOKEN,
    &SIGN_IN,
    &SIGN_OUT,
];

pub static API: Api = Api {
    service: Service::Arctos,
    base_url: None,
    options: &OPTIONS,
    check,
    advice: "sign in first",
    login: None,
};

/// What only a client of Arctos takes.
static OPTIONS: Shape = Shape(&[
    Field::optional("licenseKey", Kind::Secret),
    Field::optional("licenseId", Kind::Secret),
    Field::optional("paths", Kind::Object(ArctosPaths::SHAPE)),
]);

fn check(exchange: &Exchange, own: &Value) -> Result<(), Failure> {
    for (_, name) in KEYS {
        if let Some(secret) = own.get(name).as_text() {
            checked_header(secret, name)?;
        }
    }
    if !own.get("licenseKey").is_absent() {
        exchange.guard_secret("licenseKey")?;
    }
    for path in ArctosPaths::SHAPE.0 {
        if let Some(given) = own.get("paths").get(path.to).as_text() {
            checked_path(given, &cat(&["paths.", path.from]))?;
        }
    }
    Ok(())
}

/// What the client sends of its own with the first step, and where.
const KEYS: [(&str, &str); 2] = [
    ("arc-license-key", "licenseKey"),
    ("arc-license-id", "licenseId"),
];
/// How long an auth code is good for, in milliseconds: ten minutes.
const CODE_LIFE_MS: f64 = 600_000.0;
/// What is sent as `client_id` unless the user says otherwise.
const DEFAULT_CLIENT_ID: &str = "arctos-webapp";

/// A step of the sign-in.
const fn step(
    name: &'static str,
    replay: Replay,
    path: &'static str,
    answer: &'static Shape,
) -> Operation {
    Operation::new(Endpoint {
        service: Service::Arctos,
        name,
        replay,
        method: Method::Post,
        path,
        token: None,
        answer,
        rows: |_, _| None,
        open: info,
    })
}

pub static GET_AUTH_CODE: Operation = step("getAuthCode", Replay::Always, "/api/auth/code", &CODE)
    .takes(Takes::required(
        "request",
        Kind::Object(AuthCodeRequest::SHAPE),
    ))
    .prepared(ask_for_code)
    .run(do_step);

pub static GET_AUTH_TOKEN_USE_CODE: Operation = step(
    "getAuthTokenUseCode",
    Replay::Never,
    "/api/auth/login",
    &AUTH_TOKEN,
)
.takes(Takes::required(
    "request",
    Kind::Object(AuthTokenRequest::SHAPE),
))
.prepared(ask_for_token)
.run(do_step);

pub static CHECK_AUTH_TOKEN: Operation = step(
    "checkAuthToken",
    Replay::Always,
    "/api/auth/check",
    &IDENTITY,
)
.takes(Takes::optional("accessToken", Kind::Secret))
.prepared(ask_whose)
.run(do_step);

pub static SIGN_IN: Operation = Operation::new(Endpoint::named(Service::Arctos, "signIn"))
    .takes(Takes::required("request", Kind::Object(&SIGN_IN_REQUEST)))
    .run(sign_in);

pub static SIGN_OUT: Operation = Operation::new(Endpoint::named(Service::Arctos, "signOut"))
    .takes(Takes::Nothing)
    .run(sign_out);

/// The members of both requests, but for the code.
static SIGN_IN_REQUEST: Shape = Shape(&[
    Field::required("userId", Kind::Text).named("user_id"),
    Field::optional("name", Kind::Text),
    Field::required("role", super::types::ROLE),
    Field::optional("clientId", Kind::Text).named("client_id"),
    Field::optional("redirectUri", Kind::Text).named("redirect_uri"),
]);

/// The steps of signIn, and what it calls what they give.
static STEPS: [(&Operation, &str); 3] = [
    (&GET_AUTH_CODE, "code"),
    (&GET_AUTH_TOKEN_USE_CODE, "token"),
    (&CHECK_AUTH_TOKEN, "identity"),
];

/// Code, token and check in one call, inside one budget.
fn sign_in<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    _: &'static Operation,
    mut request: Value,
) -> Work<'a> {
    Box::pin(async move {
        filled(&request, "client_id", "clientId")?;
        let generation = client.keeper.generation();
        let mut exchange = Value::object([
            ("code", Value::Absent),
            ("client_id", request.take("client_id")),
            ("redirect_uri", request.take("redirect_uri")),
        ]);
        let (mut done, mut warning) = (Value::Object(Vec::new()), Value::Absent);
        for (operation, name) in &STEPS {
            let mut info = do_step(client, call, operation, request).await?;
            if warning.is_absent() {
                warning = info.get("warning").clone();
            }
            request = match info.take("code") {
                Value::Absent => info.get("accessToken").clone(),
                code => {
                    exchange.set("code", code);
                    take(&mut exchange)
                }
            };
            done.set(name, info);
        }
        let token = done.get("token");
        let Some(access_token) = token.get("accessToken").clone().into_secret() else {
            return Ok(Value::Absent);
        };
        let stored = StoredToken {
            access_token,
            expires_at: token.get("expiresAt").as_number(),
        };
        client.keeper.keep(call, &stored, generation).await;
        done.set("code", Value::Absent);
        done.set("warning", warning);
        Ok(done)
    })
}

/// Does a step.
fn do_step<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    operation: &'static Operation,
    mut argument: Value,
) -> Work<'a> {
    Box::pin(async move {
        // Whose token it is may be asked of the client's own.
        if argument.is_absent() {
            argument = client.keeper.obtain(call).await?.into();
        }
        let mut step = client.step(&operation.endpoint);
        let paths = client.own.get("paths");
        if let Some(path) = paths.get(operation.endpoint.name).as_text() {
            step.path = path.to_owned();
        }
        // The service's words lose what they echo of the client's secrets and the step's own.
        for (_, name) in KEYS {
            step.secrets
                .extend(client.own.get(name).clone().into_secret());
        }
        (operation.prepare)(client, &mut step, &mut argument)?;
        step.set_body(&argument);
        let info = call.send(&step).await?;
        Ok(finish(info, &step.secrets, call.now()))
    })
}

fn ask_for_code(client: &Client, step: &mut Step<'_>, request: &mut Value) -> Result<(), Failure> {
    filled(request, "user_id", "userId")?;
    for (header, name) in KEYS {
        if let Some(secret) = client.own.get(name).clone().into_secret() {
            let value = HeaderValue::Secret("", secret);
            step.headers.push((header, value));
        }
    }
    Ok(())
}

fn ask_for_token(_: &Client, step: &mut Step<'_>, request: &mut Value) -> Result<(), Failure> {
    filled(request, "code", "code")?;
    filled(request, "client_id", "clientId")?;
    step.secrets
        .extend(request.get("code").clone().into_secret());
    if request.get("client_id").is_absent() {
        request.set("client_id", DEFAULT_CLIENT_ID.into());
    }
    request.set("grant_type", "authorization_code".into());
    Ok(())
}

/// Says the token that is asked about.
fn ask_whose(_: &Client, step: &mut Step<'_>, token: &mut Value) -> Result<(), Failure> {
    let token = std::mem::replace(token, Value::Object(Vec::new()));
    let token = token.into_secret().unwrap_or_else(|| Secret::new(""));
    checked_header(token.expose(), "accessToken")?;
    step.secrets.push(token.clone());
    let value = HeaderValue::Secret("Bearer ", token);
    step.headers.push(("authorization", value));
    Ok(())
}

/// What a step gives, of what the service answered: a code, a token, or whose it is.
fn finish(mut info: Value, secrets: &[Secret], now: f64) -> Value {
    if !info.get("code").is_absent() {
        info.set("expiresAt", (now + CODE_LIFE_MS).into());
    } else if let Some(token) = info.get("accessToken").clone().into_secret() {
        info.set("expiresAt", received(token, now).expires_at.into());
    } else if info.get("role").is_absent() {
        info.set("role", "GUSET".into());
    }
    if let Some(words) = info.get("warning").as_text() {
        let words = redact(words, secrets, None);
        info.set("warning", words.into());
    }
    info
}
