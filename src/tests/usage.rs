//! Usage: which days are asked for, and how sessions add up.

use std::time::Duration;

use json::{Day, Moment, Rows};
use proptest::prelude::*;
use serde_json::json;

use super::desk::{failed, gist, of, plain, with_token};
use super::scripted::{World, answer};
use crate::s_connector::days::Days;
use crate::s_connector::usage::Summary;
use crate::{DayUsage, Error, ErrorKind, Outcome, RoomUsage, UsageQuery, UsageSummary};

/// The query that is sent for these days.
fn query(start: &str, end: Option<&str>) -> Result<String, Error> {
    let empty = json!({"status": true, "data": {"domain": "d", "totalSecond": 0, "detail": []}});
    let world = World::replying([answer(200, empty.to_string())]);
    let query = UsageQuery {
        start_time: start.to_owned(),
        end_time: end.map(str::to_owned),
        time_zone: None,
    };
    let client = with_token(world.options());
    world.run(client.get_usage(&query, plain()))?;
    let url = world.sent()[0].url.clone();
    let (_, query) = url.split_once('?').expect("there is a query");
    Ok(query.to_owned())
}

fn day(text: &str) -> String {
    let query = query(text, None).unwrap_or_else(|error| panic!("{text}: {error}"));
    let day = query.strip_prefix("startTime=").unwrap();
    day.to_owned()
}

/// Nothing is sent for this day, as start or as end; `false` where it would be.
fn is_refused(text: &str) -> bool {
    let judged = [query(text, None), query("2000-01-01", Some(text))];
    judged.into_iter().all(|judged| match judged {
        Ok(_) => false,
        Err(error) => {
            let expected = of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false);
            assert_eq!(gist(&error), expected, "{text}");
            true
        }
    })
}

#[test]
fn days_are_sent_as_they_are() {
    let sent = query("2021-02-20", Some("2021-02-25")).unwrap();
    assert_eq!(sent, "startTime=2021-02-20&endTime=2021-02-25");
    assert_eq!(query("2021-02-20", None).unwrap(), "startTime=2021-02-20");
    assert_eq!(
        query("2021-02-20", Some("2021-02-20")).unwrap(),
        "startTime=2021-02-20&endTime=2021-02-20"
    );
}

#[test]
fn a_leap_day_is_a_day_where_there_is_one() {
    for leap_day in ["2024-02-29", "2000-02-29", "2400-02-29"] {
        assert_eq!(day(leap_day), leap_day);
    }
    for none in ["2023-02-29", "1900-02-29", "2100-02-29"] {
        assert!(is_refused(none), "{none}");
    }
}

#[test]
fn a_day_that_does_not_exist_is_refused() {
    for text in [
        "2021-02-30",
        "2021-04-31",
        "2021-13-01",
        "2021-00-10",
        "2021-01-00",
        "2021-01-32",
        "2021-02-29T10:00:00Z",
        "2021-02-20T24:00:01Z",
        "2021-02-20T25:00:00Z",
        "2021-02-20T10:60:00Z",
        "2021-02-20T10:00:61Z",
        "2021-02-20T10:00:00+24:00",
        "2021-02-20T10:00:00+09:60",
    ] {
        assert!(is_refused(text), "{text}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        " ",
        "today",
        "20210220",
        "2021-2-20",
        "21-02-20",
        "2021/02/20",
        "2021-02-20T",
        "2021-02-20Z",
        "2021-02-20 ",
        " 2021-02-20",
        "2021-02-20T10",
        "2021-02-20T10:00:00Zx",
        "2021-02-20T10:00:00ZZ",
        "2021-02-20x10:00:00Z",
        "2021-02-20T-1:00:00Z",
        "+2021-02-2",
        "-2021-02-20",
        "12021-02-20",
        "2021-02-2０",
        "２０２1-02-20",
        "1613779200000",
        "회의실회의실",
        "2021-02-20&endTime=2021-02-25",
        "2021-02-20T10:00:00+",
        "2021-02-20T10:00:00+9",
        "2021-02-20T:",
        "NaN-aN-aN",
    ] {
        assert!(is_refused(text), "{text}");
    }
}

#[test]
fn of_a_timestamp_the_day_in_utc_counts() {
    for (text, expected) in [
        ("2021-02-20T00:00:00Z", "2021-02-20"),
        ("2021-02-20T00:00:00.000Z", "2021-02-20"),
        ("2021-02-20T23:59:59.999999999Z", "2021-02-20"),
        ("2021-02-20T08:59:59+09:00", "2021-02-19"),
        ("2021-02-20T09:00:00+09:00", "2021-02-20"),
        ("2021-02-20T18:59:59-05:00", "2021-02-20"),
        ("2021-02-20T19:00:00-05:00", "2021-02-21"),
        ("2021-01-01T00:00:00+00:01", "2020-12-31"),
        ("2024-02-28T23:30:00-01:00", "2024-02-29"),
        ("2023-02-28T23:30:00-01:00", "2023-03-01"),
        ("2021-12-31T23:59:59-00:01", "2022-01-01"),
        ("2021-02-20t10:00:00z", "2021-02-20"),
        ("2021-02-20 10:00:00Z", "2021-02-20"),
    ] {
        assert_eq!(day(text), expected, "{text}");
    }
}

#[test]
fn a_time_without_an_offset_is_utc() {
    for text in [
        "2021-02-20T00:00:00",
        "2021-02-20T23:59:59.999",
        "2021-02-20T23:59",
        "2021-02-20 00:00",
    ] {
        assert_eq!(day(text), "2021-02-20", "{text}");
    }
}

#[test]
fn a_timestamp_whose_day_in_utc_has_no_four_digit_year_is_refused() {
    assert!(is_refused("9999-12-31T23:59:59-23:59"));
    assert!(is_refused("0000-01-01T00:00:00+23:59"));
}

#[test]
fn every_day_of_ten_thousand_years_is_read_and_written() {
    let mut date = time::Date::from_calendar_date(0, time::Month::January, 1).ok();
    let mut expected = Day::FIRST;
    while let Some(this) = date {
        let midnight = this.midnight().assume_utc().unix_timestamp();
        assert_eq!(expected.begin(), midnight as f64);
        for second in [midnight, midnight + 86_399] {
            assert_eq!(Day::at(second as f64), Some(expected));
        }
        let (year, month, day) = this.to_calendar_date();
        if day == 1 || day > 27 {
            let text = format!("{year:04}-{:02}-{day:02}", u8::from(month));
            assert_eq!(Moment::read(&text).unwrap().day, expected);
            assert_eq!(expected.written(), text);
        }
        expected = Day(expected.0 + 1);
        date = this.next_day();
    }
    assert_eq!(expected, Day(Day::LAST.0 + 1));
    assert_eq!(Day::at(expected.begin()), None);
    assert_eq!(Day::at(Day::FIRST.begin() - 1.0), None);
}

#[test]
fn an_end_before_the_start_is_refused() {
    let error = query("2021-02-21", Some("2021-02-20")).unwrap_err();
    assert_eq!(
        gist(&error),
        of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
    );
    let error = query("2021-02-20T00:00:00Z", Some("2021-02-20T08:00:00+09:00")).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::InvalidArgument,
        "the days in UTC are compared"
    );
    let same_day = query("2021-02-20T20:00:00Z", Some("2021-02-20T10:00:00Z"));
    assert!(same_day.is_ok(), "days are compared, not times");
}

fn summed(body: &serde_json::Value) -> Result<UsageSummary, Error> {
    let world = World::replying([answer(200, body.to_string())]);
    let query = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    let client = with_token(world.options());
    world.run(client.summarize_usage(&query, plain()))
}

fn usage_body(total: impl serde::Serialize, rows: &[(&str, f64, &str)]) -> serde_json::Value {
    let detail: Vec<_> = rows
        .iter()
        .map(|(room, seconds, at)| json!({"roomName": room, "sessionTimeSecond": seconds, "createdAt": at}))
        .collect();
    json!({"status": true, "data": {"domain": "d", "totalSecond": total, "detail": detail}})
}

fn room(name: &str, seconds: u64, session_count: u32) -> RoomUsage {
    RoomUsage {
        room_name: name.to_owned(),
        total_time: Duration::from_secs(seconds),
        session_count,
    }
}

fn on_day(day: &str, seconds: u64, session_count: u32) -> DayUsage {
    DayUsage {
        day: day.to_owned(),
        total_time: Duration::from_secs(seconds),
        session_count,
    }
}

#[test]
fn sessions_add_up_by_room_and_by_day() {
    let summary = summed(&usage_body(
        "49951",
        &[
            ("gsdagd", 42_936.0, "2021-02-22T12:39:26.000Z"),
            ("test", 1_481.0, "2021-02-22T04:45:20.000Z"),
            ("test", 4_924.0, "2021-02-22T00:12:58.000Z"),
            ("12312", 610.0, "2021-02-21T02:34:52.000Z"),
        ],
    ));
    let expected = UsageSummary {
        domain: "d".to_owned(),
        total_time: Duration::from_secs(49_951),
        session_count: 4,
        by_room: vec![
            room("gsdagd", 42_936, 1),
            room("test", 6_405, 2),
            room("12312", 610, 1),
        ],
        by_day: vec![
            on_day("2021-02-21", 610, 1),
            on_day("2021-02-22", 49_341, 3),
        ],
    };
    assert_eq!(summary.unwrap(), expected);
}

#[test]
fn the_total_is_the_services_own_even_where_the_rows_say_otherwise() {
    let summary = summed(&usage_body(7, &[("a", 5.0, "2021-02-22T00:00:00Z")])).unwrap();
    assert_eq!(summary.total_time, Duration::from_secs(7));
}

#[test]
fn rooms_of_equal_use_stand_by_name() {
    let at = "2021-02-22T00:00:00Z";
    let summary = summed(&usage_body(
        4,
        &[("b", 1.0, at), ("c", 2.0, at), ("a", 1.0, at)],
    ))
    .unwrap();
    let names: Vec<&str> = summary
        .by_room
        .iter()
        .map(|r| r.room_name.as_str())
        .collect();
    assert_eq!(names, ["c", "a", "b"]);
}

#[test]
fn no_sessions_add_up_to_a_plain_zero() {
    let summary = summed(&usage_body(0, &[])).unwrap();
    assert_eq!((summary.by_room.len(), summary.by_day.len()), (0, 0));
    assert_eq!(summary.session_count, 0);
    let takers = [(), ()].map(|()| Box::<json::Values>::default() as Box<dyn Rows>);
    let sums = Summary::new(Days::of(&json::Value::Absent), takers)
        .end()
        .unwrap();
    let count = sums.get("sessionCount").as_number().unwrap();
    assert_eq!(count, 0.0);
    assert!(
        count.is_sign_positive(),
        "-0 is not 0 in a table or a test of a user's"
    );
}

#[test]
fn a_summary_has_as_many_rooms_as_a_hundred_thousand() {
    let at = "2021-02-22T00:00:00Z";
    let names: Vec<String> = (0..100_001)
        .map(|number| format!("room {number}"))
        .collect();
    let rows: Vec<_> = names.iter().map(|name| (name.as_str(), 1.0, at)).collect();
    let summary = summed(&usage_body(1, &rows[..100_000])).unwrap();
    assert_eq!(summary.by_room.len(), 100_000);
    let error = failed(summed(&usage_body(1, &rows)));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.decode_path(), Some("data.detail[100000].roomName"));
    assert!(
        error
            .to_string()
            .contains("more than 100,000 different rooms"),
        "{error}"
    );
}

#[test]
fn a_row_whose_moment_is_no_timestamp_is_a_decode_failure_that_says_where() {
    for moment in [
        "yesterday",
        "",
        "2021-02-30T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
    ] {
        let at = "2021-02-22T00:00:00Z";
        let error = failed(summed(&usage_body(
            2,
            &[("a", 1.0, at), ("canary-room", 1.0, moment)],
        )));
        assert_eq!(error.kind(), ErrorKind::Decode, "{moment}");
        assert_eq!(error.decode_path(), Some("data.detail[1].createdAt"));
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn a_summary_that_cannot_be_made_was_sent_all_the_same() {
    let error = failed(summed(&usage_body(1, &[("a", 1.0, "yesterday")])));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Decode, 1, Outcome::Unknown, false)
    );
    assert_eq!(error.status(), Some(200));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_day_that_exists_is_sent_as_it_is(days in 0_i32..3_652_425) {
        let date = time::Date::from_julian_day(1_721_060 + days).unwrap(); // from 0000-01-01
        let text = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
        prop_assert_eq!(day(&text), text.clone());
        prop_assert_eq!(day(&format!("{text}T12:30:15.5Z")), text);
    }

    #[test]
    fn any_date_and_offset_give_a_day_or_a_refusal(
        date in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        time in "[T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\\.[0-9]{1,12})?)?",
        offset in "Z|[+-][0-2][0-9]:[0-6][0-9]|",
    ) {
        let text = format!("{date}{time}{offset}");
        if let Ok(sent) = query(&text, None) {
            let day = sent.strip_prefix("startTime=").unwrap();
            prop_assert_eq!(day.len(), 10);
            prop_assert!(day.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
        }
    }

    #[test]
    fn no_text_is_too_strange_to_be_judged(text in any::<String>()) {
        let _ = query(&text, None);
    }

    #[test]
    fn nothing_is_lost_in_adding_up(
        rows in proptest::collection::vec(("[a-c]", 0_u32..100_000, 1_u8..29), 0..30),
    ) {
        let rows: Vec<(String, f64, String)> = rows
            .into_iter()
            .map(|(room, seconds, day)| (room, f64::from(seconds), format!("2021-02-{day:02}T00:00:00Z")))
            .collect();
        let borrowed: Vec<(&str, f64, &str)> =
            rows.iter().map(|(room, seconds, at)| (room.as_str(), *seconds, at.as_str())).collect();
        let total: f64 = rows.iter().map(|row| row.1).sum();
        let time = Duration::from_secs_f64(total);
        let count = rows.len() as u32;
        let summary = summed(&usage_body(total, &borrowed)).unwrap();
        prop_assert_eq!(summary.session_count, count);
        prop_assert_eq!(summary.by_room.iter().map(|r| r.total_time).sum::<Duration>(), time);
        prop_assert_eq!(summary.by_day.iter().map(|d| d.total_time).sum::<Duration>(), time);
        prop_assert_eq!(summary.by_room.iter().map(|r| r.session_count).sum::<u32>(), count);
        prop_assert_eq!(summary.by_day.iter().map(|d| d.session_count).sum::<u32>(), count);
        let most_first = summary.by_room.is_sorted_by(|a, b| {
            a.total_time > b.total_time || a.total_time == b.total_time && a.room_name < b.room_name
        });
        prop_assert!(most_first);
        prop_assert!(summary.by_day.is_sorted_by_key(|d| d.day.as_str()));
    }
}
