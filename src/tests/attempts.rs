//! Which calls are sent again, after what, and how often.

use super::arctos::{code, moderator, sign_in};
use super::desk::{Gist, LICENSE_BODY};
use super::desk::{airfob_with_token, arctos, failed, gist, of, plain, with_token};
use super::examples::airfob::{CREATE_RESPONSE, SEND_RESPONSE, new_user_with_card};
use super::scripted::{Reply, World, answer, broken, ms, network, no_response, status, too_large};
use crate::{
    AirfobClient, CardToSend, ClientOptions, Error, ErrorKind, Outcome, Reissue, Retry, UserSearch,
};

/// How often a read is sent that is answered so every time.
fn reads(reply: fn() -> Reply) -> usize {
    let world = World::new(move |_| reply());
    let _ = world.run(with_token(world.options()).get_license(plain()));
    world.sent().len()
}

#[test]
fn a_read_is_sent_three_times_after_what_passes() {
    let passing: [fn() -> Reply; 9] = [
        || status(408),
        || status(429),
        || status(500),
        || status(502),
        || status(503),
        || status(504),
        || status(503).retry_after("1"),
        network,
        || broken(200),
    ];
    for reply in passing {
        assert_eq!(reads(reply), 3);
    }
}

#[test]
fn a_read_is_sent_once_after_what_does_not_pass() {
    let lasting: [fn() -> Reply; 17] = [
        || answer(200, LICENSE_BODY),
        || answer(200, "{}"),
        || answer(200, r#"{"status": false}"#),
        || status(204),
        || status(302),
        || status(0),
        || status(400),
        || status(401),
        || status(403),
        || status(404),
        || status(409),
        || status(418).retry_after("1"),
        || status(422),
        || status(501),
        || status(505),
        || too_large(200),
        no_response,
    ];
    for reply in lasting {
        assert_eq!(reads(reply), 1);
    }
}

#[test]
fn the_first_success_ends_it() {
    let world = World::replying([network(), status(503), answer(200, LICENSE_BODY)]);
    assert!(
        world
            .run(with_token(world.options()).get_license(plain()))
            .is_ok()
    );
}

#[test]
fn the_last_failure_is_the_one_that_is_told() {
    let world = World::replying([network(), status(503), status(429)]);
    let error = failed(world.run(with_token(world.options()).get_license(plain())));
    assert_eq!(
        (error.kind(), error.status(), error.attempts()),
        (ErrorKind::RateLimited, Some(429), 3)
    );
}

#[test]
fn max_attempts_counts_the_first_one() {
    for max_attempts in [1, 2, 7] {
        let world = World::new(|_| status(500));
        let retry = Retry {
            max_attempts,
            base_delay: ms(1.0),
            max_delay: ms(1.0),
        };
        let client = with_token(ClientOptions {
            retry,
            ..world.options()
        });
        let error = failed(world.run(client.get_license(plain())));
        assert_eq!(error.attempts(), max_attempts);
        assert_eq!(world.sent().len(), max_attempts as usize);
    }
    let world = World::replying([status(500)]);
    let client = with_token(ClientOptions {
        retry: Retry::NONE,
        ..world.options()
    });
    assert_eq!(failed(world.run(client.get_license(plain()))).attempts(), 1);
}

#[test]
fn every_attempt_sends_the_same() {
    let world = World::new(|_| status(500));
    let _ = world.run(arctos(world.options()).get_auth_code(&moderator(), plain()));
    let sent = world.sent();
    assert_eq!(sent.len(), 3);
    for again in &sent[1..] {
        assert_eq!(
            (&again.url, &again.headers, &again.body),
            (&sent[0].url, &sent[0].headers, &sent[0].body)
        );
    }
}

#[test]
fn the_reads_and_logins_of_arctos_may_be_sent_again() {
    for check in [false, true] {
        let world = World::new(|_| status(503));
        let client = arctos(world.options());
        let error = if check {
            failed(world.run(client.check_auth_token(Some(&"token".into()), plain())))
        } else {
            failed(world.run(client.get_auth_code(&moderator(), plain())))
        };
        assert_eq!(
            gist(&error),
            of(ErrorKind::Unavailable, 3, Outcome::Unknown, true)
        );
    }
}

#[test]
fn a_code_is_never_sent_twice() {
    type Case = (fn() -> Reply, Gist);
    let cases: [Case; 9] = [
        (
            || status(503).retry_after("1"),
            of(ErrorKind::Unavailable, 1, Outcome::Refused, true),
        ),
        (
            || status(503),
            of(ErrorKind::Unavailable, 1, Outcome::Unknown, false),
        ),
        (
            || status(500),
            of(ErrorKind::Unavailable, 1, Outcome::Unknown, false),
        ),
        (
            || status(408),
            of(ErrorKind::Unavailable, 1, Outcome::Unknown, false),
        ),
        (
            || status(429).retry_after("1"),
            of(ErrorKind::RateLimited, 1, Outcome::Refused, true),
        ),
        (
            || status(401),
            of(ErrorKind::Unauthorized, 1, Outcome::Refused, false),
        ),
        (network, of(ErrorKind::Network, 1, Outcome::Unknown, false)),
        (
            || broken(200),
            of(ErrorKind::Network, 1, Outcome::Unknown, false),
        ),
        (
            || answer(200, "{}"),
            of(ErrorKind::Decode, 1, Outcome::Unknown, false),
        ),
    ];
    for (reply, expected) in cases {
        let world = World::replying([reply()]);
        let client = arctos(world.options());
        let error = failed(world.run(client.get_auth_token_use_code(&code("c"), plain())));
        assert_eq!(gist(&error), expected);
    }
}

#[test]
fn a_sign_in_sends_its_code_once_and_the_rest_again() {
    let world = World::replying([
        network(),
        answer(200, r#"{"status": 1, "info": {"code": "c"}}"#),
        status(503).retry_after("1"),
    ]);
    let error = failed(world.run(arctos(world.options()).sign_in(&sign_in(), plain())));
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unavailable, 3)
    );
    assert_eq!(world.count("/api/auth/login"), 1);
}

/// A call of Airfob that changes something.
type Mutation = fn(&World, &AirfobClient) -> Result<(), Error>;

const MUTATIONS: [(&str, Mutation); 5] = [
    ("createUserWithCard", |world, client| {
        let request = new_user_with_card();
        world
            .run(client.create_user_with_card(&request, plain()))
            .map(drop)
    }),
    ("deleteUsers", |world, client| {
        world
            .run(client.delete_users(&["1".to_owned()], plain()))
            .map(drop)
    }),
    ("deleteCards", |world, client| {
        world
            .run(client.delete_cards(&["1".to_owned()], plain()))
            .map(drop)
    }),
    ("sendCard", |world, client| {
        let request = CardToSend {
            site_id: "0".to_owned(),
            number: Some("1".to_owned()),
            card_id: None,
        };
        world.run(client.send_card(&request, plain()))
    }),
    ("reissueCard", |world, client| {
        let request = Reissue {
            site_id: "0".to_owned(),
            user_id: "1".to_owned(),
            user: None,
            period: None,
        };
        world.run(client.reissue_card(&request, plain())).map(drop)
    }),
];

#[test]
fn a_mutation_is_sent_again_after_words_that_it_was_not_done() {
    let told: [fn() -> Reply; 5] = [
        || status(429),
        || status(429).retry_after("1"),
        || status(503).retry_after("1"),
        || answer(200, r#"{"status": 429}"#),
        || answer(200, r#"{"status": 503}"#).retry_after("1"),
    ];
    for reply in told {
        for (name, mutation) in MUTATIONS {
            let world = World::new(move |_| reply());
            let error = failed(mutation(&world, &airfob_with_token(world.options())));
            assert_eq!(error.operation(), name);
            assert_eq!((error.attempts(), world.sent().len()), (3, 3), "{name}");
            assert_eq!(
                (error.outcome(), error.retryable()),
                (Outcome::Refused, true),
                "{name}"
            );
        }
    }
}

#[test]
fn a_mutation_whose_answer_was_lost_is_never_sent_again() {
    let lost: [fn() -> Reply; 12] = [
        network,
        no_response,
        || broken(200),
        || broken(429),
        || status(408),
        || status(500),
        || status(502),
        || status(503),
        || status(504).retry_after("1"),
        || answer(200, r#"{"status": 500}"#),
        || answer(200, r#"{"status": 503}"#),
        || answer(200, "gibberish"),
    ];
    for reply in lost {
        for (name, mutation) in MUTATIONS {
            let world = World::replying([reply()]);
            let error = failed(mutation(&world, &airfob_with_token(world.options())));
            assert_eq!((error.operation(), error.attempts()), (name, 1));
            assert_eq!(
                (error.outcome(), error.retryable()),
                (Outcome::Unknown, false),
                "{name}"
            );
            assert!(
                error.to_string().contains("It may have been done"),
                "{error}"
            );
        }
    }
}

#[test]
fn a_mutation_that_was_refused_is_over() {
    for code in [400, 401, 403, 404, 409, 422] {
        for (name, mutation) in MUTATIONS {
            let world = World::replying([status(code)]);
            let error = failed(mutation(&world, &airfob_with_token(world.options())));
            assert_eq!(
                (error.attempts(), error.outcome()),
                (1, Outcome::Refused),
                "{name}"
            );
            assert!(
                !error.to_string().contains("It may have been done"),
                "{error}"
            );
        }
    }
}

#[test]
fn a_mutation_that_was_put_off_succeeds_the_next_time() {
    let world = World::replying([
        status(429).retry_after("1"),
        status(503).retry_after("2"),
        answer(200, CREATE_RESPONSE),
    ]);
    let client = airfob_with_token(world.options());
    assert!(
        world
            .run(client.create_user_with_card(&new_user_with_card(), plain()))
            .is_ok()
    );
    assert_eq!(world.sent_at(), [0.0, 1_000.0, 3_000.0]);
}

#[test]
fn a_search_is_a_read() {
    let world = World::new(|_| status(503));
    let search = UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    };
    let client = airfob_with_token(world.options());
    let error = failed(world.run(client.search_users(&search, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 3, Outcome::Unknown, true)
    );
    let error = failed(world.run(client.users(search, plain()).next()));
    assert_eq!((error.operation(), error.attempts()), ("users", 3));
}

#[test]
fn a_status_inside_a_200_counts_as_that_status() {
    let world = World::replying([
        answer(200, r#"{"status": 500}"#),
        answer(200, r#"{"status": "503"}"#),
        answer(200, r#"{"status": 200, "total": 0}"#),
    ]);
    let search = UserSearch {
        site_id: "0".to_owned(),
        ..UserSearch::default()
    };
    assert!(
        world
            .run(airfob_with_token(world.options()).search_users(&search, plain()))
            .is_ok()
    );
    let world = World::replying([answer(200, SEND_RESPONSE)]);
    assert!(MUTATIONS[3].1(&world, &airfob_with_token(world.options())).is_ok());
}
