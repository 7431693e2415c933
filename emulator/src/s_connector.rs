//! S-Connector: a token for a pair of keys, the licence, the rooms in session, the usage.

use bytes::Bytes;
use http::Response;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::borrow::Cow;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::data;
use crate::jwt::{self, Signer};
use crate::message::{self, Call, Fields, Flaw};
use crate::operation::{Operation, Service, find};
use crate::rooms::{self, Meeting, ROOM_LIMIT, Timetable};

pub const ACCESS_KEY: &str = "test-access-rk7d";
pub const SECRET_KEY: &str =
    "test-secret-5ec7e70f0a1db2c93d84e5f6071829303a4b5c6d7e8f90a1b2c3d4e5f6071829";

const ACCOUNT_ID: &str = "3";
const DOMAIN: &str = "https://demo.interwater.example";
const DEFAULT_LIFE_MINUTES: f64 = 60.0;
const YEARS_OF_USAGE_IN_DAYS: i64 = 2 * 365;

/// What one world's S-Connector remembers.
#[derive(Debug)]
pub struct State {
    signer: Signer,
    timetable: Timetable,
    license: License,
    /// The day on which the licence began; the timetable has no usage before it.
    licensed_since: i64,
    /// Rooms in session and usage that were given, in place of the timetable's.
    sessions: Option<Vec<data::Session>>,
    usage: Option<Vec<data::Usage>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Access {
    id: String,
    domain: String,
    #[serde(rename = "accessKey")]
    access_key: String,
    #[serde(rename = "isOwner", default, skip_serializing_if = "Option::is_none")]
    is_owner: Option<bool>,
    iat: i64,
    exp: i64,
}

impl jwt::Claims for Access {
    fn expires(&self) -> i64 {
        self.exp
    }
}

#[derive(Debug, Serialize)]
struct Envelope<T> {
    status: bool,
    data: T,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct License {
    domain: String,
    room_limit: i64,
    enabled: u8,
    created_at: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    status: &'a str,
    user: i64,
    room_name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Usage<'a> {
    domain: &'a str,
    total_second: i64,
    detail: Vec<UsageRow<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UsageRow<'a> {
    room_name: &'a str,
    session_time_second: i64,
    created_at: Cow<'a, str>,
}

#[derive(Debug)]
struct Failure {
    http: u16,
    message: String,
}

impl Failure {
    fn new(http: u16, message: impl Into<String>) -> Self {
        Self {
            http,
            message: message.into(),
        }
    }
}

impl From<Flaw> for Failure {
    fn from(flaw: Flaw) -> Self {
        Self::new(400, flaw.to_string())
    }
}

impl State {
    pub fn new(seed: u64, now: i64) -> Self {
        let licensed_since = rooms::day_of(now) - YEARS_OF_USAGE_IN_DAYS;
        Self {
            signer: Signer::new(format!("s-connector signing secret of world {seed}")),
            timetable: Timetable::default(),
            license: License {
                domain: DOMAIN.to_owned(),
                room_limit: ROOM_LIMIT as i64,
                enabled: 1,
                created_at: timestamp(rooms::start_of_day(licensed_since)),
            },
            licensed_since,
            sessions: None,
            usage: None,
        }
    }

    /// Replaces what is given.
    pub fn update(&mut self, data: &data::Data) {
        let license = &mut self.license;
        if let Some(domain) = &data.license.domain {
            license.domain.clone_from(domain);
        }
        if let Some(limit) = data.license.room_limit {
            license.room_limit = limit;
        }
        if let Some(enabled) = data.license.enabled {
            license.enabled = u8::from(enabled);
        }
        if data.sessions.is_some() {
            self.sessions.clone_from(&data.sessions);
        }
        if data.usage.is_some() {
            self.usage.clone_from(&data.usage);
        }
    }

    fn authenticate(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        if !call.has_json_type() {
            return Err(Failure::new(415, "the body must be application/json"));
        }
        let body = call.json()?;
        let fields = Fields::of(&body)?;
        let access_key = fields.required_text("accessKey")?;
        let secret_key = fields.required_text("secretKey")?;
        let minutes = fields.number("expires")?.unwrap_or(DEFAULT_LIFE_MINUTES);
        if minutes <= 0.0 {
            return Err(fields.wrong("expires", "more than 0").into());
        }
        let is_owner = fields.boolean("isOwner")?;
        if access_key != ACCESS_KEY || secret_key != SECRET_KEY {
            return Err(Failure::new(401, "accessKey or secretKey is wrong"));
        }
        let iat = call.now.div_euclid(1000);
        let access_token = self.signer.sign(&Access {
            id: ACCOUNT_ID.to_owned(),
            domain: self.license.domain.clone(),
            access_key: access_key.to_owned(),
            is_owner,
            iat,
            exp: iat.saturating_add((minutes * 60.0) as i64),
        });
        Ok(success(json!({ "accessToken": access_token })))
    }

    fn check_token(&self, call: &Call<'_>) -> Result<(), Failure> {
        let token = call.header("s-connector-jwt").unwrap_or_default();
        if token.is_empty() {
            return Err(Failure::new(401, "s-connector-jwt is missing"));
        }
        match self.signer.read::<Access>(token, call.now) {
            Ok(_) => Ok(()),
            Err(jwt::Refusal::Expired) => Err(Failure::new(401, "jwt expired")),
            Err(_) => Err(Failure::new(401, "jwt invalid")),
        }
    }

    fn list_sessions(&mut self, now: i64) -> Response<Bytes> {
        match &self.sessions {
            Some(given) => success(given.iter().map(given_session).collect::<Vec<_>>()),
            None => {
                let live = self.timetable.live(now);
                success(
                    live.iter()
                        .map(|meeting| session(meeting, now))
                        .collect::<Vec<_>>(),
                )
            }
        }
    }

    fn get_session(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let encoded = call.path.rsplit('/').next().unwrap_or_default();
        let name = percent_decode_str(encoded)
            .decode_utf8()
            .map_err(|_| Failure::new(400, "the room's name is not UTF-8"))?;
        let absent = || Failure::new(404, "there is no such session");
        if let Some(given) = &self.sessions {
            let found = given.iter().find(|session| session.room_name == name);
            return Ok(success(given_session(found.ok_or_else(absent)?)));
        }
        let live = self.timetable.live(call.now);
        let meeting = live.iter().find(|meeting| meeting.room == name);
        Ok(success(session(meeting.ok_or_else(absent)?, call.now)))
    }

    fn get_usage(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let first = call
            .query("startTime")
            .ok_or_else(|| Failure::new(400, "startTime is required"))?;
        let first = day_number(&first)
            .ok_or_else(|| Failure::new(400, "startTime must be a date as 2021-02-20"))?;
        let last = match call.query("endTime") {
            None => rooms::day_of(call.now),
            Some(end) => day_number(&end)
                .ok_or_else(|| Failure::new(400, "endTime must be a date as 2021-02-20"))?,
        };
        if call.query("endTime").is_some() && last < first {
            return Err(Failure::new(400, "endTime is before startTime"));
        }

        let mut detail = Vec::new();
        if let Some(given) = &self.usage {
            let within = |row: &&data::Usage| (first..=last).contains(&rooms::day_of(row.ended));
            detail.extend(given.iter().filter(within).map(|row| UsageRow {
                room_name: &row.room_name,
                session_time_second: row.session_time_second,
                created_at: Cow::Borrowed(&row.created_at),
            }));
            return Ok(success(Usage::of(&self.license.domain, detail)));
        }

        let first = first.max(self.licensed_since);
        let last = last.min(rooms::day_of(call.now));
        for day in (first..=last).rev() {
            let ended = self
                .timetable
                .ending_on(day)
                .iter()
                .rev()
                .filter(|meeting| meeting.end <= call.now);
            for meeting in ended {
                detail.push(UsageRow {
                    room_name: meeting.room,
                    session_time_second: (meeting.end - meeting.start) / 1000,
                    created_at: Cow::Owned(timestamp(meeting.end)),
                });
            }
        }
        Ok(success(Usage::of(&self.license.domain, detail)))
    }
}

impl<'a> Usage<'a> {
    fn of(domain: &'a str, detail: Vec<UsageRow<'a>>) -> Self {
        Self {
            domain,
            total_second: detail.iter().map(|row| row.session_time_second).sum(),
            detail,
        }
    }
}

fn session(meeting: &Meeting, now: i64) -> Session<'static> {
    let moment = meeting.at(now);
    Session {
        status: if moment.on_going { "ON_GOING" } else { "WAIT" },
        user: moment.participants.into(),
        room_name: meeting.room,
    }
}

fn given_session(given: &data::Session) -> Session<'_> {
    Session {
        status: &given.status,
        user: given.user_count,
        room_name: &given.room_name,
    }
}

/// The number of the day that a date such as `2021-02-20` names.
fn day_number(date: &str) -> Option<i64> {
    let date = Date::parse(date, format_description!("[year]-[month]-[day]")).ok()?;
    Some(rooms::day_of(
        date.midnight().assume_utc().unix_timestamp() * 1000,
    ))
}

/// A time as `2021-02-22T12:39:26.000Z`.
fn timestamp(time: i64) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].000Z");
    let time = OffsetDateTime::from_unix_timestamp(time.div_euclid(1000))
        .expect("within the years of a calendar");
    time.format(format)
        .expect("a date and time have all these parts")
}

fn success(data: impl Serialize) -> Response<Bytes> {
    message::json(200, &Envelope { status: true, data })
}

/// Answers one request.
pub fn handle(state: &mut State, call: &Call<'_>) -> Response<Bytes> {
    let answer = match find(Service::SConnector, call.request.method(), call.path) {
        None => Err(Failure::new(404, "there is nothing here")),
        Some(Operation::Authenticate) => state.authenticate(call),
        Some(operation) => state.check_token(call).and_then(|()| match operation {
            Operation::GetLicense => Ok(success(&state.license)),
            Operation::ListSessions => Ok(state.list_sessions(call.now)),
            Operation::GetSession => state.get_session(call),
            _ => state.get_usage(call),
        }),
    };
    answer.unwrap_or_else(|failure| {
        message::json(
            failure.http,
            &json!({ "status": false, "message": failure.message }),
        )
    })
}
