//! What Arctos does: its table, and the programs of its steps (vendor page "Auth").

use json::{Field, Kind, Secret, Shape, Value};

use super::answer::{AUTH_TOKEN, CODE, IDENTITY, info};
use super::types::{ArctosPaths, AuthCodeRequest, AuthTokenRequest};
use crate::client::{Api, Client};
use crate::error::{Failure, Service};
use crate::exchange::call::{Call, Step as Request};
use crate::exchange::endpoint::Endpoint;
use crate::exchange::header::checked_header;
use crate::exchange::redact::redact;
use crate::exchange::retry::Replay;
use crate::exchange::url::checked_path;
use crate::exchange::{HeaderValue, Method};
use crate::operation::{Operation, Takes, Work, filled, sign_out};
use crate::options::ClientOptions;
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

fn check(options: &ClientOptions, own: &Value) -> Result<(), Failure> {
    for name in ["licenseKey", "licenseId"] {
        if let Some(secret) = own.get(name).as_text() {
            checked_header(secret, name)?;
        }
    }
    if !own.get("licenseKey").is_absent() {
        options.guard_secret("licenseKey")?;
    }
    for (name, path) in [
        ("code", "paths.code"),
        ("token", "paths.token"),
        ("check", "paths.check"),
    ] {
        if let Some(given) = own.get("paths").get(name).as_text() {
            checked_path(given, path)?;
        }
    }
    Ok(())
}

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
        open: info,
    })
}

pub static GET_AUTH_CODE: Operation = step("getAuthCode", Replay::Always, "/api/auth/code", &CODE)
    .takes(Takes::required(
        "request",
        Kind::Object(AuthCodeRequest::SHAPE),
    ))
    .run(|client, call, _, request| do_step(client, call, Step::Code, request));

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
.run(|client, call, _, request| do_step(client, call, Step::Token, request));

pub static CHECK_AUTH_TOKEN: Operation = step(
    "checkAuthToken",
    Replay::Always,
    "/api/auth/check",
    &IDENTITY,
)
.takes(Takes::optional("accessToken", Kind::Secret))
.run(|client, call, _, token| do_step(client, call, Step::Check, token));

pub static SIGN_IN: Operation = Operation::new(Endpoint::named(Service::Arctos, "signIn"))
    .takes(Takes::required("request", Kind::Object(&SIGN_IN_REQUEST)))
    .run(sign_in);

pub static SIGN_OUT: Operation = Operation::new(Endpoint::named(Service::Arctos, "signOut"))
    .takes(Takes::Nothing)
    .run(sign_out);

/// The members of both requests, but for the code.
static SIGN_IN_REQUEST: Shape = Shape(&[
    Field::required("userId", Kind::Text),
    Field::optional("name", Kind::Text),
    Field::required("role", super::types::ROLE),
    Field::optional("clientId", Kind::Text),
    Field::optional("redirectUri", Kind::Text),
]);

/// Code, token and check in one call, inside one budget.
fn sign_in<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    _: &'static Operation,
    mut request: Value,
) -> Work<'a> {
    Box::pin(async move {
        client_id(&request)?;
        let generation = client.keeper.generation();
        let exchange = [request.take("clientId"), request.take("redirectUri")];
        let mut code = do_step(client, call, Step::Code, request).await?;
        let [client_id, redirect_uri] = exchange;
        let exchange = Value::object([
            ("code", code.take("code")),
            ("clientId", client_id),
            ("redirectUri", redirect_uri),
        ]);
        let token = do_step(client, call, Step::Token, exchange).await?;
        let access_token = token.get("accessToken").clone();
        let identity = do_step(client, call, Step::Check, access_token.clone()).await?;
        let Some(access_token) = access_token.into_secret() else {
            return Ok(Value::Absent);
        };
        let stored = StoredToken {
            access_token,
            expires_at: token.get("expiresAt").as_number(),
        };
        client.keeper.keep(call, &stored, None, generation).await;
        let warning = [&code, &token, &identity]
            .into_iter()
            .map(|step| step.get("warning"))
            .find(|warning| !warning.is_absent())
            .cloned();
        Ok(Value::object([
            ("token", token),
            ("identity", identity),
            ("warning", warning.into()),
        ]))
    })
}

/// A step of the sign-in.
#[derive(Clone, Copy)]
enum Step {
    Code,
    Token,
    Check,
}

/// Does a step. Boxed, since the sign-in does three: so their code is there once.
fn do_step<'a>(client: &'a Client, call: &'a Call<'a>, step: Step, argument: Value) -> Work<'a> {
    Box::pin(async move {
        let argument = match step {
            Step::Check if argument.is_absent() => client.keeper.obtain(call).await?.into(),
            _ => argument,
        };
        let request = prepare(client, step, argument)?;
        let info = call.send(&request).await?;
        Ok(finish(step, info, &request.secrets, call.now()))
    })
}

/// The request of a step. The service's words lose what they echo of the client's secrets and the step's own.
fn prepare<'a>(
    client: &'a Client,
    step: Step,
    mut argument: Value,
) -> Result<Request<'a>, Failure> {
    let (operation, path) = match step {
        Step::Code => (&GET_AUTH_CODE, "code"),
        Step::Token => (&GET_AUTH_TOKEN_USE_CODE, "token"),
        Step::Check => (&CHECK_AUTH_TOKEN, "check"),
    };
    let mut request = client.step(&operation.endpoint);
    if let Some(path) = client.own.get("paths").get(path).as_text() {
        request.request = client.exchange.request(request.request.method, path);
    }
    let keys = [
        ("arc-license-key", "licenseKey"),
        ("arc-license-id", "licenseId"),
    ];
    for (header, name) in keys {
        if let Some(secret) = client.own.get(name).clone().into_secret() {
            request.secrets.push(secret.clone());
            if let Step::Code = step {
                request
                    .request
                    .headers
                    .push((header, HeaderValue::Secret("", secret)));
            }
        }
    }
    let body = match step {
        Step::Code => {
            filled(&argument, "userId")?;
            Value::object([
                ("user_id", argument.take("userId")),
                ("name", argument.take("name")),
                ("role", argument.take("role")),
            ])
        }
        Step::Token => {
            filled(&argument, "code")?;
            let client_id = client_id(&argument)?.into();
            let code = argument.take("code");
            request.secrets.extend(code.clone().into_secret());
            Value::object([
                ("grant_type", "authorization_code".into()),
                ("client_id", client_id),
                ("code", code),
                ("redirect_uri", argument.take("redirectUri")),
            ])
        }
        Step::Check => {
            let token = argument.into_secret().unwrap_or_else(|| Secret::new(""));
            checked_header(token.expose(), "accessToken")?;
            request.secrets.push(token.clone());
            request
                .request
                .headers
                .push(("authorization", HeaderValue::Secret("Bearer ", token)));
            Value::Object(Vec::new())
        }
    };
    request.request.set_body(&body);
    Ok(request)
}

/// What a step gives, of what the service answered.
fn finish(step: Step, mut info: Value, secrets: &[Secret], now: f64) -> Value {
    let expires_at = match step {
        Step::Code => Some(now + CODE_LIFE_MS),
        Step::Token => info
            .get("accessToken")
            .clone()
            .into_secret()
            .and_then(|token| received(token, now).expires_at),
        Step::Check => None,
    };
    info.set("expiresAt", expires_at.into());
    if let (Step::Check, Value::Absent) = (step, info.get("role")) {
        info.set("role", "GUSET".into());
    }
    if let Some(words) = info.get("warning").as_text() {
        let words = redact(words, secrets);
        info.set("warning", words.into());
    }
    info
}

fn client_id(request: &Value) -> Result<&str, Failure> {
    match request
        .get("clientId")
        .as_text()
        .unwrap_or(DEFAULT_CLIENT_ID)
    {
        "" => Err(Failure::wrong("clientId", "is empty")),
        client_id => Ok(client_id),
    }
}
