//! When a token is renewed: before its end, after a 401, and not again at once where that failed.

use super::desk::{
    Desk, LICENSE_BODY, failed, gist, login_with, of, plain, s_connector, with_keys,
};
use super::scripted::{HandClock, START, World, answer, jwt, jwt_of, moment, network, status};
use crate::{
    ClientOptions, Clock as _, Error, ErrorKind, License, Outcome, Retry, SConnectorClient,
    TokenSource,
};

const HOUR_MS: f64 = 3_600_000.0;

fn once(options: ClientOptions) -> SConnectorClient {
    with_keys(ClientOptions {
        retry: Retry::NONE,
        ..options
    })
}

fn call(world: &World, client: &SConnectorClient) -> Result<License, Error> {
    world.run(client.get_license(plain()))
}

/// Lets time pass until so long after the test's beginning.
fn wait_until(clock: &HandClock, ms: f64) {
    clock.advance(5_000.0 + ms - clock.ticks());
}

#[test]
fn a_token_is_renewed_half_a_minute_before_its_end() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    call(&world, &client).unwrap(); // received at 20 ms
    wait_until(&world.clock, 20.0 + HOUR_MS - 30_000.0 - 1.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 1);
    wait_until(&world.clock, 20.0 + HOUR_MS - 30_000.0 + 20.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 2);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_token_that_lives_shortly_is_renewed_a_tenth_of_its_life_before_its_end() {
    let (desk, world) = Desk::open();
    desk.life(60.0);
    let client = with_keys(world.options());
    call(&world, &client).unwrap();
    wait_until(&world.clock, 20.0 + 54_000.0 - 1.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 1);
    wait_until(&world.clock, 20.0 + 54_000.0 + 20.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_life_is_counted_from_receipt_however_wrong_either_clock_is() {
    for hours in [-30.0, -2.0, -0.5, 0.5, 2.0, 30.0] {
        for service_is_wrong in [false, true] {
            let (desk, world) = Desk::open();
            if service_is_wrong {
                desk.ahead(hours * HOUR_MS);
            } else {
                world.clock.skew(hours * HOUR_MS);
            }
            let client = with_keys(world.options());
            call(&world, &client).unwrap();
            wait_until(&world.clock, HOUR_MS - 31_000.0);
            call(&world, &client).unwrap();
            assert_eq!(desk.logins(), 1, "{hours}");
            wait_until(&world.clock, HOUR_MS - 29_000.0);
            call(&world, &client).unwrap();
            assert_eq!(desk.logins(), 2, "{hours}");
        }
    }
}

#[test]
fn the_end_that_the_user_sees_is_by_this_machines_clock() {
    for hours in [-2.0, 0.0, 2.0] {
        let (desk, world) = Desk::open();
        desk.ahead(hours * HOUR_MS);
        let token = world
            .run(with_keys(world.options()).authenticate(None, plain()))
            .unwrap();
        assert_eq!(token.expires_at, Some(moment(START + 20.0 + HOUR_MS)));
    }
}

#[test]
fn a_token_that_is_no_jwt_is_used_until_it_is_refused() {
    let (desk, world) = Desk::open();
    desk.accept("opaque-token");
    desk.next_logins([login_with("opaque-token")]);
    let client = with_keys(world.options());
    for _ in 0..5 {
        call(&world, &client).unwrap();
        world.clock.advance(240.0 * HOUR_MS);
    }
    assert_eq!(desk.logins(), 1);
    desk.revoke();
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_token_that_says_its_end_alone_is_renewed_before_it() {
    let (desk, world) = Desk::open();
    let end = START / 1_000.0 + 600.0;
    let token = jwt_of(&format!(r#"{{"exp":{end}}}"#));
    desk.accept(&token);
    desk.next_logins([login_with(&token)]);
    let client = with_keys(world.options());
    call(&world, &client).unwrap();
    wait_until(&world.clock, 569_999.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 1);
    wait_until(&world.clock, 570_021.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_token_that_seems_dead_on_arrival_is_used_all_the_same() {
    // By a machine's clock that is two hours ahead, and with no iat to tell.
    let end = START / 1_000.0 - 7_200.0;
    for token in [
        jwt_of(&format!(r#"{{"exp":{end}}}"#)),
        jwt("a", 5.0, 5.0),
        jwt("b", 9.0, 5.0),
    ] {
        let (desk, world) = Desk::open();
        desk.accept(&token);
        desk.next_logins([login_with(&token)]);
        let client = with_keys(world.options());
        for _ in 0..5 {
            call(&world, &client).unwrap();
        }
        assert_eq!(desk.logins(), 1, "and not renewed for every call: {token}");
    }
}

// ── After a 401 ─────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_401_renews_and_sends_once_more() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    call(&world, &client).unwrap();
    desk.revoke();
    call(&world, &client).unwrap();
    let paths: Vec<String> = world.sent().into_iter().map(|sent| sent.path).collect();
    assert_eq!(
        paths,
        ["/v1/auth", "/v1/info", "/v1/info", "/v1/auth", "/v1/info"]
    );
}

#[test]
fn a_second_401_is_the_answer() {
    for retry in [Retry::default(), Retry::NONE] {
        let world = World::new(|sent| match sent.path.as_str() {
            "/v1/auth" => login_with("opaque-token"),
            _ => status(401),
        });
        let client = with_keys(ClientOptions {
            retry,
            ..world.options()
        });
        let error = failed(call(&world, &client));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Unauthorized, 2, Outcome::Refused, false)
        );
        assert_eq!(error.status(), Some(401));
        assert_eq!((world.count("/v1/auth"), world.count("/v1/info")), (2, 2));
    }
}

#[test]
fn a_401_renews_without_retries_too() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    call(&world, &client).unwrap();
    desk.revoke();
    assert!(call(&world, &client).is_ok());
    assert_eq!(desk.logins(), 2);
}

fn answering_infos(replies: [u16; 4]) -> World {
    let mut replies = replies.into_iter();
    let mut logins = 0;
    World::new(move |sent| {
        if sent.path == "/v1/auth" {
            logins += 1;
            return login_with(&format!("opaque-token-{logins}"));
        }
        match replies.next().expect("one request too many") {
            200 => answer(200, LICENSE_BODY),
            code => status(code),
        }
    })
}

#[test]
fn a_401_is_not_counted_against_the_attempts_allowed_but_is_one() {
    let retry = Retry {
        max_attempts: 2,
        ..Retry::default()
    };
    let world = answering_infos([401, 500, 200, 0]);
    assert!(
        call(
            &world,
            &with_keys(ClientOptions {
                retry,
                ..world.options()
            })
        )
        .is_ok()
    );

    let world = answering_infos([401, 500, 500, 0]);
    let error = failed(call(
        &world,
        &with_keys(ClientOptions {
            retry,
            ..world.options()
        }),
    ));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 3, Outcome::Unknown, true)
    );

    let world = answering_infos([500, 401, 500, 0]);
    let error = failed(call(
        &world,
        &with_keys(ClientOptions {
            retry,
            ..world.options()
        }),
    ));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 3, Outcome::Unknown, true)
    );
}

#[test]
fn a_call_renews_once_however_often_it_is_sent() {
    let world = answering_infos([401, 500, 401, 0]);
    let error = failed(call(&world, &with_keys(world.options())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 3, Outcome::Unknown, false)
    );
    assert_eq!(world.count("/v1/auth"), 2);
}

#[test]
fn a_token_refused_at_its_end_is_an_expired_one() {
    let (desk, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    world
        .run(client.authenticate(Some(&super::desk::keys()), plain()))
        .unwrap();
    desk.revoke();
    wait_until(&world.clock, 19.0 + HOUR_MS - 20.0);
    assert_eq!(
        failed(call(&world, &client)).kind(),
        ErrorKind::Unauthorized
    );
    wait_until(&world.clock, 20.0 + HOUR_MS);
    assert_eq!(
        failed(call(&world, &client)).kind(),
        ErrorKind::TokenExpired
    );
}

#[test]
fn what_a_403_says_is_not_about_the_token() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    call(&world, &client).unwrap();
    let world_of_403 = World::replying([login_with("t-opaque"), status(403)]);
    let error = failed(call(&world_of_403, &with_keys(world_of_403.options())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Forbidden, 1, Outcome::Refused, false)
    );
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_renewal_after_a_401_that_fails_is_the_answer_and_the_401_an_attempt() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    call(&world, &client).unwrap();
    desk.revoke();
    desk.next_logins([status(403)]);
    let error = failed(call(&world, &client));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Forbidden, 1, Outcome::Refused, false)
    );
    assert_eq!(
        error.to_string(),
        "sConnector.getLicense: authenticate failed: the service refused the request (HTTP 403). getLicense was sent before, and refused for its token. Ask the service's administrator for access."
    );
}

#[test]
fn a_login_that_fails_is_named_and_so_is_what_became_of_the_call() {
    let says = |reply| {
        let (desk, world) = Desk::open();
        desk.next_logins([reply]);
        let client = once(world.options());
        let error = failed(call(&world, &client));
        assert_eq!(
            (error.operation(), error.step(), error.outcome()),
            ("getLicense", Some("authenticate"), Outcome::NotSent)
        );
        let text = error.to_string();
        let text = text.strip_prefix("sConnector.getLicense: authenticate failed: ");
        text.expect("the login").to_owned()
    };
    assert_eq!(
        says(network()),
        "no answer came. getLicense was not sent. Check the connection and the base URL; in a page, also that the service allows this origin (CORS)."
    );
    let wrong = r#"{"status": false, "message": "accessKey or secretKey is wrong"}"#;
    assert_eq!(
        says(answer(401, wrong)),
        "the service refused the request (HTTP 401): “accessKey or secretKey is wrong”. getLicense was not sent. Check the keys, or sign in again."
    );
    assert_eq!(
        says(login_with("bad\\ntoken")),
        "data.accessToken is not a token that a header can carry. getLicense was not sent. Check the base URL; if it is right, the service has changed."
    );
    let (desk, world) = Desk::open();
    desk.next_logins([network()]);
    let error = failed(world.run(once(world.options()).authenticate(None, plain())));
    assert_eq!(error.step(), None, "what the user called is no step");
    assert!(
        error
            .to_string()
            .starts_with("sConnector.authenticate: no answer came.")
    );
}

// ── Renewals that fail ──────────────────────────────────────────────────────────────────────────

#[test]
fn a_failed_renewal_keeps_a_living_token_and_is_not_tried_again_for_five_seconds() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    call(&world, &client).unwrap();
    desk.next_logins([status(500), network()]);
    wait_until(&world.clock, HOUR_MS - 20_000.0);
    call(&world, &client).unwrap();
    assert_eq!(
        desk.logins(),
        2,
        "tried, in vain, and the call used what it had"
    );
    for _ in 0..10 {
        world.clock.advance(450.0);
        call(&world, &client).unwrap();
    }
    assert_eq!(desk.logins(), 2);
    world.clock.advance(500.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 3, "five seconds later, in vain again");
    world.clock.advance(5_000.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 4);
    world.clock.advance(HOUR_MS / 2.0);
    call(&world, &client).unwrap();
    assert_eq!(desk.logins(), 4, "that one worked");
}

#[test]
fn without_a_living_token_every_call_may_try() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    desk.next_logins([status(403), status(403), status(500)]);
    for kind in [
        ErrorKind::Forbidden,
        ErrorKind::Forbidden,
        ErrorKind::Unavailable,
    ] {
        let error = failed(call(&world, &client));
        assert_eq!(
            (error.kind(), error.attempts(), error.outcome()),
            (kind, 0, Outcome::NotSent)
        );
    }
    assert!(call(&world, &client).is_ok());
    assert_eq!(desk.logins(), 4);
}

#[test]
fn a_token_that_has_ended_is_not_used_after_a_failed_renewal() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    call(&world, &client).unwrap();
    wait_until(&world.clock, 20.0 + HOUR_MS);
    desk.next_logins([status(500)]);
    let error = failed(call(&world, &client));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 0, Outcome::NotSent, true)
    );
}

#[test]
fn a_token_that_was_refused_is_not_used_after_a_failed_renewal() {
    let (desk, world) = Desk::open();
    let client = once(world.options());
    call(&world, &client).unwrap();
    desk.revoke();
    desk.next_logins([status(500), status(500)]);
    assert!(call(&world, &client).is_err());
    let infos = world.count("/v1/info");
    let error = failed(call(&world, &client));
    assert_eq!(error.attempts(), 0);
    assert_eq!(
        world.count("/v1/info"),
        infos,
        "nothing was sent with the refused token"
    );
}

#[test]
fn a_login_is_tried_again_like_any_read() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(503), network()]);
    assert!(call(&world, &with_keys(world.options())).is_ok());
    assert_eq!((desk.logins(), world.count("/v1/info")), (3, 1));
}

#[test]
fn a_login_that_is_refused_says_so_under_the_users_call() {
    let (desk, world) = Desk::open();
    desk.next_logins([answer(
        200,
        r#"{"status": false, "message": "no such key"}"#,
    )]);
    let error = failed(call(&world, &with_keys(world.options())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Rejected, 0, Outcome::NotSent, false)
    );
    assert_eq!(
        (error.operation(), error.service_message()),
        ("getLicense", Some("no such key"))
    );
    assert_eq!(error.step(), Some("authenticate"));
    assert_eq!(
        error.to_string(),
        "sConnector.getLicense: authenticate failed: the service refused the request (HTTP 200): “no such key”. getLicense was not sent. Correct the request as the service says."
    );
}

#[test]
fn a_login_without_a_token_is_a_decode_failure_of_a_call_that_was_not_sent() {
    let (desk, world) = Desk::open();
    desk.next_logins([answer(200, r#"{"status": true, "data": {}}"#)]);
    let error = failed(call(&world, &with_keys(world.options())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Decode, 0, Outcome::NotSent, false)
    );
    assert_eq!(error.decode_path(), Some("data.accessToken"));
}
