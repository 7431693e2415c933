//! What is sent again, how often, and what never is.

use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, arctos, new_user, s_connector, s_connector_with};
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_read_that_fails_for_a_moment_succeeds() {
    for fault in [
        json!({ "type": "status", "status": 500 }),
        json!({ "type": "html", "status": 502 }),
        json!({ "type": "status", "status": 503 }),
        json!({ "type": "status", "status": 504 }),
        json!({ "type": "status", "status": 408 }),
        json!({ "type": "status", "status": 429 }),
        json!({ "type": "status", "status": 503, "headers": { "retry-after": "0" } }),
        json!({ "type": "reset" }),
        json!({ "type": "lost" }),
        json!({ "type": "cut", "bytes": 3 }),
    ] {
        let world = World::new().await;
        world.breaks_times("getLicense", 2, fault.clone()).await;

        let license = ok(s_connector(&world).get_license(NONE)).await;

        assert_eq!(license["enabled"], true, "{fault}");
        let operations = ["authenticate", "getLicense", "getLicense", "getLicense"];
        assert_eq!(world.operations().await, operations, "{fault}");
    }
}

#[wasm_bindgen_test]
async fn a_read_is_sent_three_times_at_the_most() {
    let world = World::new().await;
    world
        .breaks_times("getLicense", 0, json!({ "type": "status", "status": 500 }))
        .await;

    let error = fails(s_connector(&world).get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unavailable", "status": 500, "attempts": 3, "outcome": "unknown", "retryable": true })
    );
    assert_eq!(world.operations().await.len(), 4);
}

#[wasm_bindgen_test]
async fn a_page_may_ask_for_more_attempts_or_for_one() {
    for (retry, attempts) in [
        (js(json!({ "maxAttempts": 5, "baseDelayMs": 0 })), 5),
        (JsValue::FALSE, 1),
    ] {
        let world = World::new().await;
        let client = s_connector_with(&world, [("retry", retry)]);
        world
            .breaks_times("getLicense", 0, json!({ "type": "status", "status": 500 }))
            .await;

        let error = fails(client.get_license(NONE)).await;

        assert_eq!(error.told()["attempts"], attempts);
        assert_eq!(world.operations().await.len(), attempts + 1);
    }
}

#[wasm_bindgen_test]
async fn a_refusal_is_not_sent_again() {
    for status in [400, 403, 404, 409, 422, 501] {
        let world = World::new().await;
        world
            .breaks_times(
                "getLicense",
                0,
                json!({ "type": "status", "status": status }),
            )
            .await;

        let error = fails(s_connector(&world).get_license(NONE)).await;

        assert_eq!(error.told()["attempts"], 1, "{status}");
    }
}

#[wasm_bindgen_test]
async fn the_login_that_a_call_needs_is_tried_again_too() {
    let world = World::new().await;
    world
        .breaks_times("authenticate", 2, json!({ "type": "reset" }))
        .await;

    ok(s_connector(&world).get_license(NONE)).await;

    let operations = ["authenticate", "authenticate", "authenticate", "getLicense"];
    assert_eq!(world.operations().await, operations);
}

#[wasm_bindgen_test]
async fn a_change_is_sent_again_where_the_service_says_that_it_was_not_made() {
    for fault in [
        json!({ "type": "status", "status": 429 }),
        json!({ "type": "status", "status": 503, "headers": { "retry-after": "0" } }),
        json!({ "type": "status", "status": 200, "body": { "status": 429, "message": "slow down" } }),
    ] {
        let world = World::new().await;
        world.breaks("createUserWithCard", fault.clone()).await;

        let user = ok(airfob(&world).create_user_with_card(&new_user(), NONE)).await;

        assert_eq!(user["userKey"], "A-17", "{fault}");
        let operations = ["login", "createUserWithCard", "createUserWithCard"];
        assert_eq!(world.operations().await, operations, "{fault}");
    }
}

#[wasm_bindgen_test]
async fn a_change_that_may_have_been_made_is_not_sent_again() {
    for fault in [
        json!({ "type": "status", "status": 500 }),
        json!({ "type": "status", "status": 503 }),
        json!({ "type": "status", "status": 408 }),
        json!({ "type": "reset" }),
        json!({ "type": "cut", "bytes": 3 }),
        json!({ "type": "garbage" }),
    ] {
        let world = World::new().await;
        let client = airfob(&world);
        let one = js(json!(["303"]));
        // The new user's: a card that is active already is refused, and Firefox tells it though the answer breaks off.
        let card = js(json!({ "siteId": "1003", "number": "A17" }));
        let reissue = js(json!({ "siteId": "1001", "userId": "201" }));
        for (operation, call) in [
            ("createUserWithCard", &mut || {
                client.create_user_with_card(&new_user(), NONE) as _
            }),
            ("deleteUsers", &mut || client.delete_users(&one, NONE)),
            ("deleteCards", &mut || client.delete_cards(&one, NONE)),
            ("sendCard", &mut || client.send_card(&card, NONE)),
            ("reissueCard", &mut || client.reissue_card(&reissue, NONE)),
        ] as [(&str, &mut dyn FnMut() -> js_sys::Promise); 5]
        {
            world.breaks_times(operation, 0, fault.clone()).await;
            let told = fails(call()).await.told();
            assert_eq!(told["attempts"], 1, "{operation} {fault}");
            assert_eq!(told["outcome"], "unknown", "{operation} {fault}");
            assert_eq!(told["retryable"], false, "{operation} {fault}");
        }
    }
}

#[wasm_bindgen_test]
async fn an_auth_code_is_never_sent_twice() {
    for fault in [
        json!({ "type": "status", "status": 429, "headers": { "retry-after": "0" } }),
        json!({ "type": "status", "status": 503, "headers": { "retry-after": "0" } }),
        json!({ "type": "reset" }),
    ] {
        let world = World::new().await;
        let client = arctos(&world);
        world
            .breaks_times("getAuthTokenUseCode", 0, fault.clone())
            .await;

        let error =
            fails(client.get_auth_token_use_code(&js(json!({ "code": "any" })), NONE)).await;

        assert_eq!(error.told()["attempts"], 1, "{fault}");
        assert_eq!(world.operations().await, ["getAuthTokenUseCode"], "{fault}");
    }
}

#[wasm_bindgen_test]
async fn a_sign_in_that_failed_half_way_can_be_called_again() {
    let world = World::new().await;
    let client = arctos(&world);
    world
        .breaks("getAuthTokenUseCode", json!({ "type": "lost" }))
        .await;

    let user = js(json!({ "userId": "hong", "role": "ADMIN" }));
    let error = fails(client.sign_in(&user, NONE)).await;

    // A new sign-in takes a new code: it does no harm.
    assert_eq!(
        error.told(),
        json!({ "kind": "network", "attempts": 2, "outcome": "unknown", "retryable": true })
    );
    assert_eq!(error.text("operation"), "signIn");
    ok(client.sign_in(&user, NONE)).await;
}

#[wasm_bindgen_test]
async fn a_wait_that_the_service_asks_for_is_kept() {
    let world = World::new().await;
    world
        .breaks(
            "getLicense",
            json!({ "type": "status", "status": 429, "headers": { "retry-after": "1" } }),
        )
        .await;
    let client = s_connector(&world);
    ok(client.authenticate(NONE, NONE)).await;

    let begun = js_sys::Date::now();
    ok(client.get_license(NONE)).await;

    assert!(js_sys::Date::now() - begun >= 990.0);
}

#[wasm_bindgen_test]
async fn retries_that_make_no_sense_are_refused() {
    let world = World::new().await;
    for wrong in [
        json!(true),
        json!(3),
        json!("no"),
        json!({ "maxAttempts": 0 }),
        json!({ "maxAttempts": 1.5 }),
        json!({ "baseDelayMs": -1 }),
        json!({ "maxDelayMs": "8000" }),
    ] {
        let options = crate::support::clients::with(
            crate::support::clients::s_connector_options(&world),
            [("retry", js(wrong.clone()))],
        );
        let error = crate::support::clients::refused(roomkey::js::SConnectorClient::new(&options));
        assert_eq!(error.text("kind"), "invalidArgument", "{wrong}");
    }
}
