//! S-Connector: a token for a pair of keys, the licence, the rooms in session, the usage.

use bytes::Bytes;
use http::Response;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::jwt::{self, Signer};
use crate::message::{self, Call, Fields, Flaw};
use crate::operation::{Operation, Service, find};
use crate::rooms::{self, Meeting, ROOM_LIMIT, Timetable};

pub const ACCESS_KEY: &str = "rk7demoaccess";
pub const SECRET_KEY: &str =
    "5ec7e70f0a1db2c93d84e5f6071829303a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001";

const ACCOUNT_ID: &str = "3";
const DOMAIN: &str = "https://demo.interwater.example";
const DEFAULT_LIFE_MINUTES: f64 = 60.0;
const YEARS_OF_USAGE_IN_DAYS: i64 = 2 * 365;

/// What one world's S-Connector remembers.
#[derive(Debug)]
pub struct State {
    signer: Signer,
    timetable: Timetable,
    /// The day on which the licence began; there is no usage before it.
    licensed_since: i64,
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

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct License {
    domain: &'static str,
    room_limit: usize,
    enabled: u8,
    created_at: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    status: &'static str,
    user: u32,
    room_name: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Usage {
    domain: &'static str,
    total_second: i64,
    detail: Vec<UsageRow>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UsageRow {
    room_name: &'static str,
    session_time_second: i64,
    created_at: String,
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
    pub fn new(incarnation: u64, now: i64) -> Self {
        Self {
            signer: Signer::new(format!("s-connector signing secret of world {incarnation}")),
            timetable: Timetable::default(),
            licensed_since: rooms::day_of(now) - YEARS_OF_USAGE_IN_DAYS,
        }
    }

    fn authenticate(&self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
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
            domain: DOMAIN.to_owned(),
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

    fn get_license(&self) -> Response<Bytes> {
        let created_at = rooms::start_of_day(self.licensed_since);
        success(License {
            domain: DOMAIN,
            room_limit: ROOM_LIMIT,
            enabled: 1,
            created_at: timestamp(created_at),
        })
    }

    fn list_sessions(&mut self, now: i64) -> Response<Bytes> {
        let sessions: Vec<_> = self
            .timetable
            .live(now)
            .iter()
            .map(|meeting| session(meeting, now))
            .collect();
        success(sessions)
    }

    fn get_session(&mut self, call: &Call<'_>) -> Result<Response<Bytes>, Failure> {
        let encoded = call.path.rsplit('/').next().unwrap_or_default();
        let name = percent_decode_str(encoded)
            .decode_utf8()
            .map_err(|_| Failure::new(400, "the room's name is not UTF-8"))?;
        let live = self.timetable.live(call.now);
        let found = live.iter().find(|meeting| meeting.room == name);
        let meeting = found.ok_or_else(|| Failure::new(404, "there is no such session"))?;
        Ok(success(session(meeting, call.now)))
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

        let first = first.max(self.licensed_since);
        let last = last.min(rooms::day_of(call.now));
        let mut detail = Vec::new();
        let mut total_second = 0;
        for day in (first..=last).rev() {
            let ended = self
                .timetable
                .ending_on(day)
                .iter()
                .rev()
                .filter(|meeting| meeting.end <= call.now);
            for meeting in ended {
                let session_time_second = (meeting.end - meeting.start) / 1000;
                total_second += session_time_second;
                let created_at = timestamp(meeting.end);
                detail.push(UsageRow {
                    room_name: meeting.room,
                    session_time_second,
                    created_at,
                });
            }
        }
        Ok(success(Usage {
            domain: DOMAIN,
            total_second,
            detail,
        }))
    }
}

fn session(meeting: &Meeting, now: i64) -> Session {
    let moment = meeting.at(now);
    Session {
        status: if moment.on_going { "ON_GOING" } else { "WAIT" },
        user: moment.participants,
        room_name: meeting.room,
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
            Operation::GetLicense => Ok(state.get_license()),
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
