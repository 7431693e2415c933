//! `onEvent`: what a client tells while it works, and what it never tells.

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob_with, arctos_with, s_connector_with};
use crate::support::log::Log;
use crate::support::page::{memory_store, throwing};
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn every_step_of_a_call_is_told_in_order() {
    let world = World::new().await;
    let log = Log::new();
    let client = s_connector_with(&world, [("onEvent", log.listener())]);
    world
        .breaks("getLicense", json!({ "type": "status", "status": 503 }))
        .await;

    ok(client.get_license(NONE)).await;

    let prefix = world.prefix();
    assert_eq!(
        log.lines(),
        [
            format!("attempt authenticate 1 POST {prefix}/v1/auth"),
            "response authenticate 1 200".to_owned(),
            "token".to_owned(),
            format!("attempt getLicense 1 GET {prefix}/v1/info"),
            "response getLicense 1 503".to_owned(),
            "retry getLicense 1 unavailable".to_owned(),
            format!("attempt getLicense 2 GET {prefix}/v1/info"),
            "response getLicense 2 200".to_owned(),
        ]
    );
}

#[wasm_bindgen_test]
async fn an_event_has_the_members_that_its_type_promises() {
    let world = World::new().await;
    let log = Log::new();
    let client = s_connector_with(&world, [("onEvent", log.listener())]);
    world
        .breaks("authenticate", json!({ "type": "reset" }))
        .await;

    ok(client.authenticate(NONE, NONE)).await;

    let events = log.events();
    let members = |event: &Value| {
        event
            .as_object()
            .expect("an event")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = events.iter().map(members).collect();
    let attempt = ["attempt", "method", "operation", "path", "service", "type"]
        .map(str::to_owned)
        .to_vec();
    let retry = [
        "attempt",
        "delayMs",
        "operation",
        "reason",
        "service",
        "type",
    ]
    .map(str::to_owned)
    .to_vec();
    let response = [
        "attempt",
        "durationMs",
        "operation",
        "service",
        "status",
        "type",
    ]
    .map(str::to_owned)
    .to_vec();
    let token = ["expiresAt", "service", "type"].map(str::to_owned).to_vec();
    assert_eq!(found, [attempt.clone(), retry, attempt, response, token]);
    assert!(events.iter().all(|event| event["service"] == "sConnector"));
    assert!(events[3]["durationMs"].as_f64().is_some_and(|ms| ms >= 0.0));
    assert!(
        events[1]["delayMs"]
            .as_f64()
            .is_some_and(|ms| (0.0..=1.0).contains(&ms))
    );
    assert_eq!(events[1]["reason"], "network");
}

#[wasm_bindgen_test]
async fn a_renewal_is_told() {
    let world = World::new().await;
    let log = Log::new();
    let client = airfob_with(&world, [("onEvent", log.listener())]);
    ok(client.login(NONE, NONE)).await;
    world.advance(3_600_001).await;

    ok(client.delete_cards(&js(json!(["202"])), NONE)).await;

    let prefix = world.prefix();
    assert_eq!(
        log.lines(),
        [
            format!("attempt login 1 POST {prefix}/login"),
            "response login 1 200".to_owned(),
            "token".to_owned(),
            format!("attempt deleteCards 1 PUT {prefix}/cards"),
            "response deleteCards 1 401".to_owned(),
            format!("attempt login 1 POST {prefix}/login"),
            "response login 1 200".to_owned(),
            "token".to_owned(),
            format!("attempt deleteCards 2 PUT {prefix}/cards"),
            "response deleteCards 2 207".to_owned(),
        ]
    );
}

#[wasm_bindgen_test]
async fn the_steps_of_a_sign_in_are_told_by_their_own_names() {
    let world = World::new().await;
    let log = Log::new();
    let client = arctos_with(&world, [("onEvent", log.listener())]);

    ok(client.sign_in(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    let prefix = world.prefix();
    assert_eq!(
        log.lines(),
        [
            format!("attempt getAuthCode 1 POST {prefix}/api/auth/code"),
            "response getAuthCode 1 200".to_owned(),
            format!("attempt getAuthTokenUseCode 1 POST {prefix}/api/auth/login"),
            "response getAuthTokenUseCode 1 200".to_owned(),
            format!("attempt checkAuthToken 1 POST {prefix}/api/auth/check"),
            "response checkAuthToken 1 200".to_owned(),
            "token".to_owned(),
        ]
    );
}

#[wasm_bindgen_test]
async fn a_store_that_fails_is_told() {
    let world = World::new().await;
    let log = Log::new();
    let store = memory_store();
    let failing = throwing(&js_sys::RangeError::new("the disk is full").into());
    js_sys::Reflect::set(&store, &"set".into(), &failing).expect("an object");
    let client = s_connector_with(&world, [("onEvent", log.listener()), ("tokenStore", store)]);

    ok(client.get_license(NONE)).await;

    let told: Vec<_> = log
        .events()
        .into_iter()
        .filter(|event| event["type"] == "store")
        .collect();
    assert_eq!(
        told,
        [
            json!({ "type": "store", "service": "sConnector", "action": "set", "problem": "threw RangeError" })
        ]
    );
}

#[wasm_bindgen_test]
async fn what_is_refused_before_it_is_sent_tells_nothing() {
    let world = World::new().await;
    let log = Log::new();
    let client = s_connector_with(&world, [("onEvent", log.listener())]);

    fails(client.get_session(&"..".into(), NONE)).await;

    assert_eq!(log.lines(), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_does_no_harm() {
    let world = World::new().await;
    let listener = throwing(&"a fault of the page".into());

    ok(s_connector_with(&world, [("onEvent", listener)]).get_license(NONE)).await;
}

#[wasm_bindgen_test]
async fn no_event_shows_a_secret_a_body_or_a_query() {
    let world = World::new().await;
    let log = Log::new();
    let listener: JsValue = log.listener();
    let user = js(json!({ "userId": "hong-the-user", "role": "ADMIN" }));
    let arctos = arctos_with(&world, [("onEvent", listener.clone())]);
    let signed_in = ok(arctos.sign_in(&user, NONE)).await;
    let s_connector = s_connector_with(&world, [("onEvent", listener.clone())]);
    let token = ok(s_connector.authenticate(NONE, NONE)).await;
    ok(s_connector.get_usage(&js(json!({ "startTime": "2026-11-16" })), NONE)).await;
    let airfob = airfob_with(&world, [("onEvent", listener)]);
    let account = ok(airfob.login(NONE, NONE)).await;
    world
        .breaks_times("searchUsers", 3, json!({ "type": "cut", "bytes": 9 }))
        .await;
    fails(airfob.search_users(&js(json!({ "siteId": "1004", "q": "a-person" })), NONE)).await;

    let shown = Value::from(log.events()).to_string();
    let secret = |value: &Value| value.as_str().expect("a secret").to_owned();
    for hidden in [
        world.text("/arctos/licenseKey").to_owned(),
        world.text("/sConnector/accessKey").to_owned(),
        world.text("/sConnector/secretKey").to_owned(),
        world.text("/airfob/email").to_owned(),
        world.text("/airfob/password").to_owned(),
        secret(&signed_in["token"]["accessToken"]),
        secret(&token["accessToken"]),
        secret(&account["accessToken"]),
        "hong-the-user".to_owned(),
        "a-person".to_owned(),
        "startTime".to_owned(),
    ] {
        assert!(!shown.contains(&hidden), "{hidden}");
    }
}
