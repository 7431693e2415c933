//! Where tokens come from: kept, renewed, given, stored, forgotten.

use js_sys::{Array, Promise};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{
    airfob, airfob_with, refused, s_connector, s_connector_options, s_connector_with, with,
};
use crate::support::log::Log;
use crate::support::page::{giving, invoke, memory_store, throwing};
use crate::support::values::{NONE, fails, get, js, json, kept, ok};
use crate::support::world::World;

/// More than a token of S-Connector lives.
const LATER: i64 = 3_600_001;

#[wasm_bindgen_test]
async fn many_calls_at_once_log_in_once() {
    let world = World::new().await;
    let client = s_connector(&world);

    let calls: Array = (0..20)
        .map(|_| JsValue::from(client.get_license(NONE)))
        .collect();
    kept(Promise::all(&calls)).await;

    let logins = world
        .operations()
        .await
        .iter()
        .filter(|operation| *operation == "authenticate")
        .count();
    assert_eq!(logins, 1);
}

#[wasm_bindgen_test]
async fn a_token_that_is_refused_is_renewed_once_and_the_call_succeeds() {
    let world = World::new().await;
    let client = s_connector(&world);
    ok(client.get_license(NONE)).await;
    world.advance(LATER).await;

    let sessions = ok(client.list_sessions(NONE)).await;

    assert!(sessions.is_array());
    let operations = [
        "authenticate",
        "getLicense",
        "listSessions",
        "authenticate",
        "listSessions",
    ];
    assert_eq!(world.operations().await, operations);
}

#[wasm_bindgen_test]
async fn a_change_is_sent_again_with_a_renewed_token() {
    let world = World::new().await;
    let client = airfob(&world);
    ok(client.login(NONE, NONE)).await;
    world.advance(LATER).await;

    let result = ok(client.delete_users(&js(json!(["303"])), NONE)).await;

    assert_eq!(result["success"], 1);
    assert_eq!(
        world.operations().await,
        ["login", "deleteUsers", "login", "deleteUsers"]
    );
}

#[wasm_bindgen_test]
async fn a_401_inside_a_200_renews_the_token_too() {
    let world = World::new().await;
    let client = airfob(&world);
    let body = json!({ "status": 401, "message": "the token has expired" });
    world
        .breaks(
            "searchUsers",
            json!({ "type": "status", "status": 200, "body": body }),
        )
        .await;

    let page = ok(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;

    assert_eq!(page["total"], 60);
    assert_eq!(
        world.operations().await,
        ["login", "searchUsers", "login", "searchUsers"]
    );
}

#[wasm_bindgen_test]
async fn a_renewal_is_no_retry() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("retry", JsValue::FALSE)]);
    ok(client.get_license(NONE)).await;
    world.advance(LATER).await;

    ok(client.get_license(NONE)).await;
}

#[wasm_bindgen_test]
async fn a_service_that_refuses_every_token_is_asked_twice() {
    let world = World::new().await;
    world
        .breaks_times("getLicense", 0, json!({ "type": "status", "status": 401 }))
        .await;

    let error = fails(s_connector(&world).get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 401, "attempts": 2, "outcome": "refused", "retryable": false })
    );
    let operations = ["authenticate", "getLicense", "authenticate", "getLicense"];
    assert_eq!(world.operations().await, operations);
}

#[wasm_bindgen_test]
async fn a_given_token_is_used_until_it_is_refused() {
    // An hour ago by the world's clock: its tokens have expired by the browser's.
    let world = World::at(js_sys::Date::now() as i64 - LATER).await;
    let token = ok(s_connector(&world).authenticate(NONE, NONE)).await["accessToken"].clone();
    let given = js(token.clone());
    let client = s_connector_with(
        &world,
        [("credentials", NONE.clone()), ("accessToken", given)],
    );

    ok(client.get_license(NONE)).await;
    assert_eq!(
        world.last_request().await.headers(),
        json!({ "s-connector-jwt": token })
    );

    world.advance(LATER).await;
    let error = fails(client.get_license(NONE)).await;
    assert_eq!(
        error.told(),
        json!({ "kind": "tokenExpired", "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(
        world.operations().await,
        ["authenticate", "getLicense", "getLicense"]
    );
}

#[wasm_bindgen_test]
async fn a_given_token_that_is_wrong_is_unauthorized() {
    let world = World::new().await;
    let client = airfob_with(
        &world,
        [
            ("credentials", NONE.clone()),
            ("accessToken", "no token of theirs".into()),
        ],
    );

    let error = fails(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
    );
}

#[wasm_bindgen_test]
async fn a_function_of_the_pages_own_gives_the_token() {
    let world = World::new().await;
    let token = ok(s_connector(&world).authenticate(NONE, NONE)).await["accessToken"].clone();
    let function = giving(&js(token.clone()));
    let client = s_connector_with(
        &world,
        [("credentials", NONE.clone()), ("getAccessToken", function)],
    );

    ok(client.get_license(NONE)).await;

    assert_eq!(
        world.last_request().await.headers(),
        json!({ "s-connector-jwt": token })
    );
}

#[wasm_bindgen_test]
async fn a_function_that_fails_is_unauthorized_with_what_it_threw() {
    let world = World::new().await;
    let thrown = JsValue::from(js_sys::Error::new("the backend is down"));
    let rejecting = giving(&Promise::reject(&thrown).into());
    for function in [throwing(&thrown), rejecting] {
        let client = s_connector_with(
            &world,
            [("credentials", NONE.clone()), ("getAccessToken", function)],
        );
        let error = fails(client.get_license(NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "unauthorized", "attempts": 0, "outcome": "notSent", "retryable": false })
        );
        assert_eq!(get(&error.0, "cause"), thrown);
    }
    for nothing in [
        NONE.clone(),
        "".into(),
        7.into(),
        js(json!({ "accessToken": 7 })),
        js(json!({ "accessToken": "any", "expiresInMs": "soon" })),
    ] {
        let function = giving(&nothing);
        let client = s_connector_with(
            &world,
            [("credentials", NONE.clone()), ("getAccessToken", function)],
        );
        assert_eq!(
            fails(client.get_license(NONE)).await.text("kind"),
            "unauthorized"
        );
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn two_sources_of_tokens_are_one_too_many() {
    let world = World::new().await;
    for second in [
        ("accessToken", JsValue::from("any")),
        ("getAccessToken", giving(&"any".into())),
    ] {
        let options = with(s_connector_options(&world), [second]);
        let error = refused(roomkey::js::SConnectorClient::new(&options));
        assert_eq!(error.text("kind"), "invalidArgument");
    }
}

#[wasm_bindgen_test]
async fn a_store_keeps_the_token_for_the_next_client() {
    let world = World::new().await;
    let store = memory_store();
    ok(s_connector_with(&world, [("tokenStore", store.clone())]).get_license(NONE)).await;

    let in_store = kept_in(&store);
    let key = format!(
        "sConnector|{}|{}",
        world.text("/sConnector/baseUrl"),
        world.text("/sConnector/accessKey")
    );
    assert_eq!(
        in_store
            .as_object()
            .map(|all| all.keys().collect::<Vec<_>>()),
        Some(vec![&key])
    );
    assert!(in_store[&key]["expiresAt"].is_number());
    let token = &in_store[&key]["accessToken"];

    ok(s_connector_with(&world, [("tokenStore", store.clone())]).get_license(NONE)).await;

    assert_eq!(
        world.operations().await,
        ["authenticate", "getLicense", "getLicense"]
    );
    assert_eq!(
        world.last_request().await.headers(),
        json!({ "s-connector-jwt": token })
    );
}

#[wasm_bindgen_test]
async fn a_stored_token_that_is_refused_is_replaced() {
    let world = World::new().await;
    let store = memory_store();
    ok(airfob_with(&world, [("tokenStore", store.clone())]).login(NONE, NONE)).await;
    let before = kept_in(&store);
    world.advance(LATER).await;

    let client = airfob_with(&world, [("tokenStore", store.clone())]);
    ok(client.search_users(&js(json!({ "siteId": "0" })), NONE)).await;

    let key = format!(
        "airfob|{}|{}",
        world.text("/airfob/baseUrl"),
        world.text("/airfob/email")
    );
    assert_ne!(
        kept_in(&store)[&key]["accessToken"],
        before[&key]["accessToken"]
    );
    assert!(before[&key]["accessToken"].is_string());
    assert_eq!(
        world.operations().await,
        ["login", "searchUsers", "login", "searchUsers"]
    );
}

#[wasm_bindgen_test]
async fn a_store_that_fails_is_passed_over() {
    let world = World::new().await;
    for member in ["get", "set"] {
        let store = memory_store();
        let failing = throwing(&js_sys::Error::new("the disk is full").into());
        js_sys::Reflect::set(&store, &member.into(), &failing).expect("an object");
        ok(s_connector_with(&world, [("tokenStore", store)]).get_license(NONE)).await;
    }
}

#[wasm_bindgen_test]
async fn a_store_that_does_not_answer_costs_a_quarter_of_the_budget() {
    let world = World::new().await;
    let log = Log::new();
    let store = memory_store();
    let never = giving(&Promise::new(&mut |_, _| {}).into());
    js_sys::Reflect::set(&store, &"get".into(), &never).expect("an object");
    let client = s_connector_with(&world, [("tokenStore", store), ("onEvent", log.listener())]);

    ok(client.get_license(&js(json!({ "timeoutMs": 2_000 })))).await;

    assert_eq!(
        log.events()[0],
        json!({ "type": "store", "service": "sConnector", "action": "get", "problem": "did not answer within 0.5 seconds" })
    );
}

#[wasm_bindgen_test]
async fn who_signs_out_is_forgotten_here_and_in_the_store() {
    let world = World::new().await;
    let store = memory_store();
    let client = s_connector_with(&world, [("tokenStore", store.clone())]);
    ok(client.get_license(NONE)).await;

    assert!(kept(client.sign_out()).await.is_undefined());

    assert_eq!(kept_in(&store), json!({}));
    ok(client.get_license(NONE)).await;
    let operations = ["authenticate", "getLicense", "authenticate", "getLicense"];
    assert_eq!(world.operations().await, operations);
}

#[wasm_bindgen_test]
async fn who_signs_out_of_airfob_logs_in_again() {
    let world = World::new().await;
    let client = airfob_with(&world, [("credentials", NONE.clone())]);
    ok(client.login(&js(crate::support::clients::airfob_login(&world)), NONE)).await;

    assert!(kept(client.sign_out()).await.is_undefined());

    let error = fails(client.search_users(&js(json!({ "siteId": "0" })), NONE)).await;
    assert_eq!(error.text("kind"), "unauthorized");
    assert_eq!(world.operations().await, ["login"]);
}

fn kept_in(store: &JsValue) -> serde_json::Value {
    json(&invoke(store, "kept").expect("a store"))
}
