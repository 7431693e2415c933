//! What is read of each kind, and what is not.

use super::any_json::{NUMBER_FORMS, check};
use super::reference::{self, NUMBERS, write};
use crate::{Field, Kind, Need, Read, Shape, Value, What, Words, Wrong, is_object, read};

/// A table of one member, `x`.
macro_rules! shape {
    ($kind:expr) => {{
        static SHAPE: Shape = Shape(&[Field::optional("x", $kind)]);
        &SHAPE
    }};
}

/// What `x` is read as, where nothing is wrong.
fn x(json: &str, shape: &'static Shape) -> Option<Value> {
    let text = format!(r#"{{"x":{json}}}"#);
    reference::check(text.as_bytes(), shape);
    match read(text.as_bytes(), shape, NUMBERS) {
        Ok(mut read) => Some(read.value.take("x")),
        Err(Wrong { what, path }) => {
            let Field { kind, .. } = shape.0[0];
            assert_eq!((what, path.as_str()), (What::Not(kind.expected()), "x"));
            None
        }
    }
}

#[test]
fn a_number_is_a_number_or_a_string_of_digits() {
    let shape = shape!(Kind::Number);
    for (json, expected) in [
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
        assert!(x(json, shape) == Some(expected.into()), "{json}");
    }
    for json in [
        "true",
        "[]",
        "{}",
        r#""""#,
        r#"" 1""#,
        r#""1 ""#,
        r#""-""#,
        r#"".""#,
        r#""--1""#,
        r#""1-2""#,
        r#""1.2.3""#,
        r#""one""#,
        r#""1e3""#,
        r#""+1""#,
        r#""0x10""#,
        r#""NaN""#,
        r#""inf""#,
        r#""infinity""#,
        r#""١٢""#,
        r#""1_000""#,
    ] {
        assert!(x(json, shape).is_none(), "{json}");
    }
}

#[test]
fn a_number_is_always_finite() {
    let shape = shape!(Kind::Number);
    assert!(x("1e999", shape).is_none());
    assert!(x("-1e999", shape).is_none());
    assert!(x(&format!("\"{}\"", "9".repeat(400)), shape).is_none());
    assert!(x("1e-999", shape) == Some(0.0.into()));
}

#[test]
fn a_number_of_every_form_is_the_one_that_the_standard_library_reads() {
    for json in NUMBER_FORMS {
        let expected = json.parse::<f64>().unwrap();
        let found = x(json, shape!(Kind::Number)).map(|value| value.as_number().unwrap());
        assert_eq!(found, Some(expected).filter(|n| n.is_finite()), "{json}");
        if let Some(found) = found {
            assert_eq!(
                found.is_sign_negative(),
                expected.is_sign_negative(),
                "{json}"
            );
        }
    }
}

#[test]
fn what_only_looks_like_a_number_is_no_json() {
    for json in [
        "-",
        "+1",
        "01",
        "-01",
        "00",
        ".5",
        "1.",
        "-.5",
        "1.e3",
        "1e",
        "1e+",
        "1e1.5",
        "1E-",
        "--1",
        "1_0",
        "0x10",
        "1,5",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "1a",
        "٣",
    ] {
        for text in [
            json.to_owned(),
            format!("[{json}]"),
            format!(r#"{{"x":{json}}}"#),
        ] {
            if text != "[1,5]" {
                assert_eq!(what(&text), What::NotJson, "{text}");
            }
            check(text.as_bytes());
        }
    }
}

fn what(text: &str) -> What {
    read(text.as_bytes(), &Shape(&[]), NUMBERS)
        .unwrap_err()
        .what
}

#[test]
fn a_whole_number_fits_into_32_bits() {
    let shape = shape!(Kind::Whole);
    for (json, expected) in [
        ("0", 0.0),
        ("4294967295", 4_294_967_295.0),
        ("2.0", 2.0),
        ("1e2", 100.0),
        ("-0", 0.0),
    ] {
        assert!(x(json, shape) == Some(expected.into()), "{json}");
    }
    for json in [
        "4294967296",
        "-1",
        "0.5",
        "1e99",
        r#""1""#,
        "true",
        "[]",
        "{}",
    ] {
        assert!(x(json, shape).is_none(), "{json}");
    }
}

#[test]
fn a_flag_is_a_boolean_or_one_or_nought() {
    let shape = shape!(Kind::Flag);
    for json in ["true", "1", r#""1""#, r#""true""#] {
        assert!(x(json, shape) == Some(true.into()), "{json}");
    }
    for json in ["false", "0", r#""0""#, r#""false""#] {
        assert!(x(json, shape) == Some(false.into()), "{json}");
    }
    for json in [
        "2",
        "-1",
        "-0",
        "1.0",
        r#""""#,
        r#""yes""#,
        r#""TRUE""#,
        "[]",
        "{}",
        "0.5",
    ] {
        assert!(x(json, shape).is_none(), "{json}");
    }
}

#[test]
fn an_id_is_a_string_or_a_whole_number_however_large_it_can_be_held() {
    let shape = shape!(Kind::Id);
    for (json, expected) in [
        (r#""abc""#, "abc"),
        (r#""""#, ""),
        (r#""1010000010""#, "1010000010"),
        ("1010000010", "1010000010"),
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551615", "18446744073709551615"),
        ("-5", "-5"),
        ("-9223372036854775808", "-9223372036854775808"),
        (
            r#""340282366920938463463374607431768211456""#,
            "340282366920938463463374607431768211456",
        ),
    ] {
        assert!(x(json, shape) == Some(expected.into()), "{json}");
    }
    for json in [
        "18446744073709551616",
        "99999999999999999999",
        "-9223372036854775809",
        "-0",
        "1.5",
        "1.0",
        "1e3",
        "1e30",
        "true",
        "[]",
        "{}",
    ] {
        assert!(
            x(json, shape).is_none(),
            "{json} would be rounded, or is no id"
        );
    }
}

#[test]
fn words_are_kept_as_secrets_and_must_fit() {
    const CODE: Words = Words {
        fits: |text| text.len() == 2,
        expected: "a code",
    };
    assert!(x(r#""ab""#, shape!(Kind::Words(&CODE))) == Some(Value::Secret("ab".into())));
    assert!(x(r#""abc""#, shape!(Kind::Words(&CODE))).is_none());
    assert!(x("12", shape!(Kind::Words(&CODE))).is_none());
    assert!(x(r#""ab""#, shape!(Kind::Secret)) == Some(Value::Secret("ab".into())));
    assert!(x("12", shape!(Kind::Secret)).is_none());
    assert!(x(r#""a""#, shape!(Kind::OneOf(&["a", "b"], "a or b"))) == Some("a".into()));
    assert!(x(r#""c""#, shape!(Kind::OneOf(&["a", "b"], "a or b"))).is_none());
}

#[test]
fn a_text_is_a_string_alone() {
    for json in ["1", "true", "[]", "{}", r#"["a"]"#] {
        assert!(x(json, shape!(Kind::Text)).is_none(), "{json}");
        assert!(x(json, shape!(Kind::Day)).is_none(), "{json}");
    }
    assert!(x(r#""a""#, shape!(Kind::Text)) == Some("a".into()));
}

#[test]
fn of_any_scalar_nothing_is_wrong_and_what_is_none_is_absent() {
    let shape = shape!(Kind::Any);
    assert!(x("5", shape) == Some(5.0.into()));
    assert!(x("true", shape) == Some(true.into()));
    assert!(x(r#""a""#, shape) == Some("a".into()));
    for json in ["null", "{}", "[1]", "1e999", r#"{"a":[{}]}"#] {
        assert!(x(json, shape) == Some(Value::Absent), "{json}");
    }
    let twice = read(br#"{"x":1,"x":[],"x":2}"#, shape, NUMBERS).unwrap();
    assert!(
        twice.value.get("x") == &Value::Number(2.0),
        "the last one counts"
    );
    let twice = read(br#"{"x":1,"x":[]}"#, shape, NUMBERS).unwrap();
    assert!(twice.value.get("x").is_absent(), "the last one counts");
}

#[test]
fn null_is_as_good_as_absent_but_where_a_value_must_be() {
    let shape = shape!(Kind::Number);
    assert!(x("null", shape) == Some(Value::Absent));
    let absent = read(b"{}", shape, NUMBERS).unwrap();
    assert!(absent.value.get("x").is_absent());

    static REQUIRED: Shape = Shape(&[Field::required("x", Kind::Number)]);
    let wrong = |text: &str| read(text.as_bytes(), &REQUIRED, NUMBERS).unwrap_err();
    assert_eq!(wrong(r#"{"x":null}"#).what, What::Not("a number"));
    assert_eq!(wrong("{}").what, What::Lacking);
    assert_eq!(wrong("{}").path, "x");

    static LIST: Shape = Shape(&[Field::optional("x", Kind::List(&Kind::Number))]);
    let wrong = read(br#"{"x":[1,null]}"#, &LIST, NUMBERS).unwrap_err();
    assert_eq!(
        (wrong.what, wrong.path.as_str()),
        (What::Not("a number"), "x[1]")
    );
}

#[test]
fn a_list_is_no_object_even_with_the_right_values_in_it() {
    static ROOM: Shape = Shape(&[Field::required("name", Kind::Text)]);
    static ANSWER: Shape = Shape(&[
        Field::required("one", Kind::Object(&ROOM)),
        Field::required("rooms", Kind::List(&Kind::Object(&ROOM))),
    ]);
    let read = |text: &str| {
        reference::check(text.as_bytes(), &ANSWER);
        read(text.as_bytes(), &ANSWER, NUMBERS)
    };
    assert!(read(r#"{"one":{"name":"a"},"rooms":[{"name":"b"}]}"#).is_ok());
    for (text, path, expected) in [
        (r#"{"one":["a"],"rooms":[]}"#, "one", "an object"),
        (
            r#"{"one":{"name":"a"},"rooms":[["b"]]}"#,
            "rooms[0]",
            "an object",
        ),
        (
            r#"{"one":{"name":"a"},"rooms":{"0":{"name":"b"}}}"#,
            "rooms",
            "a list",
        ),
        (r#"[{"name":"a"},[]]"#, "", "an object"),
    ] {
        let wrong = read(text).unwrap_err();
        assert_eq!(
            (wrong.path.as_str(), wrong.what),
            (path, What::Not(expected)),
            "{text}"
        );
    }
}

#[test]
fn the_whole_must_be_an_object() {
    for text in ["null", "5", "true", r#""{}""#, "[]", "[{}]", " null "] {
        check(text.as_bytes());
        let wrong = read(text.as_bytes(), &Shape(&[]), NUMBERS).unwrap_err();
        assert_eq!(
            (wrong.what, wrong.path.as_str()),
            (What::Not("an object"), ""),
            "{text}"
        );
    }
}

#[test]
fn what_is_wrong_in_a_payload_is_kept_apart() {
    static INFO: Shape = Shape(&[
        Field::required("code", Kind::Text),
        Field::required("n", Kind::Number),
    ]);
    static ANSWER: Shape = Shape(&[
        Field::required("status", Kind::Number),
        Field::late("info", Kind::Object(&INFO)),
        Field::optional("message", Kind::Text),
    ]);
    let read = |text: &str| {
        reference::check(text.as_bytes(), &ANSWER);
        read(text.as_bytes(), &ANSWER, NUMBERS)
    };
    for (text, what, path) in [
        (r#"{"status":1,"info":5}"#, What::Not("an object"), "info"),
        (r#"{"info":[],"status":1}"#, What::Not("an object"), "info"),
        (r#"{"info":{},"status":1}"#, What::Lacking, "info.code"),
        (
            r#"{"info":{"n":"x"},"status":1}"#,
            What::Not("a number"),
            "info.n",
        ),
        (
            r#"{"info":{},"info":{},"status":1}"#,
            What::Lacking,
            "info.code",
        ),
        (
            r#"{"info":{"code":"","n":1},"info":{},"status":1}"#,
            What::Twice,
            "info",
        ),
    ] {
        let Read { value, late } = read(text).unwrap();
        let path = path.to_owned();
        assert_eq!(late, Some(Wrong { what, path }), "{text}");
        assert_eq!(value.get("status").as_number(), Some(1.0));
    }
    let Read { late, .. } = read(r#"{"status":1}"#).unwrap();
    assert_eq!(
        late, None,
        "whether it must be there is not said by the table"
    );
    // What is wrong beside it is wrong at once, whichever stands first.
    for text in [r#"{"info":5,"status":"x"}"#, r#"{"status":"x","info":5}"#] {
        assert_eq!(read(text).unwrap_err().path, "status");
    }
    let wrong = read(r#"{"info":{"code":5},"status":1,"message":5}"#).unwrap_err();
    assert_eq!(wrong.path, "message");
}

#[test]
fn two_spellings_of_a_member_are_one() {
    static SHAPE: Shape = Shape(&[
        Field::required("user_id", Kind::Id).named("userId"),
        Field::required("userId", Kind::Id),
    ]);
    let read = |text: &str| read(text.as_bytes(), &SHAPE, NUMBERS);
    for text in [r#"{"user_id":7}"#, r#"{"userId":"7"}"#] {
        assert!(read(text).unwrap().value == Value::object([("userId", "7".into())]));
    }
    let wrong = read(r#"{"user_id":7,"userId":7}"#).unwrap_err();
    assert_eq!((wrong.what, wrong.path.as_str()), (What::Twice, "userId"));
    let wrong = read("{}").unwrap_err();
    assert_eq!(
        (wrong.what, wrong.path.as_str()),
        (What::Lacking, "user_id")
    );
}

// ── Fields that nobody knows ────────────────────────────────────────────────────────────────────

fn fields(json: &str) -> Value {
    x(json, shape!(Kind::Fields)).expect("fields are never wrong")
}

#[test]
fn fields_are_an_object_or_the_text_of_one_kept_as_they_stand() {
    for (json, kept) in [
        ("{}", "{}"),
        (
            r#"{ "a" : [1.50, 1e999, "\u0041"], "a":null }"#,
            r#"{ "a" : [1.50, 1e999, "\u0041"], "a":null }"#,
        ),
        (r#"" {\"a\":1} ""#, r#" {"a":1} "#),
        (r#""{}""#, "{}"),
    ] {
        assert!(fields(json) == Value::Json(kept.to_owned()), "{json}");
    }
    assert!(fields("null").is_absent());
}

#[test]
fn what_is_no_object_of_fields_is_kept_all_the_same() {
    for (json, kept) in [
        (r#""plain words""#, "plain words"),
        (r#""""#, ""),
        (r#""[1]""#, "[1]"),
        (r#""{}{}""#, "{}{}"),
        (r#""{""#, "{"),
        (r#""{'a':1}""#, "{'a':1}"),
        (r#""\ufeff{}""#, "\u{feff}{}"),
        (r#""{\"a\":\"\\ud800\"}""#, r#"{"a":"\ud800"}"#),
        ("[ 1 ]", "[ 1 ]"),
        ("-1.50", "-1.50"),
        ("true", "true"),
        ("false", "false"),
    ] {
        let value = fields(json);
        assert!(value == Value::object([("_raw", kept.into())]), "{json}");
        let written: serde_json::Value = serde_json::from_str(&write(&value)).unwrap();
        assert_eq!(written, serde_json::json!({ "_raw": kept }));
    }
}

#[test]
fn fields_are_no_deeper_than_who_gets_them_may_take() {
    let deep = |lists: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(lists), "]".repeat(lists));
    // One level is the object itself, and serde_json takes no more than 127.
    for (text, is_one) in [
        (deep(126), true),
        (deep(127), false),
        (deep(100_000), false),
    ] {
        assert_eq!(is_object(&text), is_one);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            is_one
        );
        let value = fields(&serde_json::to_string(&text).unwrap());
        assert!(if is_one {
            value == Value::Json(text)
        } else {
            value.get("_raw").as_text() == Some(&text)
        });
    }
    let text = format!(r#"{{"x":{}}}"#, deep(126));
    assert!(read(text.as_bytes(), shape!(Kind::Fields), NUMBERS).is_ok());
    let text = format!(r#"{{"x":{}}}"#, deep(127));
    let wrong = read(text.as_bytes(), shape!(Kind::Fields), NUMBERS).unwrap_err();
    assert_eq!(wrong.what, What::TooDeep);
}

#[test]
fn an_object_is_one_that_can_be_written_again() {
    for text in ["{}", " \n{\"a\":1}\t", r#"{"a":"\ud83d\ude00 \\ud800"}"#] {
        assert!(is_object(text), "{text}");
    }
    for text in [
        "",
        " ",
        "null",
        "[]",
        "5",
        "\"{}\"",
        "{",
        "{}x",
        "{}{}",
        "{a:1}",
        "\u{feff}{}",
        "{\"a\":01}",
        r#"{"a":"\ud83d"}"#,
        r#"{"\udc00":1}"#,
        r#"{"a":["\ude00\ud83d"]}"#,
        "{\"a\":\"\u{1}\"}",
    ] {
        assert!(!is_object(text), "{text}");
    }
}

#[test]
fn a_table_says_what_a_member_must_be() {
    for (field, need) in [
        (Field::required("a", Kind::Text), Need::Required),
        (Field::optional("a", Kind::Text), Need::Optional),
        (Field::late("a", Kind::Text), Need::Late),
    ] {
        assert_eq!((field.need, field.from, field.to), (need, "a", "a"));
        let field = field.named("b");
        assert_eq!((field.need, field.from, field.to), (need, "a", "b"));
    }
}
