//! What a service refuses: keys, tokens, licences, everything that its status or its words say.

use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{
    airfob, arctos, arctos_with, new_user, s_connector, s_connector_keys, s_connector_with,
};
use crate::support::values::{Failure, NONE, fails, get, js, json, ok};
use crate::support::world::World;

#[wasm_bindgen_test]
async fn wrong_keys_are_unauthorized() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("credentials", NONE.clone())]);
    let mut keys = s_connector_keys(&world);
    keys["secretKey"] = json!("no-such-key");

    let error = fails(client.authenticate(&js(keys), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(error.text("operation"), "authenticate");
    assert_eq!(error.text("service"), "sConnector");
}

#[wasm_bindgen_test]
async fn a_call_whose_token_cannot_be_had_was_not_sent() {
    let world = World::new().await;
    let mut keys = s_connector_keys(&world);
    keys["secretKey"] = json!("no-such-key");
    let client = s_connector_with(&world, [("credentials", js(keys))]);

    let error = fails(client.get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 401, "attempts": 0, "outcome": "notSent", "retryable": false })
    );
    assert_eq!(error.text("operation"), "getLicense");
    assert_eq!(world.operations().await, ["authenticate"]);
}

#[wasm_bindgen_test]
async fn arctos_says_by_a_code_what_is_wrong_with_a_token() {
    let world = World::new().await;
    let client = arctos(&world);
    for (code, kind) in [
        (1401, "unauthorized"),
        (1402, "unauthorized"),
        (1403, "unauthorized"),
        (1404, "tokenExpired"),
        (1405, "unauthorized"),
    ] {
        let body = json!({ "status": 0, "message": "", "code": code });
        world
            .breaks(
                "checkAuthToken",
                json!({ "type": "status", "status": 401, "body": body }),
            )
            .await;
        let error = fails(client.check_auth_token(&"any".into(), NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": kind, "code": code, "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
        );
    }
}

#[wasm_bindgen_test]
async fn a_token_that_has_expired_is_told_from_one_that_is_wrong() {
    let (world, other) = (World::new().await, World::new().await);
    let client = arctos(&world);
    let user = js(json!({ "userId": "hong", "role": "ADMIN" }));
    let own = get(
        &get(&js(ok(client.sign_in(&user, NONE)).await), "token"),
        "accessToken",
    );
    let foreign = get(
        &get(&js(ok(arctos(&other).sign_in(&user, NONE)).await), "token"),
        "accessToken",
    );
    world.advance(7_200_001).await;

    for (token, kind, code, words) in [
        (own, "tokenExpired", 1404, "令牌已過期"),
        (foreign, "unauthorized", 1403, "未經授權"),
        ("no JWT".into(), "unauthorized", 1405, "令牌無效"),
    ] {
        let error = fails(client.check_auth_token(&token, NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": kind, "code": code, "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
        );
        assert_eq!(error.text("serviceMessage"), words);
    }
}

#[wasm_bindgen_test]
async fn every_licence_that_does_not_let_in_says_why() {
    let world = World::new().await;
    for (license, code) in [
        ("missing", 3401),
        ("wrongType", 3402),
        ("unauthorized", 3403),
        ("expired", 3404),
        ("exceeded", 3405),
        ("noRoom", 3406),
    ] {
        let key = world.text(&format!("/arctos/licenses/{license}"));
        let client = arctos_with(&world, [("licenseKey", key.into())]);
        let error =
            fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE))
                .await;
        assert_eq!(
            error.told(),
            json!({ "kind": "license", "code": code, "status": 403, "attempts": 1, "outcome": "refused", "retryable": false })
        );
    }
}

#[wasm_bindgen_test]
async fn a_code_decides_the_kind_wherever_it_stands() {
    let world = World::new().await;
    let client = arctos(&world);
    for body in [
        json!({ "status": 0, "code": "3404" }),
        json!({ "status": 0, "error": 3404 }),
        json!({ "status": 0, "error_code": 3404 }),
        json!({ "status": 3404 }),
        json!({ "status": 0, "info": { "code": 3404 } }),
    ] {
        world
            .breaks(
                "getAuthCode",
                json!({ "type": "status", "status": 200, "body": body }),
            )
            .await;
        let error =
            fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE))
                .await;
        assert_eq!(
            error.told(),
            json!({ "kind": "license", "code": 3404, "status": 200, "attempts": 1, "outcome": "refused", "retryable": false }),
            "{body}"
        );
    }
}

#[wasm_bindgen_test]
async fn what_an_account_may_not_do_is_forbidden() {
    let world = World::new().await;
    let key = world.text("/arctos/licenses/forbidden");
    let client = arctos_with(&world, [("licenseKey", key.into())]);

    let error =
        fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "forbidden", "status": 403, "attempts": 1, "outcome": "refused", "retryable": false })
    );
}

#[wasm_bindgen_test]
async fn a_site_that_does_not_exist_is_not_found() {
    let world = World::new().await;

    let error =
        fails(airfob(&world).search_users(&js(json!({ "siteId": "no such site" })), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "notFound", "status": 404, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(error.text("serviceMessage"), "site not found");
}

#[wasm_bindgen_test]
async fn what_a_service_refuses_is_rejected() {
    let world = World::new().await;
    let client = airfob(&world);
    ok(client.create_user_with_card(&new_user(), NONE)).await;

    let error = fails(client.create_user_with_card(&new_user(), NONE)).await;

    let mut told = json!({ "kind": "rejected", "status": 400, "attempts": 1, "outcome": "refused", "retryable": false });
    assert_eq!(error.told(), told);
    assert_eq!(
        error.text("serviceMessage"),
        "user.userKey A-17 is already in use"
    );
    for status in [409, 410, 418, 422] {
        world
            .breaks(
                "createUserWithCard",
                json!({ "type": "status", "status": status }),
            )
            .await;
        told["status"] = json!(status);
        assert_eq!(
            fails(client.create_user_with_card(&new_user(), NONE))
                .await
                .told(),
            told
        );
    }
}

#[wasm_bindgen_test]
async fn too_many_requests_are_told_with_the_time_to_wait() {
    let world = World::new().await;
    let client = s_connector(&world);
    world
        .breaks(
            "getLicense",
            json!({ "type": "status", "status": 429, "headers": { "retry-after": "120" } }),
        )
        .await;

    // Two minutes do not fit the budget: the call fails at once.
    let error = fails(client.get_license(NONE)).await;

    assert_eq!(
        error.told(),
        json!({
            "kind": "rateLimited", "status": 429, "attempts": 1, "outcome": "refused", "retryable": true,
            "retryAfterMs": 120_000,
        })
    );
}

#[wasm_bindgen_test]
async fn a_service_that_is_down_is_unavailable() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("retry", JsValue::FALSE)]);
    for status in [408, 500, 501, 502, 503, 504] {
        world
            .breaks("getLicense", json!({ "type": "html", "status": status }))
            .await;
        let error = fails(client.get_license(NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "unavailable", "status": status, "attempts": 1, "outcome": "unknown", "retryable": true })
        );
    }
}

#[wasm_bindgen_test]
async fn a_service_that_says_when_it_is_back_has_refused() {
    let world = World::new().await;
    let client = airfob(&world);
    let fault = json!({ "type": "status", "status": 503, "headers": { "retry-after": "60" } });
    world.breaks("createUserWithCard", fault).await;

    let error = fails(client.create_user_with_card(&new_user(), NONE)).await;

    assert_eq!(
        error.told(),
        json!({
            "kind": "unavailable", "status": 503, "attempts": 1, "outcome": "refused", "retryable": true,
            "retryAfterMs": 60_000,
        })
    );
}

#[wasm_bindgen_test]
async fn a_secret_that_a_service_echoes_is_taken_out() {
    let world = World::new().await;
    let secret = world.text("/sConnector/secretKey");
    let body = json!({ "status": false, "message": format!("no licence for {secret}") });
    world
        .breaks(
            "authenticate",
            json!({ "type": "status", "status": 400, "body": body }),
        )
        .await;

    let error = fails(s_connector(&world).authenticate(NONE, NONE)).await;

    assert_eq!(error.text("serviceMessage"), "no licence for [redacted]");
    assert!(!holds(&error, secret));
}

#[wasm_bindgen_test]
async fn a_token_that_a_service_echoes_is_taken_out() {
    let world = World::new().await;
    let client = s_connector(&world);
    let token = ok(client.authenticate(NONE, NONE)).await;
    let token = token["accessToken"].as_str().expect("a token");
    let body = json!({ "status": false, "error": format!("{token} may not") });
    world
        .breaks(
            "getLicense",
            json!({ "type": "status", "status": 403, "body": body }),
        )
        .await;

    let error = fails(client.get_license(NONE)).await;

    assert_eq!(error.text("serviceMessage"), "[redacted] may not");
    assert!(!holds(&error, token));
}

/// True where an error shows this text anywhere.
fn holds(error: &Failure, text: &str) -> bool {
    let shown = format!(
        "{} {} {}",
        json(&error.0),
        error.text("message"),
        error.text("stack")
    );
    shown.contains(text)
}
