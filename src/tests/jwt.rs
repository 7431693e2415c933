//! What a JWT says of its own life: the vendors' own tokens, and everything that is none.

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::examples::{airfob, arctos, s_connector};
use super::scripted::{jwt, jwt_of};
use crate::token::jwt::{Times, bytes, times};

fn lives(issued_at: f64, expires_at: f64) -> Option<Times> {
    Some(Times {
        issued_at: Some(issued_at),
        expires_at,
    })
}

#[test]
fn the_vendors_tokens_say_when_they_begin_and_end() {
    assert_eq!(
        times(s_connector::ISSUED_TOKEN),
        lives(1_610_259_453_000.0, 1_610_263_053_000.0)
    );
    assert_eq!(
        times(s_connector::TRIAL_TOKEN),
        lives(1_609_067_770_000.0, 1_609_154_170_000.0)
    );
    assert_eq!(
        times(s_connector::USAGE_TOKEN),
        lives(1_613_996_589_000.0, 1_614_002_589_000.0)
    );
    assert_eq!(
        times(airfob::TOKEN),
        lives(1_569_802_556_000.0, 1_569_806_156_000.0)
    );
}

#[test]
fn a_token_that_is_no_jwt_says_nothing() {
    assert_eq!(times(arctos::TOKEN), None);
    for token in ["", ".", "..", "...", "opaque", "a.b", "a.b.c", "a.b.c.d"] {
        assert_eq!(times(token), None, "{token:?}");
    }
}

#[test]
fn a_fourth_part_makes_it_no_jwt() {
    let token = jwt("x", 1.0, 2.0);
    assert_eq!(times(&token), lives(1_000.0, 2_000.0));
    assert_eq!(times(&format!("{token}.more")), None);
}

#[test]
fn padding_is_taken_where_there_is_some() {
    let claims = r#"{"iat":1,"exp":20}"#;
    let padded = URL_SAFE.encode(claims);
    assert!(
        !padded.ends_with('='),
        "claims of this length need no padding"
    );
    let claims = r#"{"iat":1,"exp":200}"#;
    let padded = URL_SAFE.encode(claims);
    assert!(padded.ends_with('='));
    assert_eq!(times(&format!("h.{padded}.s")), lives(1_000.0, 200_000.0));
}

#[test]
fn the_algorithm_does_not_matter_since_nothing_is_verified() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let claims = URL_SAFE_NO_PAD.encode(r#"{"iat":5,"exp":6}"#);
    assert_eq!(
        times(&format!("{header}.{claims}.")),
        lives(5_000.0, 6_000.0)
    );
}

#[test]
fn a_token_may_say_its_end_alone() {
    let expected = Times {
        issued_at: None,
        expires_at: 6_000.0,
    };
    assert_eq!(times(&jwt_of(r#"{"exp":6}"#)), Some(expected));
    assert_eq!(times(&jwt_of(r#"{"exp":6,"iat":"then"}"#)), Some(expected));
    assert_eq!(times(&jwt_of(r#"{"exp":6,"iat":-1}"#)), Some(expected));
}

#[test]
fn a_token_without_an_end_says_nothing() {
    assert_eq!(times(&jwt_of(r#"{"iat":5}"#)), None);
    assert_eq!(times(&jwt_of("{}")), None);
}

#[test]
fn claims_that_are_nonsense_say_nothing() {
    for claims in [
        "",
        "null",
        "[]",
        "7",
        "{",
        r#"{"exp":null}"#,
        r#"{"exp":true}"#,
        r#"{"exp":[6]}"#,
        r#"{"exp":-6}"#,
        r#"{"exp":1e300}"#,
        r#"{"exp":1e999}"#,
        r#"{"exp":8640000000000}"#,
    ] {
        assert_eq!(times(&jwt_of(claims)), None, "{claims}");
    }
}

#[test]
fn claims_that_are_no_utf_8_say_nothing() {
    let claims = URL_SAFE_NO_PAD.encode(b"{\"exp\":6,\"n\":\"\xFF\"}");
    assert_eq!(times(&format!("h.{claims}.s")), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn base64url_is_read_as_the_usual_crate_reads_it(text in "[A-Za-z0-9_-]{0,12}|[AQgw_=+/ 가-]{0,5}") {
        prop_assert_eq!(bytes(text.as_bytes()), URL_SAFE_NO_PAD.decode(&text).ok());
    }

    #[test]
    fn any_bytes_are_read_back(data in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(bytes(URL_SAFE_NO_PAD.encode(&data).as_bytes()), Some(data));
    }

    #[test]
    fn a_token_says_what_was_put_in(name in "[a-z가-힣]{0,20}", iat in 0_u32.., life in 0_u32..) {
        let (iat, life) = (f64::from(iat), f64::from(life));
        prop_assert_eq!(
            times(&jwt(&name, iat, iat + life)),
            lives(iat * 1_000.0, (iat + life) * 1_000.0)
        );
    }

    #[test]
    fn any_text_is_a_token_that_says_something_sane_or_nothing(token in "\\PC{0,40}|[A-Za-z0-9_=-]{0,30}(\\.[A-Za-z0-9_=-]{0,30}){2}") {
        if let Some(times) = times(&token) {
            prop_assert!(times.expires_at.is_finite() && times.expires_at >= 0.0);
        }
    }

    #[test]
    fn any_claims_are_read_or_passed_over(claims in "[{}\\[\\]\":,a-z0-9.eE+-]{0,40}", exp in any::<f64>()) {
        let _ = times(&jwt_of(&claims));
        if let Some(times) = times(&jwt_of(&format!(r#"{{"exp":{exp}}}"#))) {
            prop_assert!((0.0..8.64e15).contains(&times.expires_at));
        }
    }
}
