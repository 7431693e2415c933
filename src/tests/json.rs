//! Reading JSON liberally, and saying where an answer is wrong without showing what stands there.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::error::{ErrorKind, Failure};
use crate::exchange::json;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "json::flag")]
    status: bool,
    data: Data,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    #[serde(deserialize_with = "json::id")]
    owner_id: String,
    #[serde(deserialize_with = "json::number")]
    total_second: f64,
    detail: Vec<Row>,
    #[serde(default)]
    first: Option<Row>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    room_name: String,
    #[serde(deserialize_with = "json::number")]
    session_time_second: f64,
    #[serde(default, deserialize_with = "json::optional_number")]
    end_date: Option<f64>,
    tags: Vec<String>,
}

fn row(name: &str) -> Value {
    json!({"roomName": name, "sessionTimeSecond": 5, "endDate": null, "tags": ["a", "b"]})
}

fn document() -> Value {
    json!({"status": true, "data": {
        "ownerId": 7, "totalSecond": "12", "detail": [row("a"), row("b")], "first": row("c"),
    }})
}

/// As the services' answers are read: the payload after the envelope.
fn read(text: impl AsRef<[u8]>) -> Result<Answer, Failure> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(deserialize_with = "json::flag")]
        status: bool,
        #[serde(borrow, default)]
        data: Option<&'a RawValue>,
    }
    let Envelope { status, data } = json::envelope(text.as_ref())?;
    let data = json::required(data, "data")?;
    Ok(Answer { status, data })
}

fn wrong(text: impl AsRef<[u8]>) -> Failure {
    let failure = read(text).expect_err("it was read");
    assert_eq!(failure.kind, ErrorKind::Decode);
    failure
}

/// Where a failure says that the answer is wrong.
fn at(failure: &Failure) -> &str {
    failure.decode_path.as_deref().expect("there is a path")
}

fn path(document: &Value) -> String {
    at(&wrong(document.to_string())).to_owned()
}

#[test]
fn a_document_is_read() {
    let answer = read(document().to_string()).unwrap();
    assert!(answer.status);
    assert_eq!(answer.data.owner_id, "7");
    assert_eq!(answer.data.total_second, 12.0);
    assert_eq!(answer.data.detail[1].room_name, "b");
    assert_eq!(answer.data.first.unwrap().end_date, None);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Number(#[serde(deserialize_with = "json::number")] f64);
#[derive(Debug, PartialEq, Deserialize)]
struct Flag(#[serde(deserialize_with = "json::flag")] bool);
#[derive(Debug, PartialEq, Deserialize)]
struct Id(#[serde(deserialize_with = "json::id")] String);
#[derive(Debug, PartialEq, Deserialize)]
struct Maybe {
    #[serde(default, deserialize_with = "json::optional_number")]
    n: Option<f64>,
}

fn number(text: &str) -> Option<f64> {
    json::envelope::<Number>(text.as_bytes()).ok().map(|n| n.0)
}

#[test]
fn a_number_is_a_number_or_a_string_of_digits() {
    for (text, expected) in [
        ("0", 0.0),
        ("12", 12.0),
        ("-12", -12.0),
        ("1.5", 1.5),
        ("1e3", 1_000.0),
        (r#""0""#, 0.0),
        (r#""12""#, 12.0),
        (r#""007""#, 7.0),
        (r#""-12""#, -12.0),
        (r#""1.5""#, 1.5),
        (r#""\u0031""#, 1.0),
    ] {
        assert_eq!(number(text), Some(expected), "{text}");
    }
    for text in [
        "true",
        "null",
        "[]",
        "{}",
        r#""""#,
        r#"" 1""#,
        r#""1 ""#,
        r#""-""#,
        r#"".""#,
        r#""1-2""#,
        r#""1.2.3""#,
        r#""one""#,
        r#""1e3""#,
        r#""0x10""#,
        r#""NaN""#,
        r#""inf""#,
        r#""infinity""#,
        r#""١٢""#,
        r#""1_000""#,
    ] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn a_number_is_always_finite() {
    assert_eq!(number("1e999"), None);
    assert_eq!(number(&format!("\"{}\"", "9".repeat(400))), None);
}

#[test]
fn a_flag_is_a_boolean_or_one_or_nought() {
    let flag = |text: &str| json::envelope::<Flag>(text.as_bytes()).ok().map(|f| f.0);
    for text in ["true", "1", r#""1""#, r#""true""#] {
        assert_eq!(flag(text), Some(true), "{text}");
    }
    for text in ["false", "0", r#""0""#, r#""false""#] {
        assert_eq!(flag(text), Some(false), "{text}");
    }
    for text in [
        "2",
        "-1",
        "null",
        r#""""#,
        r#""yes""#,
        r#""TRUE""#,
        "[]",
        "{}",
        "0.5",
    ] {
        assert_eq!(flag(text), None, "{text}");
    }
}

#[test]
fn an_id_is_a_string_or_a_whole_number_however_large_it_can_be_held() {
    let id = |text: &str| json::envelope::<Id>(text.as_bytes()).ok().map(|id| id.0);
    for (text, expected) in [
        (r#""abc""#, "abc"),
        (r#""1010000010""#, "1010000010"),
        ("1010000010", "1010000010"),
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("-5", "-5"),
        (
            r#""340282366920938463463374607431768211456""#,
            "340282366920938463463374607431768211456",
        ),
    ] {
        assert_eq!(id(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "18446744073709551616",
        "1.5",
        "1e30",
        "true",
        "null",
        "[]",
        "{}",
    ] {
        assert_eq!(id(text), None, "{text} would be rounded, or is no id");
    }
}

#[test]
fn an_optional_number_may_be_absent_or_null() {
    let maybe = |text: &str| json::envelope::<Maybe>(text.as_bytes()).ok().map(|m| m.n);
    assert_eq!(maybe("{}"), Some(None));
    assert_eq!(maybe(r#"{"n":null}"#), Some(None));
    assert_eq!(maybe(r#"{"n":5}"#), Some(Some(5.0)));
    assert_eq!(maybe(r#"{"n":"5"}"#), Some(Some(5.0)));
    assert_eq!(maybe(r#"{"n":"five"}"#), None);
    assert_eq!(maybe(r#"{"n":{}}"#), None);
}

#[test]
fn a_whole_number_is_read_from_a_number_or_digits() {
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
        assert_eq!(json::integer(&value), expected, "{value}");
    }
}

#[test]
fn a_text_is_one_that_says_something() {
    let body = json!({"message": "no", "empty": "", "number": 5});
    assert_eq!(json::text(&body, "message"), Some("no"));
    for key in ["empty", "number", "absent"] {
        assert_eq!(json::text(&body, key), None, "{key}");
    }
    assert_eq!(json::text(&json!("message"), "message"), None);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let with_mark = format!("\u{feff}{}", document());
    assert!(read(&with_mark).is_ok());
    assert!(json::loose(with_mark.as_bytes()).is_some());
    assert_eq!(wrong("\u{feff}").detail, "the answer is empty");
    let mut document = document();
    document["data"]["detail"][1]["tags"][1] = json!(5);
    let failure = wrong(format!("\u{feff}{document}"));
    assert_eq!(at(&failure), "data.detail[1].tags[1]");
    assert!(
        read(format!("\u{feff}\u{feff}{document}")).is_err(),
        "one mark is enough"
    );
}

fn nested(depth: usize) -> String {
    // One level is the object itself.
    let lists = depth - 1;
    format!("{{\"x\":{}{}}}", "[".repeat(lists), "]".repeat(lists))
}

#[test]
fn json_may_be_128_levels_deep_and_no_deeper() {
    assert!(json::envelope::<Value>(nested(127).as_bytes()).is_ok());
    let failure = json::envelope::<Value>(nested(129).as_bytes()).unwrap_err();
    assert_eq!(failure.kind, ErrorKind::Decode);
    assert_eq!(failure.decode_path.as_deref(), Some(""));
    assert_eq!(json::loose(nested(129).as_bytes()), None);
}

#[test]
fn depth_is_that_of_containers_and_not_of_texts() {
    let text = format!(r#"{{"x":"{}\"{}"}}"#, "[".repeat(200), "{".repeat(200));
    assert!(json::envelope::<Value>(text.as_bytes()).is_ok());
    let text = format!(r#"{{"x":"a\\\"[","y":{}}}"#, nested(128));
    #[derive(Debug, Deserialize)]
    struct Nothing {}
    assert!(json::envelope::<Nothing>(text.as_bytes()).is_err());
    assert!(
        json::envelope::<Nothing>(text.replacen("[[", "", 1).replacen("]]", "", 1).as_bytes())
            .is_ok()
    );
}

#[test]
fn a_failure_of_great_length_is_not_read_for_its_words() {
    let failure = |length| format!(r#"{{"message":"no","more":"{}"}}"#, "x".repeat(length));
    assert!(json::loose(failure(200 * 1024).as_bytes()).is_some());
    assert_eq!(json::loose(failure(300 * 1024).as_bytes()), None);
}

#[test]
fn a_body_that_is_deep_beyond_measure_does_not_exhaust_the_stack() {
    #[derive(Debug, Deserialize)]
    struct Nothing {}
    let _ = json::envelope::<Nothing>(nested(1_000_000).as_bytes());
    assert!(json::envelope::<Answer>(nested(1_000_000).as_bytes()).is_err());
    assert_eq!(json::loose(nested(1_000_000).as_bytes()), None);
}

#[test]
fn a_body_that_is_empty_or_no_json_is_wrong_as_a_whole() {
    for (text, detail) in [
        ("", "the answer is empty"),
        (" \r\n\t", "the answer is empty"),
        ("<html>canary</html>", "the answer is not valid JSON"),
        (
            r#"{"status": true, "data": "#,
            "the answer is not valid JSON",
        ),
        (r#"{"status": tru}"#, "the answer is not valid JSON"),
    ] {
        let failure = wrong(text);
        assert_eq!(failure.detail, detail, "{text}");
        assert_eq!(failure.decode_path.as_deref(), Some(""), "{text}");
    }
    let complete = document().to_string();
    for more in ["x", "}", ",", "0"] {
        assert_eq!(
            wrong(format!("{complete}{more}")).decode_path.as_deref(),
            Some(""),
            "{more}"
        );
    }
    assert_eq!(
        wrong(b"{\"status\": \"\xFF\"}").decode_path.as_deref(),
        Some("")
    );
}

#[test]
fn a_wrong_value_is_named_by_its_path_and_by_what_it_should_be() {
    for (pointer, value, expected) in [
        (
            "/status",
            json!("canary"),
            "status is not a boolean or 1 or 0",
        ),
        (
            "/data/totalSecond",
            json!("canary"),
            "data.totalSecond is not a number",
        ),
        (
            "/data/ownerId",
            json!([1]),
            "data.ownerId is not an id (a string or a whole number)",
        ),
        ("/data/detail", json!("canary"), "data.detail is not a list"),
        (
            "/data/detail/1/roomName",
            json!(31337),
            "data.detail[1].roomName is not a string",
        ),
        (
            "/data/detail/0/tags/1",
            json!(31337),
            "data.detail[0].tags[1] is not a string",
        ),
        (
            "/data/first/endDate",
            json!({}),
            "data.first.endDate is not a number",
        ),
        ("/data", json!("canary"), "data is not an object"),
    ] {
        let mut document = document();
        *document.pointer_mut(pointer).unwrap() = value;
        let failure = wrong(document.to_string());
        let path = at(&failure);
        assert_eq!(failure.detail, expected);
        assert_eq!(path, expected.split(" is not").next().unwrap());
    }
    let failure = wrong("31337");
    assert_eq!(failure.decode_path.as_deref(), Some(""));
    assert_eq!(failure.detail, "the answer is not an object");
}

#[test]
fn a_missing_field_is_named_by_where_it_should_be() {
    let mut document = document();
    document["data"]["detail"][1]
        .as_object_mut()
        .unwrap()
        .remove("roomName");
    let failure = wrong(document.to_string());
    assert_eq!(failure.detail, "the answer lacks data.detail[1].roomName");
    assert_eq!(
        failure.decode_path.as_deref(),
        Some("data.detail[1].roomName")
    );
    assert_eq!(wrong("{}").decode_path.as_deref(), Some("status"));
    assert_eq!(path(&json!({"status": true})), "data");
    assert_eq!(path(&json!({"status": true, "data": {}})), "data.ownerId");
}

#[test]
fn a_field_that_stands_twice_is_not_blamed_on_its_neighbour() {
    let twice = r#"{"status": true, "status": true, "data": 5}"#;
    let found = wrong(twice);
    assert!(["", "status"].contains(&at(&found)), "{found:?}");
    let twice = r#"{"status": true, "data": {"ownerId": 1, "totalSecond": 2, "ownerId": 1}}"#;
    let found = wrong(twice);
    assert!(["data", "data.ownerId"].contains(&at(&found)), "{found:?}");
}

#[test]
fn braces_quotes_and_colons_inside_strings_do_not_confuse_the_path() {
    let mut document = document();
    for text in [
        "{[",
        "]}",
        "\\\"",
        "\"",
        "\\",
        ":\",{",
        "\\\\\"}",
        "회의실\u{1F600}",
    ] {
        document["data"]["detail"][0]["roomName"] = json!(text);
        document["data"]["detail"][1]["tags"] = json!([text, {"x": text}]);
        assert_eq!(path(&document), "data.detail[1].tags[1]", "{text}");
    }
}

// ── Against serde_path_to_error ─────────────────────────────────────────────────────────────────

/// Where serde_path_to_error finds the first thing wrong; the path of a field that is missing is its own.
fn reference(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Whole {
        #[serde(rename = "status", deserialize_with = "json::flag")]
        _status: bool,
        #[serde(rename = "data")]
        _data: json::Object<Data>,
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, json::Object<Whole>>(&mut deserializer);
    let error = error.err()?;
    let path = match error.path().to_string() {
        path if path == "." => String::new(),
        path => path,
    };
    let words = error.inner().to_string();
    Some(match (json::missing_field(&words), path.is_empty()) {
        (Some(field), true) => field.to_owned(),
        (Some(field), false) => format!("{path}.{field}"),
        (None, _) => path,
    })
}

/// Text that is hard on a scanner.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z\"\\\\{}\\[\\]:, \n가-힣😀]{0,8}", any::<String>()]
}

/// Any value, none of its strings a number.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|n: f64| Value::from(n + 0.5)),
        awkward().prop_map(|text| Value::from(format!("canary{text}"))),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((awkward(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn rows()(name in awkward(), seconds in any::<u32>(), tags in proptest::collection::vec(awkward(), 0..3)) -> Value {
        json!({"roomName": name, "sessionTimeSecond": seconds, "endDate": null, "tags": tags})
    }
}

prop_compose! {
    fn documents()(detail in proptest::collection::vec(rows(), 0..4), first in rows(), owner in awkward()) -> Value {
        json!({"status": 1, "data": {"ownerId": owner, "totalSecond": "5", "detail": detail, "first": first}})
    }
}

/// The pointers of every value in a document.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| pointers(value, &format!("{at}/{key}"), out)),
        Value::Array(list) => (0..).zip(list).for_each(|(index, value): (usize, _)| {
            pointers(value, &format!("{at}/{index}"), out);
        }),
        _ => {}
    }
}

/// Writes a value with fields that nobody asked for among the others, and space as it comes.
fn written(value: &Value, unknown: &[(String, Value)], spaces: &[u8], out: &mut String) {
    let space = |out: &mut String| {
        let choice = spaces
            .get(out.len() % spaces.len().max(1))
            .copied()
            .unwrap_or(0);
        out.push_str(["", " ", "\n", "\r\n\t"][usize::from(choice % 4)]);
    };
    space(out);
    match value {
        Value::Object(map) => {
            let strange = unknown
                .iter()
                .map(|(key, value)| (format!("-{key}"), value));
            let known = map.iter().map(|(key, value)| (key.clone(), value));
            let mut members: Vec<_> = known.chain(strange).collect();
            let turn = out.len() % members.len().max(1);
            members.rotate_left(turn);
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(out);
                out.push_str(&Value::from(key.as_str()).to_string());
                space(out);
                out.push(':');
                let inner = if key.starts_with('-') { &[] } else { unknown };
                written(member, inner, spaces, out);
            }
            space(out);
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                written(item, unknown, spaces, out);
            }
            space(out);
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    space(out);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_path_of_a_wrong_value_is_the_one_that_serde_path_to_error_finds(
        document in documents(),
        at in any::<prop::sample::Index>(),
        change in proptest::option::of(anything()),
        unknown in proptest::collection::vec((awkward(), anything()), 0..2),
        spaces in proptest::collection::vec(0_u8..4, 0..6),
    ) {
        let mut document = document;
        let mut all = Vec::new();
        pointers(&document, "", &mut all);
        let pointer = at.get(&all).clone();
        match (change, pointer.rsplit_once('/')) {
            (Some(value), _) => *document.pointer_mut(&pointer).unwrap() = value,
            (None, Some((parent, key))) => match document.pointer_mut(parent).unwrap() {
                Value::Object(map) => drop(map.remove(key)),
                Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                _ => panic!("only lists and objects have members"),
            },
            (None, None) => document = Value::Object(Map::new()),
        }
        let mut text = String::new();
        written(&document, &unknown, &spaces, &mut text);

        let found = read(&text);
        prop_assert_eq!(found.as_ref().err().and_then(|f| f.decode_path.clone()), reference(&text), "{}", text);
        if let Err(failure) = found {
            prop_assert!(!failure.detail.contains("canary"), "{}", failure.detail);
        }
    }

    #[test]
    fn a_text_without_half_a_pair_is_left_as_it_is(text in any::<String>()) {
        let body = json!({ "text": text }).to_string();
        let mut mended = body.clone().into_bytes();
        json::mend(&mut mended);
        prop_assert_eq!(mended, body.as_bytes());
    }

    #[test]
    fn no_escape_is_too_strange_to_be_mended(body in "(\\\\|u|d8|[dD][89a-fA-F]|[0-9a-f]{2}|\"){0,20}") {
        json::mend(&mut body.into_bytes());
    }

    #[test]
    fn no_body_is_too_strange_to_be_judged(body in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = read(&body);
        let _ = json::loose(&body);
    }

    #[test]
    fn a_body_that_breaks_off_anywhere_is_wrong_as_a_whole(document in documents(), at in any::<prop::sample::Index>()) {
        let text = document.to_string();
        let failure = wrong(&text.as_bytes()[..at.index(text.len())]);
        prop_assert_eq!(failure.decode_path.as_deref(), Some(""));
    }
}

#[test]
fn depth_is_capped_inside_members_that_nobody_reads_too() {
    #[derive(Debug, Deserialize)]
    struct Known {
        status: bool,
    }
    let ignored = |depth: usize| {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"status":true,"text":"[[\"[{{","deep":{deep}}}"#)
    };
    assert!(
        json::envelope::<Known>(ignored(127).as_bytes())
            .unwrap()
            .status
    );
    let failure = json::envelope::<Known>(ignored(128).as_bytes()).unwrap_err();
    assert_eq!(failure.kind, crate::ErrorKind::Decode);
    assert_eq!(failure.decode_path.as_deref(), Some(""));
}

#[test]
fn a_list_is_no_object_even_with_the_right_values_in_it() {
    #[derive(Debug, Deserialize)]
    struct Room {
        name: String,
    }
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(borrow)]
        one: Option<&'a RawValue>,
        #[serde(borrow)]
        rooms: Option<&'a RawValue>,
    }
    let read = |body: &'static str| {
        let answer: Answer = json::envelope(body.as_bytes())?;
        let one: Room = json::required(answer.one, "one")?;
        let rooms: Vec<Room> = json::list(answer.rooms, "rooms")?;
        Ok::<_, Failure>((one.name, rooms[0].name.clone()))
    };
    assert_eq!(
        read(r#"{"one":{"name":"a"},"rooms":[{"name":"b"}]}"#).unwrap(),
        ("a".to_owned(), "b".to_owned())
    );
    for (body, path) in [
        (r#"{"one":["a"],"rooms":[]}"#, "one"),
        (r#"{"one":{"name":"a"},"rooms":[["b"]]}"#, "rooms[0]"),
        (
            r#"{"one":{"name":"a"},"rooms":{"0":{"name":"b"}}}"#,
            "rooms",
        ),
    ] {
        assert_eq!(at(&read(body).unwrap_err()), path);
    }
}

#[test]
fn half_a_surrogate_pair_is_read_as_a_replacement_character() {
    let text = |escaped: &str| {
        #[derive(Deserialize)]
        struct Said {
            text: String,
        }
        let mut body = format!(r#"{{"text":"{escaped}"}}"#).into_bytes();
        json::mend(&mut body);
        json::envelope::<Said>(&body).unwrap().text
    };
    assert_eq!(text(r"a\ud83d"), "a\u{fffd}");
    assert_eq!(text(r"\uDE00a"), "\u{fffd}a");
    assert_eq!(text(r"\ud83d\ud83d\ude00"), "\u{fffd}😀");
    assert_eq!(text(r"\ud83d\n"), "\u{fffd}\n");
    assert_eq!(text(r"\ud83d\ude00 \\ud83d \uAC00"), r"😀 \ud83d 가");
}
