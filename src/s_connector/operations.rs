//! What S-Connector does: its table (vendor page "서버 API").

use json::{Field, Kind, Shape, Value};

use super::answer::{
    LICENSE_DATA, SESSION_DATA, SESSIONS_DATA, TOKEN_DATA, USAGE_DATA, data, room,
};
use super::days::Days;
use super::types::{SConnectorCredentials, UsageQuery};
use super::usage::{self, Cut, Summary};
use crate::client::{Api, Client, Login, of_credentials};
use crate::error::{Failure, Service};
use crate::exchange::Method;
use crate::exchange::call::Step;
use crate::exchange::endpoint::Endpoint;
use crate::exchange::retry::Replay;
use crate::exchange::url::segment;
use crate::operation::{Operation, Takes, log_in, sign_out};
use crate::rows::Table;

/// Every operation.
pub static OPERATIONS: [&Operation; 7] = [
    &AUTHENTICATE,
    &GET_LICENSE,
    &LIST_SESSIONS,
    &GET_SESSION,
    &GET_USAGE,
    &SUMMARIZE_USAGE,
    &SIGN_OUT,
];

pub static API: Api = Api {
    service: Service::SConnector,
    base_url: Some("https://api.interwater.biz"),
    options: &Shape(&[Field::optional(
        "credentials",
        Kind::Object(SConnectorCredentials::SHAPE),
    )]),
    check: |_, _| Ok(()),
    advice: "give credentials, accessToken or getAccessToken, or call authenticate first",
    login: Some(Login {
        endpoint: &AUTHENTICATE.endpoint,
        members: ("accessKey", "secretKey"),
        is_key: true,
        check: |credentials| match credentials.get("expires").as_number() {
            Some(0.0) => Err(of_credentials(
                Failure::wrong("expires", "must be at least one minute"),
                "expires",
            )),
            _ => Ok(()),
        },
    }),
};

/// A read with the client's token.
const fn get(name: &'static str, path: &'static str, answer: &'static Shape) -> Operation {
    Operation::new(Endpoint {
        service: Service::SConnector,
        name,
        replay: Replay::Always,
        method: Method::Get,
        path,
        token: Some(("s-connector-jwt", "")),
        answer,
        rows: |_, _| None,
        open: data,
    })
}

pub static AUTHENTICATE: Operation = Operation::new(Endpoint {
    service: Service::SConnector,
    name: "authenticate",
    replay: Replay::Always,
    method: Method::Post,
    path: "/v1/auth",
    token: None,
    answer: &TOKEN_DATA,
    rows: |_, _| None,
    open: data,
})
.takes(Takes::optional(
    "credentials",
    Kind::Object(SConnectorCredentials::SHAPE),
))
.run(log_in);

pub static GET_LICENSE: Operation = get("getLicense", "/v1/info", &LICENSE_DATA);

pub static LIST_SESSIONS: Operation = get("listSessions", "/v1/sessions", &SESSIONS_DATA)
    .rows(|takers, _| Some(takers(Table::Session as usize)));

pub static GET_SESSION: Operation = get("getSession", "/v1/sessions/", &SESSION_DATA)
    .takes(Takes::required("roomName", Kind::Text))
    .prepared(|_, step, room| {
        let room = room.as_text().unwrap_or_default();
        step.path.push_str(&segment(room, "roomName")?);
        Ok(())
    })
    .opened(room);

pub static GET_USAGE: Operation = get("getUsage", "/v1/static", &USAGE_DATA)
    .takes(Takes::required("query", Kind::Object(UsageQuery::SHAPE)))
    .prepared(ask_for_days)
    .rows(|takers, asked| {
        let rows = takers(Table::UsageEntry as usize);
        Some(Cut::to(Days::of(asked), rows))
    })
    .opened(|answer| data(answer).map(usage::listed));

pub static SUMMARIZE_USAGE: Operation = get("summarizeUsage", "/v1/static", &USAGE_DATA)
    .takes(Takes::required("query", Kind::Object(UsageQuery::SHAPE)))
    .prepared(ask_for_days)
    .rows(|takers, asked| {
        let sums = [Table::RoomUsage, Table::DayUsage].map(|table| takers(table as usize));
        Some(Box::new(Summary::new(Days::of(asked), sums)))
    })
    .opened(|answer| data(answer).map(usage::summarized));

pub static SIGN_OUT: Operation = Operation::new(Endpoint::named(Service::SConnector, "signOut"))
    .takes(Takes::Nothing)
    .run(sign_out);

fn ask_for_days(_: &Client, step: &mut Step<'_>, query: &mut Value) -> Result<(), Failure> {
    (step.query, step.asked) = usage::query(query)?;
    Ok(())
}
