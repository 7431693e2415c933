//! S-Connector: its envelope, and rooms that are not in session.

use serde_json::{Value, json};

use super::desk::{
    LICENSE_BODY, failed, gist, keys, of, plain, s_connector, with_keys, with_token,
};
use super::scripted::{Reply, World, answer, status};
use crate::{
    ClientOptions, Error, ErrorKind, License, Outcome, Retry, SConnectorClient,
    SConnectorCredentials, SConnectorOptions, Session, TokenSource,
};

fn license(reply: Reply) -> Result<License, Error> {
    let world = World::replying([reply]);
    let options = ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    };
    world.run(with_token(options).get_license(plain()))
}

fn session(reply: Reply) -> Result<Option<Session>, Error> {
    let world = World::replying([reply]);
    let options = ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    };
    world.run(with_token(options).get_session("room", plain()))
}

#[test]
fn a_failure_inside_a_200_is_a_rejection_whatever_else_the_body_holds() {
    for body in [
        json!({"status": false}),
        json!({"status": 0}),
        json!({"status": "false", "data": null}),
        json!({"status": false, "data": {"domain": "d", "roomLimit": 1, "enabled": 1, "createdAt": ""}}),
        json!({"status": false, "data": "of any shape", "error": [1]}),
    ] {
        let error = failed(license(answer(200, body.to_string())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Rejected, 1, Outcome::Refused, false),
            "{body}"
        );
        assert_eq!(error.status(), Some(200));
    }
}

#[test]
fn the_services_words_are_shown_if_there_are_some() {
    let words = |body: Value| {
        let error = failed(license(answer(200, body.to_string())));
        error.service_message().map(str::to_owned)
    };
    assert_eq!(
        words(json!({"status": false, "message": "m", "error": "e"})).as_deref(),
        Some("m")
    );
    assert_eq!(
        words(json!({"status": false, "error": "e"})).as_deref(),
        Some("e")
    );
    assert_eq!(
        words(json!({"status": false, "message": "", "error": ""})),
        None
    );
    assert_eq!(
        words(json!({"status": false, "message": {"text": "m"}})),
        None
    );
}

#[test]
fn a_status_of_http_has_its_kind() {
    for (http, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (402, ErrorKind::Rejected),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Unavailable),
        (418, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Unavailable),
        (501, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (599, ErrorKind::Unavailable),
    ] {
        for body in [
            "",
            "<html>",
            r#"{"status": true, "data": {}}"#,
            r#"{"status": false}"#,
        ] {
            let error = failed(license(answer(http, body)));
            assert_eq!((error.kind(), error.status()), (kind, Some(http)), "{body}");
        }
    }
}

#[test]
fn an_answer_without_its_envelope_or_status_is_a_decode_failure() {
    for (body, path) in [
        (r#"{"domain": "trial"}"#, "status"),
        (r#"{"data": null}"#, "status"),
        (r#"{"status": null}"#, "status"),
        (r#"{"status": "ok"}"#, "status"),
        (r#"{"status": true}"#, "data"),
        (r#"{"status": true, "data": null}"#, "data"),
        (r#"{"status": true, "data": []}"#, "data.domain"),
        (
            r#"{"status": true, "data": {"domain": "d"}}"#,
            "data.roomLimit",
        ),
        ("null", ""),
        ("", ""),
    ] {
        let error = failed(license(answer(200, body)));
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        if body.contains("[]") {
            continue; // serde takes a list for a struct: any decode failure will do.
        }
        assert_eq!(error.decode_path(), Some(path), "{body}");
    }
}

#[test]
fn a_licence_is_read_liberally() {
    for (enabled, expected) in [
        ("1", true),
        ("0", false),
        ("true", true),
        ("false", false),
        (r#""1""#, true),
    ] {
        let body = format!(
            r#"{{"status": 1, "data": {{"domain": "d", "roomLimit": "10", "enabled": {enabled}, "createdAt": "c", "more": []}}, "more": 1}}"#
        );
        let license = license(answer(200, body)).unwrap();
        assert_eq!(
            (license.room_limit, license.enabled),
            (10, expected),
            "{enabled}"
        );
    }
}

#[test]
fn any_success_of_http_will_do() {
    for http in [200, 201, 203, 207, 299] {
        assert!(license(answer(http, LICENSE_BODY)).is_ok(), "{http}");
    }
}

#[test]
fn a_room_that_is_not_in_session_is_none() {
    for body in [
        "",
        "<html>",
        r#"{"status": false, "message": "no such room"}"#,
        r#"{"status": true, "data": 5}"#,
    ] {
        assert_eq!(session(answer(404, body)).unwrap(), None, "{body}");
    }
    assert_eq!(session(answer(200, r#"{"status": true}"#)).unwrap(), None);
    assert_eq!(
        session(answer(200, r#"{"status": true, "data": null}"#)).unwrap(),
        None
    );
}

#[test]
fn a_failure_that_is_no_404_is_not_taken_for_a_room_that_is_not_in_session() {
    for (reply, kind) in [
        (answer(200, r#"{"status": false}"#), ErrorKind::Rejected),
        (answer(400, r#"{"status": false}"#), ErrorKind::Rejected),
        (status(410), ErrorKind::Rejected),
        (status(500), ErrorKind::Unavailable),
        (answer(200, r#"{"data": null}"#), ErrorKind::Decode),
        (
            answer(200, r#"{"status": true, "data": {}}"#),
            ErrorKind::Decode,
        ),
    ] {
        assert_eq!(failed(session(reply)).kind(), kind);
    }
}

#[test]
fn a_login_that_finds_nothing_is_not_taken_for_a_room_that_is_not_in_session() {
    let world = World::replying([status(404)]);
    let error = failed(world.run(with_keys(world.options()).get_session("room", plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::NotFound, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_session_of_a_state_unknown_reaches_the_user_as_it_came() {
    let body = r#"{"status": true, "data": {"status": "PAUSED", "user": "3", "roomName": "r"}}"#;
    let session = session(answer(200, body)).unwrap().unwrap();
    assert_eq!((session.status.as_str(), session.user_count), ("PAUSED", 3));
    assert_eq!(
        json!(session),
        json!({"roomName": "r", "status": "PAUSED", "userCount": 3})
    );
}

#[test]
fn a_row_that_is_wrong_is_named_by_its_path() {
    let world = World::replying([answer(
        200,
        r#"{"status": true, "data": [{"status": "WAIT", "user": 1, "roomName": "a"}, {"status": "WAIT", "user": "canary-many", "roomName": "b"}]}"#,
    )]);
    let error = failed(world.run(with_token(world.options()).list_sessions(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Decode, 1, Outcome::Unknown, false)
    );
    assert_eq!(error.decode_path(), Some("data[1].user"));
    assert_eq!(
        error.to_string(),
        "sConnector.listSessions: data[1].user is not a number. Check the base URL; if it is right, the service has changed."
    );
}

#[test]
fn what_an_answer_should_have_been_is_said_in_the_words_of_json() {
    for (body, expected) in [
        (r#"{"status": true, "data": 5}"#, "data is not an object"),
        (r#"{"status": true, "data": "x"}"#, "data is not an object"),
        ("[]", "the answer is not an object"),
        ("5", "the answer is not an object"),
    ] {
        let text = failed(license(answer(200, body))).to_string();
        let expected = format!("sConnector.getLicense: {expected}.");
        assert!(text.starts_with(&expected), "{text}");
    }
    let world = World::replying([answer(200, r#"{"status": true, "data": {}}"#)]);
    let error = failed(world.run(with_token(world.options()).list_sessions(plain())));
    assert!(error.to_string().contains("data is not a list."), "{error}");
}

#[test]
fn credentials_are_checked_before_anything_is_sent() {
    let world = World::silent();
    let invalid = of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false);
    let unfit = [
        SConnectorCredentials {
            access_key: String::new(),
            ..keys()
        },
        SConnectorCredentials {
            secret_key: "".into(),
            ..keys()
        },
        SConnectorCredentials {
            expires: Some(0),
            ..keys()
        },
    ];
    for keys in unfit {
        let client = s_connector(world.options(), TokenSource::Login);
        let error = failed(world.run(client.authenticate(Some(&keys), plain())));
        assert_eq!((gist(&error), error.operation()), (invalid, "authenticate"));
        let options = SConnectorOptions {
            client: world.options(),
            source: TokenSource::Credentials(keys),
        };
        let error = SConnectorClient::new(options).unwrap_err();
        assert_eq!((gist(&error), error.operation()), (invalid, "constructor"));
    }
}

#[test]
fn a_secret_key_in_a_page_must_be_meant_in_options_and_in_arguments() {
    let world = World::new(|_| status(401));
    let mut options = world.options();
    options.platform.is_page = true;
    let source = TokenSource::Credentials(keys());
    let built = SConnectorClient::new(SConnectorOptions {
        client: options.clone(),
        source,
    });
    assert!(built.unwrap_err().to_string().contains("secretKey"));
    let client = s_connector(options.clone(), TokenSource::Login);
    let error = failed(world.run(client.authenticate(Some(&keys()), plain())));
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(world.sent(), []);

    options.dangerously_allow_browser = true;
    let client = s_connector(options.clone(), TokenSource::Login);
    let error = failed(world.run(client.authenticate(Some(&keys()), plain())));
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "it was sent");
    options.dangerously_allow_browser = false;
    let _ = s_connector(options, TokenSource::AccessToken("short-lived".into()));
}
