//! Usage in a time zone: which days it asks for, which sessions it leaves out, which day each of the others counts on.

use std::time::Duration;

use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use json::{Decoder, Value, Values};
use proptest::prelude::*;
use serde_json::json;

use super::desk::{failed, gist, of, plain, with_token};
use super::scripted::{World, answer};
use crate::exchange::numbers::NUMBERS;
use crate::s_connector::days::{self, Days};
use crate::s_connector::operations::GET_USAGE;
use crate::s_connector::usage;
use crate::{Error, ErrorKind, Outcome, Usage, UsageQuery, UsageSummary};

fn query(start: &str, end: &str, zone: &str) -> UsageQuery {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    UsageQuery {
        start_time: start.to_owned(),
        end_time: given(end),
        time_zone: given(zone),
    }
}

/// An answer with these moments, of 1, 2, 4, 8 seconds and so on, whose own total is another one.
fn body(moments: &[&str]) -> String {
    let row = |(index, at): (usize, &&str)| json!({"roomName": "r", "sessionTimeSecond": 1_u64 << index, "createdAt": at});
    let detail: Vec<_> = moments.iter().enumerate().map(row).collect();
    json!({"status": true, "data": {"domain": "d", "totalSecond": 999_999, "detail": detail}})
        .to_string()
}

/// What was asked of the service.
fn sent(world: &World) -> String {
    let url = world.sent()[0].url.clone();
    url.split_once('?').unwrap().1.to_owned()
}

fn listed(query: &UsageQuery, moments: &[&str]) -> (String, Result<Usage, Error>) {
    let world = World::replying([answer(200, body(moments))]);
    let usage = world.run(with_token(world.options()).get_usage(query, plain()));
    (sent(&world), usage)
}

fn summed(query: &UsageQuery, moments: &[&str]) -> (String, Result<UsageSummary, Error>) {
    let world = World::replying([answer(200, body(moments))]);
    let summary = world.run(with_token(world.options()).summarize_usage(query, plain()));
    (sent(&world), summary)
}

/// The days that are asked of the service, and what is then left of some sessions, by day.
///
/// Both calls say the same of them.
fn days_of(query: &UsageQuery, moments: &[&str]) -> (String, Vec<(String, u64)>) {
    let (asked, summary) = summed(query, moments);
    let summary = summary.unwrap();
    let (also_asked, usage) = listed(query, moments);
    let usage = usage.unwrap();
    assert_eq!(asked, also_asked);
    let seconds = |time: Duration| time.as_secs();
    let all: u64 = usage
        .detail
        .iter()
        .map(|row| seconds(row.session_time))
        .sum();
    assert_eq!(
        [seconds(usage.total_time), seconds(summary.total_time)],
        [all, all]
    );
    assert_eq!(summary.session_count as usize, usage.detail.len());
    let of_rooms: u64 = summary
        .by_room
        .iter()
        .map(|room| seconds(room.total_time))
        .sum();
    assert_eq!(of_rooms, all);
    let by_day = summary.by_day.into_iter();
    (
        asked,
        by_day
            .map(|day| (day.day, seconds(day.total_time)))
            .collect(),
    )
}

fn on(days: &[(&str, u64)]) -> Vec<(String, u64)> {
    days.iter()
        .map(|(day, seconds)| ((*day).to_owned(), *seconds))
        .collect()
}

#[test]
fn january_in_seoul_is_the_meetings_of_those_days_in_seoul() {
    let moments = [
        "2026-01-31T15:00:00.000Z",
        "2026-01-31T14:59:59.999Z",
        "2026-01-15T15:00:00.000Z",
        "2026-01-15T14:59:59.000Z",
        "2025-12-31T15:00:00.000Z",
        "2025-12-31T14:59:59.999Z",
    ];
    let january = query("2026-01-01", "2026-01-31", "Asia/Seoul");
    let (asked, days) = days_of(&january, &moments);
    assert_eq!(asked, "startTime=2025-12-31&endTime=2026-01-31");
    let expected = [
        ("2026-01-01", 16),
        ("2026-01-15", 8),
        ("2026-01-16", 4),
        ("2026-01-31", 2),
    ];
    assert_eq!(days, on(&expected));
}

/// The zone, a day, the days in UTC that cover it, its first second and the first one after it.
const LONG_AND_SHORT_DAYS: [&str; 15] = [
    // 23 hours in spring, 25 in autumn.
    "America/New_York 2025-03-09 2025-03-09 2025-03-10 2025-03-09T05:00:00Z 2025-03-10T04:00:00Z",
    "America/New_York 2025-11-02 2025-11-02 2025-11-03 2025-11-02T04:00:00Z 2025-11-03T05:00:00Z",
    "Europe/London 2025-03-30 2025-03-30 2025-03-30 2025-03-30T00:00:00Z 2025-03-30T23:00:00Z",
    "Europe/London 2025-10-26 2025-10-25 2025-10-26 2025-10-25T23:00:00Z 2025-10-27T00:00:00Z",
    // Half an hour more, and half an hour less.
    "Australia/Lord_Howe 2025-04-06 2025-04-05 2025-04-06 2025-04-05T13:00:00Z 2025-04-06T13:30:00Z",
    "Australia/Lord_Howe 2025-10-05 2025-10-04 2025-10-05 2025-10-04T13:30:00Z 2025-10-05T13:00:00Z",
    // Without a midnight: clocks go from 0:00 to 1:00.
    "Asia/Beirut 2025-03-30 2025-03-29 2025-03-30 2025-03-29T22:00:00Z 2025-03-30T21:00:00Z",
    // With two: clocks go from 1:00 to 0:00.
    "America/Havana 2025-11-02 2025-11-02 2025-11-03 2025-11-02T04:00:00Z 2025-11-03T05:00:00Z",
    "Asia/Seoul 2024-02-29 2024-02-28 2024-02-29 2024-02-28T15:00:00Z 2024-02-29T15:00:00Z",
    "Asia/Taipei 2026-01-01 2025-12-31 2026-01-01 2025-12-31T16:00:00Z 2026-01-01T16:00:00Z",
    "Asia/Kathmandu 2026-12-31 2026-12-30 2026-12-31 2026-12-30T18:15:00Z 2026-12-31T18:15:00Z",
    "America/Los_Angeles 2025-12-31 2025-12-31 2026-01-01 2025-12-31T08:00:00Z 2026-01-01T08:00:00Z",
    "Pacific/Kiritimati 2026-03-01 2026-02-28 2026-03-01 2026-02-28T10:00:00Z 2026-03-01T10:00:00Z",
    "UTC 2024-02-29 2024-02-29 2024-02-29 2024-02-29T00:00:00Z 2024-03-01T00:00:00Z",
    "Etc/UTC 2026-01-01 2026-01-01 2026-01-01 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z",
];

#[test]
fn a_day_is_as_long_as_its_zone_has_it() {
    let second_before = |text: &str| (text.parse::<Timestamp>().unwrap() - 1.second()).to_string();
    for line in LONG_AND_SHORT_DAYS {
        let words: Vec<&str> = line.split(' ').collect();
        let [zone, day, first_in_utc, last_in_utc, first, after] = words[..] else {
            panic!("{line}");
        };
        let (before, last) = (second_before(first), second_before(after));
        let (sent, days) = days_of(&query(day, day, zone), &[after, &last, first, &before]);
        let asked = format!("startTime={first_in_utc}&endTime={last_in_utc}");
        assert_eq!(sent, asked, "{zone} {day}");
        assert_eq!(days, on(&[(day, 2 + 4)]), "{zone} {day}");
    }
}

#[test]
fn a_moment_is_on_its_day_in_the_zone_and_what_says_no_offset_is_of_the_zone() {
    for (text, seoul, new_york) in [
        ("2026-03-01", "2026-03-01", "2026-03-01"),
        // As a Date says it.
        ("2026-02-28T15:00:00.000Z", "2026-03-01", "2026-02-28"),
        ("2026-02-28T14:59:59.999Z", "2026-02-28", "2026-02-28"),
        ("2026-03-01T05:00:00Z", "2026-03-01", "2026-03-01"),
        ("2026-03-01T04:59:59Z", "2026-03-01", "2026-02-28"),
        ("2026-03-01T00:00:00+09:00", "2026-03-01", "2026-02-28"),
        ("2026-02-28T23:59:59-05:00", "2026-03-01", "2026-02-28"),
        ("2026-03-01T00:00:00", "2026-03-01", "2026-03-01"),
        ("2026-03-01T23:59:59.999", "2026-03-01", "2026-03-01"),
        ("2026-03-01 23:59", "2026-03-01", "2026-03-01"),
    ] {
        for (zone, day) in [("Asia/Seoul", seoul), ("America/New_York", new_york)] {
            let (expected, _) = days_of(&query(day, day, zone), &[]);
            let (found, _) = days_of(&query(text, text, zone), &[]);
            assert_eq!(found, expected, "{text} in {zone}");
        }
    }
}

#[test]
fn without_an_end_nothing_is_cut_at_the_end() {
    let moments = [
        "2049-07-01T03:59:59Z",
        "2026-07-02T04:00:00Z",
        "2026-07-01T04:00:00Z",
        "2026-07-01T03:59:59Z",
    ];
    let (asked, days) = days_of(&query("2026-07-01", "", "America/New_York"), &moments);
    assert_eq!(asked, "startTime=2026-07-01");
    assert_eq!(
        days,
        on(&[("2026-07-01", 4), ("2026-07-02", 2), ("2049-06-30", 1)])
    );
}

#[test]
fn without_a_zone_the_answer_is_given_as_it_is_and_with_utc_it_is_cut() {
    let moments = [
        "2026-03-02T00:00:00Z",
        "2026-03-01T12:00:00Z",
        "2026-02-28T23:59:59Z",
    ];
    let day = |zone| query("2026-03-01", "2026-03-01", zone);
    let asked = "startTime=2026-03-01&endTime=2026-03-01";

    let (sent, usage) = listed(&day(""), &moments);
    let usage = usage.unwrap();
    assert_eq!(
        (
            sent.as_str(),
            usage.total_time.as_secs(),
            usage.detail.len()
        ),
        (asked, 999_999, 3)
    );
    let (sent, summary) = summed(&day(""), &moments);
    let summary = summary.unwrap();
    assert_eq!(
        (
            sent.as_str(),
            summary.total_time.as_secs(),
            summary.by_day.len()
        ),
        (asked, 999_999, 3)
    );

    let cut = (asked.to_owned(), on(&[("2026-03-01", 2)]));
    assert_eq!(days_of(&day("UTC"), &moments), cut);
}

#[test]
fn the_rows_that_are_left_stay_as_they_came() {
    let moments = [
        "2026-03-01T20:00:00Z",
        "2026-03-01T12:00:00.123Z",
        "2026-02-28T20:00:00Z",
    ];
    let (_, usage) = listed(&query("2026-03-01", "2026-03-01", "Asia/Seoul"), &moments);
    let usage = usage.unwrap();
    assert_eq!(usage.domain, "d");
    let rows: Vec<_> = usage
        .detail
        .iter()
        .map(|row| (row.created_at.as_str(), row.session_time.as_secs()))
        .collect();
    assert_eq!(
        rows,
        [("2026-03-01T12:00:00.123Z", 2), ("2026-02-28T20:00:00Z", 4)]
    );
}

#[test]
fn a_zone_that_is_none_is_refused_before_anything_is_sent() {
    for zone in [
        "Mars/Olympus",
        " ",
        "Seoul",
        "Asia/Seoul ",
        "+09:00",
        "UTC+9",
        "GMT+9",
        "Etc/Unknown",
        "회의실",
        "../etc",
    ] {
        let world = World::replying([answer(200, body(&[]))]);
        let client = with_token(world.options());
        let query = query("2026-01-01", "2026-01-31", zone);
        let listed = failed(world.run(client.get_usage(&query, plain())));
        let summed = failed(world.run(client.summarize_usage(&query, plain())));
        for error in [listed, summed] {
            assert_eq!(
                gist(&error),
                of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false),
                "{zone}"
            );
            assert_eq!(error.argument(), Some("query.timeZone"));
            assert!(
                error.to_string().contains("timeZone is no time zone"),
                "{error}"
            );
        }
        assert!(world.sent().is_empty(), "{zone}");
    }
    // An empty one is given, and none.
    let query = UsageQuery {
        time_zone: Some(String::new()),
        ..query("2026-01-01", "", "")
    };
    let world = World::replying([]);
    let error = failed(world.run(with_token(world.options()).get_usage(&query, plain())));
    assert_eq!(error.argument(), Some("query.timeZone"));
}

#[test]
fn a_zone_may_be_written_in_any_case_and_by_an_older_name() {
    for (zone, same) in [
        ("asia/seoul", "Asia/Seoul"),
        ("ROK", "Asia/Seoul"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("utc", "UTC"),
    ] {
        let [found, expected] =
            [zone, same].map(|zone| days_of(&query("2026-01-01", "2026-01-01", zone), &[]));
        assert_eq!(found, expected, "{zone}");
    }
}

#[test]
fn an_end_before_the_start_is_one_in_the_zone() {
    let judged = |start: &str, end: &str, zone| {
        let world = World::replying([answer(200, body(&[]))]);
        world.run(with_token(world.options()).get_usage(&query(start, end, zone), plain()))
    };
    // One day in UTC, two in Seoul.
    let (late, early) = ("2026-03-01T15:00:00Z", "2026-03-01T14:59:59Z");
    assert!(judged(late, early, "").is_ok());
    let error = failed(judged(late, early, "Asia/Seoul"));
    assert_eq!(error.argument(), Some("query.endTime"));
    // Two days in UTC, one in Seoul.
    let (late, early) = ("2026-03-02T00:00:00Z", "2026-03-01T23:59:59Z");
    assert!(judged(late, early, "").is_err());
    assert!(judged(late, early, "Asia/Seoul").is_ok());
    assert!(judged("2026-03-02", "1026-03-01", "Asia/Seoul").is_err());
}

#[test]
fn a_row_whose_moment_is_no_date_fails_where_days_are_needed_and_passes_where_they_are_not() {
    let moments = [
        "2026-03-01T12:00:00Z",
        "1999-01-01T00:00:00Z",
        "yesterday",
        "today",
    ];
    let days = |zone| query("2026-03-01", "2026-03-01", zone);
    let failures = [
        failed(listed(&days("Asia/Seoul"), &moments).1),
        failed(listed(&days("UTC"), &moments).1),
        failed(summed(&days("Asia/Seoul"), &moments).1),
        failed(summed(&days(""), &moments).1),
    ];
    for error in failures {
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false)
        );
        assert_eq!(error.decode_path(), Some("data.detail[2].createdAt"));
    }
    assert_eq!(listed(&days(""), &moments).1.unwrap().detail.len(), 4);
}

#[test]
fn a_day_that_a_zone_skipped_has_no_sessions() {
    // Samoa went over the date line.
    let moments = ["2011-12-30T10:00:00Z", "2011-12-30T09:59:59Z"];
    let skipped = days_of(&query("2011-12-30", "2011-12-30", "Pacific/Apia"), &moments);
    assert_eq!(
        skipped,
        (
            "startTime=2011-12-30&endTime=2011-12-30".to_owned(),
            Vec::new()
        )
    );
    let (_, around) = days_of(&query("2011-12-29", "2011-12-31", "Pacific/Apia"), &moments);
    assert_eq!(around, on(&[("2011-12-29", 2), ("2011-12-31", 1)]));
}

#[test]
fn the_first_and_the_last_day_of_all_are_days_in_every_zone() {
    let first = days_of(
        &query("0000-01-01", "0000-01-01", "Asia/Seoul"),
        &["0000-01-01T12:00:00Z"],
    );
    assert_eq!(
        first,
        (
            "startTime=0000-01-01&endTime=0000-01-01".to_owned(),
            on(&[("0000-01-01", 1)])
        )
    );
    let last = days_of(
        &query("9999-12-31", "9999-12-31", "America/New_York"),
        &["9999-12-31T12:00:00Z"],
    );
    assert_eq!(
        last,
        (
            "startTime=9999-12-31&endTime=9999-12-31".to_owned(),
            on(&[("9999-12-31", 1)])
        )
    );
    for (moment, zone) in [
        ("9999-12-31T23:00:00Z", "Asia/Seoul"),
        ("0000-01-01T01:00:00Z", "America/New_York"),
    ] {
        let world = World::replying([]);
        let client = with_token(world.options());
        let error = failed(world.run(client.get_usage(&query(moment, "", zone), plain())));
        assert_eq!(error.argument(), Some("query.startTime"));
    }
}

/// Zones of every kind: none that changes, both halves of the year, half an hour, a day that was skipped, changes at midnight and
/// one minute after it, and pairs of changes within a month and within a week.
const ZONES: [&str; 18] = [
    "UTC",
    "Asia/Seoul",
    "Asia/Taipei",
    "Asia/Kathmandu",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Recife",
    "Europe/London",
    "Atlantic/Azores",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
];

/// The sessions that a service gives for the days in UTC.
fn serve(asked: &str, moments: &[Timestamp]) -> Value {
    let day = |name: &str| asked.split('&').find_map(|part| part.strip_prefix(name));
    let (first, last) = (day("startTime=").unwrap(), day("endTime="));
    let row = |at: &Timestamp| {
        let text = at.to_string();
        let (day, _) = text.split_once('T').unwrap();
        let is_asked = first <= day && last.is_none_or(|last| day <= last);
        is_asked.then(|| {
            Value::object([
                ("roomName", "r".into()),
                ("sessionTimeSecond", 1.0.into()),
                ("createdAt", Value::Text(text)),
            ])
        })
    };
    let detail = moments.iter().filter_map(row).collect();
    Value::object([
        ("domain", "d".into()),
        ("totalSecond", 0.0.into()),
        ("detail", Value::List(detail)),
    ])
}

/// The data of an answer to getUsage, as its rows are taken.
fn read(usage: &Value, asked: &Value) -> Value {
    let endpoint = &GET_USAGE.endpoint;
    let mut text = String::new();
    Value::object([("status", true.into()), ("data", usage.clone())]).write(NUMBERS, &mut text);
    let rows = (endpoint.rows)(|_| Box::<Values>::default(), asked);
    let mut decoder = Decoder::new(endpoint.answer, NUMBERS, rows);
    decoder.input().extend_from_slice(text.as_bytes());
    let read = decoder.end();
    read.ok()
        .filter(|read| read.late.is_none())
        .unwrap()
        .value
        .take("data")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_of_what_the_service_gives_is_every_session_of_those_days_there_and_no_other(
        zone in proptest::sample::select(&ZONES[..]),
        start in 0_i32..25_567, // from 1970 to 2039
        length in proptest::option::of(0_i32..400),
        // Within the time whose changes are known.
        near in proptest::collection::vec((any::<bool>(), -170_000_i64..170_000), 0..40),
    ) {
        let tz = TimeZoneDatabase::bundled().get(zone).unwrap();
        let date = |days: i32| civil::date(1970, 1, 1) + days.days();
        let (from, to) = (date(start), length.map(|length| date(start + length)));
        let moments: Vec<Timestamp> = near
            .iter()
            .map(|(at_start, seconds)| {
                let date = if *at_start { from } else { to.unwrap_or(from) };
                TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).unwrap() + seconds.seconds()
            })
            .collect();
        let end = to.map(|to| to.to_string());
        let query = Value::object([
            ("startTime", Value::Text(from.to_string())),
            ("endTime", end.map(Value::Text).unwrap_or_default()),
            ("timeZone", zone.into()),
        ]);

        let (asked, days) = usage::query(&query).map_err(|_| ()).unwrap();
        let usage = usage::listed(read(&serve(&asked, &moments), &days));

        let day = |at: &Timestamp| tz.to_datetime(*at).date();
        let is_held = |day| from <= day && to.is_none_or(|to| day <= to);
        let expected: Vec<String> = moments.iter().filter(|at| is_held(day(at))).map(Timestamp::to_string).collect();
        let found: Vec<&str> = usage.get("detail").items().iter().filter_map(|row| row.get("createdAt").as_text()).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(usage.get("totalSecond").as_number(), Some(found.len() as f64));
        let mut days = Days::of(&days);
        for at in &moments {
            let found = days.day_of(at.to_string().as_bytes()).unwrap();
            prop_assert_eq!(found.written(), day(at).to_string());
            prop_assert_eq!(days.holds(found), is_held(day(at)));
        }
    }

    #[test]
    fn no_day_more_is_asked_for_than_is_needed(
        zone in proptest::sample::select(&ZONES[..]),
        start in 0_i32..25_567,
        length in 0_i32..400,
    ) {
        let tz = TimeZoneDatabase::bundled().get(zone).unwrap();
        let date = |days: i32| civil::date(1970, 1, 1) + days.days();
        let (from, to) = (date(start), date(start + length));
        let query = Value::object([
            ("startTime", Value::Text(from.to_string())),
            ("endTime", Value::Text(to.to_string())),
            ("timeZone", zone.into()),
        ]);
        let asked = days::ask(&query).map_err(|_| ()).unwrap();
        let begin = tz.to_timestamp(from.at(0, 0, 0, 0)).unwrap();
        let end = tz.to_timestamp(to.tomorrow().unwrap().at(0, 0, 0, 0)).unwrap() - 1.second();
        let in_utc = |at: Timestamp| TimeZone::UTC.to_datetime(at).date().to_string();
        prop_assert_eq!(asked.first.written(), in_utc(begin));
        prop_assert_eq!(asked.last.unwrap().written(), in_utc(end));
    }
}
