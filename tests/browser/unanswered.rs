//! No answer, or one that breaks off: timeouts, the network, CORS.

use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, arctos_with, new_user, s_connector, s_connector_with};
use crate::support::page::is_browser;
use crate::support::values::{NONE, fails, get, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_service_that_does_not_answer_in_time_is_a_timeout() {
    let world = World::new().await;
    let client = s_connector(&world);
    ok(client.authenticate(NONE, NONE)).await;
    for fault in [
        json!({ "type": "hang" }),
        json!({ "type": "hangBody" }),
        json!({ "type": "drip", "ms": 100 }),
    ] {
        world.breaks("listSessions", fault.clone()).await;
        let error = fails(client.list_sessions(&js(json!({ "timeoutMs": 300 })))).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "timeout", "attempts": 1, "outcome": "unknown", "retryable": true }),
            "{fault}"
        );
        assert!(
            error.text("message").contains("0.3 seconds"),
            "{}",
            error.text("message")
        );
    }
}

#[wasm_bindgen_test]
async fn the_budget_of_a_client_counts_where_a_call_sets_none() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("timeoutMs", 300.into())]);
    ok(client.authenticate(NONE, &js(json!({ "timeoutMs": 30_000 })))).await;
    world.breaks("getLicense", json!({ "type": "hang" })).await;

    let error = fails(client.get_license(NONE)).await;

    assert_eq!(error.text("kind"), "timeout");
}

#[wasm_bindgen_test]
async fn a_login_that_takes_too_long_is_a_call_that_was_not_sent() {
    let world = World::new().await;
    world
        .breaks("authenticate", json!({ "type": "hang" }))
        .await;

    let error = fails(s_connector(&world).get_license(&js(json!({ "timeoutMs": 300 })))).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "timeout", "attempts": 0, "outcome": "notSent", "retryable": true })
    );
    assert_eq!(error.text("operation"), "getLicense");
}

#[wasm_bindgen_test]
async fn a_connection_that_closes_without_an_answer_is_a_network_failure() {
    let world = World::new().await;
    let client = s_connector(&world);
    // Every time: a browser may send a read again by itself.
    world
        .breaks_times("getLicense", 0, json!({ "type": "reset" }))
        .await;

    let error = fails(client.get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "network", "attempts": 3, "outcome": "unknown", "retryable": true })
    );
    assert!(get(&error.0, "cause").is_instance_of::<js_sys::TypeError>());
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_network_failure() {
    let world = World::new().await;
    let client = s_connector(&world);
    world
        .breaks_times("getLicense", 3, json!({ "type": "cut", "bytes": 10 }))
        .await;

    let error = fails(client.get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "network", "status": 200, "attempts": 3, "outcome": "unknown", "retryable": true })
    );
}

#[wasm_bindgen_test]
async fn a_service_that_no_page_may_call_is_a_network_failure() {
    if !is_browser() {
        return;
    }
    let world = World::new().await;
    // The emulator's control side grants no page the licence key's header.
    let control = world.text("/control");
    let client = arctos_with(
        &world,
        [("baseUrl", control.into()), ("retry", JsValue::FALSE)],
    );

    let error =
        fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "network", "attempts": 1, "outcome": "unknown", "retryable": true })
    );
    assert!(
        error.text("message").contains("CORS"),
        "{}",
        error.text("message")
    );
}

#[wasm_bindgen_test]
async fn a_change_whose_answer_is_lost_is_not_sent_again() {
    let world = World::new().await;
    let client = airfob(&world);
    world
        .breaks("createUserWithCard", json!({ "type": "lost" }))
        .await;

    let error = fails(client.create_user_with_card(&new_user(), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "network", "attempts": 1, "outcome": "unknown", "retryable": false })
    );
    assert!(
        error.text("message").contains("It may have been done"),
        "{}",
        error.text("message")
    );
    let found = ok(client.search_users(&js(json!({ "siteId": "1003", "q": "A-17" })), NONE)).await;
    assert_eq!(found["total"], 1);
}

#[wasm_bindgen_test]
async fn a_change_that_timed_out_may_have_happened() {
    let world = World::new().await;
    let client = airfob(&world);
    // The directory is made when someone first looks, which takes its time.
    ok(client.search_users(&js(json!({ "siteId": "1001" })), NONE)).await;
    world
        .breaks("deleteUsers", json!({ "type": "hangBody" }))
        .await;

    let options = js(json!({ "timeoutMs": 800 }));
    let error = fails(client.delete_users(&js(json!(["303"])), &options)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "timeout", "attempts": 1, "outcome": "unknown", "retryable": false })
    );
    let again = ok(client.delete_users(&js(json!(["303"])), NONE)).await;
    assert_eq!(again["items"][0]["status"], 404);
}
