//! Airfob as its page describes it: a directory of people, and cards that move through their states.

use roomkey_emulator::operation::Service::Airfob;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use crate::lab::{Answer, DAY, HOUR, Lab, MINUTE, NOON, SECOND, claims};

/// The smallest picture: one pixel.
pub const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const REGULAR_GENERAL_EMAIL: &str = "1001";
const DYNAMIC_GENERAL_PHONE: &str = "1002";
const REGULAR_ASCII_PHONE: &str = "1003";
const DYNAMIC_ASCII_EMAIL: &str = "1004";

/// A request that every site takes.
fn newcomer(site: &str) -> Value {
    json!({
        "siteId": site,
        "user": { "userKey": "new-1", "email": "new@hanbit.example", "phone": "+821012345678" },
        "card": { "number": "N0001", "startDate": NOON - DAY, "endDate": NOON + DAY },
    })
}

fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("a parent")[name] = value;
    body
}

fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("a parent")
        .remove(name);
    body
}

fn records(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()["records"].as_array().expect("a list").clone()
}

/// All users of a site.
fn everyone(lab: &mut Lab, site: &str) -> Vec<Value> {
    let token = lab.airfob_token();
    records(&lab.airfob(
        &token,
        "POST",
        "/users/search",
        json!({ "siteId": site, "size": 10_000 }),
    ))
}

fn search(lab: &mut Lab, body: Value) -> Answer {
    let token = lab.airfob_token();
    lab.airfob(&token, "POST", "/users/search", body)
}

fn create(lab: &mut Lab, body: Value) -> Answer {
    let token = lab.airfob_token();
    lab.airfob(&token, "POST", "/user/card", body)
}

/// The status of the newcomer's card.
fn status_of_newcomer(lab: &mut Lab, site: &str) -> Value {
    records(&search(lab, json!({ "siteId": site, "q": "new-1" })))[0]["card"]["status"].clone()
}

#[test]
fn a_token_lasts_an_hour() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let claims = claims(&token);
    assert_eq!(
        claims["exp"]
            .as_i64()
            .zip(claims["iat"].as_i64())
            .map(|(exp, iat)| exp - iat),
        Some(3600)
    );
    lab.advance(HOUR - SECOND);
    assert_eq!(
        lab.airfob(&token, "POST", "/users/search", json!({ "siteId": "0" }))
            .status,
        200
    );
    lab.advance(SECOND);
    let answer = lab.airfob(&token, "POST", "/users/search", json!({ "siteId": "0" }));
    assert_eq!(answer.at("/status"), (401, json!(401)));
}

#[test]
fn a_missing_or_forged_token_is_unauthorized() {
    let mut lab = Lab::new();
    for (method, path) in [
        ("POST", "/user/card"),
        ("POST", "/users/search"),
        ("POST", "/users/delete"),
        ("PUT", "/cards"),
        ("POST", "/card/send"),
        ("PUT", "/user/card"),
    ] {
        let answer = lab.send_json(Airfob, method, path, &[], json!({}));
        assert_eq!(answer.at("/status"), (401, json!(401)), "{method} {path}");
        assert_eq!(lab.airfob("forged", method, path, json!({})).status, 401);
    }
}

#[test]
fn a_wrong_password_gets_no_token() {
    let mut lab = Lab::new();
    let email = lab.about()["airfob"]["email"].clone();
    let answer = lab.send_json(
        Airfob,
        "POST",
        "/login",
        &[],
        json!({ "email": email, "password": "guess" }),
    );
    assert_eq!(answer.at("/status"), (401, json!(401)));
    let answer = lab.send_json(Airfob, "POST", "/login", &[], json!({ "email": email }));
    assert_eq!(answer.at("/message"), (400, json!("password is required")));
}

#[test]
fn what_does_not_exist_is_not_found() {
    let mut lab = Lab::new();
    assert_eq!(
        lab.send(Airfob, "GET", "/login", &[], "").at("/status"),
        (404, json!(404))
    );
    assert_eq!(
        search(&mut lab, json!({ "siteId": "7" })).at("/status"),
        (404, json!(404))
    );
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let mut lab = Lab::new();
    let token = format!("Bearer {}", lab.airfob_token());
    let typed = [
        ("authorization", token.as_str()),
        ("content-type", "application/json"),
    ];
    assert_eq!(
        lab.send(Airfob, "POST", "/users/search", &typed, "{\"siteId\":")
            .status,
        400
    );
    let typeless = [("authorization", token.as_str())];
    assert_eq!(
        lab.send(
            Airfob,
            "POST",
            "/users/search",
            &typeless,
            r#"{"siteId":"0"}"#
        )
        .status,
        415
    );
}

#[test]
fn the_directory_holds_thousands_of_people_with_korean_names() {
    let mut lab = Lab::new();
    let mut all = Vec::new();
    for site in [
        REGULAR_GENERAL_EMAIL,
        DYNAMIC_GENERAL_PHONE,
        REGULAR_ASCII_PHONE,
        DYNAMIC_ASCII_EMAIL,
    ] {
        all.extend(everyone(&mut lab, site));
    }
    assert!((3000..6000).contains(&all.len()), "{}", all.len());
    let mut family = BTreeMap::<char, usize>::new();
    for user in &all {
        let meta: Value =
            serde_json::from_str(user["meta"].as_str().expect("a string")).expect("JSON in it");
        let name = meta["name"].as_str().expect("a name");
        assert!(name.chars().all(|c| ('가'..='힣').contains(&c)), "{name}");
        assert!(meta["department"].is_string() && meta["title"].is_string());
        *family
            .entry(name.chars().next().expect("a name"))
            .or_default() += 1;
    }
    let commonest = family
        .iter()
        .max_by_key(|(_, count)| **count)
        .expect("names");
    assert_eq!(commonest.0, &'김');
    let ids: BTreeSet<_> = all
        .iter()
        .map(|user| user["userId"].as_str().expect("a string"))
        .collect();
    assert_eq!(ids.len(), all.len(), "ids are unique over all sites");
    for id in ["303", "304"] {
        assert!(ids.contains(id));
    }
    assert!(
        all.iter().any(|user| user.get("card").is_none()),
        "some have no card"
    );
    assert_eq!(
        everyone(&mut Lab::new(), REGULAR_GENERAL_EMAIL),
        everyone(&mut lab, REGULAR_GENERAL_EMAIL)
    );
}

#[test]
fn sites_have_cards_of_their_kind() {
    let mut lab = Lab::new();
    for (site, card_type, format) in [
        (REGULAR_GENERAL_EMAIL, "REGULAR", "GENERAL"),
        (DYNAMIC_GENERAL_PHONE, "DYNAMIC", "GENERAL"),
        (REGULAR_ASCII_PHONE, "REGULAR", "ASCII"),
        (DYNAMIC_ASCII_EMAIL, "DYNAMIC", "ASCII"),
    ] {
        let users = everyone(&mut lab, site);
        let cards: Vec<_> = users.iter().filter_map(|user| user.get("card")).collect();
        for card in &cards {
            assert_eq!(
                (&card["cardType"], &card["format"]),
                (&json!(card_type), &json!(format))
            );
            assert_eq!(card["startDate"].is_i64(), card_type == "DYNAMIC");
        }
        let statuses: BTreeSet<_> = cards
            .iter()
            .map(|card| card["status"].as_str().expect("a string"))
            .collect();
        let mut expected = BTreeSet::from(["ACTIVATED", "INACTIVE", "PAUSED"]);
        if card_type == "DYNAMIC" {
            expected.insert("EXPIRED");
        }
        if cards.len() > 100 {
            assert_eq!(statuses, expected, "{site}");
        }
    }
}

#[test]
fn search_gives_fifteen_at_a_time_in_the_order_of_ids() {
    let mut lab = Lab::new();
    let ids = |answer: &Answer| -> Vec<u64> {
        let id = |user: &Value| {
            user["userId"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .expect("a number")
        };
        records(answer).iter().map(id).collect()
    };
    let all: Vec<_> = ids(&search(
        &mut lab,
        json!({ "siteId": REGULAR_ASCII_PHONE, "size": 10_000 }),
    ));
    assert!(all.is_sorted());
    let first = search(&mut lab, json!({ "siteId": REGULAR_ASCII_PHONE }));
    assert_eq!(
        first.json()["total"],
        json!(all.len().to_string()),
        "a string on the wire"
    );
    assert_eq!(ids(&first), all[..15]);
    let third = search(
        &mut lab,
        json!({ "siteId": REGULAR_ASCII_PHONE, "page": 2, "size": 40, "order": "asc" }),
    );
    assert_eq!(ids(&third), all[80..120]);
    let last = search(
        &mut lab,
        json!({ "siteId": REGULAR_ASCII_PHONE, "order": "desc", "size": 1 }),
    );
    assert_eq!(ids(&last), all[all.len() - 1..]);
    let beyond = search(
        &mut lab,
        json!({ "siteId": REGULAR_ASCII_PHONE, "page": 1000 }),
    );
    assert_eq!(ids(&beyond), [] as [u64; 0]);
    assert_eq!(beyond.json()["total"], json!(all.len().to_string()));
}

#[test]
fn search_finds_names_keys_addresses_and_phones() {
    let mut lab = Lab::new();
    let users = everyone(&mut lab, REGULAR_GENERAL_EMAIL);
    let user = users
        .iter()
        .find(|user| user["phone"] != "")
        .expect("someone with a phone")
        .clone();
    let meta: Value = serde_json::from_str(user["meta"].as_str().expect("a string")).expect("JSON");
    let email = user["email"].as_str().expect("a string").to_uppercase();
    let phone = &user["phone"].as_str().expect("a string")[5..];
    for keyword in [
        meta["name"].as_str().expect("a name"),
        user["userKey"].as_str().expect("a key"),
        &email,
        phone,
    ] {
        let answer = search(
            &mut lab,
            json!({ "siteId": REGULAR_GENERAL_EMAIL, "q": keyword, "size": 10_000 }),
        );
        let found = records(&answer);
        assert!(found.contains(&user), "{keyword}");
        assert!(found.len() < users.len() / 2);
        assert_eq!(answer.json()["total"], json!(found.len().to_string()));
    }
    let nobody = search(
        &mut lab,
        json!({ "siteId": REGULAR_GENERAL_EMAIL, "q": "아무도 아님" }),
    );
    assert_eq!(
        (nobody.json()["total"].clone(), records(&nobody)),
        (json!("0"), vec![])
    );
    let department = search(
        &mut lab,
        json!({ "siteId": REGULAR_GENERAL_EMAIL, "q": "개발팀" }),
    );
    assert_eq!(
        department.json()["total"],
        json!("0"),
        "a department is no name"
    );
}

#[test]
fn a_search_that_is_not_as_documented_is_refused() {
    let mut lab = Lab::new();
    for body in [
        json!({}),
        json!([]),
        json!({ "siteId": 0 }),
        json!({ "siteId": "0", "page": -1 }),
        json!({ "siteId": "0", "page": "1" }),
        json!({ "siteId": "0", "page": 1.5 }),
        json!({ "siteId": "0", "size": 0 }),
        json!({ "siteId": "0", "order": "ASC" }),
        json!({ "siteId": "0", "q": null }),
    ] {
        assert_eq!(
            search(&mut lab, body.clone()).at("/status"),
            (400, json!(400)),
            "{body}"
        );
    }
}

#[test]
fn a_created_user_is_found() {
    let mut lab = Lab::new();
    for site in [
        REGULAR_GENERAL_EMAIL,
        DYNAMIC_GENERAL_PHONE,
        REGULAR_ASCII_PHONE,
        DYNAMIC_ASCII_EMAIL,
    ] {
        let answer = create(&mut lab, newcomer(site));
        assert_eq!(answer.at("/message"), (200, json!("success")));
        let user = answer.json()["record"].clone();
        assert_eq!(user["card"]["status"], "INACTIVE");
        assert_eq!(user["meta"], "{}");
        assert_eq!(user.get("portrait"), None);
        assert_eq!(
            records(&search(&mut lab, json!({ "siteId": site, "q": "new-1" }))),
            [user]
        );
    }
}

#[test]
fn a_site_wants_its_own_way_of_contact() {
    let mut lab = Lab::new();
    let mail_only = without(newcomer(REGULAR_GENERAL_EMAIL), "/user/phone");
    assert_eq!(
        create(&mut lab, mail_only).at("/record/feedType"),
        (200, json!("EMAIL"))
    );
    let phone_only = without(newcomer(DYNAMIC_GENERAL_PHONE), "/user/email");
    assert_eq!(
        create(&mut lab, phone_only).at("/record/feedType"),
        (200, json!("PHONE"))
    );

    let no_mail = without(newcomer(DYNAMIC_ASCII_EMAIL), "/user/email");
    assert_eq!(
        create(&mut lab, no_mail).at("/message"),
        (400, json!("user.email is required"))
    );
    let no_phone = without(newcomer(REGULAR_ASCII_PHONE), "/user/phone");
    assert_eq!(
        create(&mut lab, no_phone).at("/message"),
        (400, json!("user.phone is required"))
    );
}

#[test]
fn only_a_dynamic_site_wants_dates() {
    let mut lab = Lab::new();
    let timeless = |site| without(without(newcomer(site), "/card/startDate"), "/card/endDate");
    let regular = create(&mut lab, timeless(REGULAR_GENERAL_EMAIL));
    assert_eq!(regular.status, 200);
    assert_eq!(regular.json()["record"]["card"].get("startDate"), None);
    let dynamic = create(&mut lab, timeless(DYNAMIC_GENERAL_PHONE));
    assert_eq!(
        dynamic.at("/message"),
        (400, json!("card.startDate is required"))
    );
    let endless = without(newcomer(DYNAMIC_GENERAL_PHONE), "/card/endDate");
    assert_eq!(
        create(&mut lab, endless).at("/message"),
        (400, json!("card.endDate is required"))
    );
}

#[test]
fn a_card_number_is_of_the_sites_format() {
    let mut lab = Lab::new();
    let numbered = |site, number: &str| with(newcomer(site), "/card/number", json!(number));
    assert_eq!(
        create(&mut lab, numbered(REGULAR_GENERAL_EMAIL, "A-1/2_3*")).status,
        200
    );
    assert_eq!(
        create(&mut lab, numbered(REGULAR_GENERAL_EMAIL, "A 1")).status,
        400
    );
    assert_eq!(
        create(&mut lab, numbered(REGULAR_GENERAL_EMAIL, "카드1")).status,
        400
    );
    assert_eq!(
        create(&mut lab, numbered(REGULAR_ASCII_PHONE, "A-1")).status,
        400
    );
    assert_eq!(
        create(&mut lab, numbered(REGULAR_ASCII_PHONE, "A1b2")).status,
        200
    );
}

#[test]
fn a_key_or_number_that_is_taken_is_refused() {
    let mut lab = Lab::new();
    assert_eq!(
        create(&mut lab, newcomer(REGULAR_GENERAL_EMAIL)).status,
        200
    );
    let same_key = with(
        newcomer(REGULAR_GENERAL_EMAIL),
        "/card/number",
        json!("N0002"),
    );
    let answer = create(&mut lab, same_key);
    assert_eq!(
        answer.at("/message"),
        (400, json!("user.userKey new-1 is already in use"))
    );
    let same_number = with(
        newcomer(REGULAR_GENERAL_EMAIL),
        "/user/userKey",
        json!("new-2"),
    );
    let answer = create(&mut lab, same_number);
    assert_eq!(
        answer.at("/message"),
        (400, json!("card.number N0001 is already in use"))
    );
    assert_eq!(
        create(&mut lab, newcomer(REGULAR_ASCII_PHONE)).status,
        200,
        "another site, another list"
    );
}

#[test]
fn a_creation_that_is_not_as_documented_is_refused() {
    let mut lab = Lab::new();
    let good = newcomer(DYNAMIC_GENERAL_PHONE);
    for body in [
        without(good.clone(), "/siteId"),
        without(good.clone(), "/user"),
        without(good.clone(), "/card"),
        without(good.clone(), "/user/userKey"),
        without(good.clone(), "/card/number"),
        with(good.clone(), "/user", json!([])),
        with(good.clone(), "/user/userKey", json!(1)),
        with(good.clone(), "/user/email", json!("nobody")),
        with(good.clone(), "/user/email", json!(null)),
        with(good.clone(), "/user/phone", json!("010-2222-3333")),
        with(good.clone(), "/user/meta", json!({ "name": "모카" })),
        with(good.clone(), "/user/meta", json!("모카")),
        with(good.clone(), "/user/feedType", json!("SMS")),
        with(good.clone(), "/user/portraitData", json!("not base64!")),
        with(
            good.clone(),
            "/user/portraitData",
            json!("R0lGODlhAQABAAAAACw="),
        ),
        with(good.clone(), "/card/startDate", json!("2026-01-14")),
        with(good.clone(), "/card/startDate", json!(1.5)),
        with(good.clone(), "/card/endDate", json!(NOON - 2 * DAY)),
        with(good.clone(), "/card/number", json!("")),
    ] {
        assert_eq!(
            create(&mut lab, body.clone()).at("/status"),
            (400, json!(400)),
            "{body}"
        );
    }
    assert_eq!(create(&mut lab, good).status, 200);
}

#[test]
fn a_portrait_is_served_as_it_was_given() {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let mut lab = Lab::new();
    let answer = create(
        &mut lab,
        with(
            newcomer(REGULAR_GENERAL_EMAIL),
            "/user/portraitData",
            json!(PNG),
        ),
    );
    let url = answer.json()["record"]["portrait"]
        .as_str()
        .expect("a URL")
        .to_owned();
    let path = url
        .strip_prefix("http://airfob.test")
        .expect("on the service's origin");
    lab.control("DELETE", "/worlds/default/requests", Value::Null);
    let picture = lab.send(Airfob, "GET", path, &[("origin", "http://page.test")], "");
    assert_eq!(picture.headers["content-type"], "image/png");
    assert_eq!(
        picture.headers["access-control-allow-origin"],
        "http://page.test"
    );
    assert_eq!(picture.body, BASE64_STANDARD.decode(PNG).expect("base64"));
    assert!(
        lab.requests().is_empty(),
        "showing a picture is no call of the API"
    );
    assert_eq!(
        lab.send(Airfob, "GET", "/portraits/999999", &[], "").status,
        404
    );
}

#[test]
fn many_in_the_directory_have_a_picture() {
    let mut lab = Lab::new();
    lab.control("POST", "/worlds", Value::Null);
    lab.prefix = "/w/w1".to_owned();
    let users = everyone(&mut lab, DYNAMIC_ASCII_EMAIL);
    let urls: Vec<_> = users
        .iter()
        .filter_map(|user| user["portrait"].as_str())
        .collect();
    assert!(urls.len() > 10);
    let path = urls[0]
        .strip_prefix("http://airfob.test/w/w1")
        .expect("in its world");
    let picture = lab.send(Airfob, "GET", path, &[], "");
    assert_eq!(picture.headers["content-type"], "image/png");
    assert!(picture.body.starts_with(b"\x89PNG"));
}

#[test]
fn a_new_card_is_activated_after_a_while() {
    let mut lab = Lab::new();
    create(&mut lab, newcomer(REGULAR_GENERAL_EMAIL));
    lab.advance(40 * SECOND);
    assert_eq!(
        status_of_newcomer(&mut lab, REGULAR_GENERAL_EMAIL),
        "INACTIVE"
    );
    lab.advance(2 * MINUTE);
    assert_eq!(
        status_of_newcomer(&mut lab, REGULAR_GENERAL_EMAIL),
        "ACTIVATED"
    );
}

#[test]
fn a_dynamic_card_expires_after_its_last_moment() {
    let mut lab = Lab::new();
    create(&mut lab, newcomer(DYNAMIC_GENERAL_PHONE));
    lab.advance(DAY - MINUTE);
    assert_eq!(
        status_of_newcomer(&mut lab, DYNAMIC_GENERAL_PHONE),
        "ACTIVATED"
    );
    lab.advance(MINUTE);
    assert_eq!(
        status_of_newcomer(&mut lab, DYNAMIC_GENERAL_PHONE),
        "EXPIRED"
    );
}

#[test]
fn cards_of_the_directory_change_as_the_clock_moves() {
    let mut lab = Lab::new();
    let inactive = |lab: &mut Lab| {
        let users = everyone(lab, REGULAR_GENERAL_EMAIL);
        users
            .iter()
            .filter(|user| user["card"]["status"] == "INACTIVE")
            .count()
    };
    let now = inactive(&mut lab);
    lab.advance(HOUR);
    let later = inactive(&mut lab);
    lab.advance(12 * HOUR);
    let much_later = inactive(&mut lab);
    assert!(
        now > later && later > much_later && much_later > 0,
        "{now}, {later}, {much_later}"
    );
}

#[test]
fn a_card_is_sent_again_until_it_is_activated() {
    let mut lab = Lab::new();
    let user = create(&mut lab, newcomer(REGULAR_GENERAL_EMAIL)).json()["record"].clone();
    let token = lab.airfob_token();
    let send = |lab: &mut Lab, body| lab.airfob(&token, "POST", "/card/send", body);
    let by_number = json!({ "siteId": REGULAR_GENERAL_EMAIL, "number": "N0001" });
    let by_id = json!({ "siteId": REGULAR_GENERAL_EMAIL, "cardId": user["card"]["id"] });
    let both =
        json!({ "siteId": REGULAR_GENERAL_EMAIL, "number": "N0001", "cardId": user["card"]["id"] });
    for body in [&by_number, &by_id, &both] {
        let answer = send(&mut lab, body.clone());
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "status": 200, "message": "success" }))
        );
    }
    lab.advance(3 * MINUTE);
    for body in [&by_number, &by_id] {
        let answer = send(&mut lab, body.clone());
        assert_eq!(
            answer.json(),
            json!({ "status": 400, "message": "the card is already activated" })
        );
        assert_eq!(answer.status, 400);
    }
    for (body, status) in [
        (json!({ "siteId": REGULAR_GENERAL_EMAIL }), 400),
        (
            json!({ "siteId": REGULAR_GENERAL_EMAIL, "number": "nobody's" }),
            404,
        ),
        (
            json!({ "siteId": REGULAR_GENERAL_EMAIL, "number": "N0001", "cardId": "202" }),
            404,
        ),
        (
            json!({ "siteId": DYNAMIC_ASCII_EMAIL, "number": "N0001" }),
            404,
        ),
    ] {
        assert_eq!(send(&mut lab, body.clone()).status, status, "{body}");
    }
}

#[test]
fn a_paused_card_is_not_sent_again_but_an_expired_one_is() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let users = everyone(&mut lab, DYNAMIC_GENERAL_PHONE);
    for (state, status) in [
        ("PAUSED", 400),
        ("EXPIRED", 200),
        ("ACTIVATED", 400),
        ("INACTIVE", 200),
    ] {
        let user = users
            .iter()
            .find(|user| user["card"]["status"] == state)
            .expect("a card in this state");
        let body = json!({ "siteId": DYNAMIC_GENERAL_PHONE, "cardId": user["card"]["id"] });
        assert_eq!(
            lab.airfob(&token, "POST", "/card/send", body).status,
            status,
            "{state}"
        );
    }
}

#[test]
fn a_reissued_card_is_the_same_card_not_yet_activated() {
    let mut lab = Lab::new();
    let user = create(&mut lab, newcomer(DYNAMIC_GENERAL_PHONE)).json()["record"].clone();
    lab.advance(3 * MINUTE);
    let token = lab.airfob_token();
    let body = json!({
        "siteId": DYNAMIC_GENERAL_PHONE,
        "userId": user["userId"],
        "user": { "email": "other@hanbit.example", "meta": "{\"name\":\"다른 이\"}" },
        "card": { "startDate": NOON, "endDate": NOON + 9 * DAY },
    });
    let answer = lab.airfob(&token, "PUT", "/user/card", body);
    assert_eq!(
        answer.json()["record"],
        user,
        "as it was, and nothing that was sent along"
    );
    lab.advance(3 * MINUTE);
    assert_eq!(
        status_of_newcomer(&mut lab, DYNAMIC_GENERAL_PHONE),
        "ACTIVATED"
    );
}

#[test]
fn a_reissue_needs_a_user_with_a_card() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let mut reissue = |body: Value| lab.airfob(&token, "PUT", "/user/card", body).status;
    assert_eq!(reissue(json!({ "siteId": REGULAR_GENERAL_EMAIL })), 400);
    assert_eq!(
        reissue(json!({ "siteId": REGULAR_GENERAL_EMAIL, "userId": "999999" })),
        404
    );
    assert_eq!(
        reissue(json!({ "siteId": DYNAMIC_ASCII_EMAIL, "userId": "303" })),
        404,
        "a user of another site"
    );
    assert_eq!(
        reissue(json!({ "siteId": REGULAR_GENERAL_EMAIL, "userId": "303", "card": null })),
        400
    );
    assert_eq!(
        reissue(json!({ "siteId": REGULAR_GENERAL_EMAIL, "userId": "303" })),
        200
    );

    let without_card = everyone(&mut lab, REGULAR_GENERAL_EMAIL);
    let without_card = without_card
        .iter()
        .find(|user| user.get("card").is_none())
        .expect("someone without a card");
    let body = json!({ "siteId": REGULAR_GENERAL_EMAIL, "userId": without_card["userId"] });
    assert_eq!(lab.airfob(&token, "PUT", "/user/card", body).status, 404);
}

#[test]
fn deletion_tells_how_each_item_went() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let body = json!([{ "userId": "303" }, { "userId": "999999" }, { "userId": "303" }, { "userId": 304 }, {}]);
    let answer = lab.airfob(&token, "POST", "/users/delete", body);
    assert_eq!(
        (answer.status, answer.json()),
        (
            207,
            json!({
                "status": 207, "message": "Multi-Status", "total": "5", "success": "1", "failure": "4",
                "records": [
                    { "status": 200, "message": "success" },
                    { "status": 404, "message": "user not found" },
                    { "status": 404, "message": "user not found" },
                    { "status": 400, "message": "userId must be a string" },
                    { "status": 400, "message": "userId is required" },
                ],
            })
        )
    );
    assert!(
        !everyone(&mut lab, REGULAR_GENERAL_EMAIL)
            .iter()
            .any(|user| user["userId"] == "303")
    );
}

#[test]
fn a_deleted_card_leaves_its_user_behind() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    let holder = everyone(&mut lab, REGULAR_GENERAL_EMAIL)
        .into_iter()
        .find(|user| user["card"]["id"] == "203")
        .expect("the holder of card 203");
    let body = json!([
        { "cardId": "202", "status": "DELETE" },
        { "cardId": "203", "status": "FORCE_DELETE" },
        { "cardId": "203", "status": "FORCE_DELETE" },
    ]);
    let answer = lab.airfob(&token, "PUT", "/cards", body);
    assert_eq!(answer.status, 207);
    assert_eq!(
        answer.json()["records"],
        json!([
            { "status": 400, "message": "status must be FORCE_DELETE" },
            { "status": 200, "message": "success", "record": { "status": "DELETE" } },
            { "status": 404, "message": "card not found" },
        ])
    );
    let users = everyone(&mut lab, REGULAR_GENERAL_EMAIL);
    let left = users
        .iter()
        .find(|user| user["userId"] == holder["userId"])
        .expect("the user is still there");
    assert_eq!(left.get("card"), None);
}

#[test]
fn a_batch_that_is_no_list_is_refused() {
    let mut lab = Lab::new();
    let token = lab.airfob_token();
    for body in [json!([]), json!({ "userId": "303" }), json!("303")] {
        assert_eq!(
            lab.airfob(&token, "POST", "/users/delete", body.clone())
                .at("/status"),
            (400, json!(400))
        );
        assert_eq!(
            lab.airfob(&token, "PUT", "/cards", body).at("/status"),
            (400, json!(400))
        );
    }
}
