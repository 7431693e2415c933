//! What a page may get wrong: it is told at once, in words that name it, and nothing is sent.

use js_sys::JsString;
use roomkey::js::{AirfobClient, ArctosClient, SConnectorClient};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{
    airfob, airfob_options, arctos, arctos_options, refused, s_connector, s_connector_keys,
    s_connector_options, s_connector_with, with,
};
use crate::support::page::is_page;
use crate::support::values::{Failure, NONE, fails, js, json, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn an_http_address_off_loopback_is_refused() {
    let world = World::new().await;
    for address in [
        "http://api.example",
        "HTTP://api.example/v1",
        "http://127.0.0.1.example",
        "http://localhost.example:8702",
        "http://10.0.0.1",
        "http://128.0.0.1",
    ] {
        for error in refusals(&world, address) {
            assert_constructor(&error, address);
            assert!(
                error.text("message").contains("allowInsecureHttp"),
                "{}",
                error.text("message")
            );
        }
    }
}

#[wasm_bindgen_test]
async fn an_http_address_is_taken_where_the_page_insists_or_it_is_loopback() {
    let world = World::new().await;
    let insists = ("allowInsecureHttp", JsValue::TRUE);
    let options = with(
        airfob_options(&world),
        [("baseUrl", "http://api.example".into()), insists],
    );
    assert!(AirfobClient::new(&options).is_ok());
    for address in [
        "http://localhost:8702",
        "http://127.0.0.1",
        "http://127.9.9.9:1/v1",
        "http://[::1]:80",
        "http://api.localhost",
    ] {
        let options = with(airfob_options(&world), [("baseUrl", address.into())]);
        assert!(AirfobClient::new(&options).is_ok(), "{address}");
    }
}

#[wasm_bindgen_test]
async fn an_address_that_is_none_is_refused() {
    let world = World::new().await;
    for address in [
        "",
        "api.example",
        "ftp://api.example",
        "https://",
        "https:///v1",
        "//api.example",
        "https://user:password@api.example",
        "https://api.example?x=1",
        "https://api.example#y",
        "https://api.example/../v1",
        "https://api example",
        "https:\\\\api.example",
        "javascript:alert(1)",
    ] {
        for error in refusals(&world, address) {
            assert_constructor(&error, address);
        }
    }
}

#[wasm_bindgen_test]
async fn arctos_has_no_address_of_its_own() {
    let world = World::new().await;
    let error = refused(ArctosClient::new(NONE));
    assert_constructor(&error, "undefined");
    let error = refused(ArctosClient::new(&with(
        arctos_options(&world),
        [("baseUrl", NONE.clone())],
    )));
    assert!(
        error.text("message").contains("baseUrl is required"),
        "{}",
        error.text("message")
    );
    assert!(SConnectorClient::new(NONE).is_ok());
    assert!(AirfobClient::new(NONE).is_ok());
}

#[wasm_bindgen_test]
async fn a_licence_key_in_a_page_has_to_be_insisted_on() {
    let world = World::new().await;
    for consent in [JsValue::UNDEFINED, JsValue::NULL, JsValue::FALSE] {
        let options = with(
            arctos_options(&world),
            [("dangerouslyAllowBrowser", consent)],
        );
        let client = ArctosClient::new(&options);
        if !is_page() {
            assert!(client.is_ok());
            continue;
        }
        let error = refused(client);
        assert_constructor(&error, "licenseKey");
        assert!(
            error.text("message").contains("dangerouslyAllowBrowser"),
            "{}",
            error.text("message")
        );
        assert!(
            !json(&error.0)
                .to_string()
                .contains(world.text("/arctos/licenseKey"))
        );
    }
    let without_key = [
        ("dangerouslyAllowBrowser", NONE.clone()),
        ("licenseKey", NONE.clone()),
    ];
    assert!(ArctosClient::new(&with(arctos_options(&world), without_key)).is_ok());
}

#[wasm_bindgen_test]
async fn a_secret_key_in_a_page_has_to_be_insisted_on() {
    let world = World::new().await;
    let consent = || ("dangerouslyAllowBrowser", NONE.clone());
    let built = SConnectorClient::new(&with(s_connector_options(&world), [consent()]));
    let client = s_connector_with(&world, [consent(), ("credentials", NONE.clone())]);
    let call = client.authenticate(&js(s_connector_keys(&world)), NONE);
    if !is_page() {
        assert!(built.is_ok());
        ok(call).await;
        return;
    }
    assert_constructor(&refused(built), "secretKey");
    let error = fails(call).await;
    assert_eq!(error.told(), not_sent());
    assert!(
        error.text("message").contains("dangerouslyAllowBrowser"),
        "{}",
        error.text("message")
    );
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_password_that_a_person_types_is_fine_in_a_page() {
    let world = World::new().await;
    assert!(AirfobClient::new(&js(airfob_options(&world))).is_ok());
}

#[wasm_bindgen_test]
async fn options_of_another_type_are_refused() {
    let world = World::new().await;
    for (name, value) in [
        ("baseUrl", json!(7)),
        ("licenseKey", json!(["key"])),
        ("licenseKey", json!("")),
        ("licenseKey", json!("two\nlines")),
        ("licenseId", json!("키")),
        ("timeoutMs", json!("300")),
        ("timeoutMs", json!(0)),
        ("timeoutMs", json!(-1)),
        ("onEvent", json!("log")),
        ("fetch", json!({})),
        ("tokenStore", json!({})),
        ("tokenStore", json!("memory")),
        ("dangerouslyAllowBrowser", json!("yes")),
        ("allowInsecureHttp", json!(1)),
        ("paths", json!("/api")),
        ("paths", json!({ "code": "api/auth" })),
        ("paths", json!({ "token": "/api/../auth" })),
        ("paths", json!({ "check": "/api?x=1" })),
    ] {
        let options = with(arctos_options(&world), [(name, js(value.clone()))]);
        let error = refused(ArctosClient::new(&options));
        assert_constructor(&error, name);
        assert!(
            error.text("message").contains(name),
            "{}",
            error.text("message")
        );
    }
    for options in [js(json!("https://api.example")), 7.into(), true.into()] {
        assert_constructor(&refused(ArctosClient::new(&options)), "options");
    }
}

#[wasm_bindgen_test]
async fn a_timeout_that_is_not_a_number_is_refused() {
    let world = World::new().await;
    let options = with(arctos_options(&world), [("timeoutMs", f64::NAN.into())]);
    assert_constructor(&refused(ArctosClient::new(&options)), "timeoutMs");
    let client = s_connector(&world);
    for wrong in [
        json!({ "timeoutMs": 0 }),
        json!({ "timeoutMs": -5 }),
        json!({ "timeoutMs": "9" }),
    ] {
        assert_eq!(
            fails(client.get_license(&js(wrong))).await.told(),
            not_sent()
        );
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_timeout_without_end_is_taken() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("timeoutMs", f64::INFINITY.into())]);
    ok(client.get_license(NONE)).await;
}

#[wasm_bindgen_test]
async fn an_unknown_role_is_not_sent() {
    let world = World::new().await;
    let client = arctos(&world);
    for role in [
        json!("GUEST"),
        json!("admin"),
        json!(""),
        json!(1),
        json!(null),
    ] {
        let request = js(json!({ "userId": "hong", "role": role }));
        for call in [
            client.get_auth_code(&request, NONE),
            client.sign_in(&request, NONE),
        ] {
            let error = fails(call).await;
            assert_eq!(error.told(), not_sent(), "{role}");
            assert!(
                error.text("message").contains("role"),
                "{}",
                error.text("message")
            );
        }
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn an_empty_user_id_is_not_sent() {
    let world = World::new().await;
    let client = arctos(&world);
    for user_id in [json!(""), json!(7), json!(null)] {
        let request = js(json!({ "userId": user_id, "role": "ADMIN" }));
        for call in [
            client.get_auth_code(&request, NONE),
            client.sign_in(&request, NONE),
        ] {
            let error = fails(call).await;
            assert_eq!(error.told(), not_sent(), "{user_id}");
            assert!(
                error.text("message").contains("userId"),
                "{}",
                error.text("message")
            );
        }
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_code_or_token_that_is_none_is_not_sent() {
    let world = World::new().await;
    let client = arctos(&world);
    for wrong in [
        json!(null),
        json!({}),
        json!({ "code": "" }),
        json!({ "code": "any", "clientId": "" }),
    ] {
        let error = fails(client.get_auth_token_use_code(&js(wrong.clone()), NONE)).await;
        assert_eq!(error.told(), not_sent(), "{wrong}");
    }
    for wrong in [json!(""), json!(7), json!("two\r\nlines"), json!("토큰")] {
        let error = fails(client.check_auth_token(&js(wrong.clone()), NONE)).await;
        assert_eq!(error.told(), not_sent(), "{wrong}");
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_room_name_that_no_path_can_hold_is_not_sent() {
    let world = World::new().await;
    let client = s_connector(&world);
    let half_a_pair = JsValue::from(JsString::from_char_code(&[0x61, 0xD83C]));
    for name in [
        "".into(),
        ".".into(),
        "..".into(),
        half_a_pair,
        JsValue::UNDEFINED,
        7.into(),
    ] {
        let error = fails(client.get_session(&name, NONE)).await;
        assert_eq!(error.told(), not_sent(), "{name:?}");
        assert_eq!(error.text("operation"), "getSession");
        assert!(
            error.text("message").contains("roomName"),
            "{}",
            error.text("message")
        );
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn half_a_surrogate_pair_is_not_sent_anywhere() {
    let world = World::new().await;
    let half = JsValue::from(JsString::from_char_code(&[0xDC00]));
    let user = with(json!({ "role": "ADMIN" }), [("userId", half.clone())]);
    assert_eq!(
        fails(arctos(&world).get_auth_code(&user, NONE))
            .await
            .told(),
        not_sent()
    );
    let search = with(json!({ "siteId": "0" }), [("q", half)]);
    assert_eq!(
        fails(airfob(&world).search_users(&search, NONE))
            .await
            .told(),
        not_sent()
    );
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn empty_credentials_are_refused() {
    let world = World::new().await;
    for credentials in [
        json!({ "accessKey": "", "secretKey": "key" }),
        json!({ "accessKey": "key", "secretKey": "" }),
        json!({ "accessKey": "key" }),
        json!({ "accessKey": "key", "secretKey": "key", "expires": 0 }),
        json!({ "accessKey": "key", "secretKey": "key", "expires": 1.5 }),
        json!({ "accessKey": "key", "secretKey": "key", "isOwner": "yes" }),
        json!("key"),
    ] {
        let options = with(
            s_connector_options(&world),
            [("credentials", js(credentials.clone()))],
        );
        assert_constructor(
            &refused(SConnectorClient::new(&options)),
            &credentials.to_string(),
        );
    }
    for credentials in [
        json!({ "email": "", "password": "word" }),
        json!({ "email": "a@b.example", "password": "" }),
        json!({}),
    ] {
        let options = with(
            airfob_options(&world),
            [("credentials", js(credentials.clone()))],
        );
        assert_constructor(
            &refused(AirfobClient::new(&options)),
            &credentials.to_string(),
        );
    }
}

#[wasm_bindgen_test]
async fn wrong_arguments_reject_and_never_throw() {
    let world = World::new().await;
    let client = airfob(&world);
    for wrong in [
        NONE.clone(),
        JsValue::NULL,
        7.into(),
        "text".into(),
        js(json!([])),
    ] {
        for call in [
            client.create_user_with_card(&wrong, NONE),
            client.search_users(&wrong, NONE),
            client.delete_users(&wrong, NONE),
            client.delete_cards(&wrong, NONE),
            client.send_card(&wrong, NONE),
            client.reissue_card(&wrong, NONE),
        ] {
            assert_eq!(fails(call).await.told(), not_sent(), "{wrong:?}");
        }
    }
    assert_eq!(world.requests().await.len(), 0);
}

fn not_sent() -> Value {
    json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false })
}

fn assert_constructor(error: &Failure, of: &str) {
    assert_eq!(error.told(), not_sent(), "{of}");
    assert_eq!(error.text("operation"), "constructor", "{of}");
}

/// What each of the three constructors says to an address.
fn refusals(world: &World, address: &str) -> [Failure; 3] {
    let options = |options| with(options, [("baseUrl", address.into())]);
    [
        refused(ArctosClient::new(&options(arctos_options(world)))),
        refused(SConnectorClient::new(&options(s_connector_options(world)))),
        refused(AirfobClient::new(&options(airfob_options(world)))),
    ]
}
