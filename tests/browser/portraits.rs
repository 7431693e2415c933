//! Portraits: in which forms they are taken, and which are not sent at all.

use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Blob;

use crate::support::clients::airfob;
use crate::support::values::{Failure, NONE, fails, get, js, ok};
use crate::support::world::World;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\xff\xfe\xfb";
const PNG_IN_BASE64: &str = "iVBORw0KGgoA//77";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0picture";
const JPEG_IN_BASE64: &str = "/9j/4HBpY3R1cmU=";
const TEN_MIB: u32 = 10 * 1024 * 1024;

#[wasm_bindgen_test]
async fn bytes_a_buffer_and_a_blob_go_out_in_base64() {
    for (picture, sent) in [
        (JsValue::from(bytes(PNG)), PNG_IN_BASE64),
        (bytes(JPEG).into(), JPEG_IN_BASE64),
        (bytes(PNG).buffer().into(), PNG_IN_BASE64),
        (blob(JPEG).into(), JPEG_IN_BASE64),
        (part_of_a_buffer().into(), PNG_IN_BASE64),
    ] {
        let world = World::new().await;
        let user = ok(airfob(&world).create_user_with_card(&new_user(&picture), NONE)).await;

        assert_eq!(
            world.last_request().await.body()["user"]["portraitData"],
            sent
        );
        let address = user["portrait"].as_str().expect("an address");
        assert!(
            address.starts_with(world.text("/airfob/baseUrl")),
            "{address}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_reissued_card_may_bring_a_portrait() {
    let world = World::new().await;
    let client = airfob(&world);
    let user = ok(client.create_user_with_card(&new_user(NONE), NONE)).await;
    let request = js(json!({ "siteId": "1003", "userId": user["userId"], "user": {} }));
    set(&get(&request, "user"), "portrait", &blob(PNG).into());

    ok(client.reissue_card(&request, NONE)).await;

    let sent = world.last_request().await.body();
    assert_eq!(sent["user"], json!({ "portraitData": PNG_IN_BASE64 }));
}

#[wasm_bindgen_test]
async fn what_is_no_picture_is_not_sent() {
    for wrong in [
        JsValue::from(bytes(b"GIF89a picture")),
        bytes(b"").into(),
        bytes(&PNG[..7]).into(),
        blob(b"<svg/>").into(),
        bytes(b"%PDF-1.7").buffer().into(),
    ] {
        let error = not_sent(&wrong).await;
        assert!(
            error.text("message").contains("neither JPEG nor PNG"),
            "{}",
            error.text("message")
        );
    }
}

#[wasm_bindgen_test]
async fn what_holds_no_bytes_is_not_sent() {
    for wrong in [
        JsValue::from(PNG_IN_BASE64),
        js(json!([137, 80])),
        js(json!({})),
        7.into(),
    ] {
        let error = not_sent(&wrong).await;
        assert!(
            error.text("message").contains("user.portrait"),
            "{}",
            error.text("message")
        );
    }
}

#[wasm_bindgen_test]
async fn a_picture_of_more_than_10_mib_is_not_sent() {
    let large = picture_of(TEN_MIB + 1);
    for wrong in [
        JsValue::from(large.clone()),
        large.buffer().into(),
        blob_of(&large).into(),
    ] {
        let error = not_sent(&wrong).await;
        assert!(
            error.text("message").contains("10 MiB"),
            "{}",
            error.text("message")
        );
    }
}

#[wasm_bindgen_test]
async fn a_picture_of_10_mib_is_sent() {
    let world = World::new().await;

    let picture = blob_of(&picture_of(TEN_MIB));
    let user = ok(airfob(&world).create_user_with_card(&new_user(&picture.into()), NONE)).await;

    assert!(user["portrait"].is_string());
}

#[wasm_bindgen_test]
async fn what_is_changed_after_the_call_is_not_seen() {
    let world = World::new().await;
    let picture = bytes(PNG);

    let call = airfob(&world).create_user_with_card(&new_user(&picture.clone().into()), NONE);
    picture.fill(0, 0, picture.length());
    ok(call).await;

    assert_eq!(
        world.last_request().await.body()["user"]["portraitData"],
        PNG_IN_BASE64
    );
}

async fn not_sent(picture: &JsValue) -> Failure {
    let world = World::new().await;
    let error = fails(airfob(&world).create_user_with_card(&new_user(picture), NONE)).await;
    assert_eq!(
        error.told(),
        json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false })
    );
    assert_eq!(error.text("operation"), "createUserWithCard");
    assert_eq!(world.requests().await.len(), 0);
    error
}

fn new_user(portrait: &JsValue) -> JsValue {
    let request = js(json!({
        "siteId": "1003", "user": { "userKey": "A-17", "phone": "+821022223333" }, "card": { "number": "A17" },
    }));
    set(&get(&request, "user"), "portrait", portrait);
    request
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("an object");
}

/// Copies: a view of wasm's own memory would not be what a page gives.
fn bytes(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}

fn blob(content: &[u8]) -> Blob {
    blob_of(&bytes(content))
}

fn blob_of(content: &Uint8Array) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(content)).expect("a blob")
}

/// A view of the middle of a longer buffer.
fn part_of_a_buffer() -> Uint8Array {
    let length = PNG.len() as u32;
    let whole = ArrayBuffer::new(length + 8);
    let part = Uint8Array::new_with_byte_offset_and_length(&whole, 4, length);
    part.copy_from(PNG);
    part
}

fn picture_of(length: u32) -> Uint8Array {
    let picture = Uint8Array::new_with_length(length);
    picture.set(&bytes(PNG), 0);
    picture
}
