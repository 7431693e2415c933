//! Deleting many at once: a failure of some is a result, answers that don't match are an error.

use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::airfob;
use crate::support::values::{NONE, fails, js, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn users_are_deleted_and_those_that_fail_are_named() {
    let world = World::new().await;
    let client = airfob(&world);

    let result = ok(client.delete_users(&js(json!(["303", "999999", "304"])), NONE)).await;

    assert_eq!(
        result,
        json!({
            "total": 3, "success": 2, "failure": 1,
            "items": [
                { "id": "303", "ok": true, "status": 200, "message": "success" },
                { "id": "999999", "ok": false, "status": 404, "message": "user not found" },
                { "id": "304", "ok": true, "status": 200, "message": "success" },
            ],
        })
    );
    let request = world.last_request().await;
    assert_eq!(request.line(), "POST /users/delete");
    assert_eq!(
        request.body(),
        json!([{ "userId": "303" }, { "userId": "999999" }, { "userId": "304" }])
    );
}

#[wasm_bindgen_test]
async fn cards_are_deleted_by_force() {
    let world = World::new().await;
    let client = airfob(&world);

    let result = ok(client.delete_cards(&js(json!(["202", "no such card"])), NONE)).await;

    assert_eq!(
        result,
        json!({
            "total": 2, "success": 1, "failure": 1,
            "items": [
                { "id": "202", "ok": true, "status": 200, "message": "success", "cardStatus": "DELETE" },
                { "id": "no such card", "ok": false, "status": 404, "message": "card not found" },
            ],
        })
    );
    let request = world.last_request().await;
    assert_eq!(request.line(), "PUT /cards");
    assert_eq!(
        request.body(),
        json!([
            { "cardId": "202", "status": "FORCE_DELETE" },
            { "cardId": "no such card", "status": "FORCE_DELETE" },
        ])
    );
}

#[wasm_bindgen_test]
async fn answers_that_do_not_match_the_ids_leave_the_outcome_unknown() {
    let world = World::new().await;
    let client = airfob(&world);
    let lacking = json!({ "type": "remove", "path": "records[1]" });
    let too_many = json!({ "type": "set", "path": "records[2]", "value": { "status": 200, "message": "success" } });
    let none = json!({ "type": "remove", "path": "records" });
    for fault in [lacking, too_many, none] {
        for operation in ["deleteUsers", "deleteCards"] {
            world.breaks(operation, fault.clone()).await;
            let ids = js(json!(["303", "304"]));
            let call = match operation {
                "deleteUsers" => client.delete_users(&ids, NONE),
                _ => client.delete_cards(&ids, NONE),
            };
            let error = fails(call).await;
            assert_eq!(
                error.told(),
                json!({
                    "kind": "decode", "status": 207, "attempts": 1, "outcome": "unknown", "retryable": false,
                    "decodePath": "records",
                })
            );
            assert_eq!(error.text("operation"), operation);
        }
    }
}

#[wasm_bindgen_test]
async fn a_batch_that_names_nobody_is_not_sent() {
    let world = World::new().await;
    let client = airfob(&world);
    for wrong in [
        json!([]),
        json!(["303", ""]),
        json!([303]),
        json!("303"),
        json!({ "0": "303" }),
        json!(null),
    ] {
        for call in [
            client.delete_users(&js(wrong.clone()), NONE),
            client.delete_cards(&js(wrong.clone()), NONE),
        ] {
            let error = fails(call).await;
            assert_eq!(
                error.told(),
                json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false }),
                "{wrong}"
            );
        }
    }
    assert_eq!(
        fails(client.delete_users(&JsValue::UNDEFINED, NONE))
            .await
            .text("kind"),
        "invalidArgument"
    );
    assert_eq!(world.requests().await.len(), 0);
}
