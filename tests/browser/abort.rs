//! Aborting: in whatever phase a call is, it is rejected with the signal's own reason.

use js_sys::{Object, Promise, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, AbortSignal};

use crate::support::clients::{airfob, arctos, s_connector, s_connector_with};
use crate::support::page::watched_fetch;
use crate::support::values::{NONE, fails, get, js, kept, ok, rejected};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn a_signal_that_is_aborted_already_sends_nothing() {
    let world = World::new().await;
    let reason = JsValue::from(Object::new());
    let options = with_signal(&AbortSignal::abort_with_reason(&reason));

    for call in [
        s_connector(&world).get_license(&options),
        airfob(&world).search_users(&js(json!({ "siteId": "0" })), &options),
        arctos(&world).get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), &options),
    ] {
        assert_eq!(rejected(call).await, reason);
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_call_that_waits_for_its_answer_is_aborted() {
    let world = World::new().await;
    world.breaks("getLicense", json!({ "type": "hang" })).await;
    let (controller, options) = abortable();
    let call = s_connector(&world).get_license(&options);
    world.has_received(2).await;

    assert_aborts(&controller, call).await;
}

#[wasm_bindgen_test]
async fn a_call_that_reads_its_answer_is_aborted() {
    let world = World::new().await;
    let watched = watched_fetch();
    let client = s_connector_with(
        &world,
        [
            ("fetch", get(&watched, "fetch")),
            ("credentials", NONE.clone()),
            ("accessToken", "any".into()),
        ],
    );
    // Firefox's fetch gives the answer once the first byte of its body is there.
    world
        .breaks("listSessions", json!({ "type": "drip", "ms": 500 }))
        .await;
    let (controller, options) = abortable();
    let call = client.list_sessions(&options);
    kept(get(&watched, "answered").unchecked_into()).await;

    assert_aborts(&controller, call).await;
}

#[wasm_bindgen_test]
async fn a_call_that_waits_for_its_token_is_aborted() {
    let world = World::new().await;
    world.breaks("login", json!({ "type": "hang" })).await;
    let (controller, options) = abortable();
    let call = airfob(&world).search_users(&js(json!({ "siteId": "0" })), &options);
    world.has_received(1).await;

    assert_aborts(&controller, call).await;
    assert_eq!(world.operations().await, ["login"]);
}

#[wasm_bindgen_test]
async fn a_call_that_waits_before_it_is_sent_again_is_aborted() {
    let world = World::new().await;
    let client = s_connector(&world);
    ok(client.authenticate(NONE, NONE)).await;
    world
        .breaks(
            "getLicense",
            json!({ "type": "status", "status": 429, "headers": { "retry-after": "20" } }),
        )
        .await;
    let (controller, options) = abortable();
    let call = client.get_license(&options);
    world.has_received(2).await;

    assert_aborts(&controller, call).await;
    assert_eq!(world.operations().await, ["authenticate", "getLicense"]);
}

#[wasm_bindgen_test]
async fn the_reason_comes_through_unchanged() {
    let world = World::new().await;
    let client = s_connector(&world);
    ok(client.authenticate(NONE, NONE)).await;
    for reason in [
        JsValue::from("a text"),
        js(json!({ "of": "the page" })),
        js_sys::Error::new("the user left").into(),
        JsValue::NULL,
        0.into(),
    ] {
        world.breaks("getLicense", json!({ "type": "hang" })).await;
        let (controller, options) = abortable();
        let call = client.get_license(&options);
        controller.abort_with_reason(&reason);
        assert_eq!(rejected(call).await, reason);
    }
}

#[wasm_bindgen_test]
async fn without_a_reason_it_is_an_abort_error_as_fetch_gives() {
    let world = World::new().await;
    let (controller, options) = abortable();
    let call = s_connector(&world).get_license(&options);
    controller.abort();

    let reason = rejected(call).await;

    assert_eq!(get(&reason, "name"), "AbortError");
    assert_eq!(reason, controller.signal().reason());
}

#[wasm_bindgen_test]
async fn a_signal_of_the_platform_that_times_out_gives_its_own_error() {
    let world = World::new().await;
    world
        .breaks("authenticate", json!({ "type": "hang" }))
        .await;

    let options = with_signal(&AbortSignal::timeout_with_u32(100));
    let reason = rejected(s_connector(&world).get_license(&options)).await;

    assert_eq!(get(&reason, "name"), "TimeoutError");
}

#[wasm_bindgen_test]
async fn one_call_is_aborted_and_the_others_go_on() {
    let world = World::new().await;
    let client = s_connector(&world);
    world
        .breaks("authenticate", json!({ "type": "delay", "ms": 100 }))
        .await;
    let (controller, options) = abortable();
    let aborted = client.get_license(&options);
    let other = client.list_sessions(NONE);
    controller.abort_with_reason(&"enough".into());

    assert_eq!(rejected(aborted).await, "enough");
    assert!(ok(other).await.is_array());
}

#[wasm_bindgen_test]
async fn aborting_after_the_end_changes_nothing() {
    let world = World::new().await;
    let client = s_connector(&world);
    let (controller, options) = abortable();
    let call = client.get_license(&options);
    let license = kept(call.clone()).await;

    controller.abort();

    assert_eq!(kept(call).await, license);
    ok(client.get_license(NONE)).await;
}

#[wasm_bindgen_test]
async fn what_is_no_signal_is_refused() {
    let world = World::new().await;
    let client = s_connector(&world);
    for wrong in [
        json!({ "signal": true }),
        json!({ "signal": {} }),
        json!({ "signal": "abort" }),
        json!(7),
    ] {
        let error = fails(client.get_license(&js(wrong.clone()))).await;
        assert_eq!(error.text("kind"), "invalidArgument", "{wrong}");
    }
    assert_eq!(world.requests().await.len(), 0);
}

async fn assert_aborts(controller: &AbortController, call: Promise) {
    let reason = JsValue::from(Object::new());
    let begun = js_sys::Date::now();
    controller.abort_with_reason(&reason);

    assert_eq!(rejected(call).await, reason);
    assert!(js_sys::Date::now() - begun < 1_000.0);
}

fn abortable() -> (AbortController, JsValue) {
    let controller = AbortController::new().expect("a controller");
    let options = with_signal(&controller.signal());
    (controller, options)
}

fn with_signal(signal: &AbortSignal) -> JsValue {
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), signal).expect("an object");
    options.into()
}
