//! The budget of a call: token, attempts, back-off and body share it, and nothing outlasts it.

use super::arctos::sign_in;
use super::desk::LICENSE_BODY;
use super::desk::{
    Desk, airfob_with_token, arctos, failed, gist, of, plain, with_keys, with_token, within,
};
use super::scripted::{Mood, Shelf, World, answer, hangs, ms, status};
use super::{airfob, desk};
use crate::client::Client;
use crate::exchange::deadline::MAX_TIMEOUT_MS;
use crate::exchange::retry;
use crate::options;
use crate::record::Typed as _;
use crate::s_connector::operations::{API, AUTHENTICATE, GET_LICENSE};
use crate::{
    CallOptions, ClientOptions, Clock as _, Error, ErrorKind, Outcome, Retry, TokenSource,
};
use json::Value;
use std::future::ready;
use std::rc::Rc;
use std::time::Duration;

/// How long a call takes to fail, by the clock.
fn elapsed(world: &World, call: impl FnOnce()) -> f64 {
    let began = world.clock.ticks();
    call();
    world.clock.ticks() - began
}

#[test]
fn login_attempts_and_back_off_share_one_budget() {
    let mut infos = 0;
    let world = World::new(move |sent| {
        if sent.path == "/v1/auth" {
            return desk::login_with("opaque-token").after(400.0);
        }
        infos += 1;
        if infos == 1 {
            status(503).after(300.0)
        } else {
            hangs()
        }
    });
    world.clock.randoms([0.4]); // 100 ms of the first 250
    let client = with_keys(world.options());
    let took = elapsed(&world, || {
        let error = failed(world.run(client.get_license(within(1_000.0))));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Timeout, 2, Outcome::Unknown, true)
        );
        assert!(
            error.to_string().contains("no answer within 1 second."),
            "{error}"
        );
    });
    assert_eq!(took, 1_000.0);
    assert_eq!(world.sent_at(), [0.0, 400.0, 800.0]);
    assert_eq!((world.cancelled(), world.clock.timers()), (1, 0));
}

#[test]
fn a_budget_that_ends_in_the_login_ends_before_anything_of_the_call_was_sent() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let error = failed(world.run(client.get_license(within(700.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 0, Outcome::NotSent, true)
    );
    assert_eq!(
        (error.operation(), error.step()),
        ("getLicense", Some("authenticate"))
    );
    assert_eq!(
        error.to_string(),
        "sConnector.getLicense: authenticate failed: no answer within 0.7 seconds. getLicense was not sent. Try again, or raise timeoutMs."
    );
    assert_eq!((world.count("/v1/info"), world.cancelled()), (0, 1));
}

#[test]
fn a_body_that_comes_too_late_is_a_timeout() {
    let world = World::replying([answer(200, LICENSE_BODY).after(500.1)]);
    let error = failed(world.run(with_token(world.options()).get_license(within(500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 1, Outcome::Unknown, true)
    );
    assert_eq!(error.status(), None);
    let world = World::replying([answer(200, LICENSE_BODY).after(499.9)]);
    assert!(
        world
            .run(with_token(world.options()).get_license(within(500.0)))
            .is_ok()
    );
}

#[test]
fn a_mutation_that_times_out_may_have_been_done() {
    let world = World::replying([hangs()]);
    let client = airfob_with_token(world.options());
    let ids = ["1".to_owned()];
    let error = failed(world.run(client.delete_users(&ids, within(500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 1, Outcome::Unknown, false)
    );
    assert!(
        error.to_string().contains("It may have been done"),
        "{error}"
    );
}

#[test]
fn a_mutation_that_times_out_before_it_was_sent_was_not_done() {
    let world = World::replying([hangs()]);
    let client = desk::airfob(world.options(), TokenSource::Credentials(desk::account()));
    let ids = ["1".to_owned()];
    let error = failed(world.run(client.delete_users(&ids, within(500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 0, Outcome::NotSent, true)
    );
    assert_eq!(error.step(), Some("login"));
    assert!(
        error.to_string().contains("deleteUsers was not sent."),
        "{error}"
    );
}

#[test]
fn a_mutation_refused_and_then_lost_may_have_been_done() {
    let world = World::replying([status(429), hangs()]);
    let client = airfob_with_token(world.options());
    let ids = ["1".to_owned()];
    let error = failed(world.run(client.delete_users(&ids, within(500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 2, Outcome::Unknown, false)
    );
}

#[test]
fn the_three_steps_of_a_sign_in_share_one_budget() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/api/auth/code" => answer(200, r#"{"status": 1, "info": {"code": "c"}}"#).after(400.0),
        "/api/auth/login" => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "access_token": "t"}}"#,
        )
        .after(400.0),
        _ => answer(200, "{}").after(400.0),
    });
    let client = arctos(world.options());
    let took = elapsed(&world, || {
        let error = failed(world.run(client.sign_in(&sign_in(), within(1_000.0))));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Timeout, 3, Outcome::Unknown, true)
        );
        assert_eq!(error.operation(), "signIn");
    });
    assert_eq!(took, 1_000.0);
}

#[test]
fn the_budget_is_the_calls_own_or_the_clients_or_half_a_minute() {
    for (client_ms, call_ms, expected) in [
        (None, None, 30_000.0),
        (Some(700.0), None, 700.0),
        (None, Some(800.0), 800.0),
        (Some(700.0), Some(800.0), 800.0),
        (Some(0.5), None, 0.5),
        (Some(1e15), None, MAX_TIMEOUT_MS),
        (None, Some(1e15), MAX_TIMEOUT_MS),
    ] {
        let world = World::replying([hangs()]);
        let client = with_token(ClientOptions {
            timeout: client_ms.map(ms),
            ..world.options()
        });
        let took = elapsed(&world, || {
            let options = CallOptions {
                timeout: call_ms.map(ms),
            };
            let error = failed(world.run(client.get_license(options)));
            assert_eq!(error.kind(), ErrorKind::Timeout);
        });
        assert!((took - expected).abs() < 1e-3, "{took}");
    }
}

/// A client of these options as JavaScript gives them, whose times may be any number.
fn given(world: &World, change: impl FnOnce(&mut options::ClientOptions)) -> Result<Client, Error> {
    let mut options = world.options().into();
    change(&mut options);
    Client::new(&API, options, TokenSource::Login, Value::Absent)
}

#[test]
fn a_budget_of_any_number_has_an_end() {
    for budget in [f64::INFINITY, 1e300] {
        let world = World::replying([hangs()]);
        let client = given(&world, |options| options.timeout_ms = Some(budget)).unwrap();
        let took = elapsed(&world, || {
            let options = options::CallOptions { timeout_ms: None };
            let call = AUTHENTICATE.call(
                &client,
                Box::pin(ready(Ok(desk::keys().to_value()))),
                options,
            );
            assert_eq!(failed(world.run(call)).kind(), ErrorKind::Timeout);
        });
        assert_eq!(took, MAX_TIMEOUT_MS);
    }
}

#[test]
fn a_budget_of_nothing_is_refused() {
    let world = World::silent();
    let client = with_token(world.options());
    let error = failed(world.run(client.get_license(within(0.0))));
    assert_eq!(error.argument(), Some("timeoutMs"));
    let client = given(&world, |_| {}).unwrap();
    for ms in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        let options = options::CallOptions {
            timeout_ms: Some(ms),
        };
        let call = GET_LICENSE.call(&client, Box::pin(ready(Ok(Value::Absent))), options);
        let error = failed(world.run(call));
        assert_eq!(
            gist(&error),
            of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
        );
        assert_eq!(error.operation(), "getLicense");
        let client = given(&world, |options| options.timeout_ms = Some(ms));
        let error = client.map(drop).unwrap_err();
        assert!(error.to_string().contains("timeoutMs"), "{error}");
    }
}

#[test]
fn a_retry_policy_that_makes_no_sense_is_refused() {
    let world = World::silent();
    type Change = fn(&mut retry::Retry);
    let unfit: [(&str, Change); 3] = [
        ("maxAttempts", |retry| retry.max_attempts = 0),
        ("baseDelayMs", |retry| retry.base_delay_ms = -1.0),
        ("maxDelayMs", |retry| retry.max_delay_ms = f64::NAN),
    ];
    for (name, change) in unfit {
        let client = given(&world, |options| change(&mut options.retry));
        let error = client.map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_retry_after_that_fits_is_waited_for() {
    for header in ["2", "2.0", "Tue, 14 Nov 2023 22:13:22 GMT"] {
        let world = World::replying([status(429).retry_after(header), answer(200, LICENSE_BODY)]);
        assert!(
            world
                .run(with_token(world.options()).get_license(plain()))
                .is_ok()
        );
        assert_eq!(world.sent_at(), [0.0, 2_000.0], "{header}");
    }
}

#[test]
fn a_retry_after_in_milliseconds_goes_before_the_other_where_it_makes_sense() {
    for (exact, wait) in [
        ("750", 750.0),
        ("1250.5", 1_251.0),
        (" 900 ", 900.0),
        ("soon", 2_000.0),
        ("-5", 2_000.0),
        ("", 2_000.0),
    ] {
        let put_off = status(429).retry_after("2").retry_after_ms(exact);
        let world = World::replying([put_off, answer(200, LICENSE_BODY)]);
        let client = with_token(world.options());
        world.run(client.get_license(plain())).unwrap();
        assert_eq!(world.sent_at(), [0.0, wait], "{exact:?}");
    }
    // Alone it says as well that the operation was not done.
    let put_off = status(503).retry_after_ms("500");
    let world = World::replying([put_off, answer(200, r#"{"status": 200}"#)]);
    let card = crate::CardToSend {
        site_id: "0".to_owned(),
        number: Some("1".to_owned()),
        card_id: None,
    };
    let client = airfob_with_token(world.options());
    world.run(client.send_card(&card, plain())).unwrap();
    assert_eq!(world.sent_at(), [0.0, 500.0]);
}

#[test]
fn a_retry_after_date_is_counted_from_the_services_own_clock_where_it_tells_it() {
    let until = "Tue, 14 Nov 2023 20:00:02 GMT"; // hours ago by this machine's clock
    for (date, waited) in [
        ("Tue, 14 Nov 2023 20:00:00 GMT", 2_000.0),
        ("yesterday", 0.0),
    ] {
        let world = World::replying([
            status(429).retry_after(until).date(date),
            answer(200, LICENSE_BODY),
        ]);
        let retry = Retry {
            base_delay: Duration::ZERO,
            ..Retry::default()
        };
        let client = with_token(ClientOptions {
            retry,
            ..world.options()
        });
        assert!(world.run(client.get_license(plain())).is_ok());
        assert_eq!(world.sent_at(), [0.0, waited], "{date}");
    }
}

#[test]
fn a_retry_after_that_does_not_fit_fails_at_once_and_says_how_long() {
    for (code, kind) in [(429, ErrorKind::RateLimited), (503, ErrorKind::Unavailable)] {
        let world = World::replying([status(code).retry_after("3600").after(50.0)]);
        let client = with_token(world.options());
        let took = elapsed(&world, || {
            let error = failed(world.run(client.get_license(plain())));
            assert_eq!(gist(&error), of(kind, 1, Outcome::Refused, true));
            assert_eq!(error.retry_after(), Some(ms(3_600_000.0)));
            assert!(error.to_string().contains("wait 1 hour."), "{error}");
        });
        assert_eq!(took, 50.0);
        assert_eq!(
            world.clock.waits(),
            [30_000.0, 50.0],
            "the budget and the answer, no back-off"
        );
    }
}

#[test]
fn a_retry_after_fits_what_is_left_and_not_the_whole_budget() {
    let world = World::replying([
        status(503).retry_after("1").after(500.0),
        status(503).retry_after("1").after(500.0),
    ]);
    let error = failed(world.run(with_token(world.options()).get_license(within(2_500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 2, Outcome::Refused, true)
    );
    assert_eq!(world.sent_at(), [0.0, 1_500.0]);
    assert_eq!(error.retry_after(), Some(ms(1_000.0)));
}

#[test]
fn a_back_off_that_does_not_fit_fails_with_the_error_at_hand() {
    let world = World::replying([status(500)]);
    world.clock.randoms([0.9]); // 225 ms
    let client = with_token(world.options());
    let took = elapsed(&world, || {
        let error = failed(world.run(client.get_license(within(200.0))));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Unavailable, 1, Outcome::Unknown, true)
        );
        assert_eq!(error.retry_after(), None);
    });
    assert_eq!(took, 0.0);
}

#[test]
fn back_off_takes_its_full_jitter() {
    let retry = Retry {
        max_attempts: 5,
        base_delay: ms(100.0),
        max_delay: ms(300.0),
    };
    for (random, expected) in [
        (0.0, [0.0, 0.0, 0.0, 0.0, 0.0]),
        (0.5, [0.0, 50.0, 150.0, 300.0, 450.0]),
        (0.999, [0.0, 99.9, 299.7, 599.4, 899.1]),
    ] {
        let world = World::new(|_| status(500));
        world.clock.randoms([random; 5]);
        let client = with_token(ClientOptions {
            retry,
            ..world.options()
        });
        assert!(world.run(client.get_license(plain())).is_err());
        let off = world
            .sent_at()
            .iter()
            .zip(expected)
            .all(|(at, e)| (at - e).abs() < 1e-6);
        assert!(off && world.sent().len() == 5, "{:?}", world.sent_at());
    }
}

#[test]
fn a_retry_after_longer_than_the_longest_back_off_is_obeyed() {
    let retry = Retry {
        max_attempts: 2,
        base_delay: ms(10.0),
        max_delay: ms(10.0),
    };
    let world = World::new(|_| status(429).retry_after("5"));
    let client = with_token(ClientOptions {
        retry,
        ..world.options()
    });
    assert!(world.run(client.get_license(plain())).is_err());
    assert_eq!(world.sent_at(), [0.0, 5_000.0]);
}

#[test]
fn the_login_obeys_the_budget_of_the_call_that_needs_it() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(503).retry_after("60")]);
    let client = with_keys(world.options());
    let error = failed(world.run(client.get_license(within(10_000.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 0, Outcome::NotSent, true)
    );
    assert_eq!(error.retry_after(), Some(ms(60_000.0)));
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_call_that_has_ended_leaves_no_timer_behind() {
    let world = World::new(|_| answer(200, LICENSE_BODY).after(10.0));
    assert!(
        world
            .run(with_token(world.options()).get_license(plain()))
            .is_ok()
    );
    assert_eq!(world.clock.timers(), 0);
    let world = World::new(|_| status(403).after(10.0));
    assert!(
        world
            .run(with_token(world.options()).get_license(plain()))
            .is_err()
    );
    assert_eq!(world.clock.timers(), 0);
}

#[test]
fn a_login_that_was_answered_and_then_ran_out_of_budget_in_the_store_was_sent() {
    let (desk, world) = Desk::open();
    desk.login_takes(900.0);
    let shelf = Shelf::new(&world.clock);
    shelf.on_set(Mood::Hangs);
    let client = with_keys(ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..world.options()
    });
    if let Err(error) = world.run(client.authenticate(None, within(1_000.0))) {
        assert_eq!(
            gist(&error),
            of(ErrorKind::Timeout, 1, Outcome::Unknown, true)
        );
        assert!(!error.to_string().contains("Nothing was sent"), "{error}");
    }
}

#[test]
fn every_page_of_a_walk_has_a_budget_of_its_own() {
    let world = World::new(|sent| {
        let page = sent.json()["page"].as_u64().unwrap_or(0);
        airfob::page(9, &[&format!("user-{page}")]).after(400.0)
    });
    let client = airfob_with_token(world.options());
    let search = crate::UserSearch {
        site_id: "0".to_owned(),
        ..crate::UserSearch::default()
    };
    let mut walk = client.users(search, within(500.0));
    for _ in 0..3 {
        assert!(world.run(walk.next()).unwrap().is_some());
    }
    assert_eq!(world.sent_at(), [0.0, 400.0, 800.0]);
}
