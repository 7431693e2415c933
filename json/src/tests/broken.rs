//! Bytes that are no JSON, or nearly none.

use super::any_json::{check, is_json};
use super::reference::{self, NUMBERS, SHAPES};
use crate::{Field, Kind, Shape, What, Wrong, read};

/// One document for each table, with all that a document can have.
const DOCUMENTS: [&str; 4] = [
    r#"{"a":"x\"\u0041\ud83d\ude00가","b":"s","c":"12","d":"asc","e":-1.5e+3,"f":7,"g":true,"h":12,"i":{"a":[1,"\ud800"]},"j":null,"k":{"a":"1","b":["x"],"c":[[1,"y"]],"d":{"a":0}},"l":[{"a":1},{"a":2}],"m":1700000000000,"n":"2021-02-20"}"#,
    "{\r\n\t\"status\" : 1 , \"message\" : \"\\\\\" , \"total\" : \"5\" , \"data\" : [ { \"a\" : 1 } , { \"a\" : 2.0 } ] , \"ID\" : 7 , \"unknown\" : [ { } , [ ] , [ { \"x\" : false } ] ] }\n",
    r#"{"a":[{},"{}",[1],"x"],"b":[true,1,"0"],"c":["a",1],"d":["s"],"x":{"y":{"z":null}}}"#,
    r#"{"i":"{\"a\":\"\\ud83d\\ude00\"}","e":"12","g":"false","b":"\udc00"}"#,
];

fn what(text: &[u8]) -> What {
    check(text);
    let Wrong { what, path } = read(text, &SHAPES[5], NUMBERS).unwrap_err();
    assert_eq!(path, "");
    what
}

#[test]
fn a_document_that_breaks_off_anywhere_is_no_json() {
    for document in DOCUMENTS {
        assert!(is_json(document.as_bytes()));
        check(document.as_bytes());
        let whole = document.trim_end().len();
        assert_eq!(what(b""), What::Empty);
        for end in 1..whole {
            assert_eq!(what(&document.as_bytes()[..end]), What::NotJson, "{end}");
        }
    }
}

#[test]
fn a_document_with_any_byte_changed_is_judged_as_by_serde_json() {
    const BYTES: &[u8] =
        b"\0\x01\x0c\x1f\t\n \"\\/{}[]:,+-.0159eEuntfx\x7f\x80\xBF\xC0\xC3\xED\xEF\xF0\xFF";
    for document in DOCUMENTS {
        let mut bytes = document.as_bytes().to_vec();
        for at in 0..bytes.len() {
            let before = bytes[at];
            for byte in BYTES {
                bytes[at] = *byte;
                check(&bytes);
            }
            bytes[at] = before;
        }
    }
}

#[test]
fn a_document_with_a_byte_more_or_less_is_judged_as_by_serde_json() {
    for document in DOCUMENTS {
        for at in 0..=document.len() {
            for byte in *b" \x0c\0\",]}1\xEF" {
                let mut bytes = document.as_bytes().to_vec();
                bytes.insert(at, byte);
                check(&bytes);
            }
            let mut bytes = document.as_bytes().to_vec();
            if at < bytes.len() {
                bytes.remove(at);
                check(&bytes);
            }
        }
    }
}

#[test]
fn what_follows_the_end_is_wrong() {
    for more in [
        "x", "}", "]", ",", "0", "{}", "null", "\0", "\u{feff}", "\u{c}", "//", "/**/", "#",
    ] {
        assert_eq!(
            what(format!("{{}}{more}").as_bytes()),
            What::NotJson,
            "{more:?}"
        );
        assert_eq!(
            what(format!("[1]{more}").as_bytes()),
            What::NotJson,
            "{more:?}"
        );
    }
    assert!(read(b" \t\r\n{} \t\r\n", &SHAPES[5], NUMBERS).is_ok());
}

#[test]
fn what_javascript_takes_and_json_does_not_is_wrong() {
    for text in [
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1,}",
        "{,}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\"}",
        "{\"a\":}",
        "{:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;}",
        "[1}",
        "{]",
        "True",
        "tru",
        "nul",
        "nulll",
        "undefined",
        "/**/{}",
        "{}//",
        "<html></html>",
        "\u{a0}{}",
        "\u{b}{}",
        "\u{c}{}",
        "{\"a\":\u{c}1}",
        "\u{2028}{}",
    ] {
        assert_eq!(what(text.as_bytes()), What::NotJson, "{text}");
    }
}

#[test]
fn nothing_but_white_space_is_empty() {
    for text in ["", " ", " \r\n\t", "\u{feff}", "\u{feff} \n"] {
        assert_eq!(what(text.as_bytes()), What::Empty, "{text:?}");
    }
    for text in ["\0", "\u{a0}", "\u{2003}", "\u{feff}\u{feff}"] {
        assert_eq!(what(text.as_bytes()), What::NotJson, "{text:?}");
    }
}

#[test]
fn one_byte_order_mark_is_passed_over_at_the_beginning_alone() {
    for document in DOCUMENTS {
        let marked = format!("\u{feff}{document}");
        check(marked.as_bytes());
        assert!(is_json(marked.as_bytes()));
    }
    assert!(read("\u{feff}{}".as_bytes(), &SHAPES[5], NUMBERS).is_ok());
    assert!(read("\u{feff} {}".as_bytes(), &SHAPES[5], NUMBERS).is_ok());
    for text in [
        "\u{feff}\u{feff}{}",
        " \u{feff}{}",
        "{}\u{feff}",
        "{\u{feff}}",
        "[\u{feff}1]",
    ] {
        assert_eq!(what(text.as_bytes()), What::NotJson, "{text:?}");
    }
    for part in [&b"\xEF\xBB"[..], b"\xEF", b"\xEF\xBB{}", b"\xBB\xBF{}"] {
        assert_eq!(what(part), What::NotJson);
    }
}

#[test]
fn bytes_that_are_no_utf_8_are_no_json_wherever_they_stand() {
    for broken in [
        &b"\xFF"[..],
        b"\x80",
        b"\xC3",
        b"\xC0\x80",
        b"\xE2\x82",
        b"\xED\xA0\x80",
        b"\xED\xB0\x80",
        b"\xF0\x9F\x98",
        b"\xF4\x90\x80\x80",
    ] {
        for (before, after) in [
            ("", ""),
            ("", "{}"),
            ("{}", ""),
            ("{\"a\":\"", "\"}"),
            ("{\"", "\":1}"),
            ("{\"unknown\":[\"", "\"]}"),
            ("{\"i\":{\"a\":\"", "\"}}"),
            ("{\"i\":\"", "\"}"),
            ("{\"e\":1", "}"),
        ] {
            let bytes = [before.as_bytes(), broken, after.as_bytes()].concat();
            assert_eq!(what(&bytes), What::NotJson, "{bytes:?}");
        }
    }
}

// ── Depth ───────────────────────────────────────────────────────────────────────────────────────

static DEEP: Shape = Shape(&[
    Field::optional("list", Kind::List(&Kind::Number)),
    Field::optional("deep", Kind::Object(&DEEP)),
    Field::optional("fields", Kind::Fields),
    Field::optional("any", Kind::Any),
    Field::late("late", Kind::Object(&DEEP)),
]);

/// An object with containers in a member, so many levels with itself.
fn nested(name: &str, levels: usize) -> String {
    let lists = levels - 1;
    format!("{{\"{name}\":{}{}}}", "[".repeat(lists), "]".repeat(lists))
}

fn too_deep(text: &str) -> bool {
    check(text.as_bytes());
    reference::check(text.as_bytes(), &DEEP);
    match read(text.as_bytes(), &DEEP, NUMBERS) {
        Err(Wrong {
            what: What::TooDeep,
            path,
        }) => {
            assert_eq!(path, "");
            true
        }
        Err(wrong) => {
            assert_ne!(wrong.what, What::NotJson);
            false
        }
        Ok(_) => false,
    }
}

#[test]
fn json_may_be_128_levels_deep_and_no_deeper_whatever_it_is() {
    for name in ["list", "deep", "fields", "any", "late", "unknown"] {
        for levels in [2, 127, 128, 129, 1_000] {
            assert_eq!(
                too_deep(&nested(name, levels)),
                levels > 128,
                "{name} {levels}"
            );
            let lists = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            assert_eq!(too_deep(&lists), levels > 128);
        }
        let objects = |levels: usize| {
            format!(
                "{}{{}}{}",
                format!("{{\"{name}\":").repeat(levels - 1),
                "}".repeat(levels - 1)
            )
        };
        for levels in [2, 127, 128, 129, 1_000] {
            assert_eq!(too_deep(&objects(levels)), levels > 128, "{name} {levels}");
        }
    }
}

#[test]
fn what_was_closed_is_not_counted() {
    let text = format!("{{\"unknown\":[{}[]],\"list\":[]}}", "[[]],".repeat(500));
    assert!(!too_deep(&text));
}

#[test]
fn depth_is_that_of_containers_and_not_of_texts() {
    let text = format!(
        r#"{{"x":"{}\"{}","{}":1}}"#,
        "[".repeat(200),
        "{".repeat(200),
        "[{".repeat(200)
    );
    assert!(!too_deep(&text));
    let text = |levels| format!(r#"{{"x":"a\\\"[","y":{}}}"#, nested("x", levels));
    assert!(too_deep(&text(128)));
    assert!(!too_deep(&text(127)));
}

#[test]
fn a_text_that_is_deep_beyond_measure_does_not_exhaust_the_stack() {
    for levels in [100_000, 1_000_000] {
        for name in ["list", "deep", "fields", "unknown"] {
            let text = nested(name, levels);
            let wrong = read(text.as_bytes(), &DEEP, NUMBERS).unwrap_err();
            assert_eq!(wrong.what, What::TooDeep);
        }
        for open in ["[", "{\"deep\":", "{\"unknown\":", "{\"fields\":{\"a\":"] {
            let wrong = read(open.repeat(levels).as_bytes(), &DEEP, NUMBERS).unwrap_err();
            assert_eq!(wrong.what, What::TooDeep);
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_told_before_the_end_is_seen() {
    let mut text = [br#"{"x":"#, "[".repeat(200).as_bytes()].concat();
    assert_eq!(what(&text), What::TooDeep);
    text.push(0xDD);
    assert_eq!(what(&text), What::TooDeep);
}
