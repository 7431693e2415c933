//! The examples of the vendor page "로그인 토큰 & 사용자 / 카드 API". Mended in them: braces too many, and a comma missing.

use crate::airfob::request::fields;
use crate::record::Typed;
use serde_json::Value;

use super::assert_sent;
use crate::tests::desk::{account, airfob, plain};
use crate::tests::scripted::{START, World, answer, exposed, moment};
use crate::{
    AirfobClient, AirfobUser, BatchItem, Card, CardPeriod, CardToSend, FeedType, Meta,
    NewUserWithCard, Reissue, TokenSource, UserData, UserSearch,
};

pub const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhYyI6InNpdGVtYW5hZ2VyIiwiZW0iOiJjaGFybGVzQHN1cHJlbWEuY28ua3IiLCJleHAiOjE1Njk4MDYxNTYsImlhdCI6MTU2OTgwMjU1Nn0.1QR22Y41kEoHwwWbkrq5BJwcfg4OyWszkSgLIUT18Zw";

const LOGIN_REQUEST: &str = r#"{"email": "api@mocainc.com", "password": "moca1!system"}"#;

pub const LOGIN_RESPONSE: &str = r#"{"status":200,"message":"success",
 "record":{
     "email":"api.mocainc.com",
     "accountType":"sitemanager",
     "accessToken":"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhYyI6InNpdGVtYW5hZ2VyIiwiZW0iOiJjaGFybGVzQHN1cHJlbWEuY28ua3IiLCJleHAiOjE1Njk4MDYxNTYsImlhdCI6MTU2OTgwMjU1Nn0.1QR22Y41kEoHwwWbkrq5BJwcfg4OyWszkSgLIUT18Zw",
     "name":"TestUser",
     "accountStatus":"ACTIVATED"
     }
}"#;

const CREATE_REQUEST: &str = r#"{"siteId": "0",
"user": {
"userKey": "1",
"email": "moca@mocainc.com",
"phone":"+821022223333",
"meta":"{\"name\":\"모카\",\"department\":\"모바일\",\"title\":\"팀원\"}",
"portraitData":"BASE64ENCODED-BINARY",
"feedType": "EMAIL"
},
"card": {
"number":"8352800",
"startDate":1587778190617,
"endDate":1587778250617
}
}"#;

pub const CREATE_RESPONSE: &str = r#"{"status":200,"message":"success",
"record": {
"userId":"3",
"userKey":"1",
"email":"moca@mocainc.com",
"phone":"+821022223333",
"meta":"{\"name\":\"모카\",\"department\":\"모바일\",\"title\":\"팀원\"}",
"portrait":"https://IMG-URL",
"feedType":"EMAIL",
"card":{
"id":"43548",
"number":"8352800",
"status":"INACTIVE",
"cardType":"DYNAMIC",
"format":"GENERAL",
"cardTypeDesc":"GENERAL",
"startDate":1587778190617,
"endDate":1587778250617}
}
}"#;

const SEARCH_REQUEST: &str = r#"{"siteId": "0"}"#;

pub const SEARCH_RESPONSE: &str = r#"{"status":200,"message":"success","total":"1",
 "records":[
     {"userId":"3",
      "userKey":"1",
      "email":"moca@mocainc.com",
      "phone":"+821022223333",
      "meta":"{\"name\":\"모카\",\"department\":\"모바일\",\"title\":\"팀원\"}",
      "portrait":"https://IMG-URL",
      "feedType":"EMAIL",
      "card":{
          "id":"43548",
          "number":"8352800",
          "status":"INACTIVE",
          "cardType":"DYNAMIC",
          "format":"GENERAL",
          "cardTypeDesc":"GENERAL",
          "startDate":1587778190617,
          "endDate":1587778250617}
          }
      ]
}"#;

const DELETE_USERS_REQUEST: &str = r#"[{"userId": "303"},
 {"userId": "304"}
]"#;

pub const DELETE_USERS_RESPONSE: &str = r#"{"status":207,"message":"Multi-Status",
 "total":"2","success":"2","failure":"0",
 "records":[
     {"status":200,"message":"success"},
     {"status":200,"message":"success"}
     ]
}"#;

const DELETE_CARDS_REQUEST: &str = r#"[{"cardId": "202",
  "status": "FORCE_DELETE"},
 {"cardId": "203",
  "status": "FORCE_DELETE"}
]"#;

pub const DELETE_CARDS_RESPONSE: &str = r#"{"status":207,"message":"Multi-Status",
 "total":"2","success":"2","failure":"0",
 "records":[
     {"status":200,"message":"success",
      "record": {"status": "DELETE"}},
     {"status":200,"message":"success",
      "record": {"status": "DELETE"}}
     ]
}"#;

const SEND_REQUEST: &str = r#"{"siteId": "0", "number": "43548"}"#;

pub const SEND_RESPONSE: &str = r#"{"status":200,"message":"success"}"#;

const REISSUE_REQUEST: &str = r#"{"siteId": "0",
 "userId" : "3",
 "card": {
      "startDate":1587778190617,
      "endDate":1587778250617}
      }"#;

pub const REISSUE_RESPONSE: &str = r#"{"status":200,"message":"success",
 "record": {
      "userId":"3",
      "userKey":"1",
      "email":"moca@mocainc.com",
      "phone":"+821022223333",
      "meta":"{\"name\":\"모카\",\"department\":\"모바일\",\"title\":\"팀원\"}",
      "portrait":"https://IMG-URL",
      "feedType":"EMAIL",
      "card":{
          "id":"43548",
          "number":"8352800",
          "status":"INACTIVE",
          "cardType":"DYNAMIC",
          "format":"GENERAL",
          "cardTypeDesc":"GENERAL",
          "startDate":1587778190617,
          "endDate":1587778250617}
          }
      }"#;

const META: &str = r#"{"name":"모카","department":"모바일","title":"팀원"}"#;
/// The first bytes of a PNG, and the same in base64: the page has words in its place.
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
const PNG_BASE64: &str = "iVBORw0KGgo=";

const PERIOD: CardPeriod = CardPeriod {
    start_date: Some(1_587_778_190_617),
    end_date: Some(1_587_778_250_617),
};

const BEARER: &str = concat!(
    "Bearer ",
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhYyI6InNpdGVtYW5hZ2VyIiwiZW0iOiJjaGFybGVzQHN1cHJlbWEuY28ua3IiLCJleHAiOjE1Njk4MDYxNTYsImlhdCI6MTU2OTgwMjU1Nn0.1QR22Y41kEoHwwWbkrq5BJwcfg4OyWszkSgLIUT18Zw"
);

fn client(world: &World) -> AirfobClient {
    airfob(world.options(), TokenSource::AccessToken(TOKEN.into()))
}

fn sent(world: &World, method: &str, path: &str, body: &str) {
    let url = format!("https://api.mc.mocainc.com{path}");
    let headers = [
        ("Content-Type", "application/json"),
        ("Authorization", BEARER),
    ];
    assert_sent(world, method, &url, &headers, Some(body));
}

pub fn new_user_with_card() -> NewUserWithCard {
    NewUserWithCard {
        site_id: "0".to_owned(),
        user: UserData {
            user_key: Some("1".to_owned()),
            email: Some("moca@mocainc.com".to_owned()),
            phone: Some("+821022223333".to_owned()),
            meta: Some(Meta::from_value(fields(META.to_owned()).unwrap()).unwrap()),
            portrait: Some(PNG.to_vec()),
            feed_type: Some(FeedType::Email),
        },
        number: "8352800".to_owned(),
        period: PERIOD,
    }
}

/// The user of the page's answers.
pub fn user() -> AirfobUser {
    AirfobUser {
        user_id: "3".to_owned(),
        user_key: "1".to_owned(),
        email: Some("moca@mocainc.com".to_owned()),
        phone: Some("+821022223333".to_owned()),
        meta: Some(Meta::from_value(fields(META.to_owned()).unwrap()).unwrap()),
        feed_type: Some("EMAIL".to_owned()),
        portrait: Some("https://IMG-URL".to_owned()),
        card: Some(Card {
            id: "43548".to_owned(),
            number: "8352800".to_owned(),
            status: "INACTIVE".to_owned(),
            card_type: "DYNAMIC".to_owned(),
            format: "GENERAL".to_owned(),
            card_type_desc: "GENERAL".to_owned(),
            start_date: PERIOD.start_date,
            end_date: PERIOD.end_date,
        }),
    }
}

#[test]
fn login_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, LOGIN_RESPONSE)]);
    let client = airfob(world.options(), TokenSource::Login);
    let found = world.run(client.login(Some(&account()), plain())).unwrap();
    assert_eq!(found.email, "api.mocainc.com");
    assert_eq!(found.account_type, "sitemanager");
    assert_eq!(exposed(&found.access_token), TOKEN);
    assert_eq!(found.name, "TestUser");
    assert_eq!(found.account_status, "ACTIVATED");
    assert_eq!(
        found.expires_at,
        Some(moment(START + 3_600_000.0)),
        "an hour from receipt"
    );
    let url = "https://api.mc.mocainc.com/login";
    let headers = [("Content-Type", "application/json")];
    assert_sent(&world, "POST", url, &headers, Some(LOGIN_REQUEST));
}

#[test]
fn create_user_with_card_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, CREATE_RESPONSE)]);
    let request = new_user_with_card();
    let found = world
        .run(client(&world).create_user_with_card(&request, plain()))
        .unwrap();
    assert_eq!(found, user());
    let body = CREATE_REQUEST.replace("BASE64ENCODED-BINARY", PNG_BASE64);
    sent(&world, "POST", "/user/card", &body);
}

#[test]
fn meta_is_an_object_for_the_user_and_a_text_on_the_wire() {
    let fields = serde_json::from_str(META).unwrap();
    assert_eq!(user().meta.unwrap().to_map(), fields);
    let world = World::replying([answer(200, CREATE_RESPONSE)]);
    let mut request = new_user_with_card();
    request.user.meta = Some(Meta::from(&fields));
    world
        .run(client(&world).create_user_with_card(&request, plain()))
        .unwrap();
    let sent = world.sent()[0].json();
    let text = sent["user"]["meta"].as_str().expect("meta is a text");
    assert_eq!(
        serde_json::from_str::<Value>(text).unwrap(),
        Value::Object(fields)
    );
}

#[test]
fn search_users_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, SEARCH_RESPONSE)]);
    let search = UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    };
    let page = world
        .run(client(&world).search_users(&search, plain()))
        .unwrap();
    assert_eq!(page.total, 1);
    assert_eq!(page.users, [user()]);
    sent(&world, "POST", "/users/search", SEARCH_REQUEST);
}

fn done(id: &str, card_status: Option<&str>) -> BatchItem {
    BatchItem {
        id: id.to_owned(),
        ok: true,
        status: 200,
        message: "success".to_owned(),
        card_status: card_status.map(str::to_owned),
    }
}

#[test]
fn delete_users_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(207, DELETE_USERS_RESPONSE)]);
    let ids = ["303".to_owned(), "304".to_owned()];
    let result = world
        .run(client(&world).delete_users(&ids, plain()))
        .unwrap();
    assert_eq!((result.total, result.success, result.failure), (2, 2, 0));
    assert_eq!(result.items, [done("303", None), done("304", None)]);
    sent(&world, "POST", "/users/delete", DELETE_USERS_REQUEST);
}

#[test]
fn delete_cards_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(207, DELETE_CARDS_RESPONSE)]);
    let ids = ["202".to_owned(), "203".to_owned()];
    let result = world
        .run(client(&world).delete_cards(&ids, plain()))
        .unwrap();
    assert_eq!((result.total, result.success, result.failure), (2, 2, 0));
    assert_eq!(
        result.items,
        [done("202", Some("DELETE")), done("203", Some("DELETE"))]
    );
    sent(&world, "PUT", "/cards", DELETE_CARDS_REQUEST);
}

#[test]
fn send_card_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, SEND_RESPONSE)]);
    let request = CardToSend {
        site_id: "0".to_owned(),
        number: Some("43548".to_owned()),
        card_id: None,
    };
    world
        .run(client(&world).send_card(&request, plain()))
        .unwrap();
    sent(&world, "POST", "/card/send", SEND_REQUEST);
}

#[test]
fn reissue_card_is_asked_and_answered_as_on_the_page() {
    let world = World::replying([answer(200, REISSUE_RESPONSE)]);
    let request = Reissue {
        site_id: "0".to_owned(),
        user_id: "3".to_owned(),
        user: None,
        period: Some(PERIOD),
    };
    let found = world
        .run(client(&world).reissue_card(&request, plain()))
        .unwrap();
    assert_eq!(found, user());
    sent(&world, "PUT", "/user/card", REISSUE_REQUEST);
}
