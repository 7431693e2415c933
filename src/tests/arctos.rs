//! Arctos: the table of codes, the envelope, and signing in.

use serde_json::{Value, json};

use super::desk::{arctos, arctos_options, failed, gist, of, plain};
use super::scripted::{Reply, START, World, answer, exposed, jwt, moment, status};
use crate::{
    ArctosClient, ArctosRole, AuthCodeRequest, AuthTokenRequest, ClientOptions, Error, ErrorKind,
    Identity, Outcome, Secret, SignInRequest,
};

pub fn moderator() -> AuthCodeRequest {
    AuthCodeRequest {
        user_id: "unique_id".to_owned(),
        name: Some("name".to_owned()),
        role: ArctosRole::Moderator,
    }
}

pub fn code(text: &str) -> AuthTokenRequest {
    AuthTokenRequest {
        code: text.into(),
        client_id: None,
        redirect_uri: None,
    }
}

pub fn sign_in() -> SignInRequest {
    SignInRequest {
        user: moderator(),
        client_id: None,
        redirect_uri: None,
    }
}

/// What checkAuthToken makes of an answer.
fn checked(reply: Reply) -> Result<Identity, Error> {
    let world = World::replying([reply]);
    let options = ClientOptions {
        retry: crate::Retry::NONE,
        ..world.options()
    };
    let token = Secret::new("an-access-token");
    world.run(arctos(options).check_auth_token(Some(&token), plain()))
}

fn kind(http: u16, body: &Value) -> (ErrorKind, Option<i64>) {
    let error = failed(checked(answer(http, body.to_string())));
    assert_eq!(error.status(), Some(http));
    (error.kind(), error.code())
}

const CODES: [(u16, i64, ErrorKind); 11] = [
    (401, 1401, ErrorKind::Unauthorized),
    (401, 1402, ErrorKind::Unauthorized),
    (401, 1403, ErrorKind::Unauthorized),
    (401, 1404, ErrorKind::TokenExpired),
    (401, 1405, ErrorKind::Unauthorized),
    (403, 3401, ErrorKind::License),
    (403, 3402, ErrorKind::License),
    (403, 3403, ErrorKind::License),
    (403, 3404, ErrorKind::License),
    (403, 3405, ErrorKind::License),
    (403, 3406, ErrorKind::License),
];

#[test]
fn every_code_of_the_table_has_its_kind_wherever_it_stands_and_whatever_its_form() {
    for (http, code, expected) in CODES {
        for body in [
            json!({"status": 0, "message": "", "code": code}),
            json!({"status": 0, "code": code.to_string()}),
            json!({"status": 0, "error": code}),
            json!({"status": 0, "error": "words", "error_code": code}),
            json!({"status": 0, "code": "words", "error_code": code.to_string()}),
            json!({"status": code}),
            json!({"status": code.to_string()}),
            json!({"status": 0, "info": {"code": code}}),
            json!({"status": "0", "info": {"code": code.to_string()}}),
        ] {
            assert_eq!(kind(http, &body), (expected, Some(code)), "{body}");
        }
    }
}

#[test]
fn a_code_of_the_table_decides_whatever_the_http_status() {
    for (_, code, expected) in CODES {
        for http in [200, 400, 401, 403, 404, 422, 500] {
            let body = json!({"status": 0, "code": code});
            assert_eq!(kind(http, &body), (expected, Some(code)), "{http}");
        }
    }
}

#[test]
fn the_first_place_that_holds_a_code_counts() {
    let body = json!({"code": 3404, "error": 1401, "error_code": 1402, "status": 1403, "info": {"code": 1405}});
    assert_eq!(kind(403, &body).1, Some(3404));
    let body = json!({"code": "x", "error": 1404, "error_code": 1402, "status": 1403});
    assert_eq!(kind(401, &body).1, Some(1404));
    let body = json!({"error_code": 1402, "status": 1403, "info": {"code": 1405}});
    assert_eq!(kind(401, &body).1, Some(1402));
    let body = json!({"status": 1403, "info": {"code": 1405}});
    assert_eq!(kind(401, &body).1, Some(1403));
    for status in [0, 1, 2] {
        let body = json!({"status": status, "info": {"code": 1405}});
        assert_eq!(kind(401, &body).1, Some(1405), "status {status} is no code");
    }
}

#[test]
fn a_code_that_the_table_lacks_leaves_the_kind_to_the_status() {
    assert_eq!(
        kind(403, &json!({"status": 0, "code": 9999})),
        (ErrorKind::Forbidden, Some(9999))
    );
    assert_eq!(
        kind(200, &json!({"status": 0, "code": 9999})),
        (ErrorKind::Unauthorized, Some(9999))
    );
    assert_eq!(
        kind(200, &json!({"status": 7})),
        (ErrorKind::Unauthorized, Some(7))
    );
}

#[test]
fn without_a_code_the_http_status_decides() {
    for (http, expected) in [
        (200, ErrorKind::Unauthorized),
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Unavailable),
        (409, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
    ] {
        let body = json!({"status": 0, "message": "no"});
        assert_eq!(kind(http, &body), (expected, None), "{http}");
    }
    for http in [401, 403, 404, 500] {
        for body in ["", "<html></html>", "null", "[]", "7"] {
            let error = failed(checked(answer(http, body)));
            assert_ne!(error.kind(), ErrorKind::Decode, "{http} {body}");
            assert_eq!(error.code(), None);
        }
    }
}

#[test]
fn a_failure_inside_a_200_is_a_refusal() {
    let error = failed(checked(answer(
        200,
        r#"{"status": 0, "message": "unauthorised"}"#,
    )));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 1, Outcome::Refused, false)
    );
    assert_eq!(error.service_message(), Some("unauthorised"));
    assert_eq!(error.decode_path(), None);
}

#[test]
fn a_failure_stays_that_failure_whatever_its_info_holds() {
    for info in [
        json!(null),
        json!([]),
        json!("x"),
        json!({"user_id": []}),
        json!({"code": "a code"}),
    ] {
        let body = json!({"status": 0, "message": "no", "info": info});
        assert_eq!(kind(200, &body), (ErrorKind::Unauthorized, None), "{body}");
    }
}

#[test]
fn the_services_words_are_kept_from_where_they_stand() {
    let words = |body: Value| {
        let error = failed(checked(answer(403, body.to_string())));
        error.service_message().map(str::to_owned)
    };
    assert_eq!(
        words(json!({"message": "m", "error": "e"})).as_deref(),
        Some("m")
    );
    assert_eq!(
        words(json!({"message": "", "error": "e"})).as_deref(),
        Some("e")
    );
    assert_eq!(words(json!({"message": 5, "error": 1401})), None);
    assert_eq!(words(json!({})), None);
}

fn identity(status: &str, message: &str, info: &str) -> Result<Identity, Error> {
    let body = format!(r#"{{"status": {status}, "message": {message}, "info": {info}}}"#);
    checked(answer(200, body))
}

const INFO: &str = r#"{"client_id": "arctos-switch", "user_id": 1, "role": "SWITCH"}"#;

#[test]
fn status_is_taken_as_a_number_and_as_a_string() {
    for status in ["1", r#""1""#, "1.0"] {
        let identity = identity(status, r#""""#, INFO).unwrap();
        assert_eq!(identity.warning, None, "{status}");
    }
}

#[test]
fn a_warning_is_a_success_whose_words_the_user_sees() {
    for status in ["2", r#""2""#] {
        let identity = identity(status, r#""soon to expire""#, INFO).unwrap();
        assert_eq!(identity.warning.as_deref(), Some("soon to expire"));
    }
    let success = identity("1", r#""all is well""#, INFO).unwrap();
    assert_eq!(success.warning, None);
}

#[test]
fn an_answer_without_its_envelope_or_status_is_a_decode_failure() {
    for (body, path) in [
        (INFO.to_owned(), "status"),
        (r#"{"message": "", "info": {}}"#.to_owned(), "status"),
        (r#"{"message": ""}"#.to_owned(), "status"),
        (r#"{"status": null, "message": ""}"#.to_owned(), "status"),
        (r#"{"status": true, "message": ""}"#.to_owned(), "status"),
        (r#"{"status": 1, "message": ""}"#.to_owned(), "info"),
        (r#"{"status": 1, "info": null}"#.to_owned(), "info"),
        ("[]".to_owned(), ""),
        (String::new(), ""),
    ] {
        let error = failed(checked(answer(200, body.as_str())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false),
            "{body}"
        );
        assert_eq!(error.decode_path(), Some(path), "{body}");
        assert_eq!(error.status(), Some(200));
    }
}

#[test]
fn an_identity_is_read_liberally() {
    let found = identity(
        "1",
        "null",
        r#"{"client_id": "new-device", "user_id": "9007199254740993", "role": "NEW", "license_room": "5", "license_path": "/l", "more": {}}"#,
    )
    .unwrap();
    assert_eq!(found.user_id, "9007199254740993");
    assert_eq!(found.client_id, "new-device");
    assert_eq!(found.role, "NEW");
    assert_eq!(found.license_room, Some(5));
    assert_eq!(found.license_path.as_deref(), Some("/l"));

    let found = identity("1", "null", r#"{"client_id": "c", "user_id": 9007199254740993, "license_room": null, "license_path": null}"#).unwrap();
    assert_eq!(found.user_id, "9007199254740993", "no digit is lost");
    assert_eq!(
        found.role, "GUSET",
        "the vendor's spelling, where there is no role"
    );
    assert_eq!((found.license_room, found.license_path), (None, None));

    let found = identity(
        "1",
        "null",
        r#"{"client_id": "c", "user_id": 1, "role": null}"#,
    )
    .unwrap();
    assert_eq!(found.role, "GUSET");
}

#[test]
fn an_identity_is_written_in_camel_case_without_what_is_absent() {
    let found = identity(
        "2",
        r#""w""#,
        r#"{"client_id": "c", "user_id": 1, "role": "ADMIN", "license_room": 5}"#,
    )
    .unwrap();
    assert_eq!(
        json!(found),
        json!({"clientId": "c", "userId": "1", "role": "ADMIN", "licenseRoom": 5, "warning": "w"})
    );
}

#[test]
fn arguments_are_checked_before_anything_is_sent() {
    let world = World::silent();
    let client = arctos(world.options());
    let no_one = AuthCodeRequest {
        user_id: String::new(),
        ..moderator()
    };
    let invalid = of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false);

    let error = failed(world.run(client.get_auth_code(&no_one, plain())));
    assert_eq!((gist(&error), error.operation()), (invalid, "getAuthCode"));
    let error = failed(world.run(client.get_auth_token_use_code(&code(""), plain())));
    assert_eq!(
        (gist(&error), error.operation()),
        (invalid, "getAuthTokenUseCode")
    );
    let nowhere = AuthTokenRequest {
        client_id: Some(String::new()),
        ..code("c")
    };
    let error = failed(world.run(client.get_auth_token_use_code(&nowhere, plain())));
    assert_eq!(gist(&error), invalid);
    for token in ["", "two\nlines", " space", "토큰"] {
        let error = failed(world.run(client.check_auth_token(Some(&token.into()), plain())));
        assert_eq!(
            (gist(&error), error.operation()),
            (invalid, "checkAuthToken"),
            "{token}"
        );
    }
    let request = SignInRequest {
        user: no_one,
        ..sign_in()
    };
    let error = failed(world.run(client.sign_in(&request, plain())));
    assert_eq!((gist(&error), error.operation()), (invalid, "signIn"));
}

#[test]
fn sign_in_checks_all_its_arguments_before_anything_is_sent() {
    let world = World::new(|_| answer(200, r#"{"status": 1, "info": {"code": "c"}}"#));
    let request = SignInRequest {
        client_id: Some(String::new()),
        ..sign_in()
    };
    let error = failed(world.run(arctos(world.options()).sign_in(&request, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
    );
    assert_eq!(world.sent(), []);
}

#[test]
fn a_key_that_a_header_cannot_carry_is_refused_by_the_constructor() {
    let world = World::silent();
    for key in ["", "a\r\nb: c", "한글", " key", "key ", "a\u{0}b"] {
        for is_id in [false, true] {
            let mut options = arctos_options(world.options());
            let field = if is_id {
                &mut options.license_id
            } else {
                &mut options.license_key
            };
            *field = Some(key.into());
            let error = ArctosClient::new(options).expect_err(key);
            assert_eq!(
                gist(&error),
                of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
            );
            assert!(
                key.is_empty() || !error.to_string().contains(key),
                "{error}"
            );
        }
    }
}

#[test]
fn a_licence_key_in_a_page_must_be_meant() {
    let world = World::silent();
    let mut options = arctos_options(world.options());
    options.client.platform.is_page = true;
    let error = ArctosClient::new(options.clone()).unwrap_err();
    assert!(error.to_string().contains("licenseKey"), "{error}");
    assert!(
        error.to_string().contains("dangerouslyAllowBrowser"),
        "{error}"
    );
    options.client.dangerously_allow_browser = true;
    assert!(ArctosClient::new(options.clone()).is_ok());
    options.client.dangerously_allow_browser = false;
    options.license_key = None;
    assert!(
        ArctosClient::new(options).is_ok(),
        "a gateway may add the key"
    );
}

fn signed_in() -> [Reply; 3] {
    let token = jwt("user", 1_000.0, 4_600.0);
    [
        answer(
            200,
            r#"{"status": 1, "message": "", "info": {"code": "one-time-code"}}"#,
        ),
        answer(
            200,
            format!(
                r#"{{"status": 2, "message": "w", "info": {{"user_id": 7, "access_token": "{token}"}}}}"#
            ),
        ),
        answer(
            200,
            r#"{"status": 1, "message": "", "info": {"client_id": "arctos-client", "user_id": 7, "role": "MODERATOR"}}"#,
        ),
    ]
}

#[test]
fn the_warning_of_a_sign_in_is_that_of_its_first_step_that_warned() {
    let steps = |warned: [bool; 3]| {
        let token = jwt("user", 1_000.0, 4_600.0);
        let infos = [
            r#"{"code": "a-code"}"#.to_owned(),
            format!(r#"{{"user_id": 7, "access_token": "{token}"}}"#),
            r#"{"client_id": "c", "user_id": 7, "role": "ADMIN"}"#.to_owned(),
        ];
        let replies = infos
            .into_iter()
            .zip(["code", "token", "check"])
            .zip(warned);
        World::replying(replies.map(|((info, step), warns)| {
            let status = if warns { 2 } else { 1 };
            let body = format!(r#"{{"status": {status}, "message": "{step}", "info": {info}}}"#);
            answer(200, body)
        }))
    };
    for (warned, expected) in [
        ([true, true, true], Some("code")),
        ([false, true, true], Some("token")),
        ([false, false, true], Some("check")),
        ([false, false, false], None),
    ] {
        let world = steps(warned);
        let found = world.run(arctos(world.options()).sign_in(&sign_in(), plain()));
        let found = found.unwrap();
        assert_eq!(found.warning.as_deref(), expected);
        assert_eq!(json!(found)["warning"].as_str(), expected);
    }
}

#[test]
fn a_sign_in_that_fails_names_the_step() {
    for (nth, step) in ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"]
        .into_iter()
        .enumerate()
    {
        let replies = signed_in().into_iter().take(nth).chain([status(403)]);
        let world = World::replying(replies);
        let error = failed(world.run(arctos(world.options()).sign_in(&sign_in(), plain())));
        assert_eq!((error.operation(), error.step()), ("signIn", Some(step)));
        let begin = format!("arctos.signIn: {step} failed: the service refused the request");
        assert!(error.to_string().starts_with(&begin), "{error}");
    }
    let world = World::replying([status(403)]);
    let error = failed(world.run(arctos(world.options()).get_auth_code(&moderator(), plain())));
    assert_eq!(error.step(), None);
}

#[test]
fn sign_in_is_code_token_and_check_in_one_call() {
    let world = World::replying(signed_in());
    let request = SignInRequest {
        client_id: Some("arctos-client".to_owned()),
        redirect_uri: Some("https://x".to_owned()),
        ..sign_in()
    };
    let found = world
        .run(arctos(world.options()).sign_in(&request, plain()))
        .unwrap();
    let token = jwt("user", 1_000.0, 4_600.0);
    assert_eq!(exposed(&found.token.access_token), token);
    assert_eq!(found.token.user_id, "7");
    assert_eq!(found.token.expires_at, Some(moment(START + 3_600_000.0)));
    assert_eq!(found.token.warning.as_deref(), Some("w"));
    assert_eq!(found.identity.client_id, "arctos-client");

    let sent = world.sent();
    let paths: Vec<&str> = sent.iter().map(|sent| sent.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/api/auth/code", "/api/auth/login", "/api/auth/check"]
    );
    assert_eq!(
        sent[1].json(),
        json!({"grant_type": "authorization_code", "client_id": "arctos-client", "code": "one-time-code", "redirect_uri": "https://x"})
    );
    assert_eq!(sent[1].header("arc-license-key"), None);
    assert_eq!(
        sent[2].header("authorization"),
        Some(format!("Bearer {token}").as_str())
    );
}

#[test]
fn the_token_of_a_sign_in_is_checked_from_then_on() {
    let [code, token, check] = signed_in();
    let world = World::replying([code, token, check, status(403)]);
    let client = arctos(world.options());
    world.run(client.sign_in(&sign_in(), plain())).unwrap();
    let _ = world.run(client.check_auth_token(None, plain()));
    let bearer = format!("Bearer {}", jwt("user", 1_000.0, 4_600.0));
    assert_eq!(
        world.sent()[3].header("authorization"),
        Some(bearer.as_str())
    );
}

#[test]
fn a_token_whose_check_fails_is_not_kept() {
    let [code, token, _] = signed_in();
    let world = World::replying([code, token, status(403)]);
    let client = arctos(world.options());
    let error = failed(world.run(client.sign_in(&sign_in(), plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Forbidden, 3, Outcome::Refused, false)
    );
    assert_eq!(error.operation(), "signIn");
    let error = failed(world.run(client.check_auth_token(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_code_that_is_exchanged_by_itself_leaves_nothing_behind() {
    let [_, token, _] = signed_in();
    let world = World::replying([token]);
    let client = arctos(world.options());
    world
        .run(client.get_auth_token_use_code(&code("c"), plain()))
        .unwrap();
    let error = failed(world.run(client.check_auth_token(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
    assert!(error.to_string().contains("sign in first"), "{error}");
}

#[test]
fn an_empty_code_from_the_service_is_the_services_fault() {
    let world = World::new(|_| answer(200, r#"{"status": 1, "info": {"code": ""}}"#));
    let client = arctos(world.options());
    let error = failed(world.run(client.sign_in(&sign_in(), plain())));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.decode_path(), Some("info.code"));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[test]
fn a_token_that_a_header_cannot_carry_is_neither_sent_nor_kept() {
    let [code, _, check] = signed_in();
    let bad = r#"{"status": 1, "info": {"user_id": 7, "access_token": "a\r\nx: y"}}"#;
    let world = World::replying([code, answer(200, bad), check]);
    let client = arctos(world.options());
    assert!(world.run(client.sign_in(&sign_in(), plain())).is_err());
    let headers: Vec<_> = world
        .sent()
        .into_iter()
        .flat_map(|sent| sent.headers)
        .collect();
    assert!(
        headers.iter().all(|(_, value)| !value.contains('\n')),
        "{headers:?}"
    );
}
