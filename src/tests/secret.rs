//! Secrets: what prints them (nothing), and what of them is taken out of a service's words.

use std::marker::PhantomData;

use proptest::prelude::*;
use serde::Serialize;
use serde_json::json;

use crate::exchange::redact;
use crate::{
    AirfobCredentials, ArctosOptions, AuthTokenRequest, HeaderValue, Request,
    SConnectorCredentials, SConnectorOptions, Secret, StoredToken, TokenSource,
};

fn redact<'a>(text: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    let secrets: Vec<Secret> = secrets.into_iter().cloned().collect();
    redact::redact(text, &secrets, None)
}

#[test]
fn debug_prints_nothing_of_a_secret() {
    let secret = Secret::new("canary-7f3a");
    assert_eq!(format!("{secret:?}"), "Secret(…)");
    assert_eq!(format!("{:#?}", Some(&secret)), "Some(\n    Secret(…),\n)");
    assert_eq!(secret.expose(), "canary-7f3a");
}

/// Says whether `T` can be written: a method of its own goes before that of a trait, where its bound holds.
struct Writable<T>(PhantomData<T>);

impl<T: Serialize> Writable<T> {
    fn is_so(&self) -> bool {
        true
    }
}

trait Fallback {
    fn is_so(&self) -> bool {
        false
    }
}

impl<T> Fallback for Writable<T> {}

#[test]
fn what_holds_a_secret_cannot_be_written_by_mistake() {
    assert!(Writable::<String>(PhantomData).is_so());
    assert!(!Writable::<Secret>(PhantomData).is_so());
    assert!(!Writable::<AirfobCredentials>(PhantomData).is_so());
    assert!(!Writable::<SConnectorCredentials>(PhantomData).is_so());
    assert!(!Writable::<SConnectorOptions>(PhantomData).is_so());
    assert!(!Writable::<TokenSource<AirfobCredentials>>(PhantomData).is_so());
    assert!(!Writable::<AuthTokenRequest>(PhantomData).is_so());
    assert!(!Writable::<ArctosOptions>(PhantomData).is_so());
    assert!(!Writable::<Request>(PhantomData).is_so());
    assert!(!Writable::<HeaderValue>(PhantomData).is_so());
}

#[test]
fn a_token_for_a_store_can_be_written_and_read_again() {
    let token = StoredToken {
        access_token: Secret::new("a-token"),
        expires_at: Some(5),
    };
    let written = json!(token);
    assert_eq!(written, json!({"accessToken": "a-token", "expiresAt": 5}));
    assert_eq!(
        serde_json::from_value::<StoredToken>(written).unwrap(),
        token
    );
}

#[test]
fn a_secret_of_eight_characters_is_taken_out_wherever_it_stands() {
    let secret = Secret::new("12345678");
    assert_eq!(
        redact("12345678: bad key 12345678, 1234567", [&secret]),
        "[redacted]: bad key [redacted], 1234567"
    );
}

#[test]
fn it_is_also_taken_out_as_json_and_urls_write_it() {
    let secret = Secret::new(r#"pä"ss\wo/rd"#);
    for form in [
        r#"pä"ss\wo/rd"#,
        r#"pä\"ss\\wo/rd"#,
        "p%C3%A4%22ss%5Cwo%2Frd",
    ] {
        assert_eq!(redact(&format!("[{form}]"), [&secret]), "[[redacted]]");
    }
}

#[test]
fn a_shorter_one_would_blot_out_ordinary_text() {
    let secret = Secret::new("invalid");
    assert_eq!(redact("invalid user", [&secret]), "invalid user");
    assert_eq!(redact("text", [&Secret::new("")]), "text");
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let (seven, eight) = (
        Secret::new("비밀번호일곱자"),
        Secret::new("비밀번호여덟자리"),
    );
    assert_eq!(redact("비밀번호일곱자", [&seven]), "비밀번호일곱자");
    assert_eq!(redact("비밀번호여덟자리", [&eight]), "[redacted]");
}

#[test]
fn every_secret_of_a_request_is_looked_for() {
    let (key, token) = (Secret::new("license-key"), Secret::new("access-token"));
    assert_eq!(
        redact("access-token, license-key", [&key, &token]),
        "[redacted], [redacted]"
    );
}

#[test]
fn nothing_is_left_of_a_secret_that_begins_with_another() {
    let (short, long) = (Secret::new("license-1"), Secret::new("license-1-of-acme"));
    assert_eq!(
        redact("no license-1-of-acme", [&short, &long]),
        "no [redacted]"
    );
    assert_eq!(
        redact("no license-1-of-acme", [&long, &short]),
        "no [redacted]"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_redaction_no_secret_is_left(
        words in proptest::collection::vec("[x-z]{1,12}", 0..8),
        secrets in proptest::collection::vec("[x-z]{8,12}", 0..4),
        at in 0_usize..8,
    ) {
        let mut text = words;
        text.splice(at.min(text.len()).., secrets.iter().cloned());
        let secrets: Vec<Secret> = secrets.into_iter().map(Secret::from).collect();
        let redacted = redact(&text.join(" "), &secrets);
        for secret in &secrets {
            prop_assert!(!redacted.contains(secret.expose()));
        }
    }

    #[test]
    fn without_an_echo_the_words_stay_as_they_are(text in "[a-m ]{0,40}", secret in "[n-z]{8,20}") {
        prop_assert_eq!(redact(&text, [&Secret::from(secret)]), text);
    }
}
