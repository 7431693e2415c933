//! What a failure says of the call: its kind, its attempts, what is known of the effect, and where it came from.

use super::arctos::{code, sign_in};
use super::desk::{
    LICENSE_BODY, airfob_with_token, arctos, cause, failed, gist, of, plain, with_token,
};
use super::scripted::{
    Reply, World, answer, broken, hangs, network, no_response, out_of_memory, status, steered,
    too_large,
};
use crate::{ClientOptions, Error, ErrorKind, Outcome, Retry};

/// A read that is answered so, once.
fn read(reply: Reply) -> Error {
    let world = World::replying([reply]);
    let client = with_token(ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    });
    failed(world.run(client.get_license(plain())))
}

/// A deletion that is answered so, once.
fn deletion(reply: Reply) -> Error {
    let world = World::replying([reply]);
    let client = airfob_with_token(ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    });
    failed(world.run(client.delete_users(&["1".to_owned()], plain())))
}

#[test]
fn what_is_known_of_the_effect_goes_by_the_answer() {
    let of_read = |reply| gist(&read(reply));
    assert_eq!(
        of_read(status(400)),
        of(ErrorKind::Rejected, 1, Outcome::Refused, false)
    );
    assert_eq!(
        of_read(status(429)),
        of(ErrorKind::RateLimited, 1, Outcome::Refused, true)
    );
    assert_eq!(
        of_read(status(408)),
        of(ErrorKind::Unavailable, 1, Outcome::Unknown, true)
    );
    assert_eq!(
        of_read(status(500)),
        of(ErrorKind::Unavailable, 1, Outcome::Unknown, true)
    );
    assert_eq!(
        of_read(status(503)),
        of(ErrorKind::Unavailable, 1, Outcome::Unknown, true)
    );
    let put_off = status(503).retry_after("3600");
    assert_eq!(
        of_read(put_off),
        of(ErrorKind::Unavailable, 1, Outcome::Refused, true)
    );
    let nonsense = status(503).retry_after("soon");
    assert_eq!(
        of_read(nonsense),
        of(ErrorKind::Unavailable, 1, Outcome::Unknown, true)
    );
    assert_eq!(
        of_read(answer(200, r#"{"status": false}"#)),
        of(ErrorKind::Rejected, 1, Outcome::Refused, false)
    );
    assert_eq!(
        of_read(network()),
        of(ErrorKind::Network, 1, Outcome::Unknown, true)
    );
    assert_eq!(
        of_read(answer(200, "")),
        of(ErrorKind::Decode, 1, Outcome::Unknown, false)
    );
}

#[test]
fn a_mutation_is_retryable_only_where_nothing_was_done() {
    assert!(deletion(status(429)).retryable());
    assert!(deletion(status(503).retry_after("3600")).retryable());
    for reply in [
        status(408),
        status(500),
        status(503),
        network(),
        broken(200),
    ] {
        assert!(!deletion(reply).retryable());
    }
}

#[test]
fn once_unknown_the_outcome_stays_unknown() {
    let world = World::replying([status(500), status(403)]);
    let error = failed(world.run(with_token(world.options()).get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Forbidden, 2, Outcome::Unknown, false)
    );
    let world = World::replying([network(), status(429), status(429)]);
    let error = failed(world.run(with_token(world.options()).get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::RateLimited, 3, Outcome::Unknown, true)
    );
}

#[test]
fn refused_and_then_lost_is_unknown() {
    let world = World::replying([status(429), network(), status(429)]);
    let error = failed(world.run(with_token(world.options()).get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::RateLimited, 3, Outcome::Unknown, true)
    );
    let world = World::replying([status(429), status(500)]);
    let client = airfob_with_token(world.options());
    let error = failed(world.run(client.delete_users(&["1".to_owned()], plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 2, Outcome::Unknown, false)
    );
}

#[test]
fn a_redirect_is_refused_and_not_followed() {
    for code in [300, 301, 302, 303, 304, 307, 308, 399] {
        let error = read(status(code));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Redirect, 1, Outcome::Unknown, false),
            "{code}"
        );
        assert_eq!(error.status(), Some(code));
    }
    let hidden = read(status(0));
    assert_eq!(
        gist(&hidden),
        of(ErrorKind::Redirect, 1, Outcome::Unknown, false)
    );
    assert_eq!(hidden.status(), None, "the platform hid it");
    assert_eq!(
        hidden.to_string(),
        "sConnector.getLicense: the service answered with a redirect, which is not followed. Give the final address as the base URL."
    );
    let world = World::replying([status(302)]);
    assert!(
        world
            .run(with_token(world.options()).get_license(plain()))
            .is_err()
    );
    assert_eq!(world.sent().len(), 1, "no second request");
}

#[test]
fn a_redirect_with_a_body_is_one_all_the_same() {
    assert_eq!(read(answer(302, LICENSE_BODY)).kind(), ErrorKind::Redirect);
    assert_eq!(read(broken(302)).kind(), ErrorKind::Redirect);
    assert_eq!(read(too_large(302)).kind(), ErrorKind::Redirect);
}

#[test]
fn a_body_that_breaks_off_is_network() {
    for code in [200, 404, 500] {
        let error = read(broken(code));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Network, 1, Outcome::Unknown, true),
            "{code}"
        );
        assert_eq!(error.status(), Some(code));
        assert_eq!(cause(&error).as_deref(), Some("the body threw"));
        assert_eq!(error.decode_path(), None);
    }
}

#[test]
fn a_body_that_is_too_long_is_decode() {
    let error = read(too_large(200));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Decode, 1, Outcome::Unknown, false)
    );
    assert_eq!((error.status(), error.decode_path()), (Some(200), Some("")));
    assert!(error.to_string().contains("64 MiB"), "{error}");
    assert_eq!(crate::MAX_BODY_BYTES, 67_108_864);
    assert_eq!(
        read(too_large(502)).kind(),
        ErrorKind::Unavailable,
        "an error page may be of any length"
    );
}

#[test]
fn a_body_that_the_memory_does_not_hold_is_told_in_words() {
    let error = read(out_of_memory(200));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Internal, 1, Outcome::Unknown, false)
    );
    assert_eq!((error.status(), error.decode_path()), (Some(200), None));
    assert_eq!(
        error.to_string(),
        "sConnector.getLicense: the answer does not fit into the memory that the runtime gives: ask for less at a time, or allow it more."
    );
    assert!(
        deletion(out_of_memory(200))
            .to_string()
            .contains("It may have been done")
    );
    assert_eq!(read(out_of_memory(502)).kind(), ErrorKind::Unavailable);
}

#[test]
fn what_a_framework_throws_ends_the_call_at_once_and_comes_out_of_it() {
    let world = World::replying([steered()]);
    let error = failed(world.run(with_token(world.options()).get_license(plain())));
    assert_eq!(world.sent().len(), 1);
    let thrown = error.control_flow().expect("it comes out");
    assert_eq!(thrown.to_string(), "the framework threw");
    assert!(read(network()).control_flow().is_none());
}

#[test]
fn a_body_that_is_whole_but_wrong_is_decode() {
    for body in [
        "",
        "<html></html>",
        "null",
        r#"{"status": true, "data": 5}"#,
    ] {
        let error = read(answer(200, body));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false),
            "{body}"
        );
        assert!(error.decode_path().is_some());
        assert_eq!(error.status(), Some(200));
    }
    assert_eq!(read(status(204)).kind(), ErrorKind::Decode);
}

#[test]
fn what_the_network_threw_is_the_cause() {
    let error = read(network());
    assert_eq!(cause(&error).as_deref(), Some("the network threw"));
    assert_eq!(
        (error.status(), error.code(), error.service_message()),
        (None, None, None)
    );
    assert!(!error.to_string().contains("threw"), "{error}");
}

#[test]
fn a_fetch_that_gives_no_response_is_not_worth_another_try() {
    let error = read(no_response());
    assert_eq!(
        gist(&error),
        of(ErrorKind::Network, 1, Outcome::Unknown, false)
    );
}

#[test]
fn a_failure_names_the_call_that_the_user_made() {
    let world = World::new(|_| status(403));
    let client = with_token(world.options());
    let query = crate::UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    let errors = [
        failed(world.run(client.get_license(plain()))),
        failed(world.run(client.list_sessions(plain()))),
        failed(world.run(client.get_session("room", plain()))),
        failed(world.run(client.get_usage(&query, plain()))),
        failed(world.run(client.summarize_usage(&query, plain()))),
        failed(world.run(client.authenticate(Some(&super::desk::keys()), plain()))),
    ];
    let names = errors.each_ref().map(Error::operation);
    assert_eq!(
        names,
        [
            "getLicense",
            "listSessions",
            "getSession",
            "getUsage",
            "summarizeUsage",
            "authenticate"
        ]
    );
    assert!(
        errors
            .iter()
            .all(|error| error.service() == crate::Service::SConnector)
    );
}

#[test]
fn the_attempts_of_a_sign_in_are_those_of_all_its_steps() {
    let world = World::replying([
        status(503),
        answer(200, r#"{"status": 1, "info": {"code": "c"}}"#),
        status(403),
    ]);
    let error = failed(world.run(arctos(world.options()).sign_in(&sign_in(), plain())));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Forbidden, 3));
}

#[test]
fn a_sign_in_that_runs_out_of_budget_between_its_steps_was_sent() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/api/auth/code" => answer(200, r#"{"status": 1, "info": {"code": "c"}}"#).after(100.0),
        _ => hangs(),
    });
    let call = super::desk::within(100.0);
    let error = failed(world.run(arctos(world.options()).sign_in(&sign_in(), call)));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_ne!((error.attempts(), error.outcome()), (1, Outcome::NotSent));
}

#[test]
fn a_licence_failure_keeps_its_code_and_the_services_words() {
    let world = World::replying([answer(
        403,
        r#"{"status": 0, "message": "over", "code": 3405}"#,
    )]);
    let client = arctos(world.options());
    let error = failed(world.run(client.get_auth_token_use_code(&code("c"), plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::License, 1, Outcome::Refused, false)
    );
    assert_eq!(
        (error.code(), error.service_message()),
        (Some(3405), Some("over"))
    );
    assert_eq!(
        error.to_string(),
        "arctos.getAuthTokenUseCode: the licensed rooms are exceeded (HTTP 403, code 3405): “over”. Check the licence with the vendor."
    );
}
