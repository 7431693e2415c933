//! What holds of any document: the reader and the reference say the same of it, and serde_json takes it for JSON where they do.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::IgnoredAny;

use super::reference::{self, NUMBERS, SHAPES};
use crate::{Field, Kind, Need, Shape, What};

/// Whether serde_json takes bytes for JSON, however deep.
pub fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(text).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// Holds the reader to the reference, and both to serde_json, by every table.
pub fn check(bytes: &[u8]) {
    for shape in &SHAPES {
        reference::check(bytes, shape);
        let what = crate::read(bytes, shape, NUMBERS)
            .err()
            .map(|wrong| wrong.what);
        match what {
            // Said before the end was seen.
            Some(What::TooDeep) => {}
            Some(What::NotJson | What::Empty) => assert!(!is_json(bytes)),
            _ => assert!(is_json(bytes)),
        }
    }
}

// ── Documents ───────────────────────────────────────────────────────────────────────────────────

/// Numbers of every form, and what is nearly one.
pub const NUMBER_FORMS: &[&str] = &[
    "0",
    "-0",
    "1",
    "7",
    "-1",
    "10",
    "1.5",
    "-1.5",
    "0.5",
    "1.0",
    "1e3",
    "1E+3",
    "1e-3",
    "-0.0",
    "0e0",
    "4294967295",
    "4294967296",
    "123456789012345",
    "1234567890123456",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1e308",
    "1e309",
    "-1e999",
    "1e-999",
    "5e-324",
    "0.1e1",
    "123456789.123456789e-5",
];

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(NUMBER_FORMS).prop_map(str::to_owned),
        2 => any::<i64>().prop_map(|n| n.to_string()),
        1 => any::<u64>().prop_map(|n| n.to_string()),
        1 => "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
    ]
}

/// A string of what is hard to read.
fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-z{}\\[\\]:, 0-9.é가-힣😀-]{1,4}",
        1 => "\\\\[\"\\\\/bfnrt]",
        1 => "\\\\u[0-9a-fA-F]{4}",
        1 => "\\\\u[dD][89abAB][0-9a-f]{2}",
        1 => "\\\\u[dD][c-fC-F][0-9a-f]{2}",
        1 => Just("\\ud83d\\ude00".to_owned()),
    ];
    proptest::collection::vec(part, 0..4).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

/// JSON of any kind.
fn anything() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        select(&["null", "true", "false", "\"\"", "\"1\""][..]).prop_map(str::to_owned),
        number(),
        string(),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(" ,"))),
            proptest::collection::vec((string(), inner), 0..4).prop_map(object),
        ]
    })
    .boxed()
}

fn object(members: Vec<(String, String)>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// JSON of a kind, mostly.
fn of_kind(kind: Kind, depth: usize) -> BoxedStrategy<String> {
    let quoted_number = number().prop_map(|number| format!("\"{number}\""));
    match kind {
        Kind::Text | Kind::Secret | Kind::Day => string().boxed(),
        Kind::Words(_) => "\"[0-9]{1,5}\"".boxed(),
        Kind::OneOf(..) => select(&["\"asc\"", "\"d\\u0065sc\"", "\"\\ud800\""][..])
            .prop_map(str::to_owned)
            .boxed(),
        Kind::Number => {
            prop_oneof![3 => "-?[1-9][0-9]{0,3}", 1 => number(), 1 => quoted_number].boxed()
        }
        Kind::Whole => {
            prop_oneof![3 => any::<u32>().prop_map(|n| n.to_string()), 1 => number()].boxed()
        }
        Kind::Moment => prop_oneof![3 => "-?[1-9][0-9]{0,16}", 1 => number()].boxed(),
        Kind::Flag => select(
            &[
                "true",
                "false",
                "1",
                "0",
                "\"1\"",
                "\"0\"",
                "\"true\"",
                "\"false\"",
            ][..],
        )
        .prop_map(str::to_owned)
        .boxed(),
        Kind::Id => prop_oneof![
            string(),
            any::<i64>().prop_map(|n| n.to_string()),
            any::<u64>().prop_map(|n| n.to_string()),
        ]
        .boxed(),
        Kind::Fields => prop_oneof![
            2 => anything(),
            2 => proptest::collection::vec((string(), anything()), 0..3).prop_map(object),
            2 => proptest::collection::vec((string(), anything()), 0..3)
                .prop_map(|members| serde_json::to_string(&object(members)).unwrap()),
        ]
        .boxed(),
        Kind::Object(shape) => of_shape(shape, depth).boxed(),
        Kind::List(kind) => proptest::collection::vec(of_kind(*kind, depth + 1), 0..4)
            .prop_map(|items| format!("[{}]", items.join(",")))
            .boxed(),
        // Nothing that JSON can hold.
        Kind::Picture | Kind::Foreign => Just("null".to_owned()).boxed(),
        Kind::Any => anything(),
    }
}

/// An object by a table, with slips here and there.
fn of_shape(shape: &'static Shape, depth: usize) -> BoxedStrategy<String> {
    let member = |field: &'static Field| {
        let name = format!("\"{}\"", field.from);
        let named = move |value: String| (name.clone(), value);
        if depth > 4 && field.need == Need::Optional {
            return Just(Vec::new()).boxed();
        }
        let good = of_kind(field.kind, depth + 1).prop_map(named.clone());
        let other = anything().prop_map(named);
        prop_oneof![
            40 => proptest::collection::vec(good.clone(), 1),
            if field.need == Need::Optional { 20 } else { 1 } => Just(Vec::new()),
            1 => proptest::collection::vec(good, 2),
            1 => proptest::collection::vec(other, 1),
        ]
        .boxed()
    };
    let members: Vec<_> = shape.0.iter().map(member).collect();
    let unknown = proptest::collection::vec((string(), anything()), 0..2);
    (members, unknown)
        .prop_map(|(members, unknown)| [members.concat(), unknown].concat())
        .prop_shuffle()
        .prop_map(object)
        .boxed()
}

/// A document by one of the tables.
pub fn documents() -> impl Strategy<Value = String> {
    (0..SHAPES.len())
        .prop_flat_map(|index| of_shape(&SHAPES[index], 0))
        .boxed()
}

/// The same with white space wherever it may stand.
fn spaced(text: &str, spaces: &[u8]) -> String {
    let mut out = String::new();
    let (mut in_string, mut is_escaped) = (false, false);
    let mut turn = spaces.iter().cycle();
    for next in text.chars() {
        let is_mark = !in_string && "{}[]:,".contains(next);
        let mut space = || {
            let space = turn
                .next()
                .map_or("", |turn| ["", " ", "\n", "\r\n\t"][usize::from(turn % 4)]);
            out.push_str(if is_mark { space } else { "" });
        };
        space();
        out.push(next);
        let space = turn
            .next()
            .map_or("", |turn| ["", " ", "\t"][usize::from(turn % 3)]);
        out.push_str(if is_mark { space } else { "" });
        in_string ^= next == '"' && !is_escaped;
        is_escaped = in_string && next == '\\' && !is_escaped;
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reader_says_of_any_document_what_the_reference_says(
        text in documents(),
        spaces in proptest::collection::vec(any::<u8>(), 0..6),
    ) {
        let text = spaced(&text, &spaces);
        assert!(is_json(text.as_bytes()), "{text}");
        check(text.as_bytes());
    }

    #[test]
    fn a_document_that_breaks_off_is_no_json(text in documents(), at in any::<Index>()) {
        let part = &text.as_bytes()[..at.index(text.len())];
        check(part);
        prop_assert!(!is_json(part));
    }

    #[test]
    fn a_document_with_changed_bytes_is_judged_as_by_the_reference(
        text in documents(),
        changes in proptest::collection::vec(
            (any::<Index>(), prop_oneof![select(&b"\"\\{}[]:,0-.eu\x00\x1f \t\xEF\xBB\xBF\xED"[..]), any::<u8>()]),
            1..4,
        ),
    ) {
        let mut bytes = text.into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(&bytes);
    }

    #[test]
    fn any_bytes_are_judged_as_by_the_reference(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            proptest::collection::vec(select(&b"{}[]\":,\\u0-1.eEadtrufalsn \n"[..]), 0..40),
        ],
    ) {
        check(&bytes);
    }
}
