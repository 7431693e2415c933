//! What Airfob Portal does: its table (vendor page "로그인 토큰 & 사용자 / 카드 API").

use json::{Field, Kind, Shape, Value};

use super::answer::{
    ACCOUNT_RECORD, NOTHING, RESULTS, USER_RECORD, USERS as USERS_FOUND, page, record, results,
    sent,
};
use super::request;
use super::types::{AirfobCredentials, CARD_TO_SEND, NEW_USER_WITH_CARD, REISSUE, UserSearch};
use crate::client::{Api, Login};
use crate::error::Service;
use crate::exchange::Method;
use crate::exchange::endpoint::Endpoint;
use crate::exchange::retry::Replay;
use crate::operation::{Operation, Takes, log_in, sign_out};
use crate::rows::Table;

/// Every operation.
pub static OPERATIONS: [&Operation; 9] = [
    &LOGIN,
    &CREATE_USER_WITH_CARD,
    &SEARCH_USERS,
    &USERS,
    &DELETE_USERS,
    &DELETE_CARDS,
    &SEND_CARD,
    &REISSUE_CARD,
    &SIGN_OUT,
];

pub static API: Api = Api {
    service: Service::Airfob,
    base_url: Some("https://api.mc.mocainc.com"),
    options: &Shape(&[Field::optional(
        "credentials",
        Kind::Object(AirfobCredentials::SHAPE),
    )]),
    check: |_, _| Ok(()),
    advice: "give credentials, accessToken or getAccessToken, or call login first",
    login: Some(Login {
        endpoint: &LOGIN.endpoint,
        members: ("email", "password"),
        is_key: false,
        check: |_| Ok(()),
    }),
};

/// A request with the client's token, whose answer is one record.
const fn endpoint(
    name: &'static str,
    method: Method,
    path: &'static str,
    replay: Replay,
    answer: &'static Shape,
) -> Operation {
    Operation::new(Endpoint {
        service: Service::Airfob,
        name,
        replay,
        method,
        path,
        token: Some(("authorization", "Bearer ")),
        answer,
        rows: |_, _| None,
        open: record,
    })
}

pub static LOGIN: Operation = Operation::new(Endpoint {
    service: Service::Airfob,
    name: "login",
    replay: Replay::Always,
    method: Method::Post,
    path: "/login",
    token: None,
    answer: &ACCOUNT_RECORD,
    rows: |_, _| None,
    open: record,
})
.takes(Takes::optional(
    "credentials",
    Kind::Object(AirfobCredentials::SHAPE),
))
.run(log_in);

pub static CREATE_USER_WITH_CARD: Operation = endpoint(
    "createUserWithCard",
    Method::Post,
    "/user/card",
    Replay::IfRefused,
    &USER_RECORD,
)
.takes(Takes::required(
    "request",
    Kind::Object(&NEW_USER_WITH_CARD),
))
.prepared(|_, _, request| request::create(request));

pub static SEARCH_USERS: Operation = search("searchUsers");

/// A page of a walk.
pub static USERS: Operation = search("users");

pub static DELETE_USERS: Operation = endpoint(
    "deleteUsers",
    Method::Post,
    "/users/delete",
    Replay::IfRefused,
    &RESULTS,
)
.takes(Takes::required("userIds", Kind::List(&Kind::Text)))
.prepared(|_, step, ids| {
    step.asked = request::batch(ids, "userIds", "userId", Value::Absent)?;
    Ok(())
})
.opened(results);

pub static DELETE_CARDS: Operation = endpoint(
    "deleteCards",
    Method::Put,
    "/cards",
    Replay::IfRefused,
    &RESULTS,
)
.takes(Takes::required("cardIds", Kind::List(&Kind::Text)))
.prepared(|_, step, ids| {
    step.asked = request::batch(ids, "cardIds", "cardId", "FORCE_DELETE".into())?;
    Ok(())
})
.opened(results);

pub static SEND_CARD: Operation = endpoint(
    "sendCard",
    Method::Post,
    "/card/send",
    Replay::IfRefused,
    &NOTHING,
)
.takes(Takes::required("request", Kind::Object(&CARD_TO_SEND)))
.prepared(|_, _, request| request::send(request))
.opened(sent);

pub static REISSUE_CARD: Operation = endpoint(
    "reissueCard",
    Method::Put,
    "/user/card",
    Replay::IfRefused,
    &USER_RECORD,
)
.takes(Takes::required("request", Kind::Object(&REISSUE)))
.prepared(|_, _, request| request::reissue(request));

pub static SIGN_OUT: Operation = Operation::new(Endpoint::named(Service::Airfob, "signOut"))
    .takes(Takes::Nothing)
    .run(sign_out);

const fn search(name: &'static str) -> Operation {
    endpoint(
        name,
        Method::Post,
        "/users/search",
        Replay::Always,
        &USERS_FOUND,
    )
    .takes(Takes::required("search", Kind::Object(UserSearch::SHAPE)))
    .prepared(|_, _, search| request::search(search))
    .rows(|takers, _| Some(takers(Table::AirfobUser as usize)))
    .opened(page)
}
