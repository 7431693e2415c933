//! RoomkeyError: a real `Error`, with members that can be read, logged and sent on.

use js_sys::{Error, Function, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::arctos_with;
use crate::support::values::{Failure, NONE, fails, get, js, json, names};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn it_is_an_error_like_any_other() {
    let error = license_has_expired().await;

    let as_error: &Error = error.0.dyn_ref().expect("an Error");
    assert_eq!(as_error.name(), "RoomkeyError");
    assert_eq!(
        String::from(as_error.to_string()),
        format!("RoomkeyError: {}", error.text("message"))
    );
    // Firefox tells the frames alone, the others the message too.
    assert_ne!(error.text("stack"), "");
    let class: Function = get(&error.0, "constructor").unchecked_into();
    assert_eq!(class.name(), "RoomkeyError");
    assert!(Reflect::get_prototype_of(&class).is_ok_and(|parent| get(&parent, "name") == "Error"));
}

#[wasm_bindgen_test]
async fn its_message_says_what_happened_and_what_to_do() {
    let error = license_has_expired().await;

    assert_eq!(
        error.text("message"),
        "arctos.getAuthCode: the licence has expired (HTTP 403, code 3404): “許可已過期”. Check the licence with the vendor."
    );
}

#[wasm_bindgen_test]
async fn json_keeps_all_that_matters() {
    let error = license_has_expired().await;

    assert_eq!(
        json(&error.0),
        json!({
            "name": "RoomkeyError", "message": error.text("message"), "kind": "license", "service": "arctos",
            "operation": "getAuthCode", "status": 403, "code": 3404, "serviceMessage": "許可已過期", "attempts": 1,
            "outcome": "refused", "retryable": false,
        })
    );
}

#[wasm_bindgen_test]
async fn what_is_not_known_is_absent() {
    let error = license_has_expired().await;

    let members = names(&error.0);
    for name in [
        "retryAfterMs",
        "decodePath",
        "cause",
        "stack",
        "message",
        "name",
    ] {
        assert!(!members.contains(&name.to_owned()), "{name}");
    }
    assert!(Reflect::has(&error.0, &"cause".into()).is_ok_and(|there| !there));
}

#[wasm_bindgen_test]
async fn nobody_else_can_make_one() {
    let error = license_has_expired().await;
    let class: Function = get(&error.0, "constructor").unchecked_into();

    let made = Reflect::construct(&class, &js_sys::Array::of1(&"mine".into()));

    assert!(made.is_err_and(|thrown| thrown.is_instance_of::<js_sys::TypeError>()));
}

async fn license_has_expired() -> Failure {
    let world = World::new().await;
    let key: JsValue = world.text("/arctos/licenses/expired").into();
    let client = arctos_with(&world, [("licenseKey", key)]);
    fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await
}
