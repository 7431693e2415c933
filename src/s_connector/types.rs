//! What a user gives to S-Connector and gets from it (vendor page "서버 API").

use std::time::Duration;

use json::{Kind, Secret};
use serde::{Deserialize, Serialize};

use crate::record::{record, seconds};
use crate::rust::options::ClientOptions;
use crate::token::source::TokenSource;

/// What an [`SConnectorClient`](crate::SConnectorClient) is built from.
#[derive(Debug, Clone)]
pub struct SConnectorOptions {
    /// What every client takes. `base_url` is `https://api.interwater.biz` by default.
    pub client: ClientOptions,
    /// Where access tokens come from.
    pub source: TokenSource<SConnectorCredentials>,
}

record! {
    /// The keys of a licence.
    #[derive(Debug, Clone, PartialEq)]
    #[cfg_attr(face, derive(tsify::Tsify), serde(rename_all = "camelCase"))]
    pub struct SConnectorCredentials {
        /// Names the licence.
        "accessKey" access_key: String = Kind::Text,
        /// Long-lived: belongs on a server.
        #[cfg_attr(face, tsify(type = "string"))]
        "secretKey" secret_key: Secret = Kind::Secret,
        /// Life of the token in whole minutes; the service's own where it is absent.
        #[cfg_attr(face, tsify(optional))]
        "expires" expires: Option<u32> = Kind::Whole,
        /// True: rooms are created as administrator (the vendor's page: in development).
        #[cfg_attr(face, tsify(optional))]
        "isOwner" is_owner: Option<bool> = Kind::Flag,
    }
}

record! {
    /// The licence that a token belongs to.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct License {
        /// The licence's domain.
        "domain" domain: String = Kind::Text,
        /// How many rooms may be in session at once.
        "roomLimit" room_limit: u32 = Kind::Number,
        /// False where the licence is switched off.
        "enabled" enabled: bool = Kind::Flag,
        /// ISO 8601, UTC.
        "createdAt" created_at: String = Kind::Text,
    }
}

record! {
    /// A meeting room in session.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct Session {
        /// The room's name.
        "roomName" room_name: String = Kind::Text,
        /// `WAIT`, `ON_GOING`, or what else the service says.
        #[cfg_attr(face, tsify(type = "\"WAIT\" | \"ON_GOING\" | (string & {})"))]
        "status" status: String = Kind::Text,
        /// Number of participants.
        "user" => "userCount" user_count: u32 = Kind::Number,
    }
}

record! {
    /// One session that has ended. One that goes on is not told of yet.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct UsageEntry {
        /// The room's name.
        "roomName" room_name: String = Kind::Text,
        #[cfg_attr(face, doc = " Seconds.", tsify(type = "number"))]
        #[cfg_attr(not(face), doc = " How long it lasted.")]
        #[serde(rename = "sessionTimeSecond", with = "seconds")]
        "sessionTimeSecond" session_time: Duration = Kind::Number,
        /// When the session ended; ISO 8601, UTC.
        "createdAt" created_at: String = Kind::Text,
    }
}

record! {
    /// Use of a licence over some days.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct Usage {
        /// The licence's domain.
        "domain" domain: String = Kind::Text,
        #[cfg_attr(face, doc = " Seconds in all: as the service adds them up, or, with a `timeZone`, those of the rows that are left.", tsify(type = "number"))]
        #[cfg_attr(not(face), doc = " The time of all sessions: as the service adds it up, or, with a `time_zone`, that of the rows that are left.")]
        #[serde(rename = "totalSecond", with = "seconds")]
        "totalSecond" total_time: Duration = Kind::Number,
        /// The sessions, in the service's order (newest first in the vendor's example).
        "detail" detail: Vec<UsageEntry> = Kind::List(&Kind::Object(UsageEntry::SHAPE)),
    }
}

record! {
    /// Use of a licence, added up.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct UsageSummary {} made {
        /// The licence's domain.
        "domain" domain: String,
        #[cfg_attr(face, doc = " Seconds in all: as the service adds them up, or, with a `timeZone`, those of the rows that are left.", tsify(type = "number"))]
        #[cfg_attr(not(face), doc = " The time of all sessions: as the service adds it up, or, with a `time_zone`, that of the rows that are left.")]
        #[serde(rename = "totalSecond", serialize_with = "seconds::serialize")]
        "data.totalSecond" => "totalSecond" total_time: Duration,
        /// Number of sessions.
        "sessionCount" session_count: u32,
        /// Most seconds first, then by name.
        "byRoom" by_room: Vec<RoomUsage>,
        /// Earliest first.
        "byDay" by_day: Vec<DayUsage>,
    }
}

record! {
    /// Use of one room.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct RoomUsage {
        /// The room's name.
        "roomName" room_name: String = Kind::Text,
        #[cfg_attr(face, doc = " Seconds.", tsify(type = "number"))]
        #[cfg_attr(not(face), doc = " The time of all its sessions.")]
        #[serde(rename = "totalSecond", serialize_with = "seconds::serialize")]
        "totalSecond" total_time: Duration = Kind::Number,
        /// Number of sessions.
        "sessionCount" session_count: u32 = Kind::Number,
    }
}

record! {
    /// Use of one day.
    #[cfg_attr(not(face), doc = "\n\nThe call fails with `Decode` where a number does not fit: [numbers](crate#numbers-and-times).")]
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(face, derive(tsify::Tsify))]
    #[non_exhaustive]
    pub struct DayUsage {
        /// `YYYY-MM-DD` in the time zone of the query: the day on which the sessions ended.
        "day" day: String = Kind::Text,
        #[cfg_attr(face, doc = " Seconds.", tsify(type = "number"))]
        #[cfg_attr(not(face), doc = " The time of all its sessions.")]
        #[serde(rename = "totalSecond", serialize_with = "seconds::serialize")]
        "totalSecond" total_time: Duration = Kind::Number,
        /// Number of sessions.
        "sessionCount" session_count: u32 = Kind::Number,
    }
}

record! {
    /// Which days to ask for. A session counts on the day on which it ended.
    #[derive(Debug, Clone, PartialEq)]
    pub struct UsageQuery {
        /// First day: `2021-02-20`, or an ISO 8601 timestamp, whose day in the time zone counts. One without an offset is of that zone.
        "startTime" start_time: String = Kind::Day,
        /// Last day, likewise; up to now where it is absent.
        "endTime" end_time: Option<String> = Kind::Day,
        /// Without it days are UTC's and the service's answer is given as it is. With an IANA name such as `Asia/Seoul` days are that
        /// zone's: those of a moment given here, those that are asked for, those of `by_day`; rows outside of them are left out, and
        /// the total adds up the rest. Right across daylight saving too.
        "timeZone" time_zone: Option<String> = Kind::Text,
    }
}
