//! What a user gives to S-Connector and gets from it (vendor page "서버 API").

use serde::{Deserialize, Serialize};

use crate::exchange::json;
use crate::options::ClientOptions;
use crate::secret::Secret;
use crate::token::source::TokenSource;

/// What an [`SConnectorClient`](crate::SConnectorClient) is built from.
#[derive(Debug, Clone)]
pub struct SConnectorOptions {
    /// What every client takes. `base_url` is `https://api.interwater.biz` by default.
    pub client: ClientOptions,
    /// Where access tokens come from.
    pub source: TokenSource<SConnectorCredentials>,
}

/// The keys of a licence.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct SConnectorCredentials {
    /// Names the licence.
    pub access_key: String,
    /// Long-lived: belongs on a server.
    #[cfg_attr(face, tsify(type = "string"))]
    pub secret_key: Secret,
    /// Life of the token in whole minutes; the service's own where it is absent.
    #[cfg_attr(face, tsify(optional))]
    pub expires: Option<u32>,
    /// True: rooms are created as administrator (the vendor's page: in development).
    #[cfg_attr(face, tsify(optional))]
    pub is_owner: Option<bool>,
}

/// The licence that a token belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct License {
    /// The licence's domain.
    pub domain: String,
    /// How many rooms may be in session at once.
    #[serde(deserialize_with = "json::number")]
    pub room_limit: f64,
    /// False where the licence is switched off.
    #[serde(deserialize_with = "json::flag")]
    pub enabled: bool,
    /// ISO 8601, UTC.
    pub created_at: String,
}

/// A meeting room in session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct Session {
    /// The room's name.
    pub room_name: String,
    /// `WAIT`, `ON_GOING`, or what else the service says.
    #[cfg_attr(face, tsify(type = "\"WAIT\" | \"ON_GOING\" | (string & {})"))]
    pub status: String,
    /// Number of participants.
    #[serde(
        rename(serialize = "userCount", deserialize = "user"),
        deserialize_with = "json::number"
    )]
    pub user_count: f64,
}

/// One session that has ended. One that goes on is not told of yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct UsageEntry {
    /// The room's name.
    pub room_name: String,
    /// Seconds.
    #[serde(deserialize_with = "json::number")]
    pub session_time_second: f64,
    /// When the session ended; ISO 8601, UTC.
    pub created_at: String,
}

/// Use of a licence over some days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct Usage {
    /// The licence's domain.
    pub domain: String,
    /// Seconds in all, as the service adds them up.
    #[serde(deserialize_with = "json::number")]
    pub total_second: f64,
    /// The sessions, in the service's order (newest first in the vendor's example).
    #[serde(deserialize_with = "json::objects")]
    pub detail: Vec<UsageEntry>,
}

/// Use of a licence, added up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct UsageSummary {
    /// The licence's domain.
    pub domain: String,
    /// Seconds in all, as the service adds them up.
    pub total_second: f64,
    /// Number of sessions.
    pub session_count: f64,
    /// Most seconds first, then by name.
    pub by_room: Vec<RoomUsage>,
    /// Earliest first.
    pub by_day: Vec<DayUsage>,
}

/// Use of one room.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct RoomUsage {
    /// The room's name.
    pub room_name: String,
    /// Seconds.
    pub total_second: f64,
    /// Number of sessions.
    pub session_count: f64,
}

/// Use of one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(face, derive(tsify::Tsify))]
pub struct DayUsage {
    /// `YYYY-MM-DD`, UTC: the day on which the sessions ended.
    pub day: String,
    /// Seconds.
    pub total_second: f64,
    /// Number of sessions.
    pub session_count: f64,
}

/// Which days to ask for. A session counts on the day on which it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct UsageQuery {
    /// First day: `2021-02-20`, or an ISO 8601 timestamp, whose day in UTC counts.
    pub start_time: String,
    /// Last day, likewise; up to now where it is absent.
    pub end_time: Option<String>,
}
