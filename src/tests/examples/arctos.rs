//! The examples of the vendor page "Auth". Taken out of them: one `//` comment.

use super::assert_sent;
use crate::tests::arctos::{code, moderator};
use crate::tests::desk::{ARCTOS, arctos, arctos_options, plain};
use crate::tests::scripted::{START, World, answer, exposed, moment};
use crate::{ArctosClient, ArctosRole, AuthCodeRequest, AuthTokenRequest};

pub const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCXXXXXXXXX";

const MODERATOR_REQUEST: &str = r#"{
    "user_id": "unique_id",
    "name":"name",
    "role":"MODERATOR"
}"#;

const PUBLISHER_REQUEST: &str = r#"{
    "user_id": "unique_id",
    "name":"name",
    "role":"PUBLISHER"
}"#;

pub const CODE_RESPONSE: &str = r#"{
    "status": 1,
    "message": "",
    "info": {
        "code":"XXXXXXXXXXXXXXXXXXXX"
    }
}"#;

const TOKEN_REQUEST: &str = r#"{
    "grant_type":"authorization_code",
    "client_id":"arctos-webapp",
        "code":"XXXXXXXXXXX",
        "redirect_uri":"https://XXXXX.XXX.XXX"
}"#;

pub const TOKEN_RESPONSE: &str = r#"{
    "status": 1,
    "message": "",
    "info": {
        "user_id": 1010000010,
        "access_token": "eyJ0eXAiOiJKV1QiLCXXXXXXXXX"
    }
}"#;

const CHECK_REQUEST: &str = "{
    
}";

pub const CHECK_RESPONSE: &str = r#"{
    "status": 1,
    "message": "",
    "info": {
        
        "client_id": "arctos-switch",
        "user_id": 1010000006,
            "role": "SWITCH"
    }
}"#;

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn url(path: &str) -> String {
    format!("{ARCTOS}{path}")
}

#[test]
fn get_auth_code_is_asked_and_answered_as_on_the_page() {
    for (role, body) in [
        (ArctosRole::Moderator, MODERATOR_REQUEST),
        (ArctosRole::Publisher, PUBLISHER_REQUEST),
    ] {
        let world = World::replying([answer(200, CODE_RESPONSE)]);
        let request = AuthCodeRequest {
            role,
            ..moderator()
        };
        let client = arctos(world.options());
        let code = world.run(client.get_auth_code(&request, plain())).unwrap();
        assert_eq!(exposed(&code.code), "XXXXXXXXXXXXXXXXXXXX");
        assert_eq!(code.expires_at, moment(START + 600_000.0));
        assert_eq!(code.warning, None);
        let key = ("arc-license-key", "arctos-license-key");
        assert_sent(
            &world,
            "POST",
            &url("/api/auth/code"),
            &[JSON, key],
            Some(body),
        );
    }
}

#[test]
fn every_role_of_the_page_is_sent_in_its_own_words() {
    for (role, name) in [
        (ArctosRole::Moderator, "MODERATOR"),
        (ArctosRole::Publisher, "PUBLISHER"),
        (ArctosRole::Admin, "ADMIN"),
        (ArctosRole::Switch, "SWITCH"),
        (ArctosRole::Client, "CLIENT"),
    ] {
        let world = World::replying([answer(200, CODE_RESPONSE)]);
        let request = AuthCodeRequest {
            role,
            ..moderator()
        };
        world
            .run(arctos(world.options()).get_auth_code(&request, plain()))
            .unwrap();
        assert_eq!(world.sent()[0].json()["role"], name);
        assert_eq!(ArctosRole::from_wire(name), Some(role));
    }
    assert_eq!(ArctosRole::from_wire("moderator"), None);
}

#[test]
fn what_is_optional_is_left_out_and_never_null() {
    let world = World::new(|_| answer(200, CODE_RESPONSE));
    let mut options = arctos_options(world.options());
    options.license_key = None;
    let client = ArctosClient::new(options.clone()).unwrap();
    let nameless = AuthCodeRequest {
        name: None,
        ..moderator()
    };
    world.run(client.get_auth_code(&nameless, plain())).unwrap();
    let body = r#"{"user_id": "unique_id", "role": "MODERATOR"}"#;
    assert_sent(&world, "POST", &url("/api/auth/code"), &[JSON], Some(body));

    let world = World::new(|_| answer(200, TOKEN_RESPONSE));
    world
        .run(arctos(world.options()).get_auth_token_use_code(&code("c"), plain()))
        .unwrap();
    let body = r#"{"grant_type": "authorization_code", "client_id": "arctos-webapp", "code": "c"}"#;
    assert_sent(&world, "POST", &url("/api/auth/login"), &[JSON], Some(body));
}

#[test]
fn a_licence_id_is_sent_where_it_is_given() {
    let world = World::new(|_| answer(200, CODE_RESPONSE));
    let mut options = arctos_options(world.options());
    options.license_id = Some("license-id".into());
    let client = ArctosClient::new(options).unwrap();
    world
        .run(client.get_auth_code(&moderator(), plain()))
        .unwrap();
    let headers = [
        JSON,
        ("arc-license-key", "arctos-license-key"),
        ("arc-license-id", "license-id"),
    ];
    assert_sent(
        &world,
        "POST",
        &url("/api/auth/code"),
        &headers,
        Some(MODERATOR_REQUEST),
    );
}

#[test]
fn get_auth_token_use_code_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, TOKEN_RESPONSE)]);
    let request = AuthTokenRequest {
        code: "XXXXXXXXXXX".into(),
        client_id: Some("arctos-webapp".to_owned()),
        redirect_uri: Some("https://XXXXX.XXX.XXX".to_owned()),
    };
    let client = arctos(world.options());
    let token = world
        .run(client.get_auth_token_use_code(&request, plain()))
        .unwrap();
    assert_eq!(token.user_id, "1010000010");
    assert_eq!(exposed(&token.access_token), TOKEN);
    assert_eq!(token.expires_at, None, "the page's token is no JWT");
    assert_eq!(token.warning, None);
    assert_sent(
        &world,
        "POST",
        &url("/api/auth/login"),
        &[JSON],
        Some(TOKEN_REQUEST),
    );
}

#[test]
fn check_auth_token_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, CHECK_RESPONSE)]);
    let client = arctos(world.options());
    let identity = world
        .run(client.check_auth_token(Some(&TOKEN.into()), plain()))
        .unwrap();
    assert_eq!(identity.client_id, "arctos-switch");
    assert_eq!(identity.user_id, "1010000006");
    assert_eq!(identity.role, "SWITCH");
    assert_eq!(identity.license_room, None);
    assert_eq!(identity.license_path, None);
    assert_eq!(identity.warning, None);
    let bearer = format!("Bearer {TOKEN}");
    let headers = [JSON, ("Authorization", bearer.as_str())];
    assert_sent(
        &world,
        "POST",
        &url("/api/auth/check"),
        &headers,
        Some(CHECK_REQUEST),
    );
}
