//! Airfob: its envelope, what is checked before it is sent, batches, and walking all pages.

use crate::airfob::request::{create as create_body, fields};
use serde_json::{Value, json};

use super::desk::{account, airfob, airfob_with_token, failed, gist, of, plain};
use super::examples::airfob::{CREATE_RESPONSE, SEND_RESPONSE, new_user_with_card, user};
use super::scripted::{
    Reply, START, World, answer, exposed, hangs, jwt, jwt_of, moment, network, status,
};
use crate::{
    AirfobClient, AirfobCredentials, AirfobOptions, AirfobUser, BatchResult, CardPeriod,
    CardToSend, ClientOptions, Error, ErrorKind, FeedType, MAX_PORTRAIT_BYTES, NewUserWithCard,
    Order, Outcome, Reissue, Retry, TokenSource, UserData, UserSearch,
};

const INVALID: super::desk::Gist = of_invalid();

const fn of_invalid() -> super::desk::Gist {
    super::desk::Gist {
        kind: ErrorKind::InvalidArgument,
        attempts: 0,
        outcome: Outcome::NotSent,
        retryable: false,
    }
}

fn search() -> UserSearch {
    UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    }
}

fn to_send() -> CardToSend {
    CardToSend {
        site_id: "0".to_owned(),
        number: Some("43548".to_owned()),
        card_id: None,
    }
}

/// What sendCard makes of an answer: it has no payload, so the envelope is all.
fn sent(reply: Reply) -> Result<(), Error> {
    let world = World::replying([reply]);
    let options = ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    };
    world.run(airfob_with_token(options).send_card(&to_send(), plain()))
}

fn kind_of(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        429 => ErrorKind::RateLimited,
        408 | 500..600 => ErrorKind::Unavailable,
        _ => ErrorKind::Rejected,
    }
}

#[test]
fn a_status_has_its_kind_whether_http_says_it_or_the_envelope() {
    for status in [
        400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 599,
    ] {
        let body = json!({"status": status, "message": "words"}).to_string();
        let of_http = failed(sent(answer(status, body.as_str())));
        let of_envelope = failed(sent(answer(200, body.as_str())));
        for error in [&of_http, &of_envelope] {
            assert_eq!(error.kind(), kind_of(status), "{status}");
            assert_eq!(error.service_message(), Some("words"));
            assert_eq!(error.outcome(), of_http.outcome(), "{status}");
        }
        assert_eq!(of_http.status(), Some(status));
        assert_eq!(
            of_envelope.status(),
            Some(200),
            "the error's status stays HTTP's"
        );
    }
}

#[test]
fn of_two_statuses_that_disagree_a_failure_of_http_wins() {
    let error = failed(sent(answer(
        503,
        r#"{"status": 200, "message": "success"}"#,
    )));
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unavailable, Some(503))
    );
    let error = failed(sent(answer(403, r#"{"status": 500}"#)));
    assert_eq!(error.kind(), ErrorKind::Forbidden);
}

#[test]
fn any_success_inside_a_success_is_one() {
    for (http, inside) in [
        (200, "200"),
        (207, "207"),
        (201, "200"),
        (200, r#""200""#),
        (200, "201"),
    ] {
        let body = format!(r#"{{"status": {inside}}}"#);
        assert!(sent(answer(http, body)).is_ok(), "{http} {inside}");
    }
}

#[test]
fn a_failure_stays_that_failure_whatever_its_record_holds() {
    for record in [json!(null), json!([]), json!("x"), json!({"userId": {}})] {
        let body = json!({"status": 422, "message": "no", "record": record, "records": record});
        let world = World::replying([answer(200, body.to_string())]);
        let client = airfob_with_token(world.options());
        let error = failed(world.run(client.create_user_with_card(&new_user_with_card(), plain())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Rejected, 1, Outcome::Refused, false),
            "{body}"
        );
    }
}

#[test]
fn an_answer_without_its_envelope_or_status_is_a_decode_failure_of_unknown_outcome() {
    for (body, path) in [
        ("[]", "status"),
        ("{}", "status"),
        (r#"{"message": "success"}"#, "status"),
        (r#"{"status": null}"#, "status"),
        (r#"{"status": "done"}"#, "status"),
        (r#"{"status": 1}"#, "status"),
        (r#"{"status": 302}"#, "status"),
        (r#"{"status": 999}"#, "status"),
    ] {
        let error = failed(sent(answer(200, body)));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false),
            "{body}"
        );
        if body != "[]" {
            assert_eq!(error.decode_path(), Some(path), "{body}");
        }
    }
}

#[test]
fn an_answer_without_a_body_is_a_success_to_send_card_alone() {
    for reply in [|| status(204), || status(200)] {
        assert!(sent(reply()).is_ok());
        let ids = ["1".to_owned()];
        for operation in ["deleteUsers", "deleteCards"] {
            let world = World::replying([reply()]);
            let client = airfob_with_token(world.options());
            let error = failed(match operation {
                "deleteUsers" => world.run(client.delete_users(&ids, plain())),
                _ => world.run(client.delete_cards(&ids, plain())),
            });
            assert_eq!(
                gist(&error),
                of(ErrorKind::Decode, 1, Outcome::Unknown, false),
                "{operation}"
            );
            assert_eq!(error.decode_path(), Some(""));
        }
    }
    let error = failed(sent(status(409)));
    assert_eq!(error.kind(), ErrorKind::Rejected, "not what failed");
    let error = failed(sent(answer(200, " ")));
    assert_eq!(error.kind(), ErrorKind::Decode, "a body that is no answer");
}

#[test]
fn a_created_user_without_its_record_may_have_been_created() {
    for body in [r#"{"status": 200}"#, r#"{"status": 200, "record": null}"#] {
        let world = World::replying([answer(200, body)]);
        let client = airfob_with_token(world.options());
        let error = failed(world.run(client.create_user_with_card(&new_user_with_card(), plain())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false)
        );
        assert_eq!(error.decode_path(), Some("record"), "{body}");
        assert!(
            error.to_string().contains("It may have been done"),
            "{error}"
        );
    }
}

#[test]
fn a_401_is_an_expired_token_where_the_tokens_own_end_has_passed() {
    for (end, kind) in [
        (1_699_999_999, ErrorKind::TokenExpired),
        (1_700_000_001, ErrorKind::Unauthorized),
    ] {
        for reply in [status(401), answer(200, r#"{"status": 401}"#)] {
            let world = World::replying([reply]);
            let token = jwt_of(&format!(r#"{{"exp":{end}}}"#));
            let client = airfob(world.options(), TokenSource::AccessToken(token.into()));
            let error = failed(world.run(client.send_card(&to_send(), plain())));
            assert_eq!(gist(&error), of(kind, 1, Outcome::Refused, false));
        }
    }
}

/// A portal whose first token is refused, by HTTP or inside a 200, and whose second is answered so.
fn refusing_once(inside: bool, then: fn() -> Reply) -> World {
    let mut logins = 0;
    World::new(move |sent| {
        if sent.path == "/login" {
            logins += 1;
            return logged_in(&format!("opaque-token-{logins}"));
        }
        match (sent.header("authorization"), inside) {
            (Some("Bearer opaque-token-1"), true) => answer(200, r#"{"status": 401}"#),
            (Some("Bearer opaque-token-1"), false) => status(401),
            _ => then(),
        }
    })
}

#[test]
fn a_refused_token_is_renewed_wherever_the_401_stands_and_the_mutation_sent_again() {
    for inside in [false, true] {
        let world = refusing_once(inside, || answer(200, SEND_RESPONSE));
        let client = airfob(world.options(), TokenSource::Credentials(account()));
        world.run(client.send_card(&to_send(), plain())).unwrap();
        assert_eq!((world.count("/login"), world.count("/card/send")), (2, 2));
    }
}

#[test]
fn a_mutation_refused_for_its_token_and_then_lost_may_have_been_done() {
    type Case = (fn() -> Reply, super::desk::Gist);
    let cases: [Case; 4] = [
        (hangs, of(ErrorKind::Timeout, 2, Outcome::Unknown, false)),
        (network, of(ErrorKind::Network, 2, Outcome::Unknown, false)),
        (
            || status(500),
            of(ErrorKind::Unavailable, 2, Outcome::Unknown, false),
        ),
        (
            || status(422),
            of(ErrorKind::Rejected, 2, Outcome::Refused, false),
        ),
    ];
    for (then, expected) in cases {
        let world = refusing_once(false, then);
        let client = airfob(world.options(), TokenSource::Credentials(account()));
        let error = failed(world.run(client.send_card(&to_send(), plain())));
        assert_eq!(gist(&error), expected);
    }
}

// ── What is checked, and what is sent ───────────────────────────────────────────────────────────

fn create(change: impl FnOnce(&mut NewUserWithCard)) -> Result<Value, Error> {
    let world = World::new(|_| answer(200, CREATE_RESPONSE));
    let mut request = new_user_with_card();
    change(&mut request);
    let client = airfob_with_token(world.options());
    let result = world.run(client.create_user_with_card(&request, plain()));
    if let Err(error) = &result {
        assert_eq!(gist(error), INVALID, "{error}");
        assert_eq!(world.sent(), []);
    }
    result.map(|_| world.sent()[0].json())
}

type Change = fn(&mut NewUserWithCard);

/// The last one that a JavaScript `Date` can hold.
const LAST_MOMENT: i64 = 8_640_000_000_000_000;

#[test]
fn what_a_new_user_needs_is_checked_before_anything_is_sent() {
    let unfit: [(&str, Change); 8] = [
        ("siteId", |r| r.site_id.clear()),
        ("user.userKey", |r| r.user.user_key = None),
        ("user.userKey", |r| r.user.user_key = Some(String::new())),
        ("user.phone", |r| {
            r.user.phone = Some("010-2222-3333".to_owned())
        }),
        ("user.phone", |r| {
            r.user.phone = Some("821022223333".to_owned())
        }),
        ("card.number", |r| r.number.clear()),
        ("card.endDate", |r| r.period.end_date = Some(0)),
        ("user.portrait", |r| {
            r.user.portrait = Some(b"GIF89a".to_vec())
        }),
    ];
    for (name, change) in unfit {
        let error = create(change).expect_err(name);
        assert_eq!(error.argument(), Some(name));
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_user_without_a_contact_is_not_sent_and_no_single_argument_is_to_blame() {
    for none in [None, Some(String::new())] {
        let error =
            create(|r| (r.user.email, r.user.phone) = (none.clone(), none.clone())).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("user.email or user.phone is required"),
            "{error}"
        );
        assert_eq!(error.argument(), None);
    }
}

#[test]
fn an_empty_contact_is_as_if_it_were_absent() {
    let body = create(|r| r.user.phone = Some(String::new())).unwrap();
    assert_eq!(body["user"].get("phone"), None);
    let body = create(|r| r.user.email = Some(String::new())).unwrap();
    assert_eq!(body["user"].get("email"), None);
}

#[test]
fn a_date_that_is_no_whole_number_is_not_sent() {
    for (member, name, ms) in [
        ("startDate", "card.startDate", 1.5),
        ("endDate", "card.endDate", f64::NAN),
        ("endDate", "card.endDate", 8.64e15 + 2.0),
        ("endDate", "card.endDate", f64::INFINITY),
    ] {
        let user = [("userKey", "1".into()), ("email", "a@b".into())];
        let card = [("number", "8".into()), (member, ms.into())];
        let failure = create_body(&mut json::Value::object([
            ("siteId", "0".into()),
            ("user", json::Value::object(user)),
            ("card", json::Value::object(card)),
        ]))
        .unwrap_err();
        assert_eq!(failure.argument.as_deref(), Some(name));
    }
}

#[test]
fn a_date_in_seconds_is_told_from_one_in_ms() {
    for seconds in [0, -1, 1_700_000_000, 978_307_199_999] {
        let error = create(|r| r.period.start_date = Some(seconds)).unwrap_err();
        assert_eq!(error.argument(), Some("card.startDate"));
        assert!(
            error.to_string().contains("ms since 1970, not seconds"),
            "{error}"
        );
    }
}

#[test]
fn a_user_may_have_a_mail_address_a_phone_or_both() {
    let body = create(|r| r.user.phone = None).unwrap();
    assert_eq!(body["user"].get("phone"), None);
    let body = create(|r| r.user.email = None).unwrap();
    assert_eq!(body["user"].get("email"), None);
    assert_eq!(body["user"]["phone"], "+821022223333");
}

#[test]
fn what_is_optional_is_left_out_and_never_null() {
    let body = create(|r| {
        r.user = UserData {
            user_key: Some("1".to_owned()),
            email: Some("a@b".to_owned()),
            ..UserData::default()
        };
        r.period = CardPeriod::default();
    });
    assert_eq!(
        body.unwrap(),
        json!({"siteId": "0", "user": {"userKey": "1", "email": "a@b"}, "card": {"number": "8352800"}})
    );
}

#[test]
fn moments_are_whole_numbers_on_the_wire() {
    let body = create(|r| {
        (r.period.start_date, r.period.end_date) = (Some(978_307_200_000), Some(LAST_MOMENT))
    })
    .unwrap();
    assert_eq!(body["card"]["startDate"], json!(978_307_200_000_u64));
    assert_eq!(body["card"]["endDate"], json!(8_640_000_000_000_000_u64));
    assert!(create(|r| r.period.end_date = Some(LAST_MOMENT + 1)).is_err());
    assert!(create(|r| r.period.end_date = Some(i64::MAX)).is_err());
}

#[test]
fn a_feed_type_is_sent_in_the_pages_words() {
    for (feed_type, word) in [(FeedType::Email, "EMAIL"), (FeedType::Phone, "PHONE")] {
        let body = create(|r| r.user.feed_type = Some(feed_type)).unwrap();
        assert_eq!(body["user"]["feedType"], word);
        assert_eq!(FeedType::from_wire(word), Some(feed_type));
    }
    assert_eq!(FeedType::from_wire("email"), None);
}

#[test]
fn a_portrait_is_a_png_or_a_jpeg_that_is_not_too_large() {
    let jpeg = b"\xFF\xD8\xFF\xE0picture".to_vec();
    let body = create(|r| r.user.portrait = Some(jpeg)).unwrap();
    assert_eq!(body["user"]["portraitData"], "/9j/4HBpY3R1cmU=");
    for bytes in [
        vec![],
        b"<svg/>".to_vec(),
        vec![0xFF; MAX_PORTRAIT_BYTES + 1],
    ] {
        assert!(create(|r| r.user.portrait = Some(bytes)).is_err());
    }
    let mut largest = b"\x89PNG\r\n\x1A\n".to_vec();
    largest.resize(MAX_PORTRAIT_BYTES, 0);
    assert!(create(|r| r.user.portrait = Some(largest)).is_ok());
}

#[test]
fn meta_must_be_an_object_when_it_is_given() {
    for text in ["", "null", "[]", "\"x\"", "5", "{"] {
        assert!(fields(text.to_owned()).is_err(), "{text}");
    }
    assert!(fields("{}".to_owned()).is_ok());
}

#[test]
fn meta_that_is_no_object_reaches_the_user_as_raw_text() {
    let meta = |wire: Value| {
        let mut body: Value = serde_json::from_str(CREATE_RESPONSE).unwrap();
        body["record"]["meta"] = wire;
        let world = World::replying([answer(200, body.to_string())]);
        let client = airfob_with_token(world.options());
        let user = world
            .run(client.create_user_with_card(&new_user_with_card(), plain()))
            .unwrap();
        user.meta.map(|meta| json!(meta))
    };
    assert_eq!(
        meta(json!(r#"{"a":{"b":[1]}}"#)),
        Some(json!({"a": {"b": [1]}}))
    );
    assert_eq!(
        meta(json!({"a": 1})),
        Some(json!({"a": 1})),
        "an object where the page has text"
    );
    assert_eq!(
        meta(json!("plain words")),
        Some(json!({"_raw": "plain words"}))
    );
    assert_eq!(meta(json!("[1]")), Some(json!({"_raw": "[1]"})));
    assert_eq!(meta(json!("")), Some(json!({"_raw": ""})));
    assert_eq!(meta(json!(null)), None);
}

#[test]
fn a_card_to_send_is_named_by_number_or_id() {
    let world = World::new(|_| answer(200, SEND_RESPONSE));
    let client = airfob_with_token(world.options());
    let by_id = CardToSend {
        number: None,
        card_id: Some("7".to_owned()),
        ..to_send()
    };
    world.run(client.send_card(&by_id, plain())).unwrap();
    assert_eq!(
        world.sent()[0].json(),
        json!({"siteId": "0", "cardId": "7"})
    );

    for unfit in [
        CardToSend {
            number: None,
            ..to_send()
        },
        CardToSend {
            number: Some(String::new()),
            ..to_send()
        },
        CardToSend {
            card_id: Some(String::new()),
            ..to_send()
        },
        CardToSend {
            site_id: String::new(),
            ..to_send()
        },
    ] {
        let error = failed(world.run(client.send_card(&unfit, plain())));
        assert_eq!(gist(&error), INVALID, "{error}");
    }
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn a_reissue_sends_what_the_user_gives_and_nothing_more() {
    let world = World::new(|_| answer(200, CREATE_RESPONSE));
    let client = airfob_with_token(world.options());
    let bare = Reissue {
        site_id: "0".to_owned(),
        user_id: "3".to_owned(),
        user: None,
        period: None,
    };
    world.run(client.reissue_card(&bare, plain())).unwrap();
    let full = Reissue {
        user: Some(UserData {
            phone: Some("+821022223333".to_owned()),
            ..UserData::default()
        }),
        period: Some(CardPeriod {
            start_date: None,
            end_date: Some(1_700_000_000_005),
        }),
        ..bare.clone()
    };
    world.run(client.reissue_card(&full, plain())).unwrap();
    let bodies: Vec<Value> = world
        .sent()
        .iter()
        .map(super::scripted::Sent::json)
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"siteId": "0", "userId": "3"}),
            json!({"siteId": "0", "userId": "3", "user": {"phone": "+821022223333"}, "card": {"endDate": 1_700_000_000_005_u64}}),
        ]
    );
    for unfit in [
        Reissue {
            site_id: String::new(),
            ..bare.clone()
        },
        Reissue {
            user_id: String::new(),
            ..bare.clone()
        },
        Reissue {
            user: Some(UserData {
                phone: Some("1".to_owned()),
                ..UserData::default()
            }),
            ..bare
        },
    ] {
        assert_eq!(
            gist(&failed(world.run(client.reissue_card(&unfit, plain())))),
            INVALID
        );
    }
}

#[test]
fn a_search_sends_what_the_user_gives_and_nothing_more() {
    let world = World::new(|_| answer(200, r#"{"status": 200, "total": "0", "records": []}"#));
    let client = airfob_with_token(world.options());
    let full = UserSearch {
        q: Some("모카".to_owned()),
        page: Some(0),
        size: Some(15),
        order: Some(Order::Desc),
        ..search()
    };
    let page = world.run(client.search_users(&full, plain())).unwrap();
    assert_eq!((page.total, page.users), (0, vec![]));
    assert_eq!(
        world.sent()[0].json(),
        json!({"siteId": "0", "q": "모카", "page": 0, "size": 15, "order": "desc"})
    );
    for unfit in [
        UserSearch {
            site_id: String::new(),
            ..search()
        },
        UserSearch {
            size: Some(0),
            ..search()
        },
    ] {
        assert_eq!(
            gist(&failed(world.run(client.search_users(&unfit, plain())))),
            INVALID
        );
    }
}

#[test]
fn a_user_is_read_liberally() {
    let body = json!({"status": 200, "total": 1, "records": [{
        "userid": 3, "userKey": 1, "email": null, "extra": [],
        "card": {"id": 7, "number": 8, "status": "LOST", "cardType": "NEW", "format": "F", "cardTypeDesc": "D", "StartDate": "5", "endDate": null},
    }, {"userId": "4", "userKey": "k", "card": null}, {"userId": "5", "userKey": "k"}]});
    let world = World::replying([answer(200, body.to_string())]);
    let page = world
        .run(airfob_with_token(world.options()).search_users(&search(), plain()))
        .unwrap();
    let card = page.users[0].card.clone().unwrap();
    assert_eq!(
        (
            page.users[0].user_id.as_str(),
            page.users[0].user_key.as_str()
        ),
        ("3", "1")
    );
    assert_eq!(page.users[0].email, None);
    assert_eq!(
        (card.id.as_str(), card.number.as_str(), card.status.as_str()),
        ("7", "8", "LOST")
    );
    assert_eq!((card.start_date, card.end_date), (Some(5), None));
    assert_eq!((&page.users[1].card, &page.users[2].card), (&None, &None));
    assert_eq!(json!(page.users[2]), json!({"userId": "5", "userKey": "k"}));
}

#[test]
fn a_page_without_records_is_empty_only_where_the_total_is_nought() {
    for records in ["", r#", "records": null"#] {
        let page = |total: u8| {
            let body = format!(r#"{{"status": 200, "total": {total}{records}}}"#);
            let world = World::replying([answer(200, body)]);
            world.run(airfob_with_token(world.options()).search_users(&search(), plain()))
        };
        assert!(page(0).unwrap().users.is_empty());
        let error = failed(page(5));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false)
        );
        assert_eq!(
            (error.decode_path(), error.status()),
            (Some("records"), Some(200))
        );
    }
}

// ── Batches ─────────────────────────────────────────────────────────────────────────────────────

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn deleted(asked: &[&str], records: &Value) -> Result<BatchResult, Error> {
    let body =
        json!({"status": 207, "total": "9", "success": "9", "failure": "9", "records": records});
    let world = World::replying([answer(207, body.to_string())]);
    world.run(airfob_with_token(world.options()).delete_users(&ids(asked), plain()))
}

#[test]
fn a_failure_of_some_is_a_result_by_id_and_not_an_error() {
    let records = json!([
        {"status": 200, "message": "success"},
        {"status": "404", "message": "no such user"},
        {"status": 201},
    ]);
    let result = deleted(&["a", "b", "c"], &records).unwrap();
    assert_eq!((result.total, result.success, result.failure), (3, 1, 2));
    let items: Vec<(&str, bool, u16, &str)> = result
        .items
        .iter()
        .map(|item| {
            (
                item.id.as_str(),
                item.ok,
                item.status,
                item.message.as_str(),
            )
        })
        .collect();
    assert_eq!(
        items,
        [
            ("a", true, 200, "success"),
            ("b", false, 404, "no such user"),
            ("c", false, 201, ""),
        ]
    );
}

#[test]
fn another_number_of_answers_than_asked_leaves_the_outcome_unknown() {
    for records in [
        json!([]),
        json!(null),
        json!([{"status": 200}]),
        json!([{"status": 200}, {"status": 200}, {"status": 200}]),
    ] {
        let error = failed(deleted(&["a", "b"], &records));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false),
            "{records}"
        );
        assert_eq!(error.decode_path(), Some("records"));
        assert_eq!(error.status(), Some(207));
        assert!(
            error.to_string().contains("It may have been done"),
            "{error}"
        );
        assert!(!error.to_string().contains("Nothing was sent"), "{error}");
    }
}

#[test]
fn cards_have_another_status_after_deletion_wherever_it_stands() {
    let body = json!({"status": 207, "records": [
        {"status": 200, "record": {"status": "DELETE"}},
        {"status": 200, "record_status": "DELETE"},
        {"status": 409, "message": "in use", "record": null},
    ]});
    let world = World::replying([answer(207, body.to_string())]);
    let client = airfob_with_token(world.options());
    let result = world
        .run(client.delete_cards(&ids(&["1", "2", "3"]), plain()))
        .unwrap();
    let found: Vec<Option<&str>> = result
        .items
        .iter()
        .map(|item| item.card_status.as_deref())
        .collect();
    assert_eq!(found, [Some("DELETE"), Some("DELETE"), None]);
}

#[test]
fn a_batch_of_nothing_or_of_an_empty_id_is_refused() {
    let world = World::silent();
    let client = airfob_with_token(world.options());
    for asked in [ids(&[]), ids(&["1", ""])] {
        assert_eq!(
            gist(&failed(world.run(client.delete_users(&asked, plain())))),
            INVALID
        );
        assert_eq!(
            gist(&failed(world.run(client.delete_cards(&asked, plain())))),
            INVALID
        );
    }
}

// ── Walking all pages ───────────────────────────────────────────────────────────────────────────

pub fn page(total: u32, users: &[&str]) -> Reply {
    let records: Vec<Value> = users
        .iter()
        .map(|id| json!({"userId": id, "userKey": id}))
        .collect();
    answer(
        200,
        json!({"status": 200, "total": total.to_string(), "records": records}).to_string(),
    )
}

/// The ids that a walk gives, and which pages it asked for.
fn walked(
    search: UserSearch,
    replies: impl IntoIterator<Item = Reply>,
) -> (Vec<String>, Vec<Option<u64>>) {
    let world = World::replying(replies);
    let client = airfob_with_token(world.options());
    let found = world.run(async {
        let mut walk = client.users(search, plain());
        let mut found: Vec<AirfobUser> = Vec::new();
        while let Some(users) = walk.next().await.unwrap() {
            assert!(!users.is_empty());
            found.extend(users);
        }
        assert_eq!(
            walk.next().await.unwrap(),
            None,
            "a walk that has ended has ended"
        );
        found
    });
    let pages = world
        .sent()
        .iter()
        .map(|sent| sent.json()["page"].as_u64())
        .collect();
    (found.into_iter().map(|user| user.user_id).collect(), pages)
}

#[test]
fn a_walk_goes_from_page_to_page_until_the_total_is_reached() {
    let (found, pages) = walked(
        search(),
        [page(5, &["a", "b"]), page(5, &["c", "d"]), page(5, &["e"])],
    );
    assert_eq!(found, ["a", "b", "c", "d", "e"]);
    assert_eq!(pages, [None, Some(1), Some(2)]);
}

#[test]
fn a_walk_ends_at_a_page_that_brings_no_one_new() {
    let (found, _) = walked(search(), [page(9, &["a", "b"]), page(9, &["b", "a"])]);
    assert_eq!(found, ["a", "b"]);
    let (found, _) = walked(search(), [page(9, &["a"]), page(9, &[])]);
    assert_eq!(found, ["a"]);
    let (found, _) = walked(search(), [page(0, &[])]);
    assert!(found.is_empty());
}

#[test]
fn a_walk_gives_no_one_twice_and_trusts_the_newest_total() {
    let (found, _) = walked(search(), [page(9, &["a", "b"]), page(3, &["b", "c"])]);
    assert_eq!(found, ["a", "b", "c"]);
    let (found, _) = walked(
        search(),
        [page(3, &["a", "b"]), page(4, &["c"]), page(4, &["d"])],
    );
    assert_eq!(found, ["a", "b", "c", "d"]);
}

#[test]
fn a_walk_keeps_what_the_search_says() {
    let from_two = UserSearch {
        page: Some(2),
        size: Some(1),
        q: Some("x".to_owned()),
        ..search()
    };
    let (_, pages) = walked(from_two, [page(9, &["a"]), page(9, &[])]);
    assert_eq!(pages, [Some(2), Some(3)]);
}

#[test]
fn a_walk_that_failed_goes_on_where_it_stood() {
    let world = World::replying([
        page(3, &["a"]),
        status(403),
        page(3, &["b"]),
        page(3, &["c"]),
    ]);
    let client = airfob_with_token(world.options());
    let mut walk = client.users(search(), plain());
    assert!(world.run(walk.next()).unwrap().is_some());
    let error = world.run(walk.next()).unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Forbidden, "users")
    );
    let next = world.run(walk.next()).unwrap().unwrap();
    assert_eq!(next[0].user_id, "b");
    assert_eq!(world.sent()[2].json()["page"], json!(1));
}

// ── Logging in ──────────────────────────────────────────────────────────────────────────────────

fn logged_in(token: &str) -> Reply {
    let record = json!({"email": "e", "accountType": "t", "accessToken": token, "name": "n", "accountStatus": "s"});
    answer(200, json!({"status": 200, "record": record}).to_string())
}

#[test]
fn an_account_is_written_in_camel_case() {
    let world = World::replying([logged_in("opaque")]);
    let client = airfob(world.options(), TokenSource::Credentials(account()));
    let found = world.run(client.login(None, plain())).unwrap();
    assert_eq!(
        json!(found),
        json!({"email": "e", "accountType": "t", "accessToken": "opaque", "name": "n", "accountStatus": "s"})
    );
}

#[test]
fn a_login_is_used_by_the_calls_that_follow() {
    for source in [TokenSource::Login, TokenSource::Credentials(account())] {
        let given = source.is_login().then(account);
        let token = jwt("a", 1.0, 3_601.0);
        let world = World::replying([logged_in(&token), answer(200, SEND_RESPONSE)]);
        let client = airfob(world.options(), source);
        let found = world.run(client.login(given.as_ref(), plain())).unwrap();
        assert_eq!(exposed(&found.access_token), token);
        assert_eq!(found.expires_at, Some(moment(START + 3_600_000.0)));
        world.run(client.send_card(&to_send(), plain())).unwrap();
        let bearer = format!("Bearer {token}");
        assert_eq!(
            world.sent()[1].header("authorization"),
            Some(bearer.as_str())
        );
    }
}

#[test]
fn credentials_that_are_empty_are_refused_before_anything_is_sent() {
    let world = World::silent();
    for unfit in [
        AirfobCredentials {
            email: String::new(),
            ..account()
        },
        AirfobCredentials {
            password: "".into(),
            ..account()
        },
    ] {
        let source = TokenSource::Credentials(unfit.clone());
        let built = AirfobClient::new(AirfobOptions {
            client: world.options(),
            source,
        });
        assert_eq!(gist(&built.unwrap_err()), INVALID);
        let client = airfob(world.options(), TokenSource::Login);
        assert_eq!(
            gist(&failed(world.run(client.login(Some(&unfit), plain())))),
            INVALID
        );
    }
    let client = airfob(world.options(), TokenSource::Login);
    assert_eq!(
        gist(&failed(world.run(client.login(None, plain())))),
        INVALID
    );
}

#[test]
fn a_password_that_a_person_types_is_at_home_in_a_page() {
    let world = World::replying([logged_in("opaque")]);
    let mut options = world.options();
    options.platform.is_page = true;
    let client = airfob(options, TokenSource::Login);
    assert!(world.run(client.login(Some(&account()), plain())).is_ok());
}

#[test]
fn the_page_user_is_what_the_examples_say() {
    let world = World::replying([answer(200, CREATE_RESPONSE)]);
    let client = airfob_with_token(world.options());
    let found = world
        .run(client.create_user_with_card(&new_user_with_card(), plain()))
        .unwrap();
    assert_eq!(json!(found), json!(user()));
    assert_eq!(json!(found)["meta"]["name"], "모카");
}
