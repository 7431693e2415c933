//! The examples of the vendors' pages, with host and keys exchanged: each gets the documented shape.

use roomkey_emulator::operation::Service::{Airfob, Arctos, SConnector};
use serde_json::{Value, json};

use crate::airfob::PNG;
use crate::lab::Lab;

/// Does a value have every member of the page's example, each of the same type? Of lists, the first items are compared.
#[track_caller]
fn assert_shape(value: &Value, example: &Value) {
    match (value, example) {
        (Value::Object(value), Value::Object(example)) => {
            for (name, member) in example {
                let found = value
                    .get(name)
                    .unwrap_or_else(|| panic!("no {name} in {value:?}"));
                assert_shape(found, member);
            }
        }
        (Value::Array(items), Value::Array(examples)) => {
            if let Some(example) = examples.first() {
                assert_shape(items.first().expect("a list that is not empty"), example);
            }
        }
        (value, example) => {
            assert_eq!(
                std::mem::discriminant(value),
                std::mem::discriminant(example),
                "{value} for {example}"
            );
        }
    }
}

#[test]
fn arctos() {
    let mut lab = Lab::new();
    let key = lab.about()["arctos"]["licenseKey"]
        .as_str()
        .expect("a key")
        .to_owned();
    let headers = [("arc-license-key", key.as_str())];
    for role in ["MODERATOR", "PUBLISHER"] {
        let body = json!({ "user_id": "unique_id", "name": "name", "role": role });
        let answer = lab.send_json(Arctos, "POST", "/api/auth/code", &headers, body);
        assert_shape(
            &answer.json(),
            &json!({ "status": 1, "message": "", "info": { "code": "XXXX" } }),
        );

        let body = json!({
            "grant_type": "authorization_code",
            "client_id": "arctos-webapp",
            "code": answer.json()["info"]["code"],
            "redirect_uri": "https://XXXXX.XXX.XXX",
        });
        let answer = lab.send_json(Arctos, "POST", "/api/auth/login", &[], body);
        let example = json!({ "status": 1, "message": "", "info": { "user_id": 1_010_000_010, "access_token": "eyJ0" } });
        assert_shape(&answer.json(), &example);

        let token = answer.json()["info"]["access_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str())];
        let answer = lab.send_json(Arctos, "POST", "/api/auth/check", &headers, json!({}));
        let example = json!({ "status": 1, "message": "", "info": {
            "client_id": "arctos-switch", "user_id": 1_010_000_006, "role": "SWITCH",
        }});
        assert_shape(&answer.json(), &example);
    }
    assert!(
        lab.requests()
            .iter()
            .all(|request| request["undocumented"] == json!([]))
    );
}

#[test]
fn s_connector() {
    let mut lab = Lab::new();
    let keys = lab.about()["sConnector"].clone();
    let body =
        json!({ "accessKey": keys["accessKey"], "secretKey": keys["secretKey"], "expires": 60 });
    let answer = lab
        .send_json(SConnector, "POST", "/v1/auth", &[], body)
        .json();
    assert_shape(
        &answer,
        &json!({ "status": true, "data": { "accessToken": "eyJ" } }),
    );
    let token = answer["data"]["accessToken"]
        .as_str()
        .expect("a token")
        .to_owned();

    for (path, data) in [
        (
            "/v1/info",
            json!({ "domain": "trial", "roomLimit": 10, "enabled": 1, "createdAt": "2020-12-22T15:00:00.000Z" }),
        ),
        (
            "/v1/sessions",
            json!([{ "status": "WAIT", "user": 1, "roomName": "gfds" }]),
        ),
        (
            "/v1/sessions/room_name",
            json!({ "status": "ON_GOING", "user": 2, "roomName": "gsdagd" }),
        ),
    ] {
        let answer = lab.s_connector(&token, path);
        assert_eq!(answer.status, 200);
        assert_shape(&answer.json(), &json!({ "status": true, "data": data }));
    }

    let row = json!({ "roomName": "test", "sessionTimeSecond": 1481, "createdAt": "2021-02-22T04:45:20.000Z" });
    let example = json!({ "status": true, "data": {
        "domain": "https://readme.interwater.biz", "totalSecond": 49951, "detail": [row],
    }});
    lab.control("POST", "/worlds", json!({ "now": 1_614_300_000_000_i64 }));
    lab.prefix = "/w/w1".to_owned();
    let token = lab.s_connector_token(60);
    let answer = lab.s_connector(&token, "/v1/static?startTime=2021-02-20&endTime=2021-02-25");
    assert_shape(&answer.json(), &example);
}

#[test]
fn the_example_room_is_always_in_session() {
    let mut lab = Lab::new();
    for _ in 0..500 {
        lab.advance(13 * crate::lab::MINUTE);
        let token = lab.s_connector_token(60);
        assert_eq!(
            lab.s_connector(&token, "/v1/sessions/room_name").status,
            200
        );
    }
}

/// In the page's order, at the page's time, the answers are the page's to the letter.
#[test]
fn airfob() {
    let mut lab = Lab::starting_at(1_587_778_200_000);
    let account = lab.about()["airfob"].clone();
    let body = json!({ "email": account["email"], "password": account["password"] });
    let login = lab.send_json(Airfob, "POST", "/login", &[], body).json();
    assert_shape(
        &login,
        &json!({ "status": 200, "message": "success", "record": {
            "email": "api.mocainc.com",
            "accountType": "sitemanager",
            "accessToken": "eyJ0",
            "name": "TestUser",
            "accountStatus": "ACTIVATED",
        }}),
    );
    assert_eq!(login["record"]["accountType"], "sitemanager");
    let token = login["record"]["accessToken"].as_str().expect("a token");

    let meta = r#"{"name":"모카","department":"모바일","title":"팀원"}"#;
    let user = json!({
        "userId": "3",
        "userKey": "1",
        "email": "moca@mocainc.com",
        "phone": "+821022223333",
        "meta": meta,
        "portrait": "http://airfob.test/portraits/3",
        "feedType": "EMAIL",
        "card": {
            "id": "43548",
            "number": "8352800",
            "status": "INACTIVE",
            "cardType": "DYNAMIC",
            "format": "GENERAL",
            "cardTypeDesc": "GENERAL",
            "startDate": 1_587_778_190_617_i64,
            "endDate": 1_587_778_250_617_i64,
        },
    });
    let body = json!({
        "siteId": "0",
        "user": {
            "userKey": "1",
            "email": "moca@mocainc.com",
            "phone": "+821022223333",
            "meta": meta,
            "portraitData": PNG,
            "feedType": "EMAIL",
        },
        "card": { "number": "8352800", "startDate": 1_587_778_190_617_i64, "endDate": 1_587_778_250_617_i64 },
    });
    let answer = lab.airfob(token, "POST", "/user/card", body);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({ "status": 200, "message": "success", "record": user })
    );

    let answer = lab.airfob(token, "POST", "/users/search", json!({ "siteId": "0" }));
    assert_eq!(
        answer.json(),
        json!({ "status": 200, "message": "success", "total": "1", "records": [user] })
    );

    let done = json!({ "status": 200, "message": "success" });
    let body = json!([{ "userId": "303" }, { "userId": "304" }]);
    let answer = lab.airfob(token, "POST", "/users/delete", body);
    assert_eq!(answer.status, 207);
    assert_eq!(
        answer.json(),
        json!({
            "status": 207, "message": "Multi-Status", "total": "2", "success": "2", "failure": "0",
            "records": [done, done],
        })
    );

    let body = json!([{ "cardId": "202", "status": "FORCE_DELETE" }, { "cardId": "203", "status": "FORCE_DELETE" }]);
    let answer = lab.airfob(token, "PUT", "/cards", body);
    let deleted = json!({ "status": 200, "message": "success", "record": { "status": "DELETE" } });
    assert_eq!(
        answer.json(),
        json!({
            "status": 207, "message": "Multi-Status", "total": "2", "success": "2", "failure": "0",
            "records": [deleted, deleted],
        })
    );

    let answer = lab.airfob(
        token,
        "POST",
        "/card/send",
        json!({ "siteId": "0", "number": "43548" }),
    );
    assert_eq!((answer.status, answer.json()), (200, done));

    let body = json!({
        "siteId": "0",
        "userId": "3",
        "card": { "startDate": 1_587_778_190_617_i64, "endDate": 1_587_778_250_617_i64 },
    });
    let answer = lab.airfob(token, "PUT", "/user/card", body);
    assert_eq!(
        answer.json(),
        json!({ "status": 200, "message": "success", "record": user })
    );
    assert!(
        lab.requests()
            .iter()
            .all(|request| request["undocumented"] == json!([]))
    );
}
