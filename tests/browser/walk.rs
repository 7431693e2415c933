//! `users()`: every user of a search, by `for await`.

use std::collections::BTreeSet;

use js_sys::AsyncIterator;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::support::clients::airfob;
use crate::support::page::{collect, collect_at_most};
use crate::support::values::{NONE, fails, get, js, json, kept, ok, rejected};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn every_user_comes_once_page_after_page() {
    let world = World::new().await;
    let search = json!({ "siteId": "1004", "size": 25, "order": "desc" });

    let users = ok(collect(&airfob(&world).users(&js(search), NONE))).await;

    let ids = ids(&users);
    assert_eq!(ids.len(), 60);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 60);
    let requests = world.requests().await;
    let pages: Vec<_> = requests
        .iter()
        .skip(1)
        .map(|request| request.body())
        .collect();
    assert_eq!(
        pages,
        [
            json!({ "siteId": "1004", "size": 25, "order": "desc" }),
            json!({ "siteId": "1004", "size": 25, "order": "desc", "page": 1 }),
            json!({ "siteId": "1004", "size": 25, "order": "desc", "page": 2 }),
        ]
    );
    assert!(
        requests
            .iter()
            .skip(1)
            .all(|request| request.line() == "POST /users/search")
    );
}

#[wasm_bindgen_test]
async fn nothing_is_fetched_before_a_user_is_asked_for() {
    let world = World::new().await;
    let client = airfob(&world);
    let _users = client.users(&js(json!({ "siteId": "1004" })), NONE);
    ok(client.search_users(&js(json!({ "siteId": "0" })), NONE)).await;

    assert_eq!(world.operations().await, ["login", "searchUsers"]);
    assert_eq!(world.last_request().await.body()["siteId"], "0");
}

#[wasm_bindgen_test]
async fn who_leaves_early_fetches_no_more() {
    let world = World::new().await;
    let client = airfob(&world);

    let first = ok(collect_at_most(
        &client.users(&js(json!({ "siteId": "1004", "size": 10 })), NONE),
        10,
    ))
    .await;

    assert_eq!(ids(&first).len(), 10);
    ok(client.search_users(&js(json!({ "siteId": "0" })), NONE)).await;
    assert_eq!(
        world.operations().await,
        ["login", "searchUsers", "searchUsers"]
    );
}

#[wasm_bindgen_test]
async fn a_walk_that_was_left_has_ended() {
    let world = World::new().await;
    let users = airfob(&world).users(&js(json!({ "siteId": "1004" })), NONE);
    ok(collect_at_most(&users, 1)).await;

    assert_eq!(json(&next(&users).await), json!({ "done": true }));
}

#[wasm_bindgen_test]
async fn pages_that_repeat_end_the_walk() {
    let world = World::new().await;
    let page = json!({
        "status": 200, "message": "success", "total": "1000",
        "records": [{ "userId": 1, "userKey": "a" }, { "userId": "2", "userKey": "b" }],
    });
    world
        .breaks_times(
            "searchUsers",
            0,
            json!({ "type": "status", "status": 200, "body": page }),
        )
        .await;

    let users = ok(collect(
        &airfob(&world).users(&js(json!({ "siteId": "1004", "size": 2 })), NONE),
    ))
    .await;

    assert_eq!(ids(&users), ["1", "2"]);
    assert_eq!(
        world.operations().await,
        ["login", "searchUsers", "searchUsers"]
    );
}

#[wasm_bindgen_test]
async fn nobody_is_a_walk_too() {
    let world = World::new().await;

    let users = ok(collect(
        &airfob(&world).users(&js(json!({ "siteId": "0" })), NONE),
    ))
    .await;

    assert_eq!(users, json!([]));
}

#[wasm_bindgen_test]
async fn a_page_that_fails_ends_the_walk_with_its_error() {
    let world = World::new().await;
    world
        .breaks_after("searchUsers", 1, json!({ "type": "status", "status": 403 }))
        .await;
    let users = airfob(&world).users(&js(json!({ "siteId": "1004", "size": 2 })), NONE);
    next(&users).await;
    next(&users).await;

    let error = fails(asked(&users)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "forbidden", "status": 403, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(error.text("operation"), "users");
    assert_eq!(json(&next(&users).await), json!({ "done": true }));
}

#[wasm_bindgen_test]
async fn a_page_that_fails_for_a_moment_is_fetched_again() {
    let world = World::new().await;
    world
        .breaks_after("searchUsers", 1, json!({ "type": "status", "status": 503 }))
        .await;

    let users = ok(collect(
        &airfob(&world).users(&js(json!({ "siteId": "1004", "size": 30 })), NONE),
    ))
    .await;

    assert_eq!(ids(&users).len(), 60);
    assert_eq!(world.operations().await.len(), 4);
}

#[wasm_bindgen_test]
async fn an_aborted_walk_gives_no_more_users() {
    let world = World::new().await;
    let controller = AbortController::new().expect("a controller");
    let options = js(json!({}));
    js_sys::Reflect::set(&options, &"signal".into(), &controller.signal()).expect("an object");
    let users = airfob(&world).users(&js(json!({ "siteId": "1004", "size": 10 })), &options);
    next(&users).await;

    let reason = JsValue::from("enough");
    controller.abort_with_reason(&reason);

    assert_eq!(rejected(asked(&users)).await, reason);
    assert_eq!(world.operations().await, ["login", "searchUsers"]);
}

#[wasm_bindgen_test]
async fn a_walk_that_waits_for_a_page_is_aborted() {
    let world = World::new().await;
    world
        .breaks_after("searchUsers", 1, json!({ "type": "hang" }))
        .await;
    let controller = AbortController::new().expect("a controller");
    let options = js(json!({}));
    js_sys::Reflect::set(&options, &"signal".into(), &controller.signal()).expect("an object");
    let users = airfob(&world).users(&js(json!({ "siteId": "1004", "size": 1 })), &options);
    next(&users).await;

    let second = asked(&users);
    world.has_received(3).await;
    let reason = JsValue::from("enough");
    controller.abort_with_reason(&reason);

    assert_eq!(rejected(second).await, reason);
    assert_eq!(json(&next(&users).await), json!({ "done": true }));
}

#[wasm_bindgen_test]
async fn a_search_that_makes_no_sense_fails_at_the_first_user() {
    let world = World::new().await;
    let client = airfob(&world);
    for wrong in [
        NONE.clone(),
        js(json!({})),
        js(json!({ "siteId": "0", "size": 0 })),
    ] {
        let error = fails(collect(&client.users(&wrong, NONE))).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false })
        );
    }
    assert_eq!(world.requests().await.len(), 0);
}

fn ids(users: &Value) -> Vec<&str> {
    let users = users.as_array().expect("users").iter();
    users
        .map(|user| user["userId"].as_str().expect("an id"))
        .collect()
}

fn asked(users: &JsValue) -> js_sys::Promise {
    let users: &AsyncIterator = users.unchecked_ref();
    users.next().expect("a promise").unchecked_into()
}

/// `{ done, value }`.
async fn next(users: &JsValue) -> JsValue {
    let found = kept(asked(users)).await;
    assert!(!get(&found, "done").is_undefined());
    found
}
