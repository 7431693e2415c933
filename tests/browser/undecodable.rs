//! Answers that are not what they should be: redirects, no JSON, a member that lacks or is wrong.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, arctos, new_user, s_connector};
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        // A world for each: a browser remembers where a 301 and a 308 lead.
        let world = World::new().await;
        world
            .breaks(
                "getLicense",
                json!({ "type": "redirect", "status": status }),
            )
            .await;

        let mut told = fails(s_connector(&world).get_license(NONE)).await.told();

        // A browser hides which redirect it was.
        told.as_object_mut().expect("an object").remove("status");
        assert_eq!(
            told,
            json!({ "kind": "redirect", "attempts": 1, "outcome": "unknown", "retryable": false })
        );
        assert_eq!(world.operations().await, ["authenticate", "getLicense"]);
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_json_is_not_decoded() {
    let world = World::new().await;
    let client = s_connector(&world);
    for fault in [
        json!({ "type": "garbage" }),
        json!({ "type": "html" }),
        json!({ "type": "empty" }),
        json!({ "type": "empty", "status": 204 }),
        json!({ "type": "text", "body": "[true,[]]" }),
        json!({ "type": "nest", "depth": 200 }),
        json!({ "type": "text", "body": "{\"status\":true,\"data\":[]" }),
        json!({ "type": "text", "body": "{\"status\":true,\"data\":[]}!" }),
    ] {
        world.breaks("listSessions", fault.clone()).await;
        let error = fails(client.list_sessions(NONE)).await;
        let status = fault["status"].as_u64().unwrap_or(200);
        assert_eq!(error.told(), decode(status, ""), "{fault}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_lacks_something_names_it() {
    let world = World::new().await;
    let client = s_connector(&world);
    for (fault, path) in [
        (json!({ "type": "remove", "path": "status" }), "status"),
        (json!({ "type": "remove", "path": "data" }), "data"),
        (
            json!({ "type": "set", "path": "data", "value": null }),
            "data",
        ),
        (
            json!({ "type": "remove", "path": "data[1].roomName" }),
            "data[1].roomName",
        ),
        (
            json!({ "type": "set", "path": "data[2].user", "value": "many" }),
            "data[2].user",
        ),
        (
            json!({ "type": "set", "path": "data[0]", "value": 7 }),
            "data[0]",
        ),
        (
            json!({ "type": "set", "path": "data", "value": "none" }),
            "data",
        ),
    ] {
        world.breaks("listSessions", fault.clone()).await;
        let error = fails(client.list_sessions(NONE)).await;
        assert_eq!(error.told(), decode(200, path), "{fault}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_without_its_envelope_is_not_decoded() {
    let world = World::new().await;
    let user = js(json!({ "userId": "hong", "role": "ADMIN" }));
    world
        .breaks("getAuthCode", json!({ "type": "remove", "path": "info" }))
        .await;
    let error = fails(arctos(&world).get_auth_code(&user, NONE)).await;
    assert_eq!(error.told(), decode(200, "info"));

    world
        .breaks(
            "getAuthCode",
            json!({ "type": "remove", "path": "info.code" }),
        )
        .await;
    let error = fails(arctos(&world).get_auth_code(&user, NONE)).await;
    assert_eq!(error.told(), decode(200, "info.code"));

    world
        .breaks(
            "searchUsers",
            json!({ "type": "remove", "path": "records" }),
        )
        .await;
    let error = fails(airfob(&world).search_users(&js(json!({ "siteId": "1004" })), NONE)).await;
    assert_eq!(error.told(), decode(200, "records"));

    world
        .breaks(
            "searchUsers",
            json!({ "type": "remove", "path": "records[4].userId" }),
        )
        .await;
    let error = fails(airfob(&world).search_users(&js(json!({ "siteId": "1004" })), NONE)).await;
    assert_eq!(error.told(), decode(200, "records[4].userId"));
}

#[wasm_bindgen_test]
async fn an_answer_of_more_than_64_mib_is_not_read() {
    let world = World::new().await;
    world
        .breaks("getLicense", json!({ "type": "big", "bytes": 68_000_000 }))
        .await;

    let error = fails(s_connector(&world).get_license(NONE)).await;

    assert_eq!(error.told(), decode(200, ""));
    assert!(
        error.text("message").contains("64 MiB"),
        "{}",
        error.text("message")
    );
}

#[wasm_bindgen_test]
async fn a_byte_order_mark_does_no_harm() {
    let world = World::new().await;
    world.breaks("getLicense", json!({ "type": "bom" })).await;

    let license = ok(s_connector(&world).get_license(NONE)).await;

    assert_eq!(license["roomLimit"], 10);
}

#[wasm_bindgen_test]
async fn a_change_whose_answer_cannot_be_read_may_have_happened() {
    let world = World::new().await;
    world
        .breaks(
            "createUserWithCard",
            json!({ "type": "remove", "path": "record.userId" }),
        )
        .await;

    let error = fails(airfob(&world).create_user_with_card(&new_user(), NONE)).await;

    assert_eq!(error.told(), decode(200, "record.userId"));
    assert!(
        error.text("message").contains("It may have been done"),
        "{}",
        error.text("message")
    );
}

fn decode(status: u64, path: &str) -> Value {
    json!({
        "kind": "decode", "status": status, "attempts": 1, "outcome": "unknown", "retryable": false, "decodePath": path,
    })
}
