//! Texts put together by hand are those that the standard library and serde_json write.

use proptest::prelude::*;

use crate::text::{cat, digits, hundredths, padded, quoted, replaced, signed};

#[test]
fn numbers_are_written_as_the_standard_library_writes_them() {
    for number in [0, 1, 9, 10, 99, 100, 1_404, u64::MAX] {
        assert_eq!(digits(number), number.to_string());
    }
    for number in [0, 7, -1, -10, 3_406, i64::MAX, i64::MIN] {
        assert_eq!(signed(number), number.to_string());
    }
    for number in [0, 7, 10, 2_026, 12_345] {
        assert_eq!(padded(number, 4), format!("{number:04}"));
    }
}

#[test]
fn every_count_of_hundredths_is_the_decimal_that_it_is() {
    for count in 0..2_000_u32 {
        let expected = (f64::from(count) / 100.0).to_string();
        assert_eq!(hundredths(count.into()), expected);
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
fn no_text_holds_an_empty_one() {
    assert_eq!(replaced("abc", "", "x"), "abc");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_parts_are_put_together(parts in proptest::collection::vec(any::<String>(), 0..5)) {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        prop_assert_eq!(cat(&parts), parts.join(""));
    }

    #[test]
    fn any_text_is_quoted_as_serde_json_does_it(text in any::<String>()) {
        prop_assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn any_text_is_replaced_as_the_standard_library_does_it(
        text in "[ab가각]{0,30}",
        mark in "[ab가각]{1,4}",
        by in "[ab]{0,3}",
    ) {
        prop_assert_eq!(replaced(&text, &mark, &by), text.replace(&mark, &by));
    }
}
