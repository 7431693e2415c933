//! What is written is what serde_json takes it for.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::reference::write;
use crate::{Secret, Value, quoted};

const NAMES: [&str; 6] = ["a", "b", "", "quote\"", "line\n", "가"];

/// Any value, and what it is to be as JSON. Its numbers are those that serde_json reads exactly.
fn values() -> impl Strategy<Value = (Value, Json)> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|flag| (flag.into(), json!(flag))),
        any::<i32>()
            .prop_map(|number| f64::from(number) / 64.0)
            .prop_map(|number| (number.into(), json!(number))),
        any::<u32>().prop_map(|number| (number.into(), json!(f64::from(number)))),
        any::<String>().prop_map(|text| (text.clone().into(), json!(text))),
        any::<String>().prop_map(|text| (Secret::new(text.clone()).into(), json!(text))),
        any::<String>().prop_map(|text| (
            Value::Json(format!("{{\"x\": {}}}", quoted(&text))),
            json!({ "x": text })
        )),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(|items| {
                let (values, all): (Vec<_>, Vec<_>) = items.into_iter().unzip();
                (Value::List(values), Json::Array(all))
            }),
            proptest::collection::vec(proptest::option::of(inner), 0..NAMES.len()).prop_map(
                |items| {
                    let mut value = Value::Object(Vec::new());
                    let mut all = serde_json::Map::new();
                    for (name, item) in NAMES.into_iter().zip(items) {
                        if let Some((_, json)) = &item {
                            all.insert(name.to_owned(), json.clone());
                        }
                        value.set(name, item.map(|(value, _)| value).into());
                    }
                    (value, Json::Object(all))
                }
            ),
        ]
    })
}

/// The same with each number as 64 bits hold it.
fn as_floats(json: Json) -> Json {
    match json {
        Json::Number(number) => json!(number.as_f64()),
        Json::Array(items) => items.into_iter().map(as_floats).collect(),
        Json::Object(map) => map
            .into_iter()
            .map(|(name, value)| (name, as_floats(value)))
            .collect(),
        other => other,
    }
}

#[test]
fn every_character_is_quoted_as_serde_json_does_it() {
    for c in '\0'..=char::MAX {
        let text = String::from(c);
        assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
    }
}

#[test]
fn an_absent_member_is_left_out_and_an_absent_item_is_null() {
    for (value, expected) in [
        (Value::Absent, "null"),
        (Value::Object(Vec::new()), "{}"),
        (Value::List(Vec::new()), "[]"),
        (Value::object([("a", Value::Absent)]), "{}"),
        (
            Value::object([
                ("a", Value::Absent),
                ("b", true.into()),
                ("c", Value::Absent),
                ("d", 1_u32.into()),
            ]),
            r#"{"b":true,"d":1}"#,
        ),
        (
            Value::List(vec![Value::Absent, "x".into(), Value::Absent]),
            r#"[null,"x",null]"#,
        ),
    ] {
        assert_eq!(write(&value), expected);
    }
}

#[test]
fn members_are_set_got_and_taken_by_name() {
    let mut value = Value::object([("a", 1.0.into()), ("b", Value::Absent)]);
    value.set("a", 2.0.into());
    value.set("b", "x".into());
    value.set("c", false.into());
    assert_eq!(write(&value), r#"{"a":2,"b":"x","c":false}"#);
    assert_eq!(value.take("b").as_text(), Some("x"));
    assert!(
        value.get("b").is_absent() && value.take("b").is_absent() && value.get("d").is_absent()
    );
    assert_eq!(write(&value), r#"{"a":2,"c":false}"#);

    let mut list = Value::List(vec![value]);
    list.set("a", 1.0.into());
    assert!(list.get("a").is_absent() && list.take("a").is_absent());
    assert_eq!(
        (
            list.items().len(),
            list.as_number(),
            list.as_flag(),
            list.as_text()
        ),
        (1, None, None, None)
    );
    assert!(Value::text("a").items().is_empty() && Value::text("a").into_items().is_empty());
}

#[test]
fn a_secret_is_written_where_it_is_sent_and_shown_nowhere() {
    let value = Value::object([
        ("key", Secret::from("canary").into()),
        ("text", "canary".into()),
    ]);
    assert_eq!(write(&value), r#"{"key":"canary","text":"canary"}"#);
    assert_eq!(format!("{value:?}"), r#"["key", "text"]"#);
    for value in [
        "canary".into(),
        Value::Secret("canary".into()),
        Value::Json("\"canary\"".to_owned()),
        Value::List(vec!["canary".into()]),
    ] {
        assert_eq!(format!("{value:?}"), "Value(…)");
    }
    for text in [Value::text("canary"), Value::Secret("canary".into())] {
        assert_eq!(text.as_text(), Some("canary"));
        assert_eq!(text.into_secret(), Some(Secret::new("canary")));
    }
    assert_eq!(Value::from(true).into_secret(), None);
    assert_eq!(
        serde_json::from_str::<Secret>("\"canary\"")
            .unwrap()
            .expose(),
        "canary"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_quoted_as_serde_json_does_it(text in prop_oneof![any::<String>(), "[\\x00-\\x7f가😀]{0,40}"]) {
        prop_assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn any_value_is_written_as_json_that_serde_json_reads_as_the_same((value, expected) in values()) {
        let written = write(&value);
        let found: Json = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(as_floats(found), as_floats(expected), "{}", written);
    }
}
