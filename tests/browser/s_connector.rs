//! S-Connector: the licence and the rooms in session. Usage has a file of its own.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::clients::{s_connector, s_connector_keys, s_connector_with};
use crate::support::values::{NONE, assert_after, fails, js, json, kept, ok, timed};
use crate::support::world::World;

/// A Wednesday at noon in Seoul: rooms are busy.
const NOON: i64 = 1_794_970_800_000;

#[wasm_bindgen_test]
async fn keys_become_a_token() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("credentials", NONE.clone())]);

    let keys = js(s_connector_keys(&world));
    let (token, span) = timed(|| client.authenticate(&keys, NONE)).await;

    assert_eq!(
        token["accessToken"]
            .as_str()
            .map(|jwt| jwt.split('.').count()),
        Some(3)
    );
    assert_after(&token["expiresAt"], &span, 3_600_000.0);
    let request = world.only_request().await;
    assert_eq!(request.line(), "POST /v1/auth");
    assert_eq!(
        request.headers(),
        json!({ "content-type": "application/json" })
    );
    assert_eq!(request.body(), s_connector_keys(&world));
}

#[wasm_bindgen_test]
async fn a_token_may_be_asked_for_so_many_minutes_and_as_owner() {
    let world = World::new().await;
    let client = s_connector_with(&world, [("credentials", NONE.clone())]);
    let mut keys = s_connector_keys(&world);
    keys["expires"] = json!(5);
    keys["isOwner"] = json!(true);

    let given = js(keys.clone());
    let (token, span) = timed(|| client.authenticate(&given, NONE)).await;

    assert_after(&token["expiresAt"], &span, 300_000.0);
    assert_eq!(world.only_request().await.body(), keys);
}

#[wasm_bindgen_test]
async fn the_licence_is_read() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    let token = ok(client.authenticate(NONE, NONE)).await;

    let license = ok(client.get_license(NONE)).await;

    assert_eq!(
        license,
        json!({
            "domain": "https://demo.interwater.example", "roomLimit": 10, "enabled": true,
            "createdAt": "2024-11-18T00:00:00.000Z",
        })
    );
    let request = world.last_request().await;
    assert_eq!(request.line(), "GET /v1/info");
    assert_eq!(
        request.headers(),
        json!({ "s-connector-jwt": token["accessToken"] })
    );
    assert_eq!(request.body(), json!(null));
}

#[wasm_bindgen_test]
async fn the_rooms_in_session_are_listed() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);

    let sessions = ok(client.list_sessions(NONE)).await;

    let sessions = sessions.as_array().expect("a list");
    assert!((3..=10).contains(&sessions.len()), "{sessions:?}");
    for session in sessions {
        let members: Vec<_> = session.as_object().expect("an object").keys().collect();
        assert_eq!(members, ["roomName", "status", "userCount"]);
        assert!(["WAIT", "ON_GOING"].contains(&session["status"].as_str().expect("a status")));
        assert!(session["userCount"].as_u64().is_some_and(|count| count > 0));
    }
    assert!(
        sessions
            .iter()
            .any(|session| session["roomName"] == "room_name")
    );
    assert_eq!(world.last_request().await.line(), "GET /v1/sessions");
}

#[wasm_bindgen_test]
async fn an_unknown_status_of_a_session_is_passed_on() {
    let world = World::at(NOON).await;
    let fault = json!({ "type": "set", "path": "data[0].status", "value": "PAUSED" });
    world.breaks("listSessions", fault).await;

    let sessions = ok(s_connector(&world).list_sessions(NONE)).await;

    assert_eq!(sessions[0]["status"], "PAUSED");
}

#[wasm_bindgen_test]
async fn one_room_is_asked_for_by_its_name() {
    let world = World::at(NOON).await;

    let session = ok(s_connector(&world).get_session(&"room_name".into(), NONE)).await;

    assert_eq!(session["roomName"], "room_name");
    assert!(session["userCount"].is_u64());
    assert_eq!(
        world.last_request().await.line(),
        "GET /v1/sessions/room_name"
    );
}

#[wasm_bindgen_test]
async fn a_room_that_is_not_in_session_is_undefined() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);

    assert!(
        kept(client.get_session(&"no such room".into(), NONE))
            .await
            .is_undefined()
    );

    world
        .breaks(
            "getSession",
            json!({ "type": "set", "path": "data", "value": null }),
        )
        .await;
    assert!(
        kept(client.get_session(&"room_name".into(), NONE))
            .await
            .is_undefined()
    );
    world
        .breaks("getSession", json!({ "type": "remove", "path": "data" }))
        .await;
    assert!(
        kept(client.get_session(&"room_name".into(), NONE))
            .await
            .is_undefined()
    );
}

#[wasm_bindgen_test]
async fn whatever_a_room_is_called_it_stays_one_segment_of_the_path() {
    let world = World::at(NOON).await;
    let client = s_connector(&world);
    for (name, segment) in [
        ("../info?x=1#y", "..%2Finfo%3Fx%3D1%23y"),
        ("회의실 1", "%ED%9A%8C%EC%9D%98%EC%8B%A4%201"),
        (
            "본사 3층/대회의실",
            "%EB%B3%B8%EC%82%AC%203%EC%B8%B5%2F%EB%8C%80%ED%9A%8C%EC%9D%98%EC%8B%A4",
        ),
        ("R&D 100%", "R%26D%20100%25"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a\\b;c", "a%5Cb%3Bc"),
        ("점심 🍱", "%EC%A0%90%EC%8B%AC%20%F0%9F%8D%B1"),
        ("\n\t", "%0A%09"),
    ] {
        let found = kept(client.get_session(&name.into(), NONE)).await;

        assert!(
            found.is_undefined() || json(&found)["roomName"] == name,
            "{name}"
        );
        let request = world.last_request().await;
        assert_eq!(request.line(), format!("GET /v1/sessions/{segment}"));
        assert_eq!(request.operation.as_deref(), Some("getSession"));
    }
}

#[wasm_bindgen_test]
async fn a_failure_inside_a_200_is_a_failure() {
    let world = World::new().await;
    let body = json!({ "status": false, "data": [], "message": "the licence is switched off" });
    world
        .breaks(
            "listSessions",
            json!({ "type": "status", "status": 200, "body": body }),
        )
        .await;

    let error = fails(s_connector(&world).list_sessions(NONE)).await;

    assert_eq!(
        error.told(),
        json!({ "kind": "rejected", "status": 200, "attempts": 1, "outcome": "refused", "retryable": false })
    );
    assert_eq!(error.text("serviceMessage"), "the licence is switched off");
}
