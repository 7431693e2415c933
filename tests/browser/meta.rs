//! Profile fields of an Airfob user: an object for the page, a JSON string on the wire.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::airfob;
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn an_object_goes_out_as_a_text_and_comes_back_as_an_object() {
    let world = World::new().await;
    let meta = json!({
        "name": "홍길동", "department": { "name": "R&D", "floors": [3, 4] }, "half": 0.5, "remote": true, "desk": null,
        "big": 1_e21, "quote": "\"\\\n", "": "no name",
    });

    let user = ok(airfob(&world).create_user_with_card(&js(new_user(&meta)), NONE)).await;

    assert_eq!(user["meta"], meta);
    let sent = world.last_request().await.body();
    let text = sent["user"]["meta"].as_str().expect("a text");
    assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(meta));
}

#[wasm_bindgen_test]
async fn text_that_is_no_object_is_kept_under_raw() {
    for text in [
        "김철수, 3층",
        "[1,2]",
        "{\"name\":",
        "null",
        "7",
        "\"quoted\"",
    ] {
        assert_eq!(meta_of(json!(text)).await, Some(json!({ "_raw": text })));
    }
}

#[wasm_bindgen_test]
async fn an_object_on_the_wire_is_taken_too() {
    assert_eq!(
        meta_of(json!({ "name": "김철수" })).await,
        Some(json!({ "name": "김철수" }))
    );
}

#[wasm_bindgen_test]
async fn a_user_without_profile_has_none() {
    assert_eq!(meta_of(json!(null)).await, None);
    assert_eq!(meta_of(json!("{}")).await, Some(json!({})));
}

#[wasm_bindgen_test]
async fn a_profile_cannot_reach_into_the_prototype() {
    let found = meta_of(json!(
        "{\"__proto__\": {\"admin\": true}, \"name\": \"김철수\"}"
    ))
    .await;
    let found = found.expect("a profile");
    assert_eq!(found["name"], "김철수");
    assert_eq!(found["__proto__"], json!({ "admin": true }));
}

#[wasm_bindgen_test]
async fn a_profile_of_more_than_128_levels_is_not_decoded() {
    let world = World::new().await;
    let deep = format!(
        "{}{}",
        r#"{"a":"#.repeat(200),
        "0".to_owned() + &"}".repeat(200)
    );
    let body = format!(
        r#"{{"status":200,"total":1,"records":[{{"userId":1,"userKey":"a","meta":{deep}}}]}}"#
    );
    world
        .breaks("searchUsers", json!({ "type": "text", "body": body }))
        .await;

    let error = fails(airfob(&world).search_users(&js(json!({ "siteId": "1004" })), NONE)).await;

    assert_eq!(error.text("kind"), "decode");
}

/// The `meta` of a user whose `meta` is this at the service.
async fn meta_of(held: Value) -> Option<Value> {
    let world = World::new().await;
    world
        .breaks(
            "searchUsers",
            json!({ "type": "set", "path": "records[0].meta", "value": held }),
        )
        .await;
    let search = js(json!({ "siteId": "1004", "size": 1 }));
    let page = ok(airfob(&world).search_users(&search, NONE)).await;
    page["users"][0].get("meta").cloned()
}

fn new_user(meta: &Value) -> Value {
    json!({
        "siteId": "1003", "user": { "userKey": "A-17", "phone": "+821022223333", "meta": meta }, "card": { "number": "A17" },
    })
}
