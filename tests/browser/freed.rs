//! A client that is freed, as `using` does, while its calls run.

use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, s_connector};
use crate::support::page::{collect, invoke};
use crate::support::values::{NONE, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_call_of_a_client_that_is_freed_finishes() {
    let world = World::new().await;
    let client = JsValue::from(s_connector(&world));

    let call = invoke(&client, "getLicense").expect("a promise");
    invoke(&client, "free").expect("nothing");

    assert_eq!(ok(call.unchecked_into()).await["roomLimit"], 10);
}

#[wasm_bindgen_test]
async fn a_walk_of_a_client_that_is_freed_goes_on() {
    let world = World::new().await;
    let client = airfob(&world);
    let users = client.users(&js(json!({ "siteId": "1004", "size": 30 })), NONE);
    drop(client);

    let found = ok(collect(&users)).await;

    assert_eq!(found.as_array().map(Vec::len), Some(60));
}

#[wasm_bindgen_test]
async fn a_client_that_was_freed_throws_and_the_others_go_on() {
    let world = World::new().await;
    let client = JsValue::from(s_connector(&world));
    invoke(&client, "free").expect("nothing");

    assert!(invoke(&client, "getLicense").is_err());

    assert_eq!(
        ok(s_connector(&world).get_license(NONE)).await["roomLimit"],
        10
    );
}
