//! CORS: the services let a page send the documented headers and no others, and roomkey gets by with those.

use gloo_net::http::Request;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, arctos, s_connector};
use crate::support::page::is_browser;
use crate::support::values::{NONE, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_header_that_no_page_documents_would_not_pass() {
    if !is_browser() {
        return;
    }
    let world = World::new().await;
    let address = format!("{}/v1/sessions", world.text("/sConnector/baseUrl"));

    assert!(
        Request::get(&address)
            .header("s-connector-jwt", "any")
            .send()
            .await
            .is_ok()
    );
    assert!(
        Request::get(&address)
            .header("x-trace", "1")
            .send()
            .await
            .is_err()
    );
    assert!(
        Request::get(&address)
            .header("content-type", "text/roomkey")
            .header("authorization", "1")
            .send()
            .await
            .is_err()
    );
}

#[wasm_bindgen_test]
async fn every_operation_passes_the_preflight() {
    let world = World::new().await;
    let arctos = arctos(&world);
    ok(arctos.sign_in(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;
    let s_connector = s_connector(&world);
    ok(s_connector.get_license(NONE)).await;
    ok(s_connector.list_sessions(NONE)).await;
    ok(s_connector.get_session(&"회의실 1".into(), NONE)).await;
    ok(s_connector.get_usage(
        &js(json!({ "startTime": js_sys::Date::new_0().to_iso_string().as_string() })),
        NONE,
    ))
    .await;
    let airfob = airfob(&world);
    let user = json!({ "userKey": "A-17", "phone": "+821022223333" });
    let user = json!({ "siteId": "1003", "user": user, "card": { "number": "A17" } });
    let user = ok(airfob.create_user_with_card(&js(user), NONE)).await;
    ok(airfob.search_users(&js(json!({ "siteId": "1003" })), NONE)).await;
    ok(airfob.send_card(
        &js(json!({ "siteId": "1003", "cardId": user["card"]["id"] })),
        NONE,
    ))
    .await;
    ok(airfob.reissue_card(
        &js(json!({ "siteId": "1003", "userId": user["userId"] })),
        NONE,
    ))
    .await;
    ok(airfob.delete_cards(&js(json!([user["card"]["id"]])), NONE)).await;
    ok(airfob.delete_users(&js(json!([user["userId"]])), NONE)).await;

    // `requests` checks that nothing of them was undocumented.
    let mut operations = world.operations().await;
    operations.sort();
    assert_eq!(
        operations,
        [
            "authenticate",
            "checkAuthToken",
            "createUserWithCard",
            "deleteCards",
            "deleteUsers",
            "getAuthCode",
            "getAuthTokenUseCode",
            "getLicense",
            "getSession",
            "getUsage",
            "listSessions",
            "login",
            "reissueCard",
            "searchUsers",
            "sendCard",
        ]
    );
}
