//! What a browser is allowed: the documented methods and headers, and nothing else.

use roomkey_emulator::operation::Service::{self, Airfob, Arctos, SConnector};

use crate::lab::{Answer, Lab};

const PAGE: &str = "http://127.0.0.1:8080";

fn preflight(lab: &mut Lab, service: Service, method: &str, headers: &str) -> Answer {
    let asked = [
        ("origin", PAGE),
        ("access-control-request-method", method),
        ("access-control-request-headers", headers),
    ];
    lab.send(service, "OPTIONS", "/anywhere", &asked, "")
}

#[test]
fn a_preflight_for_documented_headers_is_granted() {
    let mut lab = Lab::new();
    for (service, method, headers) in [
        (Arctos, "POST", "arc-license-key,content-type"),
        (Arctos, "POST", "authorization, content-type"),
        (Arctos, "POST", "arc-license-id"),
        (SConnector, "GET", "s-connector-jwt"),
        (SConnector, "POST", "Content-Type"),
        (Airfob, "PUT", "authorization,content-type"),
        (Airfob, "POST", ""),
    ] {
        let answer = preflight(&mut lab, service, method, headers);
        assert_eq!(answer.status, 204);
        assert_eq!(
            answer.headers["access-control-allow-origin"], PAGE,
            "{service:?} {method} {headers}"
        );
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    let answer = preflight(&mut lab, Arctos, "POST", "content-type");
    let allowed = &answer.headers["access-control-allow-headers"];
    assert_eq!(
        allowed,
        "content-type, arc-license-key, arc-license-id, authorization"
    );
}

#[test]
fn a_preflight_for_anything_else_is_not() {
    let mut lab = Lab::new();
    for (service, method, headers) in [
        (Arctos, "POST", "content-type,x-request-id"),
        (Arctos, "POST", "s-connector-jwt"),
        (Arctos, "GET", ""),
        (SConnector, "GET", "authorization"),
        (SConnector, "DELETE", ""),
        (Airfob, "POST", "arc-license-key"),
        (Airfob, "PATCH", "authorization"),
    ] {
        let answer = preflight(&mut lab, service, method, headers);
        assert_eq!(answer.status, 204);
        let granted: Vec<_> = answer
            .headers
            .keys()
            .filter(|name| name.as_str().starts_with("access-control-allow"))
            .collect();
        assert!(
            granted.is_empty(),
            "{service:?} {method} {headers}: {granted:?}"
        );
    }
}

#[test]
fn a_preflight_is_neither_recorded_nor_hit_by_a_fault() {
    let mut lab = Lab::new();
    lab.fault(serde_json::json!({ "fault": { "type": "status", "status": 503 } }));
    assert_eq!(preflight(&mut lab, Arctos, "POST", "").status, 204);
    assert!(lab.requests().is_empty());
}

#[test]
fn answers_can_be_read_by_the_page_that_asked() {
    let mut lab = Lab::new();
    let answer = lab.send(SConnector, "GET", "/v1/info", &[("origin", PAGE)], "");
    assert_eq!(answer.status, 401);
    assert_eq!(answer.headers["access-control-allow-origin"], PAGE);
    assert_eq!(
        answer.headers["access-control-expose-headers"],
        "Retry-After"
    );
    assert_eq!(answer.headers["vary"], "Origin");

    lab.fault(serde_json::json!({ "fault": { "type": "status", "status": 503, "headers": { "retry-after": "1" } } }));
    let answer = lab.send(SConnector, "GET", "/v1/info", &[("origin", PAGE)], "");
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["access-control-allow-origin"], PAGE);
    assert_eq!(answer.headers["retry-after"], "1");
}

#[test]
fn a_client_that_is_no_page_gets_no_permission() {
    let answer = Lab::new().send(SConnector, "GET", "/v1/info", &[], "");
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}
