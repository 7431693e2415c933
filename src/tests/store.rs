//! The token store: when it is asked, under which key, and what a store that fails costs.

use std::rc::Rc;

use serde_json::json;

use super::arctos::{code, sign_in};
use super::desk::{Desk, STORE_KEY, account, airfob, arctos, failed, plain, with_keys, within};
use super::examples::airfob::{LOGIN_RESPONSE, SEND_RESPONSE, TOKEN};
use super::scripted::{Mood, START, Shelf, Tasks, World, answer, exposed, jwt, jwt_of, moment};
use crate::{
    CardToSend, ClientOptions, ErrorKind, Event, SConnectorClient, Secret, StoreAction,
    StoredToken, TokenSource,
};

const HOUR_MS: f64 = 3_600_000.0;

fn with_store(world: &World, shelf: &Shelf) -> ClientOptions {
    ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    }
}

/// A desk, an empty store, and a client with keys.
fn open() -> (Desk, World, Shelf, SConnectorClient) {
    let (desk, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    let client = with_keys(with_store(&world, &shelf));
    (desk, world, shelf, client)
}

/// What went wrong with the store, as it was told.
fn problems(world: &World) -> Vec<(StoreAction, String)> {
    world
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Store {
                action, problem, ..
            } => Some((action, problem)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_store_is_asked_before_a_renewal_and_written_after_it() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(
        shelf.asked(),
        [format!("get {STORE_KEY}"), format!("set {STORE_KEY}")]
    );
    let stored = shelf.token(STORE_KEY).unwrap();
    assert_eq!(exposed(&stored.access_token), desk.good());
    assert_eq!(stored.expires_at, Some(moment(START + 20.0 + HOUR_MS)));
    for _ in 0..3 {
        world.run(client.get_license(plain())).unwrap();
    }
    assert_eq!(shelf.asked().len(), 2, "memory comes first");
}

#[test]
fn another_client_takes_the_token_from_the_store() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    let other = with_keys(with_store(&world, &shelf));
    let before = world.events().len();
    for _ in 0..2 {
        world.run(other.get_license(plain())).unwrap();
    }
    assert_eq!(desk.logins(), 1);
    assert_eq!(shelf.asked().len(), 3, "one get more");
    let told = world.events().split_off(before);
    assert!(
        !told
            .iter()
            .any(|event| matches!(event, Event::Token { .. })),
        "no new token was obtained"
    );
}

#[test]
fn a_stored_token_is_renewed_in_time() {
    let (desk, world, shelf, _) = open();
    let token = jwt("stored", 0.0, 3_600.0);
    desk.accept(&token);
    shelf.put(STORE_KEY, &token, Some(START + 29_000.0));
    let client = with_keys(with_store(&world, &shelf));
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 1, "it had less than half a minute to live");

    let (desk, world, shelf, _) = open();
    desk.accept(&token);
    shelf.put(STORE_KEY, &token, Some(START + 60_000.0));
    let client = with_keys(with_store(&world, &shelf));
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 0);
    world.clock.advance(31_000.0);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_stored_token_without_an_end_is_used_until_it_is_refused() {
    let (desk, world, shelf, client) = open();
    desk.accept("opaque-token");
    shelf.put(STORE_KEY, "opaque-token", None);
    for _ in 0..3 {
        world.run(client.get_license(plain())).unwrap();
        world.clock.advance(1_000.0 * HOUR_MS);
    }
    assert_eq!(desk.logins(), 0);
}

#[test]
fn a_stored_token_has_the_end_that_stands_beside_it_and_not_its_own() {
    // By the service's clock, which is hours ahead, it still has long to live.
    let (desk, world, shelf, client) = open();
    let token = jwt(
        "stored",
        START / 1_000.0 + 36_000.0,
        START / 1_000.0 + 39_600.0,
    );
    desk.accept(&token);
    shelf.put(STORE_KEY, &token, Some(START + 60_000.0));
    world.run(client.get_license(plain())).unwrap();
    world.clock.advance(61_000.0);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_refused_token_that_the_store_still_has_is_not_used_again() {
    let (desk, world, shelf, client) = open();
    shelf.put(STORE_KEY, "refused-token", None);
    world.run(client.get_license(plain())).unwrap();
    let shown: Vec<Option<String>> = world
        .sent()
        .iter()
        .map(|sent| sent.header("s-connector-jwt").map(str::to_owned))
        .collect();
    assert_eq!(
        shown,
        [Some("refused-token".to_owned()), None, Some(desk.good())]
    );
    assert_eq!(
        exposed(&shelf.token(STORE_KEY).unwrap().access_token),
        desk.good()
    );
}

#[test]
fn a_token_refused_before_the_last_one_is_not_used_again_either() {
    let (desk, world, shelf, client) = open();
    shelf.put(STORE_KEY, "refused-token", None);
    shelf.on_set(Mood::Errs); // so the store goes on giving it
    world.run(client.get_license(plain())).unwrap();
    desk.revoke();
    world.run(client.get_license(plain())).unwrap();
    let refused =
        |sent: &super::scripted::Sent| sent.header("s-connector-jwt") == Some("refused-token");
    assert_eq!(world.sent().iter().filter(|sent| refused(sent)).count(), 1);
}

#[test]
fn a_token_that_a_newer_one_replaced_is_not_taken_from_the_store_again() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    shelf.on_set(Mood::Errs); // so the store goes on giving the first one
    world.run(client.authenticate(None, plain())).unwrap();
    desk.revoke();
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 3);
}

#[test]
fn after_a_401_a_token_that_another_client_stored_saves_the_login() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    desk.accept("renewed-by-another");
    shelf.put(STORE_KEY, "renewed-by-another", None);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_store_that_errs_is_passed_over_and_told_of() {
    let (desk, world, shelf, client) = open();
    shelf.on_get(Mood::Errs);
    shelf.on_set(Mood::Errs);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 1);
    let words = "the store is out of order".to_owned();
    assert_eq!(
        problems(&world),
        [(StoreAction::Get, words.clone()), (StoreAction::Set, words)]
    );
    assert_eq!(world.sent_at(), [0.0, 20.0], "it cost no time");
}

#[test]
fn a_store_that_hangs_costs_a_second_each_time_and_no_more() {
    let (_, world, shelf, client) = open();
    shelf.on_get(Mood::Hangs);
    shelf.on_set(Mood::Hangs);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(world.sent_at(), [1_000.0, 2_020.0]);
    let words = "did not answer within 1 second".to_owned();
    assert_eq!(
        problems(&world),
        [(StoreAction::Get, words.clone()), (StoreAction::Set, words)]
    );
    assert_eq!(world.clock.timers(), 0);
}

#[test]
fn of_a_small_budget_a_store_gets_a_quarter() {
    let (_, world, shelf, client) = open();
    shelf.on_get(Mood::Hangs);
    world.run(client.get_license(within(2_000.0))).unwrap();
    assert_eq!(world.sent_at()[0], 500.0);
    assert_eq!(problems(&world)[0].1, "did not answer within 0.5 seconds");
}

#[test]
fn a_store_that_is_slow_but_in_time_is_waited_for() {
    let (desk, world, shelf, client) = open();
    desk.accept("opaque-token");
    shelf.put(STORE_KEY, "opaque-token", None);
    shelf.on_get(Mood::Slow(900.0));
    world.run(client.get_license(plain())).unwrap();
    assert_eq!((desk.logins(), problems(&world)), (0, vec![]));
}

#[test]
fn while_the_store_writes_the_other_calls_go_on() {
    let (_, world, shelf, client) = open();
    shelf.on_set(Mood::Slow(900.0));
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    let other = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    assert!(other.is_done() && !leader.is_done());
    tasks.settle();
    assert!(leader.take().is_ok());
}

#[test]
fn nonsense_from_the_store_is_passed_over_and_told_of() {
    for token in ["", "two\nlines", "토큰", " space"] {
        let (desk, world, shelf, client) = open();
        shelf.put(STORE_KEY, token, None);
        world.run(client.get_license(plain())).unwrap();
        assert_eq!(desk.logins(), 1);
        let problems = problems(&world);
        assert_eq!(problems.len(), 1, "{token:?}");
        assert_eq!(problems[0].0, StoreAction::Get);
        assert!(
            token.is_empty() || !problems[0].1.contains(token),
            "{}",
            problems[0].1
        );
    }
}

#[test]
fn an_end_that_is_nonsense_does_no_harm() {
    for end in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0] {
        let (desk, world, shelf, client) = open();
        desk.accept("opaque-token");
        shelf.put(STORE_KEY, "opaque-token", Some(end));
        for _ in 0..3 {
            world.run(client.get_license(plain())).unwrap();
        }
        assert!(desk.logins() <= 1, "{end}");
    }
}

#[test]
fn each_key_names_service_base_url_and_account() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/airfob/login" => answer(200, LOGIN_RESPONSE),
        "/airfob/card/send" => answer(200, SEND_RESPONSE),
        "/api/auth/code" => answer(200, r#"{"status": 1, "info": {"code": "c"}}"#),
        "/api/auth/login" => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "access_token": "arctos-token"}}"#,
        ),
        "/api/auth/check" => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "client_id": "c"}}"#,
        ),
        _ => super::desk::login_with("s-connector-token"),
    });
    let shelf = Shelf::new(&world.clock);
    let at = |base_url: &str| ClientOptions {
        base_url: Some(base_url.to_owned()),
        ..with_store(&world, &shelf)
    };
    let card = CardToSend {
        site_id: "0".to_owned(),
        number: Some("1".to_owned()),
        card_id: None,
    };
    let cards = airfob(
        at("https://g.example/airfob/"),
        TokenSource::Credentials(account()),
    );
    world.run(cards.send_card(&card, plain())).unwrap();
    world
        .run(arctos(at("https://t.example")).sign_in(&sign_in(), plain()))
        .unwrap();
    world
        .run(with_keys(at("https://s.example")).authenticate(None, plain()))
        .unwrap();

    let token = |key: &str| {
        shelf
            .token(key)
            .map(|token| token.access_token.expose().to_owned())
    };
    assert_eq!(
        token("airfob|https://g.example/airfob|api@mocainc.com").as_deref(),
        Some(TOKEN)
    );
    assert_eq!(
        token("arctos|https://t.example").as_deref(),
        Some("arctos-token")
    );
    assert_eq!(
        token("sConnector|https://s.example|foziz2mdywm").as_deref(),
        Some("s-connector-token")
    );
}

#[test]
fn a_sign_in_of_another_client_is_found_in_the_store() {
    let world = World::new(|_| {
        answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "client_id": "c"}}"#,
        )
    });
    let shelf = Shelf::new(&world.clock);
    shelf.put("arctos|https://api-test.arctos.tw", "stored-token", None);
    let client = arctos(with_store(&world, &shelf));
    world.run(client.check_auth_token(None, plain())).unwrap();
    assert_eq!(
        world.sent()[0].header("authorization"),
        Some("Bearer stored-token")
    );
}

#[test]
fn what_is_only_checked_or_exchanged_is_not_stored() {
    let token = r#"{"status": 1, "info": {"user_id": 1, "client_id": "c", "access_token": "t"}}"#;
    let world = World::new(move |_| answer(200, token));
    let shelf = Shelf::new(&world.clock);
    let client = arctos(with_store(&world, &shelf));
    world
        .run(client.get_auth_token_use_code(&code("c"), plain()))
        .unwrap();
    world
        .run(client.check_auth_token(Some(&Secret::new("t")), plain()))
        .unwrap();
    assert!(shelf.asked().is_empty());
}

#[test]
fn a_failed_renewal_is_not_stored() {
    let (desk, world, shelf, client) = open();
    desk.next_logins([super::scripted::status(403)]);
    assert_eq!(
        failed(world.run(client.get_license(plain()))).kind(),
        ErrorKind::Forbidden
    );
    assert!(shelf.is_empty());
}

#[test]
fn a_stored_token_is_written_as_the_documented_object() {
    let stored = StoredToken {
        access_token: "t".into(),
        expires_at: Some(5),
    };
    assert_eq!(json!(stored), json!({"accessToken": "t", "expiresAt": 5}));
    let endless = StoredToken {
        expires_at: None,
        ..stored.clone()
    };
    assert_eq!(json!(endless), json!({"accessToken": "t"}));
    for wire in [json!(stored), json!(endless)] {
        let back: StoredToken = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(json!(back), wire);
    }
}

#[test]
fn a_token_that_says_its_end_alone_is_stored_with_it() {
    let (desk, world, shelf, client) = open();
    let end = START / 1_000.0 + 600.0;
    let token = jwt_of(&format!(r#"{{"exp":{end}}}"#));
    desk.accept(&token);
    desk.next_logins([super::desk::login_with(&token)]);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(
        shelf.token(STORE_KEY).unwrap().expires_at,
        Some(moment(START + 600_000.0))
    );
}
