//! A fetch of the page's own: how it is called, and what becomes of what it gives.

use js_sys::{Array, Promise};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob_with, s_connector_with};
use crate::support::page::{giving, invoke, is_page, throwing, watched_fetch};
use crate::support::values::{NONE, fails, get, js, json, names, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn it_is_called_without_this_with_a_text_and_a_plain_init() {
    let world = World::new().await;
    let watched = watched_fetch();
    let client = airfob_with(&world, [("fetch", get(&watched, "fetch"))]);

    let search = js(json!({ "siteId": "1004" }));
    ok(client.search_users(&search, NONE)).await;

    let calls: Array = get(&watched, "calls").unchecked_into();
    assert_eq!(calls.length(), 2);
    let call = calls.get(1);
    assert_eq!(get(&call, "withoutThis"), true);
    let address = format!("{}/users/search", world.text("/airfob/baseUrl"));
    assert_eq!(get(&call, "input"), address.as_str());
    let init = get(&call, "init");
    assert_eq!(
        names(&init),
        ["body", "headers", "method", "redirect", "signal"]
    );
    assert_eq!(get(&init, "method"), "POST");
    assert_eq!(get(&init, "redirect"), "manual");
    assert_eq!(get(&init, "body"), r#"{"siteId":"1004"}"#);
    assert_eq!(
        names(&get(&init, "headers")),
        ["authorization", "content-type"]
    );
}

#[wasm_bindgen_test]
async fn what_it_throws_is_the_cause() {
    let world = World::new().await;
    let thrown = JsValue::from(js_sys::Error::new("no cable"));
    for fetch in [throwing(&thrown), giving(&Promise::reject(&thrown).into())] {
        let client = s_connector_with(&world, [("fetch", fetch), ("retry", JsValue::FALSE)]);
        let error = fails(client.authenticate(NONE, NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "network", "attempts": 1, "outcome": "unknown", "retryable": true })
        );
        assert_eq!(get(&error.0, "cause"), thrown);
        assert!(!json(&error.0).to_string().contains("no cable"));
    }
}

#[wasm_bindgen_test]
async fn what_is_no_response_is_a_network_failure_and_not_tried_again() {
    let world = World::new().await;
    for given in [
        json!(null),
        json!("text"),
        json!({}),
        json!({ "status": 200 }),
        json!({ "status": 200, "headers": {} }),
    ] {
        let client = s_connector_with(&world, [("fetch", giving(&js(given.clone())))]);
        let error = fails(client.authenticate(NONE, NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "network", "attempts": 1, "outcome": "unknown", "retryable": false }),
            "{given}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_promise_that_is_never_kept_ends_with_the_budget() {
    let world = World::new().await;
    let never = Promise::new(&mut |_, _| {});
    let client = s_connector_with(&world, [("fetch", giving(&never.into()))]);

    let error = fails(client.authenticate(NONE, &js(json!({ "timeoutMs": 50 })))).await;

    assert_eq!(error.text("kind"), "timeout");
}

#[wasm_bindgen_test]
async fn an_address_that_is_a_path_belongs_to_the_page() {
    if !is_page() {
        return;
    }
    let world = World::new().await;
    let watched = watched_fetch();
    let fetch = get(&watched, "fetch");
    let client = airfob_with(
        &world,
        [
            ("baseUrl", "/api/airfob".into()),
            ("fetch", fetch),
            ("retry", JsValue::FALSE),
        ],
    );

    fails(client.login(NONE, NONE)).await;

    let origin = get(&get(&js_sys::global(), "location"), "origin")
        .as_string()
        .expect("an origin");
    let calls: Array = get(&watched, "calls").unchecked_into();
    assert_eq!(
        get(&calls.get(0), "input"),
        format!("{origin}/api/airfob/login").as_str()
    );
    assert!(invoke(&calls, "pop").is_ok());
}
