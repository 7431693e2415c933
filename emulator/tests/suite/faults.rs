//! Faults: which requests they hit, and what they make of the answer.

use roomkey_emulator::faults::{Delivery, Pace};
use roomkey_emulator::operation::Service::{Arctos, SConnector};
use serde_json::{Value, json};

use crate::lab::{Answer, Lab};

fn info(lab: &mut Lab) -> Answer {
    let token = lab.s_connector_token(60);
    lab.s_connector(&token, "/v1/info")
}

/// The licence, asked for while this fault is due.
fn info_with(fault: Value) -> Answer {
    let mut lab = Lab::new();
    lab.fault(json!({ "operation": "getLicense", "fault": fault }));
    info(&mut lab)
}

#[test]
fn a_fault_strikes_once_unless_told_otherwise() {
    let mut lab = Lab::new();
    lab.fault(json!({ "operation": "getLicense", "fault": { "type": "status", "status": 503 } }));
    assert_eq!(info(&mut lab).status, 503);
    assert_eq!(info(&mut lab).status, 200);
    assert_eq!(
        lab.control("GET", "/worlds/default/faults", Value::Null).1,
        json!([])
    );
}

#[test]
fn a_fault_strikes_as_often_as_told() {
    let mut lab = Lab::new();
    lab.fault(json!({ "operation": "getLicense", "times": 2, "fault": { "type": "status", "status": 503 } }));
    assert_eq!([0; 3].map(|_| info(&mut lab).status), [503, 503, 200]);

    lab.fault(json!({ "operation": "getLicense", "times": 0, "fault": { "type": "status", "status": 503 } }));
    assert_eq!([0; 4].map(|_| info(&mut lab).status), [503; 4]);
    lab.control("DELETE", "/worlds/default/faults", Value::Null);
    assert_eq!(info(&mut lab).status, 200);
}

#[test]
fn a_fault_lets_as_many_pass_as_told() {
    let mut lab = Lab::new();
    lab.fault(json!({ "operation": "getLicense", "after": 2, "fault": { "type": "status", "status": 503 } }));
    assert_eq!([0; 4].map(|_| info(&mut lab).status), [200, 200, 503, 200]);
}

#[test]
fn faults_of_one_list_strike_one_after_another() {
    let mut lab = Lab::new();
    lab.fault(json!([
        { "operation": "getLicense", "fault": { "type": "status", "status": 503 } },
        { "operation": "getLicense", "fault": { "type": "status", "status": 429 } },
        { "operation": "getLicense", "after": 3, "fault": { "type": "status", "status": 500 } },
    ]));
    assert_eq!(
        [0; 5].map(|_| info(&mut lab).status),
        [503, 429, 200, 500, 200]
    );
}

#[test]
fn a_fault_strikes_only_what_it_is_for() {
    let mut lab = Lab::new();
    lab.fault(json!({ "service": "arctos", "fault": { "type": "status", "status": 503 } }));
    assert_eq!(info(&mut lab).status, 200);
    assert_eq!(
        lab.send_json(Arctos, "POST", "/api/auth/check", &[], json!({}))
            .status,
        503
    );

    lab.fault(json!({ "fault": { "type": "status", "status": 502 } }));
    assert_eq!(
        lab.send(SConnector, "GET", "/no/such/path", &[], "").status,
        502,
        "any service, any operation"
    );
}

#[test]
fn a_fault_that_makes_no_sense_is_refused() {
    let mut lab = Lab::new();
    for rule in [
        json!({}),
        json!({ "fault": { "type": "explode" } }),
        json!({ "fault": { "type": "delay" } }),
        json!({ "fault": { "type": "hang", "ms": 5 } }),
        json!({ "fault": { "type": "status", "status": 99 } }),
        json!({ "fault": { "type": "status", "status": 503, "headers": { "no header": "x" } } }),
        json!({ "fault": { "type": "set", "path": "data..x", "value": 1 } }),
        json!({ "fault": { "type": "big", "bytes": 1 } }),
        json!({ "operation": "getLicence", "fault": { "type": "hang" } }),
        json!({ "service": "s-connector", "fault": { "type": "hang" } }),
        json!({ "time": 2, "fault": { "type": "hang" } }),
    ] {
        let (status, answer) = lab.control("POST", "/worlds/default/faults", rule.clone());
        assert_eq!(status, 400, "{rule}");
        assert!(answer["message"].is_string());
    }
    assert_eq!(
        lab.control("GET", "/worlds/default/faults", Value::Null).1,
        json!([])
    );
}

#[test]
fn status_answers_in_place_of_the_service() {
    let answer =
        info_with(json!({ "type": "status", "status": 503, "headers": { "retry-after": "1" } }));
    assert_eq!((answer.status, answer.body.len()), (503, 0));
    assert_eq!(answer.headers["retry-after"], "1");

    let answer = info_with(json!({ "type": "status", "status": 200, "body": { "status": false } }));
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.json(), json!({ "status": false }));

    let answer = info_with(json!({ "type": "status", "status": 500, "body": "oh no" }));
    assert_eq!(answer.body, "oh no");
}

#[test]
fn some_faults_change_only_how_the_answer_arrives() {
    let whole = info(&mut Lab::new());
    for (fault, pace) in [
        (json!({ "type": "delay", "ms": 500 }), Pace::Late(500)),
        (json!({ "type": "hangBody" }), Pace::Never),
        (json!({ "type": "drip", "ms": 1000 }), Pace::Drip(1000)),
        (json!({ "type": "cut", "bytes": 10 }), Pace::Cut(10)),
    ] {
        let answer = info_with(fault);
        assert_eq!(
            (answer.pace, answer.status, answer.body),
            (pace, 200, whole.body.clone())
        );
    }
}

#[test]
fn hang_and_reset_never_reach_the_service_but_lost_does() {
    let mut lab = Lab::new();
    let key = lab.about()["arctos"]["licenseKey"]
        .as_str()
        .expect("a key")
        .to_owned();
    let code = lab.send_json(
        Arctos,
        "POST",
        "/api/auth/code",
        &[("arc-license-key", &key)],
        json!({ "user_id": "kim", "role": "CLIENT" }),
    );
    let body = json!({
        "grant_type": "authorization_code",
        "client_id": "arctos-client",
        "code": code.json()["info"]["code"],
    });
    let json_type = [("content-type", "application/json")];
    for kind in ["hang", "reset", "lost"] {
        lab.fault(json!({ "fault": { "type": kind } }));
        let delivery = lab.deliver(
            Arctos,
            "POST",
            "/api/auth/login",
            &json_type,
            body.to_string(),
        );
        match kind {
            "hang" => assert!(matches!(delivery, Delivery::Silence)),
            _ => assert!(matches!(delivery, Delivery::Close)),
        }
        assert_eq!(
            lab.requests().last().expect("a record")["status"],
            Value::Null
        );
    }
    let again = lab.send_json(Arctos, "POST", "/api/auth/login", &[], body);
    assert_eq!(
        again.at("/status"),
        (200, json!(0)),
        "the lost request used the code up"
    );
}

#[test]
fn garbage_html_and_empty_are_no_json() {
    let garbage = info_with(json!({ "type": "garbage" }));
    assert_eq!(garbage.status, 200);
    assert!(serde_json::from_slice::<Value>(&garbage.body).is_err());
    assert!(std::str::from_utf8(&garbage.body).is_err());

    let html = info_with(json!({ "type": "html", "status": 502 }));
    assert_eq!(html.status, 502);
    assert!(
        html.headers["content-type"]
            .to_str()
            .is_ok_and(|kind| kind.starts_with("text/html"))
    );

    let empty = info_with(json!({ "type": "empty" }));
    assert_eq!((empty.status, empty.body.len()), (200, 0));
}

#[test]
fn redirect_points_elsewhere() {
    let answer = info_with(
        json!({ "type": "redirect", "status": 307, "location": "https://example.test/" }),
    );
    assert_eq!(answer.status, 307);
    assert_eq!(answer.headers["location"], "https://example.test/");
    assert_eq!(
        info_with(json!({ "type": "redirect" })).headers["location"],
        "/elsewhere"
    );
}

#[test]
fn set_and_remove_change_one_value_of_the_answer() {
    let answer = info_with(json!({ "type": "set", "path": "data.roomLimit", "value": "many" }));
    assert_eq!(answer.at("/data/roomLimit"), (200, json!("many")));
    assert_eq!(answer.at("/data/enabled").1, json!(1));

    let answer = info_with(json!({ "type": "remove", "path": "data.roomLimit" }));
    assert_eq!(answer.json()["data"].get("roomLimit"), None);

    let answer = info_with(json!({ "type": "set", "path": "", "value": null }));
    assert_eq!(answer.json(), Value::Null);

    let mut lab = Lab::new();
    lab.fault(json!([
        { "operation": "listSessions", "fault": { "type": "set", "path": "data[0].status", "value": "PARTY" } },
        { "operation": "listSessions", "fault": { "type": "remove", "path": "data[0]" } },
    ]));
    let token = lab.s_connector_token(60);
    let changed = lab.s_connector(&token, "/v1/sessions").json();
    assert_eq!(changed["data"][0]["status"], "PARTY");
    let shorter = lab.s_connector(&token, "/v1/sessions").json();
    assert_eq!(shorter["data"][0], changed["data"][1]);
}

#[test]
fn a_path_that_leads_nowhere_says_so() {
    let answer = info_with(json!({ "type": "set", "path": "data.detail[3].x", "value": 1 }));
    assert_eq!(answer.status, 500);
    assert!(String::from_utf8_lossy(&answer.body).contains("data.detail[3].x"));
}

#[test]
fn nest_bom_text_and_big_strain_the_reader() {
    assert_eq!(
        info_with(json!({ "type": "nest", "depth": 3 })).body,
        "[[[]]]"
    );

    let bom = info_with(json!({ "type": "bom" }));
    assert_eq!(bom.body[..3], [0xef, 0xbb, 0xbf]);
    assert_eq!(bom.body[3..], info(&mut Lab::new()).body);

    let text =
        info_with(json!({ "type": "text", "body": "{\"status\": tru", "headers": { "x-a": "b" } }));
    assert_eq!(
        (text.status, &text.body[..]),
        (200, &b"{\"status\": tru"[..])
    );
    assert_eq!(text.headers["x-a"], "b");

    assert_eq!(
        info_with(json!({ "type": "big", "bytes": 70_000_000 })).pace,
        Pace::Flood(70_000_000)
    );
}
