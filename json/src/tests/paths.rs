//! Where a document is wrong, told by its path.

use serde_json::{Value, json};

use super::reference::{self, NUMBERS};
use crate::{Field, Kind, Read, Shape, What, Wrong, read};

static ROW: Shape = Shape(&[
    Field::required("roomName", Kind::Text),
    Field::required("sessionTimeSecond", Kind::Number),
    Field::optional("endDate", Kind::Number),
    Field::required("tags", Kind::List(&Kind::Text)),
]);

static DATA: Shape = Shape(&[
    Field::required("ownerId", Kind::Id),
    Field::required("totalSecond", Kind::Number),
    Field::required("detail", Kind::List(&Kind::Object(&ROW))),
    Field::optional("first", Kind::Object(&ROW)),
]);

static ANSWER: Shape = Shape(&[
    Field::required("status", Kind::Flag),
    Field::late("data", Kind::Object(&DATA)),
]);

fn row(name: &str) -> Value {
    json!({"roomName": name, "sessionTimeSecond": 5, "endDate": null, "tags": ["a", "b"]})
}

fn document() -> Value {
    json!({"status": true, "data": {
        "ownerId": 7, "totalSecond": "12", "detail": [row("a"), row("b")], "first": row("c"),
    }})
}

/// What is wrong, in the envelope or in the payload.
fn wrong(text: &str) -> Option<Wrong> {
    reference::check(text.as_bytes(), &ANSWER);
    match read(text.as_bytes(), &ANSWER, NUMBERS) {
        Ok(Read { late, .. }) => late,
        Err(wrong) => Some(wrong),
    }
}

fn path(document: &Value) -> String {
    wrong(&document.to_string())
        .expect("something is wrong")
        .path
}

#[test]
fn a_document_is_read() {
    let text = document().to_string();
    let Read { mut value, late } = read(text.as_bytes(), &ANSWER, NUMBERS).unwrap();
    assert_eq!(late, None);
    assert_eq!(value.get("status").as_flag(), Some(true));
    let mut data = value.take("data");
    assert_eq!(data.get("ownerId").as_text(), Some("7"));
    assert_eq!(data.get("totalSecond").as_number(), Some(12.0));
    assert_eq!(
        data.get("detail").items()[1].get("roomName").as_text(),
        Some("b")
    );
    assert!(data.get("first").get("endDate").is_absent());
    assert_eq!(data.take("detail").into_items().len(), 2);
    assert!(value.get("data").is_absent(), "it was taken");
}

#[test]
fn a_wrong_value_is_named_by_its_path_and_by_what_it_should_be() {
    for (pointer, value, path, expected) in [
        ("/status", json!("canary"), "status", "a boolean or 1 or 0"),
        (
            "/data/totalSecond",
            json!("canary"),
            "data.totalSecond",
            "a number",
        ),
        (
            "/data/ownerId",
            json!([1]),
            "data.ownerId",
            "an id (a string or a whole number)",
        ),
        ("/data/detail", json!("canary"), "data.detail", "a list"),
        ("/data/detail/0", json!([]), "data.detail[0]", "an object"),
        (
            "/data/detail/1/roomName",
            json!(31337),
            "data.detail[1].roomName",
            "a string",
        ),
        (
            "/data/detail/0/tags/1",
            json!(31337),
            "data.detail[0].tags[1]",
            "a string",
        ),
        (
            "/data/detail/0/tags/1",
            json!(null),
            "data.detail[0].tags[1]",
            "a string",
        ),
        (
            "/data/first/endDate",
            json!({}),
            "data.first.endDate",
            "a number",
        ),
        ("/data", json!("canary"), "data", "an object"),
    ] {
        let mut document = document();
        *document.pointer_mut(pointer).unwrap() = value;
        let (path, what) = (path.to_owned(), What::Not(expected));
        assert_eq!(wrong(&document.to_string()), Some(Wrong { what, path }));
    }
}

#[test]
fn a_missing_member_is_named_by_where_it_should_be() {
    let mut document = document();
    document["data"]["detail"][1]
        .as_object_mut()
        .unwrap()
        .remove("roomName");
    let found = wrong(&document.to_string()).unwrap();
    assert_eq!(
        (found.what, found.path.as_str()),
        (What::Lacking, "data.detail[1].roomName")
    );
    assert_eq!(path(&json!({})), "status");
    assert_eq!(path(&json!({"status": true, "data": {}})), "data.ownerId");
}

#[test]
fn a_member_that_stands_twice_is_told_at_its_place() {
    for (text, path) in [
        (r#"{"status": true, "status": true, "data": 5}"#, "status"),
        (r#"{"status": true, "status": null}"#, "status"),
        (
            r#"{"status": true, "data": {"ownerId": 1, "totalSecond": 2, "ownerId": 1}}"#,
            "data.ownerId",
        ),
        (r#"{"data": null, "status": true, "data": null}"#, "data"),
    ] {
        let found = wrong(text).unwrap();
        assert_eq!(
            (found.what, found.path.as_str()),
            (What::Twice, path),
            "{text}"
        );
    }
    assert_eq!(
        wrong(r#"{"x":1,"status":1,"x":{"status":1,"status":2}}"#),
        None,
        "nobody knows it"
    );
}

#[test]
fn the_first_that_is_wrong_is_told() {
    for (text, path) in [
        (
            r#"{"status":1,"data":{"totalSecond":"x","ownerId":[],"detail":5}}"#,
            "data.totalSecond",
        ),
        (
            r#"{"status":1,"data":{"detail":[{"tags":[1]},5],"ownerId":[]}}"#,
            "data.detail[0].tags[0]",
        ),
        (
            r#"{"status":1,"data":{"detail":[{"tags":[]},5]}}"#,
            "data.detail[0].roomName",
        ),
        (r#"{"status":5,"status":6}"#, "status"),
        (r#"{"data":{"ownerId":[]}}"#, "status"),
    ] {
        assert_eq!(wrong(text).unwrap().path, path, "{text}");
    }
}

#[test]
fn what_is_no_json_at_all_is_said_before_what_is_wrong_in_it() {
    for text in [
        r#"{"status":"x""#,
        r#"{"status":"x"}}"#,
        r#"{"status":[tru]}"#,
        r#"{"data":5,"x":01}"#,
    ] {
        let (what, path) = (What::NotJson, String::new());
        assert_eq!(wrong(text), Some(Wrong { what, path }), "{text}");
    }
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
        document["data"]["detail"][0][text] = json!([text]);
        document["data"]["detail"][1]["tags"] = json!([text, {"x": text}]);
        assert_eq!(path(&document), "data.detail[1].tags[1]", "{text}");
    }
}

#[test]
fn an_item_far_into_a_list_is_told_by_its_number() {
    let items = "\"\",".repeat(12_345);
    let text = format!(r#"{{"status":1,"data":{{"detail":[{{"tags":[{items}5]}}]}}}}"#);
    assert_eq!(wrong(&text).unwrap().path, "data.detail[0].tags[12345]");
}

#[test]
fn nothing_of_a_value_is_shown() {
    let text = r#"{"status":true,"data":{"ownerId":"canary","totalSecond":"canary"},"x":"canary"}"#;
    let found = read(text.as_bytes(), &ANSWER, NUMBERS).unwrap();
    let shown = format!("{found:?} {:?}", wrong(text));
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains("data.totalSecond"), "{shown}");
}
