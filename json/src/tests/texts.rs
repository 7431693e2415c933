//! Strings: escapes, halves of surrogate pairs, control characters.

use super::any_json;
use super::reference::{self, NUMBERS};
use crate::{Field, Kind, Shape, Value, What, read};

static SHAPE: Shape = Shape(&[
    Field::optional("text", Kind::Text),
    Field::optional("fields", Kind::Fields),
]);

fn check(text: &str) {
    any_json::check(text.as_bytes());
    reference::check(text.as_bytes(), &SHAPE);
}

fn value(text: &str) -> Value {
    check(text);
    read(text.as_bytes(), &SHAPE, NUMBERS).unwrap().value
}

/// What a string with these escapes is.
fn text(escaped: &str) -> String {
    let value = value(&format!(r#"{{"text":"{escaped}"}}"#));
    value.get("text").as_text().unwrap().to_owned()
}

fn is_json(text: &str) -> bool {
    check(text);
    match read(text.as_bytes(), &SHAPE, NUMBERS) {
        Ok(_) => true,
        Err(wrong) => {
            assert_eq!(wrong.what, What::NotJson, "{text}");
            false
        }
    }
}

/// The places where a string may stand: a value, a name, in what nobody knows, in fields.
fn places(string: &str) -> [String; 6] {
    [
        format!(r#"{{"text":{string}}}"#),
        format!("{{{string}:1}}"),
        format!(r#"{{"unknown":{string}}}"#),
        format!(r#"{{"unknown":[{{{string}:{string}}}]}}"#),
        format!(r#"{{"fields":{string}}}"#),
        format!(r#"{{"fields":{{"a":[{string}],{string}:{string}}}}}"#),
    ]
}

#[test]
fn half_a_surrogate_pair_is_read_as_a_replacement_character() {
    assert_eq!(text(r"a\ud83d"), "a\u{fffd}");
    assert_eq!(text(r"\uDE00a"), "\u{fffd}a");
    assert_eq!(text(r"\ud83d\ud83d\ude00"), "\u{fffd}😀");
    assert_eq!(text(r"\ude00\ud83d"), "\u{fffd}\u{fffd}");
    assert_eq!(text(r"\ud83d\n"), "\u{fffd}\n");
    assert_eq!(text(r"\ud83d\u0041"), "\u{fffd}A");
    assert_eq!(text(r"\ud83dx\ude00"), "\u{fffd}x\u{fffd}");
    assert_eq!(text(r"\ud83d\ude00 \\ud83d \uAC00"), r"😀 \ud83d 가");
    assert_eq!(text(r"\uD800\uDC00\udbff\udfff"), "\u{10000}\u{10ffff}");
    assert_eq!(text(r"\ud7ff\ue000"), "\u{d7ff}\u{e000}");
}

#[test]
fn halves_are_mended_in_fields_and_all_else_of_them_stays() {
    let fields = |json: &str| value(&format!(r#"{{"fields":{json}}}"#)).take("fields");
    for (json, kept) in [
        (
            r#"{"a\ud800":"\udc00 \\ud800 \n"}"#,
            "{\"a\u{fffd}\":\"\u{fffd} \\\\ud800 \\n\"}",
        ),
        (
            r#"{"a":["\ud83d\ud83d\ude00", 1.0]}"#,
            "{\"a\":[\"\u{fffd}\\ud83d\\ude00\", 1.0]}",
        ),
        (r#"{"a":"\ud83d\ude00\\"}"#, r#"{"a":"\ud83d\ude00\\"}"#),
    ] {
        assert!(fields(json) == Value::Json(kept.to_owned()), "{json}");
        assert!(serde_json::from_str::<serde_json::Value>(kept).is_ok());
    }
    // A half elsewhere leaves them alone.
    let both = value(r#"{"unknown":"\ud800","fields":{"a":"\u0041"}}"#);
    assert!(both.get("fields") == &Value::Json(r#"{"a":"\u0041"}"#.to_owned()));
    assert!(fields(r#"["\ud800"]"#) == Value::object([("_raw", "[\"\u{fffd}\"]".into())]));
    assert!(fields(r#""\ud800""#) == Value::object([("_raw", "\u{fffd}".into())]));
}

#[test]
fn every_escape_is_the_character_that_serde_json_takes_it_for() {
    for byte in 0..=0x7f_u8 {
        let escape = char::from(byte);
        for text in places(&format!("\"\\{escape}\"")) {
            let is_known = "\"\\/bfnrt".contains(escape);
            assert_eq!(is_json(&text), is_known, "{text}");
        }
        if "\\/bfnrt\"".contains(escape) {
            let json = format!("\"\\{escape}\"");
            assert_eq!(
                text(&format!("\\{escape}")),
                serde_json::from_str::<String>(&json).unwrap()
            );
        }
    }
    for unit in (0..=u16::MAX).filter(|unit| !(0xD800..0xE000).contains(unit)) {
        let escaped = format!("\\u{unit:04x}");
        let found = read(
            format!(r#"{{"text":"{escaped}"}}"#).as_bytes(),
            &SHAPE,
            NUMBERS,
        )
        .unwrap();
        let expected: String = serde_json::from_str(&format!("\"{escaped}\"")).unwrap();
        assert_eq!(found.value.get("text").as_text(), Some(expected.as_str()));
    }
}

#[test]
fn an_escape_of_no_four_digits_is_no_json() {
    for escape in [
        r"\u",
        r"\u1",
        r"\u12",
        r"\u123",
        r"\u123g",
        r"\u+123",
        r"\u 123",
        r"\u{41}",
        r"\U0041",
        r"\ud83d\u",
        r"\ud83d\ude0",
        r"\ud83d\x",
        r"\x41",
        r"\'",
    ] {
        for text in places(&format!("\"{escape}\"")) {
            assert!(!is_json(&text), "{text}");
        }
    }
}

#[test]
fn a_control_character_is_no_part_of_a_string() {
    for byte in 0..0x20_u8 {
        for text in places(&format!("\"{}\"", char::from(byte))) {
            assert!(!is_json(&text), "{text:?}");
        }
    }
    for allowed in [
        "\u{7f}",
        "\u{80}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffe}",
        "\u{10ffff}",
    ] {
        assert_eq!(text(allowed), allowed);
    }
}

#[test]
fn a_name_is_what_its_escapes_stand_for() {
    assert!(value(r#"{"\u0074ext":"a"}"#).get("text") == &Value::text("a"));
    assert!(value(r#"{"text\u0000":"a"}"#).get("text").is_absent());
    assert!(
        value(r#"{"text\ud800":"a","Text":"b","":"c"}"#)
            .get("text")
            .is_absent()
    );
    let twice = r#"{"text":"a","t\u0065xt":"b"}"#;
    let wrong = read(twice.as_bytes(), &SHAPE, NUMBERS).unwrap_err();
    assert_eq!((wrong.what, wrong.path.as_str()), (What::Twice, "text"));
}

#[test]
fn a_string_that_does_not_end_is_no_json() {
    for string in ["\"", "\"a", "\"a\\", "\"a\\\"", "\"a\\u00", "'a'", "a"] {
        for text in places(string) {
            assert!(!is_json(&text), "{text}");
        }
        check(&format!("{{\"text\":{string}"));
    }
}
