//! What a client tells of its work: every step, in order, and nothing that must not be seen.

use std::rc::Rc;

use serde_json::{Value, json};

use super::arctos::sign_in;
use super::desk::{Desk, LICENSE_BODY, airfob_with_token, arctos, plain, with_keys, with_token};
use super::scripted::{Mood, START, Shelf, World, answer, broken, moment, ms, network, status};
use crate::{ClientOptions, ErrorKind, Event, Service, UsageQuery};

/// What JavaScript sees of the events.
fn told(world: &World) -> Vec<Value> {
    world.events().iter().map(|event| json!(event)).collect()
}

/// The types of the events, with the operation where there is one.
fn order(world: &World) -> Vec<String> {
    told(world)
        .iter()
        .map(|event| match event["operation"].as_str() {
            Some(operation) => format!("{} {operation}", event["type"].as_str().unwrap()),
            None => event["type"].as_str().unwrap().to_owned(),
        })
        .collect()
}

#[test]
fn a_call_tells_of_its_request_and_its_answer() {
    let world = World::replying([answer(200, LICENSE_BODY).after(35.0)]);
    world
        .run(with_token(world.options()).get_license(plain()))
        .unwrap();
    assert_eq!(
        told(&world),
        [
            json!({"type": "attempt", "service": "sConnector", "operation": "getLicense", "attempt": 1, "method": "GET", "path": "/v1/info"}),
            json!({"type": "response", "service": "sConnector", "operation": "getLicense", "attempt": 1, "status": 200, "durationMs": 35.0}),
        ]
    );
}

#[test]
fn a_call_that_is_sent_again_tells_why_and_when() {
    let world = World::replying([status(503), network(), answer(200, LICENSE_BODY)]);
    world.clock.randoms([0.4, 0.2]);
    world
        .run(with_token(world.options()).get_license(plain()))
        .unwrap();
    let events = world.events();
    let retry = |attempt, delay_ms, reason| Event::Retry {
        service: Service::SConnector,
        operation: "getLicense",
        attempt,
        delay: ms(delay_ms),
        reason,
    };
    assert_eq!(
        order(&world),
        [
            "attempt getLicense",
            "response getLicense",
            "retry getLicense",
            "attempt getLicense",
            "retry getLicense",
            "attempt getLicense",
            "response getLicense",
        ]
    );
    assert_eq!(events[2], retry(1, 100.0, ErrorKind::Unavailable));
    assert_eq!(events[4], retry(2, 100.0, ErrorKind::Network));
    assert_eq!(
        told(&world)[2],
        json!({"type": "retry", "service": "sConnector", "operation": "getLicense", "attempt": 1, "delayMs": 100.0, "reason": "unavailable"})
    );
}

#[test]
fn an_answer_that_breaks_off_or_is_a_redirect_is_told_of_too() {
    for (reply, code) in [(broken(200), 200), (status(302), 302), (status(0), 0)] {
        let world = World::replying([reply, answer(200, LICENSE_BODY)]);
        let _ = world.run(with_token(world.options()).get_license(plain()));
        assert_eq!(told(&world)[1]["status"], code);
    }
}

#[test]
fn a_login_that_a_call_needs_is_told_of_under_its_own_name() {
    let (_, world) = Desk::open();
    world
        .run(with_keys(world.options()).get_license(plain()))
        .unwrap();
    assert_eq!(
        order(&world),
        [
            "attempt authenticate",
            "response authenticate",
            "token",
            "attempt getLicense",
            "response getLicense",
        ]
    );
    assert_eq!(
        told(&world)[2],
        json!({"type": "token", "service": "sConnector", "expiresAt": moment(START + 20.0 + 3_600_000.0)})
    );
}

#[test]
fn a_token_that_does_not_say_its_end_is_told_of_without_one() {
    let (desk, world) = Desk::open();
    desk.next_logins([super::desk::login_with("opaque-token")]);
    let _ = world.run(with_keys(world.options()).get_license(plain()));
    assert_eq!(
        told(&world)[2],
        json!({"type": "token", "service": "sConnector"})
    );
}

#[test]
fn a_renewal_after_a_401_is_told_of_in_its_place() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    world.run(client.get_license(plain())).unwrap();
    desk.revoke();
    let before = world.events().len();
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(
        order(&world)[before..],
        [
            "attempt getLicense",
            "response getLicense",
            "attempt authenticate",
            "response authenticate",
            "token",
            "attempt getLicense",
            "response getLicense",
        ]
    );
    let attempts: Vec<Value> = told(&world)[before..]
        .iter()
        .filter(|event| event["type"] == "attempt")
        .map(|event| event["attempt"].clone())
        .collect();
    assert_eq!(attempts, [json!(1), json!(1), json!(2)]);
}

#[test]
fn a_sign_in_tells_of_its_three_steps() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/api/auth/code" => answer(200, r#"{"status": 1, "info": {"code": "c"}}"#),
        "/api/auth/login" => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "access_token": "t"}}"#,
        ),
        _ => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "client_id": "c"}}"#,
        ),
    });
    world
        .run(arctos(world.options()).sign_in(&sign_in(), plain()))
        .unwrap();
    assert_eq!(
        order(&world),
        [
            "attempt getAuthCode",
            "response getAuthCode",
            "attempt getAuthTokenUseCode",
            "response getAuthTokenUseCode",
            "attempt checkAuthToken",
            "response checkAuthToken",
            "token",
        ]
    );
}

#[test]
fn a_path_has_its_prefix_and_no_query() {
    let world = World::replying([answer(403, "")]);
    let client = with_token(ClientOptions {
        base_url: Some("https://gateway.example/meet".to_owned()),
        ..world.options()
    });
    let query = UsageQuery {
        start_time: "2021-02-20".to_owned(),
        end_time: None,
        time_zone: None,
    };
    let _ = world.run(client.get_usage(&query, plain()));
    assert_eq!(told(&world)[0]["path"], "/meet/v1/static");
    assert!(!json!(told(&world)).to_string().contains("2021"));
    assert!(
        world.sent()[0].url.ends_with("?startTime=2021-02-20"),
        "it was sent all the same"
    );
}

#[test]
fn a_store_that_fails_is_told_of() {
    let (_, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    shelf.on_get(Mood::Errs);
    shelf.on_set(Mood::Hangs);
    let client = with_keys(ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..world.options()
    });
    world.run(client.get_license(plain())).unwrap();
    let stores: Vec<Value> = told(&world)
        .into_iter()
        .filter(|event| event["type"] == "store")
        .collect();
    assert_eq!(
        stores,
        [
            json!({"type": "store", "service": "sConnector", "action": "get", "problem": "the store is out of order"}),
            json!({"type": "store", "service": "sConnector", "action": "set", "problem": "did not answer within 1 second"}),
        ]
    );
}

#[test]
fn nothing_is_told_of_a_call_that_was_not_sent() {
    let world = World::silent();
    let _ = world.run(with_token(world.options()).get_session("..", plain()));
    let _ = world.run(airfob_with_token(world.options()).delete_users(&[], plain()));
    assert_eq!(world.events(), []);
}

#[test]
fn no_one_has_to_listen() {
    let world = World::replying([answer(200, LICENSE_BODY)]);
    let client = with_token(ClientOptions {
        on_event: None,
        ..world.options()
    });
    assert!(world.run(client.get_license(plain())).is_ok());
}

#[test]
fn a_listener_may_call_the_client_that_tells_it() {
    use std::cell::{Cell, RefCell};
    let (desk, world) = Desk::open();
    let calls = Rc::new(Cell::new(0));
    type Slot = Rc<RefCell<Option<Rc<crate::SConnectorClient>>>>;
    let slot: Slot = Rc::default();
    let (slot_heard, calls_heard) = (Rc::clone(&slot), Rc::clone(&calls));
    let client = Rc::new(with_keys(ClientOptions {
        on_event: Some(Rc::new(move |_| {
            calls_heard.set(calls_heard.get() + 1);
            let client = slot_heard.borrow().clone().expect("the client is there");
            let mut signing_out = Box::pin(async move { client.sign_out().await });
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _ = std::future::Future::poll(signing_out.as_mut(), &mut context);
        })),
        ..world.options()
    }));
    *slot.borrow_mut() = Some(Rc::clone(&client));
    assert!(world.run(client.get_license(plain())).is_ok());
    assert!(calls.get() > 0 && desk.logins() == 1);
    slot.borrow_mut().take();
}
