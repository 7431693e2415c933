//! Numbers are read and written as the standard library does it.

use proptest::prelude::*;

use super::reference::NUMBERS;
use crate::{Numbers, Value, digits};

/// What must never be asked where whole arithmetic is enough.
const NONE: Numbers = Numbers {
    parse: |text| panic!("{text} is whole"),
    print: |number| panic!("{number} is whole"),
};

fn written(number: f64, numbers: Numbers) -> String {
    let mut out = String::new();
    Value::Number(number).write(numbers, &mut out);
    out
}

#[test]
fn digits_are_those_of_the_standard_library() {
    for number in [
        0,
        1,
        9,
        10,
        99,
        100,
        1_404,
        u64::from(u32::MAX),
        u64::MAX - 1,
        u64::MAX,
    ] {
        assert_eq!(digits(number), number.to_string());
    }
}

#[test]
fn what_is_no_finite_number_is_none() {
    for text in [
        "", "-", "--1", "x", "1e999", "-1e999", "NaN", "inf", "1-2", "1.2.3",
    ] {
        assert_eq!(NUMBERS.read(text), None, "{text}");
    }
}

#[test]
fn up_to_fifteen_digits_are_read_without_the_platform() {
    for text in [
        "0",
        "-0",
        "7",
        "-12",
        "007",
        "999999999999999",
        "-999999999999999",
    ] {
        let (found, expected) = (NONE.read(text).unwrap(), text.parse::<f64>().unwrap());
        assert_eq!(found.to_bits(), expected.to_bits(), "{text}");
    }
    assert_eq!(NUMBERS.read("9999999999999999"), Some(1e16));
}

#[test]
fn whole_numbers_are_written_without_the_platform() {
    for (number, expected) in [
        (0.0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (-12.0, "-12"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (-9_007_199_254_740_991.0, "-9007199254740991"),
    ] {
        assert_eq!(written(number, NONE), expected);
    }
    assert_eq!(written(0.5, NUMBERS), "0.5");
    assert_eq!(written(-1e300, NUMBERS).parse(), Ok(-1e300));
}

#[test]
fn a_number_that_json_does_not_have_is_null() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            written(number, NUMBERS),
            serde_json::to_string(&number).unwrap()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_whole_number_is_written_in_its_digits(number in any::<u64>(), shift in 0_u32..64) {
        prop_assert_eq!(digits(number >> shift), (number >> shift).to_string());
    }

    #[test]
    fn any_number_is_read_as_it_was_written(number in prop_oneof![any::<f64>(), -1e17..1e17, (-1e17..1e17).prop_map(f64::trunc)]) {
        let text = written(number, NUMBERS);
        prop_assert_eq!(text.parse::<f64>(), Ok(number));
        prop_assert_eq!(NUMBERS.read(&text), Some(number));
        prop_assert!(serde_json::from_str::<f64>(&text).is_ok());
    }

    #[test]
    fn any_text_of_digits_is_the_number_of_the_standard_library(text in "-?[0-9]{1,25}(\\.[0-9]{0,3})?") {
        prop_assert_eq!(NUMBERS.read(&text), text.parse::<f64>().ok());
    }
}
