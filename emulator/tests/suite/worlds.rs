//! Worlds: their clocks, their records, and how they are kept apart.

use roomkey_emulator::operation::Service::{Arctos, SConnector};
use roomkey_emulator::world::MAX_WORLDS;
use serde_json::{Value, json};

use crate::lab::{HOUR, Lab, MINUTE, NOON};

#[test]
fn the_default_world_says_where_everything_is() {
    let about = Lab::new().about();
    assert_eq!(about["id"], "default");
    assert_eq!(about["control"], "http://control.test/worlds/default");
    assert_eq!(about["now"], json!(NOON));
    assert_eq!(about["arctos"]["baseUrl"], "http://arctos.test");
    assert_eq!(about["sConnector"]["baseUrl"], "http://s-connector.test");
    assert_eq!(about["airfob"]["baseUrl"], "http://airfob.test");
    for pointer in [
        "/arctos/licenseKey",
        "/sConnector/accessKey",
        "/sConnector/secretKey",
        "/airfob/email",
        "/airfob/password",
    ] {
        assert!(
            about.pointer(pointer).is_some_and(Value::is_string),
            "{pointer}"
        );
    }
    let sites = about["airfob"]["sites"].as_array().expect("sites");
    for (setting, values) in [
        ("cardType", ["REGULAR", "DYNAMIC"]),
        ("format", ["GENERAL", "ASCII"]),
        ("contact", ["EMAIL", "PHONE"]),
    ] {
        for value in values {
            assert!(
                sites.iter().any(|site| site[setting] == value),
                "no site with {value}"
            );
        }
    }
}

#[test]
fn a_new_world_has_its_own_addresses_and_clock() {
    let mut lab = Lab::new();
    let (status, world) = lab.control("POST", "/worlds", json!({ "now": 1_600_000_000_000_i64 }));
    assert_eq!(status, 200);
    assert_eq!(world["id"], "w1");
    assert_eq!(world["arctos"]["baseUrl"], "http://arctos.test/w/w1");
    assert_eq!(world["now"], json!(1_600_000_000_000_i64));
    lab.advance(250);
    let (_, clock) = lab.control("GET", "/worlds/w1/clock", Value::Null);
    assert_eq!(
        clock,
        json!({ "now": 1_600_000_000_250_i64 }),
        "time passes in a world too"
    );
    assert_eq!(lab.about()["now"], json!(NOON + 250));
    assert_eq!(
        lab.control("GET", "/worlds", Value::Null).1,
        json!(["default", "w1"])
    );
}

#[test]
fn a_clock_is_moved_forward_and_set() {
    let mut lab = Lab::new();
    let (_, clock) = lab.control(
        "POST",
        "/worlds/default/clock",
        json!({ "advanceMs": HOUR }),
    );
    assert_eq!(clock, json!({ "now": NOON + HOUR }));
    let (_, clock) = lab.control("POST", "/worlds/default/clock", json!({ "now": 5 }));
    assert_eq!(clock, json!({ "now": 5 }));
    for change in [
        json!({}),
        json!({ "advance": 5 }),
        json!({ "now": -1 }),
        json!({ "now": i64::MAX }),
        json!(7),
    ] {
        assert_eq!(
            lab.control("POST", "/worlds/default/clock", change.clone())
                .0,
            400,
            "{change}"
        );
    }
}

#[test]
fn a_token_of_one_world_is_worth_nothing_in_another() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    assert_eq!(lab.s_connector(&token, "/v1/info").status, 200);
    lab.control("POST", "/worlds", Value::Null);
    lab.prefix = "/w/w1".to_owned();
    assert_eq!(lab.s_connector(&token, "/v1/info").status, 401);
}

#[test]
fn an_auth_code_of_one_world_is_worth_nothing_in_another() {
    let mut lab = Lab::new();
    let key = lab.about()["arctos"]["licenseKey"]
        .as_str()
        .expect("a key")
        .to_owned();
    let code_in = |lab: &mut Lab, prefix: &str| {
        lab.prefix = prefix.to_owned();
        let body = json!({ "user_id": "kim", "role": "CLIENT" });
        let answer = lab.send_json(
            Arctos,
            "POST",
            "/api/auth/code",
            &[("arc-license-key", &key)],
            body,
        );
        answer.json()["info"]["code"].clone()
    };
    lab.control("POST", "/worlds", Value::Null);
    let here = code_in(&mut lab, "");
    let there = code_in(&mut lab, "/w/w1");
    assert_ne!(here, there);
    let body =
        json!({ "grant_type": "authorization_code", "client_id": "arctos-webapp", "code": here });
    assert_eq!(
        lab.send_json(Arctos, "POST", "/api/auth/login", &[], body)
            .at("/status"),
        (200, json!(0))
    );
}

#[test]
fn faults_records_and_clocks_stay_in_their_world() {
    let mut lab = Lab::new();
    lab.control("POST", "/worlds", Value::Null);
    lab.fault(json!({ "times": 0, "fault": { "type": "status", "status": 503 } }));
    lab.control(
        "POST",
        "/worlds/default/clock",
        json!({ "advanceMs": HOUR }),
    );
    lab.prefix = "/w/w1".to_owned();
    assert_eq!(lab.send(SConnector, "GET", "/v1/info", &[], "").status, 401);
    assert!(lab.requests().is_empty());
    let (_, requests) = lab.control("GET", "/worlds/w1/requests", Value::Null);
    assert_eq!(
        requests[0]["path"], "/v1/info",
        "without the world's prefix"
    );
    assert_eq!(
        lab.control("GET", "/worlds/w1/clock", Value::Null).1,
        json!({ "now": NOON })
    );
}

#[test]
fn a_request_is_recorded_as_it_came() {
    let mut lab = Lab::new();
    lab.advance(MINUTE);
    lab.send(
        SConnector,
        "GET",
        "/v1/static?startTime=2026-01-01&debug=%31",
        &[
            ("S-Connector-JWT", "x"),
            ("x-trace", "1"),
            ("x-trace", "2"),
            ("accept", "*/*"),
        ],
        "",
    );
    lab.send_json(
        Arctos,
        "POST",
        "/api/auth/code",
        &[],
        json!({ "user_id": "kim", "nick": "k", "role": "CLIENT" }),
    );
    lab.send(Arctos, "GET", "/favicon.ico", &[], "");
    let requests = lab.requests();
    assert_eq!(
        requests[0],
        json!({
            "service": "sConnector",
            "operation": "getUsage",
            "method": "GET",
            "path": "/v1/static",
            "query": "startTime=2026-01-01&debug=%31",
            "headers": { "s-connector-jwt": "x", "x-trace": "1, 2", "accept": "*/*" },
            "body": "",
            "at": NOON + MINUTE,
            "status": 401,
            "undocumented": ["header x-trace", "query debug"],
        })
    );
    assert_eq!(
        requests[1]["body"],
        r#"{"nick":"k","role":"CLIENT","user_id":"kim"}"#
    );
    assert_eq!(requests[1]["undocumented"], json!(["body nick"]));
    assert_eq!(requests[2]["operation"], Value::Null);

    lab.control("DELETE", "/worlds/default/requests", Value::Null);
    assert!(lab.requests().is_empty());
}

#[test]
fn what_a_page_does_not_name_is_let_pass_and_noted() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let body = json!({
        "siteId": "1001",
        "userId": "303",
        "user": { "portraiteData": "x" },
        "card": { "number": "1" },
        "force": true,
    });
    assert_eq!(lab.airfob(&token, "PUT", "/user/card", body).status, 200);
    let body = json!([{ "cardId": "202", "status": "FORCE_DELETE" }, { "cardId": "203", "reason": "lost" }]);
    lab.airfob(&token, "PUT", "/cards", body);
    let noted: Vec<_> = lab
        .requests()
        .iter()
        .map(|request| request["undocumented"].clone())
        .collect();
    assert_eq!(
        noted,
        [
            json!([]),
            json!(["body card.number", "body force", "body user.portraiteData"]),
            json!(["body reason"])
        ]
    );
}

#[test]
fn only_the_newest_five_thousand_requests_are_kept() {
    let mut lab = Lab::new();
    for number in 0..5003 {
        lab.send(Arctos, "GET", &format!("/{number}"), &[], "");
    }
    let requests = lab.requests();
    assert_eq!(requests.len(), 5000);
    assert_eq!(requests[0]["path"], "/3");
}

#[test]
fn a_reset_takes_a_world_back_to_its_beginning() {
    let mut lab = Lab::new();
    let token = lab.s_connector_token(60);
    lab.fault(json!({ "times": 0, "fault": { "type": "status", "status": 503 } }));
    lab.control("POST", "/worlds/default/clock", json!({ "now": 5 }));
    let (status, world) = lab.control("POST", "/worlds/default/reset", Value::Null);
    assert_eq!((status, &world["now"]), (200, &json!(NOON)));
    assert!(lab.requests().is_empty());
    assert_eq!(
        lab.s_connector(&token, "/v1/info").status,
        401,
        "tokens from before are forgotten"
    );

    lab.control("POST", "/worlds", json!({ "now": 1000 }));
    lab.control("POST", "/worlds/w1/clock", json!({ "advanceMs": HOUR }));
    assert_eq!(
        lab.control("POST", "/worlds/w1/reset", Value::Null).1["now"],
        json!(1000)
    );
}

#[test]
fn a_world_that_is_gone_is_not_found() {
    let mut lab = Lab::new();
    lab.control("POST", "/worlds", Value::Null);
    assert_eq!(lab.control("DELETE", "/worlds/w1", Value::Null).0, 200);
    assert_eq!(lab.control("GET", "/worlds/w1", Value::Null).0, 404);
    lab.prefix = "/w/w1".to_owned();
    assert_eq!(lab.send(SConnector, "GET", "/v1/info", &[], "").status, 404);
    assert_eq!(
        lab.control("POST", "/worlds", Value::Null).1["id"],
        "w2",
        "an id is never given twice"
    );
}

#[test]
fn the_oldest_world_goes_where_there_are_too_many_and_the_default_one_stays() {
    let mut lab = Lab::new();
    for _ in 0..=MAX_WORLDS {
        lab.control("POST", "/worlds", Value::Null);
    }
    assert_eq!(lab.control("GET", "/worlds/w1", Value::Null).0, 404);
    assert_eq!(lab.control("GET", "/worlds/w2", Value::Null).0, 200);
    assert_eq!(lab.control("GET", "/worlds/default", Value::Null).0, 200);
}

#[test]
fn control_answers_anyone_and_knows_what_it_does_not_know() {
    let mut lab = Lab::new();
    for (method, path) in [
        ("GET", "/nothing"),
        ("PUT", "/worlds"),
        ("PATCH", "/worlds/default/clock"),
    ] {
        assert_eq!(
            lab.control(method, path, Value::Null).0,
            404,
            "{method} {path}"
        );
    }
    assert_eq!(lab.control("POST", "/worlds", json!({ "then": 5 })).0, 400);
}
