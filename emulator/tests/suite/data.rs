//! What a world holds where its maker says so.

use roomkey_emulator::operation::Service::Airfob;
use serde_json::{Value, json};

use crate::lab::{DAY, Lab, MINUTE};

/// A lab whose requests go to a world that was made with this.
fn made_with(wish: Value) -> Lab {
    let mut lab = Lab::new();
    let (status, world) = lab.control("POST", "/worlds", wish);
    assert_eq!(status, 200, "{world}");
    lab.prefix = "/w/w1".to_owned();
    lab
}

fn refusal(wish: Value) -> String {
    let (status, answer) = Lab::new().control("POST", "/worlds", wish);
    assert_eq!(status, 400, "{answer}");
    answer["message"].as_str().unwrap_or_default().to_owned()
}

fn site(users: Value) -> Value {
    json!({ "data": { "sites": [
        { "siteId": "7", "cardType": "REGULAR", "format": "GENERAL", "contact": "EMAIL", "users": users }
    ] } })
}

fn everyone(lab: &mut Lab) -> Vec<Value> {
    let token = lab.airfob_token();
    let found = lab.airfob(&token, "POST", "/users/search", json!({ "siteId": "7" }));
    found.json()["records"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

#[test]
fn rooms_that_were_given_stay_as_they_are_whatever_the_time() {
    let room = json!({ "roomName": "회의실 A", "status": "WAIT", "userCount": 1 });
    let mut lab = made_with(json!({ "data": { "sessions": [room] } }));
    for _ in 0..2 {
        let token = lab.s_connector_token(60);
        let told = json!({ "status": "WAIT", "user": 1, "roomName": "회의실 A" });
        assert_eq!(
            lab.s_connector(&token, "/v1/sessions").at("/data"),
            (200, json!([told]))
        );
        let one = lab.s_connector(&token, "/v1/sessions/%ED%9A%8C%EC%9D%98%EC%8B%A4%20A");
        assert_eq!(one.at("/data"), (200, told));
        assert_eq!(
            lab.s_connector(&token, "/v1/sessions/room_name").status,
            404
        );
        lab.advance(DAY);
    }
}

#[test]
fn no_room_at_all_is_an_empty_house() {
    let mut lab = made_with(json!({ "data": { "sessions": [] } }));
    let token = lab.s_connector_token(60);
    assert_eq!(
        lab.s_connector(&token, "/v1/sessions").at("/data"),
        (200, json!([]))
    );
}

#[test]
fn usage_that_was_given_is_found_by_the_days_on_which_it_ended() {
    let row = |name: &str, seconds: u32, at: &str| json!({ "roomName": name, "sessionTimeSecond": seconds, "createdAt": at });
    let mut lab = made_with(json!({ "data": { "usage": [
        row("a", 60, "2026-01-02T10:00:00.000Z"),
        row("b", 30, "2026-01-03T00:00:00+09:00"),
        row("c", 10, "2026-01-03T00:00:00Z"),
    ] } }));
    let token = lab.s_connector_token(60);
    let usage = lab.s_connector(&token, "/v1/static?startTime=2026-01-01&endTime=2026-01-02");
    assert_eq!(usage.at("/data/totalSecond"), (200, json!(90)));
    let names: Vec<_> = usage.json()["data"]["detail"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["roomName"].clone())
        .collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn members_of_a_licence_replace_its_own_one_by_one() {
    let mut lab = made_with(json!({ "data": { "license": { "roomLimit": 3, "enabled": false } } }));
    let token = lab.s_connector_token(60);
    let license = lab.s_connector(&token, "/v1/info").json()["data"].clone();
    assert_eq!(
        (&license["roomLimit"], &license["enabled"]),
        (&json!(3), &json!(0))
    );
    assert!(license["domain"].is_string() && license["createdAt"].is_string());
    lab.control(
        "POST",
        "/worlds/w1/data",
        json!({ "license": { "domain": "https://own.test" } }),
    );
    let license = lab.s_connector(&token, "/v1/info").json()["data"].clone();
    assert_eq!(license["domain"], "https://own.test");
    assert_eq!(license["roomLimit"], 3);
}

#[test]
fn sites_that_were_given_are_all_there_are() {
    let mut lab = made_with(site(json!([
        { "userKey": "E-1", "userId": "10001", "meta": { "name": "김하늘" }, "email": "a@b.test" },
        { "userKey": "E-2", "card": { "number": "55", "status": "PAUSED" } },
    ])));
    let users = everyone(&mut lab);
    assert_eq!(users.len(), 2);
    assert_eq!(users[0]["userId"], "10001");
    assert_eq!(users[0]["meta"], r#"{"name":"김하늘"}"#);
    assert_eq!(users[1]["userId"], "10002", "the next one that is free");
    assert_eq!(users[1]["card"]["status"], "PAUSED");
    assert_eq!(users[1]["card"]["cardType"], "REGULAR");
    assert_eq!(users[1]["feedType"], "EMAIL");
    let token = lab.airfob_token();
    let other = lab.airfob(&token, "POST", "/users/search", json!({ "siteId": "1001" }));
    assert_eq!(other.status, 404);
}

#[test]
fn a_card_that_was_given_ends_and_becomes_active_like_any_other() {
    let mut lab = made_with(site(json!([
        { "userKey": "E-1", "card": { "number": "1", "status": "INACTIVE" } },
        { "userKey": "E-2", "card": { "number": "2", "status": "ACTIVATED", "startDate": 0, "endDate": 1_768_400_000_000_i64 } },
    ])));
    let statuses = |lab: &mut Lab| -> Vec<Value> {
        everyone(lab)
            .iter()
            .map(|user| user["card"]["status"].clone())
            .collect()
    };
    assert_eq!(statuses(&mut lab), ["INACTIVE", "ACTIVATED"]);
    let token = lab.airfob_token();
    let sent = lab.airfob(
        &token,
        "POST",
        "/card/send",
        json!({ "siteId": "7", "number": "1" }),
    );
    assert_eq!(sent.status, 200);
    lab.advance(3 * MINUTE);
    assert_eq!(statuses(&mut lab), ["ACTIVATED", "ACTIVATED"]);
    lab.advance(DAY);
    assert_eq!(statuses(&mut lab), ["ACTIVATED", "EXPIRED"]);
}

#[test]
fn a_reset_brings_back_what_the_world_was_made_with() {
    let mut lab = made_with(site(json!([{ "userKey": "E-1" }])));
    lab.control(
        "POST",
        "/worlds/w1/data",
        json!({ "sites": [], "sessions": [] }),
    );
    lab.control("POST", "/worlds/w1/reset", Value::Null);
    assert_eq!(everyone(&mut lab).len(), 1);
    let token = lab.s_connector_token(60);
    assert_ne!(
        lab.s_connector(&token, "/v1/sessions").at("/data").1,
        json!([])
    );
}

#[test]
fn a_new_user_and_a_new_card_get_ids_that_nobody_has() {
    let mut lab = made_with(site(json!([
        { "userKey": "E-1", "userId": "10001", "card": { "number": "1", "id": "43548" } },
    ])));
    let token = lab.airfob_token();
    let body = json!({
        "siteId": "7", "user": { "userKey": "E-2", "email": "a@b.test" }, "card": { "number": "2" },
    });
    let made = lab.airfob(&token, "POST", "/user/card", body).json()["record"].clone();
    assert_eq!(
        (&made["userId"], &made["card"]["id"]),
        (&json!("10002"), &json!("43549"))
    );
}

#[test]
fn what_makes_no_sense_is_refused_by_its_name() {
    let session = |room: Value| json!({ "data": { "sessions": [room] } });
    for (wish, named) in [
        (json!({ "sede": 1 }), "did you mean \"seed\"?"),
        (
            json!({ "data": { "sesions": [] } }),
            "member of data \"sesions\"; did you mean \"sessions\"?",
        ),
        (
            json!({ "data": { "sessions": {} } }),
            "data.sessions must be a list",
        ),
        (json!({ "now": -1 }), "now must be"),
        (json!({ "seed": 0.5 }), "seed must be a whole number"),
        (
            session(json!({ "status": "WAIT", "userCount": 1 })),
            "data.sessions[0].roomName is required",
        ),
        (
            session(json!({ "roomName": "a", "status": "WAIT", "userCount": "1" })),
            "data.sessions[0].userCount must be",
        ),
        (
            json!({ "data": { "usage": [{ "roomName": "a", "sessionTimeSecond": 1, "createdAt": "soon" }] } }),
            "data.usage[0].createdAt must be a date",
        ),
        (
            json!({ "data": { "license": { "roomLimits": 1 } } }),
            "did you mean \"roomLimit\"?",
        ),
        (
            site(json!([{ "email": "a@b.test" }])),
            "data.sites[0].users[0].userKey is required",
        ),
        (
            site(json!([{ "userKey": "a", "userId": "x" }])),
            "data.sites[0].users[0].userId must be",
        ),
        (
            site(json!([{ "userKey": "a" }, { "userKey": "a" }])),
            "data.sites[0].users[1].userKey: a is there twice",
        ),
        (
            site(json!([{ "userKey": "a", "card": { "numbr": "1" } }])),
            "did you mean \"number\"?",
        ),
    ] {
        let told = refusal(wish);
        assert!(told.contains(named), "{told}");
    }
}

#[test]
fn worlds_of_one_seed_answer_alike_and_take_only_their_own_tokens() {
    let mut lab = Lab::new();
    let wish = json!({ "seed": 7, "now": 1_768_359_600_000_i64 });
    for _ in 0..2 {
        lab.control("POST", "/worlds", wish.clone());
    }
    lab.prefix = "/w/w1".to_owned();
    let token = lab.s_connector_token(60);
    lab.prefix = "/w/w2".to_owned();
    assert_eq!(
        lab.s_connector(&token, "/v1/info").status,
        401,
        "w2 never issued it"
    );
    assert_eq!(lab.s_connector_token(60), token);
    assert_eq!(lab.s_connector(&token, "/v1/info").status, 200);
}

#[test]
fn a_fault_may_be_told_flat() {
    let mut lab = Lab::new();
    lab.fault(json!({ "service": "airfob", "type": "status", "status": 503 }));
    assert_eq!(lab.send(Airfob, "POST", "/login", &[], "").status, 503);
}

#[test]
fn a_fault_with_an_unknown_name_gets_the_nearest_one_told() {
    let mut lab = Lab::new();
    for (rule, named) in [
        (
            json!({ "operation": "getLicence", "type": "hang" }),
            "did you mean \"getLicense\"?",
        ),
        (
            json!({ "service": "arcto", "type": "hang" }),
            "did you mean \"arctos\"?",
        ),
        (json!({ "type": "hnag" }), "did you mean \"hang\"?"),
        (
            json!({ "type": "status", "sttus": 500 }),
            "did you mean \"status\"?",
        ),
        (
            json!({ "time": 2, "type": "hang" }),
            "did you mean \"times\"?",
        ),
    ] {
        let (status, answer) = lab.control(
            "POST",
            "/worlds/default/faults",
            json!([{ "type": "hang" }, rule]),
        );
        assert_eq!(status, 400);
        let told = answer["message"].as_str().unwrap_or_default();
        assert!(told.contains(named), "{told}");
        assert_eq!(
            lab.control("GET", "/worlds/default/faults", Value::Null).1,
            json!([])
        );
    }
}
