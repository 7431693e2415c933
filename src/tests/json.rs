//! Bodies as the clients read them: what is no JSON, what is wrong and where, in words that show nothing of what stands there.
//!
//! The reading itself is tested in the crate `json`.

use serde_json::{Value, json};

use super::arctos::{code, moderator};
use super::desk::{arctos, failed, gist, of, plain, with_token};
use super::scripted::{World, answer};
use crate::{ClientOptions, Error, ErrorKind, Outcome, Retry, Session, Usage, UsageQuery};

fn options(world: &World) -> ClientOptions {
    ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    }
}

fn usage_of(status: u16, body: impl Into<Vec<u8>>) -> Result<Usage, Error> {
    let world = World::replying([answer(status, body)]);
    let days = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    world.run(with_token(options(&world)).get_usage(&days, plain()))
}

fn usage(body: impl Into<Vec<u8>>) -> Result<Usage, Error> {
    usage_of(200, body)
}

fn session(body: &str) -> Session {
    let world = World::replying([answer(200, body)]);
    let found = world.run(with_token(options(&world)).get_session("room", plain()));
    found.unwrap().expect("there is a room")
}

/// Where an answer is wrong, and the words for it.
fn wrong(body: impl Into<Vec<u8>>) -> (String, String) {
    let error = failed(usage(body));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Decode, 1, Outcome::Unknown, false)
    );
    let words = error.to_string();
    assert!(!format!("{error:?} {words}").contains("canary"), "{words}");
    let words = words
        .strip_prefix("sConnector.getUsage: ")
        .and_then(|words| {
            words.strip_suffix(". Check the base URL; if it is right, the service has changed.")
        })
        .expect("the words stand between these");
    (
        error.decode_path().expect("there is a path").to_owned(),
        words.to_owned(),
    )
}

fn document() -> Value {
    let row =
        json!({"roomName": "a", "sessionTimeSecond": "5", "createdAt": "2021-02-20T00:00:00Z"});
    json!({"status": true, "data": {"domain": "d", "totalSecond": 10, "detail": [row, row]}})
}

/// An object around lists, so many levels in all.
fn nested(levels: usize) -> String {
    let lists = levels - 1;
    format!("{{\"x\":{}{}}}", "[".repeat(lists), "]".repeat(lists))
}

#[test]
fn a_body_that_is_empty_or_no_json_is_wrong_as_a_whole() {
    let complete = document().to_string();
    for (body, words) in [
        ("", "the answer is empty"),
        (" \r\n\t", "the answer is empty"),
        ("\u{feff}", "the answer is empty"),
        ("<html>canary</html>", "the answer is not valid JSON"),
        (
            r#"{"status": true, "data": "#,
            "the answer is not valid JSON",
        ),
        (r#"{"status": tru}"#, "the answer is not valid JSON"),
        (&format!("{complete}x"), "the answer is not valid JSON"),
        (
            &format!("\u{feff}\u{feff}{complete}"),
            "the answer is not valid JSON",
        ),
        ("31337", "the answer is not an object"),
        (&nested(129), "the answer is nested too deep"),
    ] {
        assert_eq!(wrong(body), (String::new(), words.to_owned()), "{body}");
    }
    let words = "the answer is not valid JSON".to_owned();
    assert_eq!(wrong(b"{\"status\": \"\xFF\"}"), (String::new(), words));
}

#[test]
fn a_wrong_value_is_named_by_its_path_and_by_what_it_should_be() {
    for (pointer, value, path, words) in [
        (
            "/status",
            json!("canary"),
            "status",
            "is not a boolean or 1 or 0",
        ),
        ("/data", json!("canary"), "data", "is not an object"),
        (
            "/data",
            json!(["canary", 1, []]),
            "data",
            "is not an object",
        ),
        (
            "/data/domain",
            json!({"canary": 1}),
            "data.domain",
            "is not a string",
        ),
        (
            "/data/totalSecond",
            json!("canary"),
            "data.totalSecond",
            "is not a number",
        ),
        (
            "/data/detail",
            json!("canary"),
            "data.detail",
            "is not a list",
        ),
        (
            "/data/detail/1",
            json!(["canary"]),
            "data.detail[1]",
            "is not an object",
        ),
        (
            "/data/detail/1/roomName",
            json!(31337),
            "data.detail[1].roomName",
            "is not a string",
        ),
    ] {
        let mut document = document();
        *document.pointer_mut(pointer).unwrap() = value;
        let expected = (path.to_owned(), format!("{path} {words}"));
        assert_eq!(wrong(document.to_string()), expected);
        assert_eq!(wrong(format!("\u{feff}{document}")), expected);
    }
}

#[test]
fn a_missing_member_and_one_that_stands_twice_are_named_by_their_place() {
    let mut document = document();
    document["data"]["detail"][1]
        .as_object_mut()
        .unwrap()
        .remove("roomName");
    let path = "data.detail[1].roomName".to_owned();
    assert_eq!(
        wrong(document.to_string()),
        (path.clone(), format!("the answer lacks {path}"))
    );

    let twice = r#"{"status": true, "data": {"domain": "canary", "totalSecond": 2, "domain": "canary", "detail": []}}"#;
    assert_eq!(
        wrong(twice),
        (
            "data.domain".to_owned(),
            "data.domain is there twice".to_owned()
        )
    );
    let twice = r#"{"status": true, "status": true, "data": 5}"#;
    assert_eq!(
        wrong(twice),
        ("status".to_owned(), "status is there twice".to_owned())
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert!(usage(format!("\u{feff}{}", document())).is_ok());
    let error = failed(usage_of(403, "\u{feff}{\"message\":\"no\"}"));
    assert_eq!(error.service_message(), Some("no"));
}

#[test]
fn depth_is_capped_inside_members_that_nobody_reads_too() {
    let ignored = |levels: usize| {
        let mut document = document().to_string();
        document.pop();
        format!(r#"{document},"text":"[[\"[{{","deep":{}}}"#, nested(levels))
    };
    assert!(usage(ignored(127)).is_ok());
    let error = failed(usage(ignored(128)));
    assert_eq!(
        (error.kind(), error.decode_path()),
        (ErrorKind::Decode, Some(""))
    );
    assert_eq!(wrong(ignored(1_000_000)).1, "the answer is nested too deep");
}

#[test]
fn a_refusal_is_read_for_its_words_and_is_one_without_them() {
    let words = |body: &str| {
        let error = failed(usage_of(403, body));
        assert_eq!(
            (error.kind(), error.decode_path()),
            (ErrorKind::Forbidden, None)
        );
        error.service_message().map(str::to_owned)
    };
    assert_eq!(
        words(r#"{"message":"no","more":[{}]}"#).as_deref(),
        Some("no")
    );
    assert_eq!(
        words(r#"{"message":"","error":"no"}"#).as_deref(),
        Some("no")
    );
    assert_eq!(
        words(r#"{"message":"no\ud83d"}"#).as_deref(),
        Some("no\u{fffd}")
    );
    let deep = nested(1_000_000);
    for body in [
        "",
        "{}",
        r#"{"message":""}"#,
        r#"{"message":5}"#,
        r#"{"message":{"message":"no"}}"#,
        r#""message""#,
        r#"["message"]"#,
        r#"{"message":"no""#,
        &deep,
    ] {
        assert_eq!(words(body), None, "{}", body.get(..20).unwrap_or(body));
    }
}

#[test]
fn a_failure_of_great_length_is_not_read_for_its_words() {
    let words = |length| {
        let body = format!(r#"{{"message":"no","more":"{}"}}"#, "x".repeat(length));
        let error = failed(usage_of(403, body));
        error.service_message().map(str::to_owned)
    };
    assert_eq!(words(200 * 1024).as_deref(), Some("no"));
    assert_eq!(words(300 * 1024), None);
}

#[test]
fn half_a_surrogate_pair_is_read_as_a_replacement_character() {
    let name = |escaped: &str| {
        let body = format!(
            r#"{{"status":true,"\ude00":["\ud83d"],"data":{{"roomName":"{escaped}","status":"WAIT","user":1}}}}"#
        );
        session(&body).room_name
    };
    assert_eq!(name(r"a\ud83d"), "a\u{fffd}");
    assert_eq!(name(r"\uDE00a"), "\u{fffd}a");
    assert_eq!(name(r"\ud83d\ud83d\ude00"), "\u{fffd}😀");
    assert_eq!(name(r"\ud83d\ude00 \\ud83d \uAC00"), r"😀 \ud83d 가");
}

#[test]
fn a_code_is_a_whole_number_or_digits() {
    for (value, expected) in [
        (json!(1404), Some(1404)),
        (json!(-3), Some(-3)),
        (json!("1404"), Some(1404)),
        (json!("0"), Some(0)),
        (json!(""), None),
        (json!("-1"), None),
        (json!("x1404"), None),
        (json!(1.5), None),
        (json!(true), None),
        (json!(null), None),
        (json!(["1404"]), None),
        (json!("99999999999999999999"), None),
        (json!(u64::MAX), None),
    ] {
        let body = json!({"status": 0, "code": value}).to_string();
        let world = World::new(move |_| answer(403, body.clone()));
        let client = arctos(options(&world));
        let refused = failed(world.run(client.get_auth_code(&moderator(), plain())));
        assert_eq!(refused.code(), expected, "{value}");
        let refused = failed(world.run(client.get_auth_token_use_code(&code("c"), plain())));
        assert_eq!(refused.code(), expected, "{value}");
    }
}

#[test]
fn an_id_is_read_as_it_stands_or_not_at_all() {
    let user_id = |json: &str| {
        let body = format!(r#"{{"status":1,"info":{{"user_id":{json},"access_token":"t"}}}}"#);
        let world = World::replying([answer(200, body)]);
        let found = world.run(arctos(options(&world)).get_auth_token_use_code(&code("c"), plain()));
        found.map(|token| token.user_id)
    };
    for (json, id) in [
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        (r#""007""#, "007"),
    ] {
        assert_eq!(user_id(json).unwrap(), id);
    }
    for json in [
        "18446744073709551616",
        "-9223372036854775809",
        "-0",
        "1.5",
        "1e3",
        "true",
        "{}",
    ] {
        let error = failed(user_id(json));
        assert_eq!(error.decode_path(), Some("info.user_id"), "{json}");
    }
}
