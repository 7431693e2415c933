//! Arctos: a code, a token for it, and whose token it is.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{arctos, arctos_with};
use crate::support::values::{NONE, assert_after, fails, js, json, kept, ok, timed};
use crate::support::world::World;

const TEN_MINUTES: f64 = 600_000.0;
const TWO_HOURS: f64 = 7_200_000.0;

#[wasm_bindgen_test]
async fn a_code_is_asked_for_with_the_licence_key_and_is_good_for_ten_minutes() {
    let world = World::new().await;
    let client = arctos(&world);

    let user = js(json!({ "userId": "hong", "name": "홍길동", "role": "MODERATOR" }));
    let (code, span) = timed(|| client.get_auth_code(&user, NONE)).await;

    assert_eq!(code["code"].as_str().map(str::len), Some(400));
    assert_after(&code["expiresAt"], &span, TEN_MINUTES);
    assert_eq!(code.get("warning"), None);
    let request = world.only_request().await;
    assert_eq!(request.line(), "POST /api/auth/code");
    let key = world.text("/arctos/licenseKey");
    assert_eq!(
        request.headers(),
        json!({ "content-type": "application/json", "arc-license-key": key })
    );
    assert_eq!(
        request.body(),
        json!({ "user_id": "hong", "name": "홍길동", "role": "MODERATOR" })
    );
}

#[wasm_bindgen_test]
async fn what_is_optional_is_left_out() {
    let world = World::new().await;
    let client = arctos_with(&world, [("licenseKey", NONE.clone())]);

    fails(client.get_auth_code(
        &js(json!({ "userId": "hong", "role": "ADMIN", "name": null })),
        NONE,
    ))
    .await;

    let request = world.only_request().await;
    assert_eq!(
        request.headers(),
        json!({ "content-type": "application/json" })
    );
    assert_eq!(
        request.body(),
        json!({ "user_id": "hong", "role": "ADMIN" })
    );
}

#[wasm_bindgen_test]
async fn a_licence_id_goes_along_where_a_deployment_wants_one() {
    let world = World::new().await;
    let client = arctos_with(&world, [("licenseId", "L-204".into())]);

    ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    assert_eq!(
        world.only_request().await.headers()["arc-license-id"],
        "L-204"
    );
}

#[wasm_bindgen_test]
async fn every_role_is_sent_as_it_is_written() {
    let world = World::new().await;
    let client = arctos(&world);
    for role in ["MODERATOR", "PUBLISHER", "ADMIN", "SWITCH", "CLIENT"] {
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": role })), NONE)).await;
        assert_eq!(world.last_request().await.body()["role"], role);
    }
}

#[wasm_bindgen_test]
async fn a_warning_comes_with_the_code() {
    let world = World::new().await;
    let key = world.text("/arctos/licenses/warning");
    let client = arctos_with(&world, [("licenseKey", key.into())]);

    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    assert_eq!(code["warning"], "許可即將到期");
    assert_eq!(code["code"].as_str().map(str::len), Some(400));
}

#[wasm_bindgen_test]
async fn a_code_becomes_a_token() {
    let world = World::new().await;
    let client = arctos(&world);
    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "CLIENT" })), NONE)).await;

    let request = js(json!({ "code": code["code"] }));
    let (token, span) = timed(|| client.get_auth_token_use_code(&request, NONE)).await;

    assert_eq!(token["userId"], "1010000010");
    assert_eq!(
        token["accessToken"]
            .as_str()
            .map(|jwt| jwt.split('.').count()),
        Some(3)
    );
    assert_after(&token["expiresAt"], &span, TWO_HOURS);
    let sent = world.last_request().await;
    assert_eq!(sent.line(), "POST /api/auth/login");
    assert_eq!(
        sent.headers(),
        json!({ "content-type": "application/json" })
    );
    assert_eq!(
        sent.body(),
        json!({ "grant_type": "authorization_code", "client_id": "arctos-webapp", "code": code["code"] })
    );
}

#[wasm_bindgen_test]
async fn a_device_says_what_it_is_and_where_the_user_goes_back_to() {
    let world = World::new().await;
    let client = arctos(&world);
    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "SWITCH" })), NONE)).await;

    let device = json!({ "code": code["code"], "clientId": "arctos-switch", "redirectUri": "https://rooms.example/back" });
    ok(client.get_auth_token_use_code(&js(device), NONE)).await;

    let sent = world.last_request().await.body();
    assert_eq!(sent["client_id"], "arctos-switch");
    assert_eq!(sent["redirect_uri"], "https://rooms.example/back");
}

#[wasm_bindgen_test]
async fn a_token_tells_whose_it_is() {
    let world = World::new().await;
    let token = signed_in(&world).await;

    let identity = ok(arctos(&world).check_auth_token(&token.as_str().into(), NONE)).await;

    assert_eq!(
        identity,
        json!({
            "clientId": "arctos-webapp", "userId": "1010000010", "role": "PUBLISHER",
            "licenseRoom": 10, "licensePath": "/license/demo.lic",
        })
    );
    let sent = world.last_request().await;
    assert_eq!(sent.line(), "POST /api/auth/check");
    assert_eq!(
        sent.headers(),
        json!({ "content-type": "application/json", "authorization": format!("Bearer {token}") })
    );
    assert_eq!(sent.body(), json!({}));
}

#[wasm_bindgen_test]
async fn an_identity_may_lack_role_and_licence() {
    let world = World::new().await;
    let token = signed_in(&world).await;
    let info = json!({ "client_id": "arctos-webapp", "user_id": "1010000010" });
    world
        .breaks(
            "checkAuthToken",
            json!({ "type": "set", "path": "info", "value": info }),
        )
        .await;

    let identity = ok(arctos(&world).check_auth_token(&token.into(), NONE)).await;

    assert_eq!(
        identity,
        json!({ "clientId": "arctos-webapp", "userId": "1010000010", "role": "GUSET" })
    );
}

#[wasm_bindgen_test]
async fn an_id_that_no_number_can_hold_arrives_whole() {
    let world = World::new().await;
    let token = signed_in(&world).await;
    let fault =
        json!({ "type": "set", "path": "info.user_id", "value": 9_007_199_254_740_993_u64 });
    world.breaks("checkAuthToken", fault).await;

    let identity = ok(arctos(&world).check_auth_token(&token.into(), NONE)).await;

    assert_eq!(identity["userId"], "9007199254740993");
}

#[wasm_bindgen_test]
async fn signing_in_takes_all_three_steps_and_keeps_the_token() {
    let world = World::new().await;
    let client = arctos(&world);

    let user = js(json!({ "userId": "hong", "role": "ADMIN", "clientId": "arctos-client" }));
    let (signed_in, span) = timed(|| client.sign_in(&user, NONE)).await;

    assert_eq!(signed_in["token"]["userId"], "1010000010");
    assert_after(&signed_in["token"]["expiresAt"], &span, TWO_HOURS);
    assert_eq!(signed_in["identity"]["role"], "ADMIN");
    assert_eq!(signed_in["identity"]["clientId"], "arctos-client");
    let steps = ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"];
    assert_eq!(world.operations().await, steps);
    let again = ok(client.check_auth_token(NONE, NONE)).await;
    assert_eq!(again, signed_in["identity"]);
}

#[wasm_bindgen_test]
async fn who_signs_out_has_no_token_any_more() {
    let world = World::new().await;
    let client = arctos(&world);
    ok(client.sign_in(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;

    assert!(kept(client.sign_out()).await.is_undefined());

    let error = fails(client.check_auth_token(NONE, NONE)).await;
    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "attempts": 0, "outcome": "notSent", "retryable": false })
    );
    assert_eq!(world.operations().await.len(), 3);
}

#[wasm_bindgen_test]
async fn a_token_for_a_code_alone_is_not_kept() {
    let world = World::new().await;
    let client = arctos(&world);
    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;
    ok(client.get_auth_token_use_code(&js(json!({ "code": code["code"] })), NONE)).await;

    let error = fails(client.check_auth_token(NONE, NONE)).await;

    assert_eq!(error.text("kind"), "unauthorized");
}

#[wasm_bindgen_test]
async fn a_gateway_may_have_other_paths() {
    let world = World::new().await;
    let paths = js(json!({ "code": "/sso/code", "token": "/sso/token", "check": "/sso/check" }));
    let client = arctos_with(&world, [("paths", paths)]);

    fails(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;
    fails(client.get_auth_token_use_code(&js(json!({ "code": "any" })), NONE)).await;
    fails(client.check_auth_token(&"any".into(), NONE)).await;

    let asked: Vec<_> = world
        .requests()
        .await
        .iter()
        .map(|request| request.line())
        .collect();
    assert_eq!(
        asked,
        ["POST /sso/code", "POST /sso/token", "POST /sso/check"]
    );
}

#[wasm_bindgen_test]
async fn a_used_code_is_refused() {
    let world = World::new().await;
    let client = arctos(&world);
    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;
    let request = js(json!({ "code": code["code"] }));
    ok(client.get_auth_token_use_code(&request, NONE)).await;

    let error = fails(client.get_auth_token_use_code(&request, NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 200, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(error.text("serviceMessage"), "未授權訪問");
    assert!(
        !json(&error.0)
            .to_string()
            .contains(code["code"].as_str().expect("a code"))
    );
}

#[wasm_bindgen_test]
async fn an_expired_code_is_refused() {
    let world = World::new().await;
    let client = arctos(&world);
    let code =
        ok(client.get_auth_code(&js(json!({ "userId": "hong", "role": "ADMIN" })), NONE)).await;
    world.advance(600_001).await;

    let error =
        fails(client.get_auth_token_use_code(&js(json!({ "code": code["code"] })), NONE)).await;

    assert_eq!(error.text("kind"), "unauthorized");
}

/// The token of a publisher.
async fn signed_in(world: &World) -> String {
    let user = js(json!({ "userId": "hong", "role": "PUBLISHER" }));
    let signed_in = ok(arctos(world).sign_in(&user, NONE)).await;
    let token = signed_in["token"]["accessToken"].as_str();
    token.expect("a token").to_owned()
}
