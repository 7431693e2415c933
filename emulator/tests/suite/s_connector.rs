//! S-Connector as its page describes it, and a building whose rooms fill and empty.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use roomkey_emulator::operation::Service::SConnector;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use crate::lab::{DAY, HOUR, Lab, MINUTE, NOON, SECOND, claims};

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

#[test]
fn a_token_lasts_as_many_minutes_as_asked() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(5);
    let claims = claims(&token);
    assert_eq!(
        claims["exp"]
            .as_i64()
            .zip(claims["iat"].as_i64())
            .map(|(exp, iat)| exp - iat),
        Some(5 * 60)
    );
    let mut names: Vec<_> = claims
        .as_object()
        .expect("claims")
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["accessKey", "domain", "exp", "iat", "id"]);

    lab.advance(5 * MINUTE - SECOND);
    assert_eq!(
        lab.s_connector(&token, "/v1/info").at("/status"),
        (200, json!(true))
    );
    lab.advance(SECOND);
    assert_eq!(
        lab.s_connector(&token, "/v1/info").at("/status"),
        (401, json!(false))
    );
}

#[test]
fn a_token_lasts_an_hour_if_nothing_is_asked() {
    let mut lab = Lab::new();
    let keys = lab.about()["sConnector"].clone();
    let body =
        json!({ "accessKey": keys["accessKey"], "secretKey": keys["secretKey"], "isOwner": true });
    let answer = lab.send_json(SConnector, "POST", "/v1/auth", &[], body);
    let claims = claims(
        answer.json()["data"]["accessToken"]
            .as_str()
            .expect("a token"),
    );
    assert_eq!(
        claims["exp"]
            .as_i64()
            .zip(claims["iat"].as_i64())
            .map(|(exp, iat)| exp - iat),
        Some(60 * 60)
    );
    assert_eq!(claims["isOwner"], json!(true));
}

#[test]
fn wrong_keys_get_no_token() {
    let mut lab = Lab::new();
    let keys = lab.about()["sConnector"].clone();
    for body in [
        json!({ "accessKey": keys["accessKey"], "secretKey": "guess" }),
        json!({ "accessKey": "guess", "secretKey": keys["secretKey"] }),
    ] {
        let answer = lab.send_json(SConnector, "POST", "/v1/auth", &[], body);
        assert_eq!(answer.at("/status"), (401, json!(false)));
        assert!(answer.json()["message"].is_string());
    }
}

#[test]
fn a_malformed_request_for_a_token_is_refused() {
    let mut lab = Lab::new();
    let keys = lab.about()["sConnector"].clone();
    let with = |name: &str, value: Value| {
        let mut body = json!({ "accessKey": keys["accessKey"], "secretKey": keys["secretKey"] });
        body[name] = value;
        body
    };
    for body in [
        json!({}),
        json!({ "accessKey": keys["accessKey"] }),
        with("expires", json!("60")),
        with("expires", json!(0)),
        with("expires", json!(-5)),
        with("expires", json!(null)),
        with("isOwner", json!("true")),
        with("isOwner", json!(null)),
    ] {
        let answer = lab.send_json(SConnector, "POST", "/v1/auth", &[], body.clone());
        assert_eq!(answer.at("/status"), (400, json!(false)), "{body}");
    }
    assert_eq!(
        lab.send(
            SConnector,
            "POST",
            "/v1/auth",
            &[],
            with("expires", json!(5)).to_string()
        )
        .status,
        415
    );
}

#[test]
fn no_token_and_a_forged_one_are_unauthorized() {
    let mut lab = Lab::new();
    let paths = [
        "/v1/info",
        "/v1/sessions",
        "/v1/sessions/room_name",
        "/v1/static?startTime=2026-01-01",
    ];
    for path in paths {
        assert_eq!(
            lab.send(SConnector, "GET", path, &[], "").at("/status"),
            (401, json!(false))
        );
        assert_eq!(
            lab.s_connector("forged", path).at("/status"),
            (401, json!(false))
        );
    }
}

#[test]
fn the_license_is_as_documented() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    let license = lab.s_connector(&token, "/v1/info").json();
    assert_eq!(license["status"], json!(true));
    assert_eq!(license["data"]["roomLimit"], json!(10));
    assert_eq!(license["data"]["enabled"], json!(1));
    assert!(license["data"]["domain"].is_string());
    assert_eq!(
        license["data"]["createdAt"],
        json!("2024-01-15T00:00:00.000Z")
    );
}

#[test]
fn rooms_open_fill_and_close_but_never_exceed_the_limit() {
    let mut lab = Lab::new();
    let mut names = BTreeSet::new();
    let mut waiting = 0;
    let mut busiest = 0;
    let mut changes = 0;
    let mut before = Value::Null;
    // A week, every seven minutes.
    for _ in 0..7 * 24 * 60 / 7 {
        lab.advance(7 * MINUTE);
        let token = lab.s_connector_token(60);
        let answer = lab.s_connector(&token, "/v1/sessions").json();
        let sessions = list(&answer["data"]);
        assert!((2..=10).contains(&sessions.len()), "{answer}");
        busiest = busiest.max(sessions.len());
        for session in sessions {
            names.insert(session["roomName"].as_str().expect("a name").to_owned());
            let users = session["user"].as_u64().expect("a number");
            match session["status"].as_str() {
                Some("WAIT") => {
                    waiting += 1;
                    assert_eq!(users, 1);
                }
                Some("ON_GOING") => assert!(users >= 2),
                other => panic!("undocumented status {other:?}"),
            }
        }
        changes += usize::from(answer != before);
        before = answer;
    }
    assert!(waiting > 0);
    assert!(
        busiest >= 8,
        "a busy hour nearly fills the licence: {busiest}"
    );
    assert!(
        changes > 1000,
        "something changes nearly every time: {changes}"
    );
    assert_eq!(names.len(), 14, "{names:?}");
    assert!(names.contains("회의실 1"));
    for sign in [' ', '/', '#', '?', '%', '&'] {
        assert!(
            names.iter().any(|name| name.contains(sign)),
            "no room with {sign} in its name"
        );
    }
}

#[test]
fn every_room_in_session_is_found_by_its_encoded_name() {
    let mut lab = Lab::new();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        lab.advance(17 * MINUTE);
        let token = lab.s_connector_token(60);
        let sessions = lab.s_connector(&token, "/v1/sessions").json();
        for session in list(&sessions["data"]) {
            let name = session["roomName"].as_str().expect("a name");
            let path = format!(
                "/v1/sessions/{}",
                utf8_percent_encode(name, NON_ALPHANUMERIC)
            );
            let answer = lab.s_connector(&token, &path);
            assert_eq!(answer.json(), json!({ "status": true, "data": session }));
            seen.insert(name.to_owned());
        }
    }
    assert_eq!(seen.len(), 14);
}

#[test]
fn a_room_that_is_not_in_session_is_not_found() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    for path in [
        "/v1/sessions/nobody",
        "/v1/sessions/..%2Finfo%3Fx%3D1%23y",
        "/v1/sessions/%2E%2E",
    ] {
        let answer = lab.s_connector(&token, path);
        assert_eq!(answer.at("/status"), (404, json!(false)), "{path}");
        assert!(answer.json()["message"].is_string());
    }
}

#[test]
fn two_years_of_usage_are_there_newest_first() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    let usage = lab
        .s_connector(&token, "/v1/static?startTime=2020-01-01")
        .json();
    let rows = list(&usage["data"]["detail"]);
    assert!((30_000..60_000).contains(&rows.len()), "{}", rows.len());
    let times: Vec<_> = rows
        .iter()
        .map(|row| row["createdAt"].as_str().expect("a time"))
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    assert!(
        times[0].starts_with("2026-01-14T0") && times[0].ends_with(":00.000Z")
            || times[0].len() == 24
    );
    assert!(times[times.len() - 1].starts_with("2024-01-15"));
    let sum: i64 = rows
        .iter()
        .map(|row| row["sessionTimeSecond"].as_i64().expect("seconds"))
        .sum();
    assert_eq!(usage["data"]["totalSecond"], json!(sum));
}

#[test]
fn some_rooms_and_weekdays_are_busier_than_others() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    let usage = lab
        .s_connector(&token, "/v1/static?startTime=2025-01-01&endTime=2025-12-30")
        .json();
    let mut by_room = BTreeMap::<&str, usize>::new();
    let mut by_day = BTreeMap::<&str, usize>::new();
    for row in list(&usage["data"]["detail"]) {
        *by_room
            .entry(row["roomName"].as_str().expect("a name"))
            .or_default() += 1;
        *by_day
            .entry(&row["createdAt"].as_str().expect("a time")[..10])
            .or_default() += 1;
    }
    let busiest = by_room.values().max().expect("rooms");
    let quietest = by_room.values().min().expect("rooms");
    assert!(busiest > &(4 * quietest), "{by_room:?}");
    // The fourth of January 2025 was a Saturday.
    let days: Vec<_> = by_day.values().copied().collect();
    let (weekend, week): (Vec<_>, Vec<_>) = days
        .iter()
        .enumerate()
        .partition(|(day, _)| matches!((day + 4) % 7, 0 | 1));
    let mean =
        |days: &[(usize, &usize)]| days.iter().map(|(_, rows)| **rows).sum::<usize>() / days.len();
    assert!(
        mean(&week) > 2 * mean(&weekend),
        "{} and {}",
        mean(&week),
        mean(&weekend)
    );
}

#[test]
fn usage_counts_both_days_and_stays_as_it_was() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(24 * 60);
    let asked = "/v1/static?startTime=2026-01-12&endTime=2026-01-13";
    let first = lab.s_connector(&token, asked).json();
    let days: BTreeSet<_> = list(&first["data"]["detail"])
        .iter()
        .map(|row| row["createdAt"].as_str().expect("a time")[..10].to_owned())
        .collect();
    assert_eq!(
        days.into_iter().collect::<Vec<_>>(),
        ["2026-01-12", "2026-01-13"]
    );

    lab.advance(5 * HOUR);
    assert_eq!(lab.s_connector(&token, asked).json(), first);
    let mut later = Lab::starting_at(NOON + 40 * DAY);
    let token = later.s_connector_token(60);
    assert_eq!(
        later.s_connector(&token, asked).json(),
        first,
        "another emulator, another start, the same past"
    );
}

#[test]
fn todays_usage_grows_as_meetings_end() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(24 * 60);
    let rows = |lab: &mut Lab| {
        let usage = lab
            .s_connector(&token, "/v1/static?startTime=2026-01-14")
            .json();
        list(&usage["data"]["detail"]).clone()
    };
    let before = rows(&mut lab);
    lab.advance(3 * HOUR);
    let after = rows(&mut lab);
    assert!(after.len() > before.len());
    assert_eq!(after[after.len() - before.len()..], before);
}

#[test]
fn a_meeting_that_was_live_becomes_a_row_of_usage() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(24 * 60);
    let live = lab.s_connector(&token, "/v1/sessions").json();
    lab.advance(12 * HOUR);
    let usage = lab
        .s_connector(&token, "/v1/static?startTime=2026-01-14")
        .json();
    let covering_noon: BTreeSet<_> = list(&usage["data"]["detail"])
        .iter()
        .filter(|row| {
            let time = row["createdAt"].as_str().expect("a time");
            let of_day =
                |range: std::ops::Range<usize>| time[range].parse::<i64>().expect("digits");
            let end = (of_day(8..10) - 14) * DAY
                + of_day(11..13) * HOUR
                + of_day(14..16) * MINUTE
                + of_day(17..19) * SECOND;
            let start = end - row["sessionTimeSecond"].as_i64().expect("seconds") * SECOND;
            (start..end).contains(&(3 * HOUR))
        })
        .map(|row| row["roomName"].as_str().expect("a name"))
        .collect();
    for session in list(&live["data"]) {
        assert!(
            covering_noon.contains(session["roomName"].as_str().expect("a name")),
            "{session}"
        );
    }
    assert_eq!(covering_noon.len(), list(&live["data"]).len());
}

#[test]
fn usage_wants_dates() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    for query in [
        "",
        "?endTime=2026-01-10",
        "?startTime=",
        "?startTime=2026-02-30",
        "?startTime=2026-1-2",
        "?startTime=2026-01-02T00:00:00Z",
        "?startTime=1767225600000",
        "?startTime=2026-01-02&endTime=tomorrow",
        "?startTime=2026-01-02&endTime=2026-01-01",
    ] {
        let answer = lab.s_connector(&token, &format!("/v1/static{query}"));
        assert_eq!(answer.at("/status"), (400, json!(false)), "{query}");
    }
    let future = lab.s_connector(&token, "/v1/static?startTime=2030-01-01");
    assert_eq!(future.at("/data/detail"), (200, json!([])));
}
