//! Airfob: users and their cards. Portraits, profile fields, batches and walks have files of their own.

use js_sys::{Date, Reflect};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{airfob, airfob_login, airfob_with};
use crate::support::values::{NONE, assert_after, fails, get, js, json, kept, ok, timed};
use crate::support::world::World;

/// The time of the vendor's examples, and a span around it.
const NOW: i64 = 1_587_778_200_000;
const START: i64 = 1_586_000_000_000;
const END: i64 = 1_590_000_000_000;

#[wasm_bindgen_test]
async fn a_password_becomes_a_token_that_is_used_from_then_on() {
    let world = World::new().await;
    let client = airfob_with(&world, [("credentials", NONE.clone())]);

    let login = js(airfob_login(&world));
    let (account, span) = timed(|| client.login(&login, NONE)).await;

    assert_after(&account["expiresAt"], &span, 3_600_000.0);
    let token = account["accessToken"].as_str().expect("a token");
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(
        account,
        json!({
            "email": world.text("/airfob/email"), "accountType": "sitemanager", "name": "한빛 출입관리",
            "accountStatus": "ACTIVATED", "accessToken": token, "expiresAt": account["expiresAt"],
        })
    );
    let request = world.only_request().await;
    assert_eq!(request.line(), "POST /login");
    assert_eq!(
        request.headers(),
        json!({ "content-type": "application/json" })
    );
    assert_eq!(request.body(), airfob_login(&world));
    ok(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;
    assert_eq!(world.operations().await, ["login", "searchUsers"]);
    assert_eq!(
        world.last_request().await.headers(),
        json!({ "content-type": "application/json", "authorization": format!("Bearer {token}") })
    );
}

#[wasm_bindgen_test]
async fn a_user_and_a_card_are_issued_at_once() {
    let world = World::at(NOW).await;
    let client = airfob(&world);

    let user = ok(client.create_user_with_card(&js(new_user()), NONE)).await;

    let meta = json!({ "name": "홍길동", "floor": 3 });
    assert_eq!(
        user,
        json!({
            "userId": "3", "userKey": "A-17", "email": "hong@hanbit.example", "phone": "+821022223333",
            "meta": meta, "feedType": "EMAIL",
            "card": {
                "id": "43548", "number": "12345678", "status": "INACTIVE", "cardType": "DYNAMIC",
                "format": "GENERAL", "cardTypeDesc": "GENERAL", "startDate": START, "endDate": END,
            },
        })
    );
    let request = world.last_request().await;
    assert_eq!(request.line(), "POST /user/card");
    let mut body = request.body();
    let written = body["user"]["meta"].take();
    assert_eq!(
        serde_json::from_str::<Value>(written.as_str().expect("a text")).ok(),
        Some(meta)
    );
    assert_eq!(
        body,
        json!({
            "siteId": "0",
            "user": { "userKey": "A-17", "email": "hong@hanbit.example", "phone": "+821022223333", "meta": null, "feedType": "EMAIL" },
            "card": { "number": "12345678", "startDate": START, "endDate": END },
        })
    );
}

#[wasm_bindgen_test]
async fn only_what_is_given_is_sent() {
    let world = World::at(NOW).await;
    let client = airfob(&world);

    let user = json!({ "userKey": "B-1", "phone": "+821022223333", "email": null });
    let request = json!({ "siteId": "1003", "user": user, "card": { "number": "ABC123" } });
    let issued = ok(client.create_user_with_card(&js(request), NONE)).await;

    assert_eq!(issued["card"]["cardType"], "REGULAR");
    assert_eq!(issued["card"].get("startDate"), None);
    assert_eq!(
        world.last_request().await.body(),
        json!({
            "siteId": "1003", "user": { "userKey": "B-1", "phone": "+821022223333" }, "card": { "number": "ABC123" },
        })
    );
}

#[wasm_bindgen_test]
async fn the_days_of_a_card_may_be_dates() {
    let world = World::at(NOW).await;
    let client = airfob(&world);
    let request = js(new_user());
    let card = get(&request, "card");
    let (start, end) = (
        Date::new(&(START as f64).into()),
        Date::new(&(END as f64).into()),
    );
    Reflect::set(&card, &"startDate".into(), &start).expect("an object");
    Reflect::set(&card, &"endDate".into(), &end).expect("an object");

    ok(client.create_user_with_card(&request, NONE)).await;

    assert_eq!(
        world.last_request().await.body()["card"],
        json!({ "number": "12345678", "startDate": START, "endDate": END })
    );
}

#[wasm_bindgen_test]
async fn a_phone_number_is_given_in_e164() {
    let world = World::at(NOW).await;
    let client = airfob(&world);
    for wrong in [
        "010-2222-3333",
        "821022223333",
        "+0821022223333",
        "+82 10 2222 3333",
        "+123456",
        "+1234567890123456",
        "+8210２2223333",
    ] {
        let mut request = new_user();
        request["user"]["phone"] = json!(wrong);
        let error = fails(client.create_user_with_card(&js(request), NONE)).await;
        assert_eq!(
            error.told(),
            json!({ "kind": "invalidArgument", "attempts": 0, "outcome": "notSent", "retryable": false }),
            "{wrong}"
        );
        assert!(
            error.text("message").contains("user.phone"),
            "{}",
            error.text("message")
        );
    }
    assert_eq!(world.requests().await.len(), 0);
    for (index, right) in ["+1234567", "+123456789012345"].into_iter().enumerate() {
        let mut request = new_user();
        request["user"]["phone"] = json!(right);
        request["user"]["userKey"] = json!(format!("key {index}"));
        request["card"]["number"] = json!(format!("{index}"));
        ok(client.create_user_with_card(&js(request), NONE)).await;
        assert_eq!(world.last_request().await.body()["user"]["phone"], right);
    }
}

#[wasm_bindgen_test]
async fn a_user_who_cannot_be_issued_is_not_sent() {
    let world = World::new().await;
    let client = airfob(&world);
    for (pointer, wrong) in [
        ("/siteId", json!("")),
        ("/siteId", json!(0)),
        ("/user", json!(null)),
        ("/user", json!("hong")),
        ("/user/userKey", json!("")),
        ("/user/userKey", json!(null)),
        ("/user/email", json!(7)),
        ("/user/feedType", json!("SMOKE")),
        ("/user/meta", json!("name=hong")),
        ("/user/meta", json!(["hong"])),
        ("/card", json!(null)),
        ("/card/number", json!("")),
        ("/card/number", json!(12345678)),
        ("/card/startDate", json!("2026-01-01")),
        ("/card/startDate", json!(1.5)),
        ("/card/endDate", json!(START - 1)),
    ] {
        let mut request = new_user();
        *request.pointer_mut(pointer).expect("a member") = wrong;
        let error = fails(client.create_user_with_card(&js(request), NONE)).await;
        assert_eq!(error.text("kind"), "invalidArgument", "{pointer}");
        assert_eq!(error.text("operation"), "createUserWithCard");
    }
    for none in [json!(null), json!("")] {
        let mut unreachable = new_user();
        unreachable["user"]["email"] = none.clone();
        unreachable["user"]["phone"] = none;
        let error = fails(client.create_user_with_card(&js(unreachable), NONE)).await;
        assert_eq!(error.text("kind"), "invalidArgument");
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn one_page_of_a_search_is_read() {
    let world = World::new().await;
    let client = airfob(&world);

    let page = ok(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;

    assert_eq!(page["total"], 60);
    let users = page["users"].as_array().expect("users");
    assert_eq!(users.len(), 15);
    for user in users {
        for member in ["userId", "userKey", "email", "phone", "feedType"] {
            assert!(user[member].is_string(), "{member}");
        }
        assert!(user["meta"]["name"].is_string());
        if let Some(card) = user.get("card") {
            assert!(card["id"].is_string() && card["number"].is_string());
            assert!(card["startDate"].is_u64() && card["endDate"].is_u64());
        }
    }
    let request = world.last_request().await;
    assert_eq!(request.line(), "POST /users/search");
    assert_eq!(request.body(), json!({ "siteId": "1004" }));
}

#[wasm_bindgen_test]
async fn a_search_says_what_it_looks_for_and_how() {
    let world = World::new().await;
    let client = airfob(&world);
    let search = json!({ "siteId": "1004", "q": "V0000", "page": 1, "size": 4, "order": "desc" });

    let page = ok(client.search_users(&js(search.clone()), NONE)).await;

    let keys: Vec<_> = page["users"]
        .as_array()
        .expect("users")
        .iter()
        .map(|user| user["userKey"].clone())
        .collect();
    assert_eq!(keys, ["V00005", "V00004", "V00003", "V00002"]);
    assert_eq!(page["total"], 9);
    assert_eq!(world.last_request().await.body(), search);
}

#[wasm_bindgen_test]
async fn a_user_may_have_no_card() {
    let world = World::new().await;
    let client = airfob(&world);
    world
        .breaks(
            "searchUsers",
            json!({ "type": "remove", "path": "records[0].card" }),
        )
        .await;
    world
        .breaks(
            "searchUsers",
            json!({ "type": "set", "path": "records[0].card", "value": null }),
        )
        .await;

    for _ in 0..2 {
        let page = ok(client.search_users(&js(json!({ "siteId": "1004", "size": 1 })), NONE)).await;
        assert_eq!(page["users"][0].get("card"), None);
    }
}

#[wasm_bindgen_test]
async fn a_search_that_makes_no_sense_is_not_sent() {
    let world = World::new().await;
    let client = airfob(&world);
    for wrong in [
        json!(null),
        json!({}),
        json!({ "siteId": "" }),
        json!({ "siteId": "0", "page": -1 }),
        json!({ "siteId": "0", "page": 0.5 }),
        json!({ "siteId": "0", "size": 0 }),
        json!({ "siteId": "0", "size": "15" }),
        json!({ "siteId": "0", "order": "up" }),
        json!({ "siteId": "0", "q": 1 }),
    ] {
        let error = fails(client.search_users(&js(wrong.clone()), NONE)).await;
        assert_eq!(error.text("kind"), "invalidArgument", "{wrong}");
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_card_is_sent_again_by_its_number_or_its_id() {
    let world = World::at(NOW).await;
    let client = airfob(&world);
    ok(client.create_user_with_card(&js(new_user()), NONE)).await;

    for card in [
        json!({ "siteId": "0", "number": "12345678" }),
        json!({ "siteId": "0", "cardId": "43548" }),
    ] {
        let sent = kept(client.send_card(&js(card.clone()), NONE)).await;
        assert!(sent.is_undefined());
        let request = world.last_request().await;
        assert_eq!(request.line(), "POST /card/send");
        assert_eq!(request.body(), card);
    }
}

#[wasm_bindgen_test]
async fn a_card_that_is_active_is_not_sent_again() {
    let world = World::at(NOW).await;
    let client = airfob(&world);
    ok(client.create_user_with_card(&js(new_user()), NONE)).await;
    world.advance(180_000).await;

    let error =
        fails(client.send_card(&js(json!({ "siteId": "0", "number": "12345678" })), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "rejected", "status": 400, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(
        error.text("serviceMessage"),
        "the card is already activated"
    );
}

#[wasm_bindgen_test]
async fn a_card_to_send_must_be_named() {
    let world = World::new().await;
    let client = airfob(&world);
    for wrong in [
        json!({ "siteId": "0" }),
        json!({ "siteId": "0", "number": "" }),
        json!({ "siteId": "0", "cardId": "" }),
        json!({ "number": "1" }),
        json!(null),
    ] {
        let error = fails(client.send_card(&js(wrong.clone()), NONE)).await;
        assert_eq!(error.text("kind"), "invalidArgument", "{wrong}");
    }
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_card_is_reissued_with_what_is_given_and_no_more() {
    let world = World::at(NOW).await;
    let client = airfob(&world);
    let issued = ok(client.create_user_with_card(&js(new_user()), NONE)).await;

    let bare = json!({ "siteId": "0", "userId": "3" });
    let reissued = ok(client.reissue_card(&js(bare.clone()), NONE)).await;

    assert_eq!(reissued, issued);
    let request = world.last_request().await;
    assert_eq!(request.line(), "PUT /user/card");
    assert_eq!(request.body(), bare);

    let full = json!({
        "siteId": "0", "userId": "3", "user": { "email": "gil@hanbit.example", "feedType": "PHONE" },
        "card": { "startDate": START, "endDate": END },
    });
    ok(client.reissue_card(&js(full.clone()), NONE)).await;
    assert_eq!(world.last_request().await.body(), full);
}

#[wasm_bindgen_test]
async fn a_card_status_that_nobody_knows_is_passed_on() {
    let world = World::at(NOW).await;
    world
        .breaks(
            "createUserWithCard",
            json!({ "type": "set", "path": "record.card.status", "value": "LOST" }),
        )
        .await;

    let user = ok(airfob(&world).create_user_with_card(&js(new_user()), NONE)).await;

    assert_eq!(user["card"]["status"], "LOST");
}

#[wasm_bindgen_test]
async fn a_login_without_credentials_takes_the_clients_own() {
    let world = World::new().await;
    let client = airfob(&world);

    let account = ok(client.login(NONE, NONE)).await;

    assert_eq!(account["email"], world.text("/airfob/email"));
    ok(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;
    assert_eq!(world.operations().await, ["login", "searchUsers"]);
}

#[wasm_bindgen_test]
async fn a_client_without_credentials_has_to_be_logged_in_first() {
    let world = World::new().await;
    let client = airfob_with(&world, [("credentials", NONE.clone())]);

    let error = fails(client.login(NONE, NONE)).await;
    assert_eq!(error.text("kind"), "invalidArgument");
    let error = fails(client.search_users(&js(json!({ "siteId": "1004" })), NONE)).await;
    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "attempts": 0, "outcome": "notSent", "retryable": false })
    );
    assert_eq!(world.requests().await.len(), 0);
}

#[wasm_bindgen_test]
async fn a_wrong_password_is_refused_and_not_repeated_in_the_error() {
    let world = World::new().await;
    let client = airfob_with(&world, [("credentials", NONE.clone())]);

    let login = json!({ "email": world.text("/airfob/email"), "password": "not-the-password" });
    let error = fails(client.login(&js(login), NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "unauthorized", "status": 401, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert!(!json(&error.0).to_string().contains("not-the-password"));
}

fn new_user() -> Value {
    json!({
        "siteId": "0",
        "user": {
            "userKey": "A-17", "email": "hong@hanbit.example", "phone": "+821022223333",
            "meta": { "name": "홍길동", "floor": 3 }, "feedType": "EMAIL",
        },
        "card": { "number": "12345678", "startDate": START, "endDate": END },
    })
}
