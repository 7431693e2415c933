//! Numbers and times as Rust users have them: what does not fit, where that is said, and that JavaScript gets it all the same.

use std::future::ready;
use std::time::Duration;

use json::Value;

use super::arctos::sign_in;
use super::desk::{airfob_with_token, arctos, failed, gist, of, plain, s_connector, with_token};
use super::scripted::{Reply, World, answer, jwt, ms, status};
use crate::client::Client;
use crate::exchange::retry;
use crate::rust::{from_ms, to_ms};
use crate::s_connector::operations::{API, GET_LICENSE, SUMMARIZE_USAGE};
use crate::{
    ClientOptions, Error, ErrorKind, Outcome, Retry, SConnectorClient, StoredToken, TokenError,
    TokenFunction, TokenSource, Usage, UsageQuery, UserSearch, options,
};

fn days() -> UsageQuery {
    UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    }
}

/// S-Connector's answer with this payload.
fn data(payload: &str) -> Reply {
    answer(200, format!(r#"{{"status": true, "data": {payload}}}"#))
}

fn license_body(limit: &str) -> Reply {
    data(&format!(
        r#"{{"domain": "d", "roomLimit": {limit}, "enabled": true, "createdAt": "c"}}"#
    ))
}

fn usage_body(total: &str, second: &str) -> Reply {
    let entry = |seconds: &str| {
        let at = "2021-02-22T00:00:00Z";
        format!(r#"{{"roomName": "r", "sessionTimeSecond": {seconds}, "createdAt": "{at}"}}"#)
    };
    let detail = format!("[{}, {}]", entry("4"), entry(second));
    data(&format!(
        r#"{{"domain": "d", "totalSecond": {total}, "detail": {detail}}}"#
    ))
}

/// What a client that has a token makes of an answer.
fn asked<T>(
    reply: Reply,
    call: impl AsyncFnOnce(SConnectorClient) -> Result<T, Error>,
) -> Result<T, Error> {
    let world = World::replying([reply]);
    let client = with_token(world.options());
    world.run(call(client))
}

fn usage(total: &str, second: &str) -> Result<Usage, Error> {
    let reply = usage_body(total, second);
    asked(reply, async |client| {
        client.get_usage(&days(), plain()).await
    })
}

#[test]
fn a_count_that_does_not_fit_is_a_decode_failure_that_says_where() {
    for limit in ["-1", "1.5", "4294967296", "\"1e3.5\"", "1e300"] {
        let license = asked(license_body(limit), async |client| {
            client.get_license(plain()).await
        });
        let error = failed(license);
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false)
        );
        assert_eq!(error.decode_path(), Some("data.roomLimit"), "{limit}");
    }
    let license = asked(license_body("-1"), async |client| {
        client.get_license(plain()).await
    });
    let words = failed(license).to_string();
    let expected = "data.roomLimit is not a whole number from 0 to 4294967295.";
    assert!(words.contains(expected), "{words}");
    for (limit, expected) in [("4294967295", u32::MAX), ("\"10\"", 10), ("-0", 0)] {
        let license = asked(license_body(limit), async |client| {
            client.get_license(plain()).await
        });
        assert_eq!(license.unwrap().room_limit, expected);
    }
}

#[test]
fn where_a_number_does_not_fit_is_told_as_the_service_wrote_it() {
    let room = |user: &str| format!(r#"{{"roomName": "r", "status": "WAIT", "user": {user}}}"#);
    let rooms = data(&format!("[{}, {}]", room("1"), room("-1")));
    let error = failed(asked(rooms, async |client| {
        client.list_sessions(plain()).await
    }));
    assert_eq!(error.decode_path(), Some("data[1].user"));
    let error = failed(asked(data(&room("-1")), async |client| {
        client.get_session("r", plain()).await
    }));
    assert_eq!(error.decode_path(), Some("data.user"));

    let world = World::replying([
        answer(200, r#"{"status": 200, "total": 0.5, "records": []}"#),
        answer(
            207,
            r#"{"status": 207, "records": [{"status": 200}, {"status": 65536}]}"#,
        ),
    ]);
    let client = airfob_with_token(world.options());
    let search = UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    };
    let error = failed(world.run(client.search_users(&search, plain())));
    assert_eq!(error.decode_path(), Some("total"));
    let ids = ["1".to_owned(), "2".to_owned()];
    let error = failed(world.run(client.delete_users(&ids, plain())));
    assert_eq!(error.decode_path(), Some("records[1].status"));
    assert!(error.to_string().contains("a whole number from 0 to 65535"));
}

#[test]
fn the_identity_of_a_sign_in_is_told_of_as_that_of_its_check() {
    let info = |info: &str| {
        answer(
            200,
            format!(r#"{{"status": 1, "message": "", "info": {info}}}"#),
        )
    };
    let token = jwt("user", 1_000.0, 4_600.0);
    let world = World::replying([
        info(r#"{"code": "c"}"#),
        info(&format!(r#"{{"user_id": "7", "access_token": "{token}"}}"#)),
        info(r#"{"client_id": "w", "user_id": "7", "license_room": -1}"#),
    ]);
    let error = failed(world.run(arctos(world.options()).sign_in(&sign_in(), plain())));
    assert_eq!(error.decode_path(), Some("info.license_room"));
    assert_eq!(error.attempts(), 3);
}

#[test]
fn a_time_may_have_a_fraction_and_is_never_less_than_none() {
    let found = usage("0.25", "\"1.5\"").unwrap();
    assert_eq!(found.total_time, Duration::from_millis(250));
    assert_eq!(found.detail[1].session_time, Duration::from_millis(1_500));
    let written = serde_json::to_value(&found).unwrap();
    assert_eq!(written["totalSecond"], 0.25);
    assert_eq!(written["detail"][1]["sessionTimeSecond"], 1.5);
    assert_eq!(serde_json::from_value::<Usage>(written).unwrap(), found);

    for seconds in ["-1", "1e300"] {
        let error = failed(usage("1", seconds));
        let path = "data.detail[1].sessionTimeSecond";
        assert_eq!(error.decode_path(), Some(path));
        assert!(
            error
                .to_string()
                .contains("is not a number of seconds, 0 or more"),
            "{error}"
        );
        assert_eq!(
            failed(usage(seconds, "1")).decode_path(),
            Some("data.totalSecond")
        );
    }
}

#[test]
fn a_sum_that_does_not_fit_is_told_of_as_the_summary_has_it() {
    let summary = asked(usage_body("1", "-5"), async |client| {
        client.summarize_usage(&days(), plain()).await
    });
    assert_eq!(failed(summary).decode_path(), Some("byRoom[0].totalSecond"));
}

#[test]
fn javascript_gets_every_number_as_it_came() {
    let world = World::replying([license_body("-1.5"), usage_body("-2.5", "-5")]);
    let source = TokenSource::AccessToken("a-token".into());
    let client = Client::new(&API, world.options().into(), source, Value::Absent).unwrap();
    let license = GET_LICENSE.call(&client, Box::pin(ready(Ok(Value::Absent))), unset());
    let license = world.run(license).unwrap();
    assert_eq!(license.get("roomLimit").as_number(), Some(-1.5));
    let days = Value::object([("startTime", "2021-02-20".into())]);
    let summary = SUMMARIZE_USAGE.call(&client, Box::pin(ready(Ok(days))), unset());
    let summary = world.run(summary).unwrap();
    assert_eq!(summary.get("totalSecond").as_number(), Some(-2.5));
    let sum = summary.get("byRoom").items()[0].get("totalSecond");
    assert_eq!(sum.as_number(), Some(-1.0));
}

const fn unset() -> options::CallOptions {
    options::CallOptions { timeout_ms: None }
}

#[test]
fn times_and_milliseconds_are_the_same_both_ways() {
    for whole in [0_u32, 1, 7, 57, 250, 1_001, u32::MAX] {
        let (time, number) = (Duration::from_millis(whole.into()), f64::from(whole));
        assert_eq!((to_ms(time), from_ms(number)), (number, time));
    }
    assert_eq!(to_ms(Duration::from_nanos(1_500)), 0.0015);
    assert_eq!(from_ms(0.0015), Duration::from_nanos(1_500));
}

#[test]
fn what_is_no_time_is_none_and_what_is_too_long_the_longest() {
    for ms in [f64::NAN, -1.0, -0.0, f64::NEG_INFINITY] {
        assert_eq!(from_ms(ms), Duration::ZERO, "{ms}");
    }
    for ms in [f64::INFINITY, 1e300, to_ms(Duration::MAX)] {
        assert_eq!(from_ms(ms), Duration::MAX, "{ms}");
    }
}

#[test]
fn the_longest_times_that_a_user_can_give_do_no_harm() {
    let function = TokenFunction::new(|_| {
        Box::pin(async {
            Err(TokenError {
                kind: ErrorKind::RateLimited,
                retryable: None,
                retry_after: Some(Duration::MAX),
                cause: None,
            })
        })
    });
    let world = World::silent();
    let options = ClientOptions {
        timeout: Some(Duration::MAX),
        ..world.options()
    };
    let client = s_connector(options, TokenSource::Function(function));
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(error.retry_after(), Some(Duration::MAX));

    let world = World::new(|_| status(500));
    let retry = Retry {
        max_attempts: 3,
        base_delay: Duration::MAX,
        max_delay: Duration::MAX,
    };
    let client = with_token(ClientOptions {
        retry,
        ..world.options()
    });
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(error.attempts(), 1, "no such wait fits the budget");
}

#[test]
fn the_defaults_of_a_retry_are_those_that_javascript_has() {
    assert_eq!(
        retry::Retry::from(Retry::default()),
        retry::Retry::default()
    );
    assert_eq!(retry::Retry::from(Retry::NONE), retry::Retry::NONE);
    assert_eq!(Retry::default().base_delay, ms(250.0));
}

#[test]
fn a_part_of_a_ms_that_javascript_wrote_into_a_store_is_cut_off() {
    let written = r#"{"accessToken": "t", "expiresAt": 5.75}"#;
    let token: StoredToken = serde_json::from_str(written).unwrap();
    assert_eq!(token.expires_at, Some(5));
}
