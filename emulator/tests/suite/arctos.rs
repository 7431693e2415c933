//! Arctos as its page describes it, and every failure of its tables.

use roomkey_emulator::operation::Service::Arctos;
use serde_json::{Value, json};

use crate::lab::{Answer, HOUR, Lab, MINUTE, SECOND, claims};

impl Lab {
    fn license_key(&mut self) -> String {
        self.about()["arctos"]["licenseKey"]
            .as_str()
            .expect("a key")
            .to_owned()
    }

    fn ask_code(&mut self, key: &str, body: Value) -> Answer {
        self.send_json(
            Arctos,
            "POST",
            "/api/auth/code",
            &[("arc-license-key", key)],
            body,
        )
    }

    fn code(&mut self, user_id: &str, role: &str) -> String {
        let key = self.license_key();
        let answer = self.ask_code(&key, json!({ "user_id": user_id, "role": role }));
        assert_eq!(answer.at("/status"), (200, json!(1)));
        answer.json()["info"]["code"]
            .as_str()
            .expect("a code")
            .to_owned()
    }

    fn use_code(&mut self, code: &str) -> Answer {
        let body = json!({ "grant_type": "authorization_code", "client_id": "arctos-webapp", "code": code });
        self.send_json(Arctos, "POST", "/api/auth/login", &[], body)
    }

    fn arctos_token(&mut self, user_id: &str) -> String {
        let code = self.code(user_id, "MODERATOR");
        self.use_code(&code).json()["info"]["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    fn check(&mut self, authorization: Option<&str>) -> Answer {
        let headers: Vec<_> = authorization
            .map(|value| ("authorization", value))
            .into_iter()
            .collect();
        self.send_json(Arctos, "POST", "/api/auth/check", &headers, json!({}))
    }
}

#[test]
fn a_user_signs_in_with_code_token_and_check() {
    let mut lab = Lab::new();
    let key = lab.license_key();
    let answer = lab.ask_code(
        &key,
        json!({ "user_id": "kim", "name": "김하늘", "role": "PUBLISHER" }),
    );
    let code = answer.json()["info"]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    assert!(
        code.len() > 300,
        "real codes are several hundred characters long"
    );

    let answer = lab.use_code(&code);
    assert_eq!(answer.at("/info/user_id"), (200, json!(1_010_000_010_u64)));
    let token = answer.json()["info"]["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(claims(&token)["name"], "김하늘");
    assert_eq!(claims(&token)["exp"], json!(lab.now / 1000 + 2 * 60 * 60));

    let answer = lab.check(Some(&format!("Bearer {token}")));
    assert_eq!(
        answer.json(),
        json!({ "status": 1, "message": "", "info": {
            "client_id": "arctos-webapp",
            "user_id": 1_010_000_010_u64,
            "role": "PUBLISHER",
            "license_room": 10,
            "license_path": "/license/demo.lic",
        }})
    );
}

#[test]
fn a_user_keeps_the_same_number_and_others_get_another() {
    let mut lab = Lab::new();
    let first = claims(&lab.arctos_token("kim"))["user_id"].clone();
    let other = claims(&lab.arctos_token("lee"))["user_id"].clone();
    assert_ne!(first, other);
    assert_eq!(claims(&lab.arctos_token("kim"))["user_id"], first);
}

#[test]
fn a_user_without_a_name_is_given_one() {
    let mut lab = Lab::new();
    let token = lab.arctos_token("kim");
    let name = claims(&token)["name"].as_str().expect("a name").to_owned();
    let digits = name.strip_prefix("USER-").expect("a name as USER-12345678");
    assert!(
        digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit()),
        "{name}"
    );
}

#[test]
fn a_code_works_once() {
    let mut lab = Lab::new();
    let code = lab.code("kim", "MODERATOR");
    assert_eq!(lab.use_code(&code).at("/status"), (200, json!(1)));
    assert_eq!(
        lab.use_code(&code).json(),
        json!({ "status": 0, "message": "未授權訪問" })
    );
}

#[test]
fn a_code_works_for_ten_minutes() {
    let mut lab = Lab::new();
    let code = lab.code("kim", "MODERATOR");
    lab.advance(10 * MINUTE - 1);
    assert_eq!(lab.use_code(&code).at("/status"), (200, json!(1)));

    let code = lab.code("kim", "MODERATOR");
    lab.advance(10 * MINUTE);
    assert_eq!(lab.use_code(&code).at("/status"), (200, json!(0)));
}

#[test]
fn a_code_survives_a_request_that_was_malformed() {
    let mut lab = Lab::new();
    let code = lab.code("kim", "MODERATOR");
    let body =
        json!({ "grant_type": "authorization_code", "client_id": "someone-else", "code": code });
    assert_eq!(
        lab.send_json(Arctos, "POST", "/api/auth/login", &[], body)
            .at("/status"),
        (400, json!(0))
    );
    assert_eq!(lab.use_code(&code).at("/status"), (200, json!(1)));
}

#[test]
fn an_unknown_code_is_refused() {
    assert_eq!(
        Lab::new().use_code("XXXXXXXXXXX").at("/status"),
        (200, json!(0))
    );
}

#[test]
fn a_license_key_decides_which_license_failure_comes() {
    let mut lab = Lab::new();
    let keys = lab.about()["arctos"]["licenses"].clone();
    for (name, code) in [
        ("missing", 3401),
        ("wrongType", 3402),
        ("unauthorized", 3403),
        ("expired", 3404),
        ("exceeded", 3405),
        ("noRoom", 3406),
    ] {
        let key = keys[name].as_str().expect("a key").to_owned();
        let answer = lab.ask_code(&key, json!({ "user_id": "kim", "role": "CLIENT" }));
        assert_eq!(answer.at("/code"), (403, json!(code)), "{name}");
        assert_eq!(answer.at("/status").1, json!(0));
    }
    assert_eq!(
        lab.ask_code("never heard of", json!({})).at("/code"),
        (403, json!(3401))
    );
}

#[test]
fn no_license_key_is_unauthorized() {
    let mut lab = Lab::new();
    let body = json!({ "user_id": "kim", "role": "CLIENT" });
    let answer = lab.send_json(Arctos, "POST", "/api/auth/code", &[], body);
    assert_eq!(
        answer.json(),
        json!({ "status": 0, "code": 3403, "message": "未經授權" })
    );
}

#[test]
fn a_role_that_is_missing_or_not_one_of_the_five_is_unauthorized() {
    let mut lab = Lab::new();
    let key = lab.license_key();
    for body in [
        json!({ "user_id": "kim" }),
        json!({ "user_id": "kim", "role": "" }),
        json!({ "user_id": "kim", "role": "client" }),
        json!({ "user_id": "kim", "role": "GUEST" }),
    ] {
        let answer = lab.ask_code(&key, body.clone());
        assert_eq!(answer.at("/code"), (403, json!(3403)), "{body}");
    }
}

#[test]
fn a_license_may_be_refused_without_a_code() {
    let mut lab = Lab::new();
    let key = lab.about()["arctos"]["licenses"]["forbidden"]
        .as_str()
        .expect("a key")
        .to_owned();
    let answer = lab.ask_code(&key, json!({ "user_id": "kim", "role": "CLIENT" }));
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.json(),
        json!({ "status": 0, "message": "不允許訪問請求的資源" })
    );
}

#[test]
fn a_license_may_come_with_a_warning() {
    let mut lab = Lab::new();
    let key = lab.about()["arctos"]["licenses"]["warning"]
        .as_str()
        .expect("a key")
        .to_owned();
    let answer = lab.ask_code(&key, json!({ "user_id": "kim", "role": "CLIENT" }));
    assert_eq!(answer.at("/status"), (200, json!(2)));
    assert_ne!(answer.at("/message").1, json!(""));
    let code = answer.json()["info"]["code"]
        .as_str()
        .expect("a code")
        .to_owned();
    assert_eq!(lab.use_code(&code).at("/status"), (200, json!(1)));
}

#[test]
fn each_authorization_failure_has_its_code() {
    let mut lab = Lab::new();
    let token = lab.arctos_token("kim");
    let (head, signature) = token.rsplit_once('.').expect("a signature");
    let flipped: String = signature.chars().rev().collect();

    assert_eq!(lab.check(None).at("/code"), (401, json!(1401)));
    assert_eq!(lab.check(Some("")).at("/code"), (401, json!(1401)));
    assert_eq!(lab.check(Some("Bearer ")).at("/code"), (401, json!(1401)));
    assert_eq!(
        lab.check(Some("Basic a2ltOmtpbQ==")).at("/code"),
        (401, json!(1402))
    );
    assert_eq!(
        lab.check(Some(&token)).at("/code"),
        (401, json!(1402)),
        "a token without a type"
    );
    assert_eq!(
        lab.check(Some(&format!("Bearer {head}.{flipped}")))
            .at("/code"),
        (401, json!(1403))
    );
    assert_eq!(
        lab.check(Some("Bearer abc")).at("/code"),
        (401, json!(1405))
    );
    assert_eq!(
        lab.check(Some(&format!("Bearer {token}"))).at("/status"),
        (200, json!(1))
    );
    lab.advance(2 * HOUR + SECOND);
    let answer = lab.check(Some(&format!("Bearer {token}")));
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.json(),
        json!({ "status": 0, "code": 1404, "message": "令牌已過期" })
    );
}

#[test]
fn what_does_not_exist_is_not_found() {
    let mut lab = Lab::new();
    let answer = lab.send_json(Arctos, "POST", "/api/auth/nothing", &[], json!({}));
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.json(),
        json!({ "status": 0, "message": "資源未找到" })
    );
    assert_eq!(
        lab.send(Arctos, "GET", "/api/auth/check", &[], "").status,
        404
    );
}

#[test]
fn a_request_that_is_not_as_documented_is_refused() {
    let mut lab = Lab::new();
    let key = lab.license_key();
    for body in [
        json!({}),
        json!([]),
        json!({ "user_id": "", "role": "CLIENT" }),
        json!({ "user_id": 7, "role": "CLIENT" }),
        json!({ "user_id": "kim", "role": 5 }),
        json!({ "user_id": "kim", "role": "CLIENT", "name": null }),
    ] {
        let answer = lab.ask_code(&key, body.clone());
        assert_eq!(answer.at("/status"), (400, json!(0)), "{body}");
        assert_ne!(answer.at("/message").1, json!(""));
    }
    let headers = [("arc-license-key", key.as_str())];
    let typeless = lab.send(
        Arctos,
        "POST",
        "/api/auth/code",
        &headers,
        r#"{"user_id":"kim","role":"CLIENT"}"#,
    );
    assert_eq!(typeless.at("/status"), (400, json!(0)));

    for body in [
        json!({ "client_id": "arctos-webapp", "code": "x" }),
        json!({ "grant_type": "password", "client_id": "arctos-webapp", "code": "x" }),
        json!({ "grant_type": "authorization_code", "code": "x" }),
        json!({ "grant_type": "authorization_code", "client_id": "arctos-webapp" }),
        json!({ "grant_type": "authorization_code", "client_id": "arctos-webapp", "code": "x", "redirect_uri": null }),
    ] {
        let answer = lab.send_json(Arctos, "POST", "/api/auth/login", &[], body.clone());
        assert_eq!(answer.at("/status"), (400, json!(0)), "{body}");
    }
}

#[test]
fn the_optional_license_id_is_accepted() {
    let mut lab = Lab::new();
    let key = lab.license_key();
    let headers = [
        ("arc-license-key", key.as_str()),
        ("arc-license-id", "tenant-1"),
    ];
    let body = json!({ "user_id": "kim", "role": "ADMIN" });
    assert_eq!(
        lab.send_json(Arctos, "POST", "/api/auth/code", &headers, body)
            .at("/status"),
        (200, json!(1))
    );
    assert_eq!(lab.requests()[0]["undocumented"], json!([]));
}
