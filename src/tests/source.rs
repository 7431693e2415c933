//! Where access tokens come from: given, from a function, from a login that the user calls, from credentials.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::rc::Rc;

use super::desk::{
    Desk, LICENSE_BODY, STORE_KEY, cause, failed, gist, keys, login_with, of, plain, s_connector,
    with_keys, with_token, within,
};
use super::scripted::{
    HandClock, Mood, START, Shelf, Thrown, World, answer, exposed, jwt, jwt_of, moment, status,
};
use crate::{
    ClientOptions, Clock as _, ErrorKind, LocalFuture, Outcome, SConnectorClient,
    SConnectorCredentials, SConnectorOptions, Secret, TokenError, TokenFunction, TokenResult,
    TokenSource,
};

fn tokens_shown(world: &World) -> Vec<String> {
    world
        .sent()
        .iter()
        .filter_map(|sent| sent.header("s-connector-jwt").map(str::to_owned))
        .collect()
}

/// A function of a user's that gives these, one after the other, after some time.
fn giving(
    clock: &HandClock,
    ms: f64,
    tokens: impl IntoIterator<Item = Result<String, &'static str>>,
) -> (TokenSource<SConnectorCredentials>, Rc<Cell<u32>>) {
    let calls = Rc::new(Cell::new(0));
    let counted = Rc::clone(&calls);
    let tokens: RefCell<VecDeque<_>> = RefCell::new(tokens.into_iter().collect());
    let clock = clock.clone();
    let function = TokenFunction::new(move |_| -> LocalFuture<'static, TokenResult> {
        counted.set(counted.get() + 1);
        let next = tokens.borrow_mut().pop_front().expect("one call too many");
        let pause = clock.sleep(ms);
        Box::pin(async move {
            pause.unwrap().await;
            next.map(|token| Secret::from(token).into())
                .map_err(|who| TokenError::from(Rc::new(Thrown(who)) as Rc<dyn StdError>))
        })
    });
    (TokenSource::Function(function), calls)
}

// ── Given ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_given_token_is_sent_as_it_is_even_when_its_end_has_passed() {
    let dead = jwt("dead", 1_000.0, 2_000.0);
    let world = World::replying([answer(200, LICENSE_BODY)]);
    let client = s_connector(
        world.options(),
        TokenSource::AccessToken(dead.as_str().into()),
    );
    assert!(
        world.run(client.get_license(plain())).is_ok(),
        "the service is the judge of it"
    );
    assert_eq!(tokens_shown(&world), [dead]);
}

#[test]
fn a_given_token_that_is_refused_is_not_renewed() {
    let end_of = |seconds: f64| jwt_of(&format!(r#"{{"exp":{seconds}}}"#));
    for (token, kind) in [
        ("opaque".to_owned(), ErrorKind::Unauthorized),
        (end_of(START / 1_000.0 + 60.0), ErrorKind::Unauthorized),
        (end_of(START / 1_000.0 - 60.0), ErrorKind::TokenExpired),
    ] {
        let world = World::replying([status(401)]);
        let client = s_connector(world.options(), TokenSource::AccessToken(token.into()));
        let error = failed(world.run(client.get_license(plain())));
        assert_eq!(gist(&error), of(kind, 1, Outcome::Refused, false));
        assert_eq!(error.status(), Some(401));
    }
}

#[test]
fn a_given_token_that_a_header_cannot_carry_is_refused_by_the_constructor() {
    let world = World::silent();
    for token in ["", "a\nb", "토큰", " a"] {
        let source = TokenSource::AccessToken(token.into());
        let error = SConnectorClient::new(SConnectorOptions {
            client: world.options(),
            source,
        })
        .unwrap_err();
        assert_eq!(
            gist(&error),
            of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
        );
        assert!(error.to_string().contains("accessToken"), "{error}");
    }
}

#[test]
fn a_given_token_is_at_home_in_a_page_and_never_in_the_store() {
    let world = World::replying([answer(200, LICENSE_BODY)]);
    let shelf = Shelf::new(&world.clock);
    let mut options = ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    };
    options.platform.is_page = true;
    let client = with_token(options);
    world.run(client.get_license(plain())).unwrap();
    assert!(shelf.asked().is_empty());
}

// ── A function ──────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_function_is_called_when_a_token_is_needed_and_no_sooner() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let (source, calls) = giving(&world.clock, 5.0, [Ok("one".to_owned())]);
    let client = s_connector(world.options(), source);
    assert_eq!(calls.get(), 0);
    for _ in 0..3 {
        world.run(client.get_license(plain())).unwrap();
    }
    assert_eq!(calls.get(), 1);
    assert_eq!(tokens_shown(&world), ["one", "one", "one"]);
}

#[test]
fn a_function_is_called_again_when_its_token_ends_or_is_refused() {
    let (first, second) = (jwt("a", 0.0, 3_600.0), jwt("b", 0.0, 3_600.0));
    let world = World::replying([
        answer(200, LICENSE_BODY),
        answer(200, LICENSE_BODY),
        status(401),
        answer(200, LICENSE_BODY),
    ]);
    let tokens = [
        Ok(first.clone()),
        Ok(second.clone()),
        Ok("third".to_owned()),
    ];
    let (source, calls) = giving(&world.clock, 5.0, tokens);
    let client = s_connector(world.options(), source);
    world.run(client.get_license(plain())).unwrap();
    world.clock.advance(3_600_000.0);
    world.run(client.get_license(plain())).unwrap();
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(calls.get(), 3);
    assert_eq!(
        tokens_shown(&world),
        [first, second.clone(), second, "third".to_owned()]
    );
}

#[test]
fn a_function_that_throws_is_unauthorized_with_what_it_threw_as_the_cause() {
    let world = World::silent();
    let (source, _) = giving(&world.clock, 5.0, [Err("the backend")]);
    let error = failed(world.run(s_connector(world.options(), source).get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
    assert_eq!(cause(&error).as_deref(), Some("the backend threw"));
    assert_eq!(
        error.to_string(),
        "sConnector.getLicense: getAccessToken failed; what it threw is the cause. getLicense was not sent. Check the keys, or sign in again."
    );
}

#[test]
fn a_function_that_gives_what_a_header_cannot_carry_is_unauthorized() {
    for token in ["", "a\r\nb: c", "토큰"] {
        let world = World::silent();
        let (source, _) = giving(&world.clock, 5.0, [Ok(token.to_owned())]);
        let error = failed(world.run(s_connector(world.options(), source).get_license(plain())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
        );
    }
}

#[test]
fn a_function_that_never_ends_costs_the_budget_of_the_call() {
    let world = World::silent();
    let tokens = std::iter::repeat_with(|| Ok("never".to_owned())).take(9);
    let (source, _) = giving(&world.clock, 1e6, tokens);
    let error =
        failed(world.run(s_connector(world.options(), source).get_license(within(2_500.0))));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 0, Outcome::NotSent, true)
    );
}

#[test]
fn a_function_that_failed_is_called_again_by_the_next_call() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let (source, calls) = giving(
        &world.clock,
        5.0,
        [Err("the backend"), Ok("one".to_owned())],
    );
    let client = s_connector(world.options(), source);
    assert!(world.run(client.get_license(plain())).is_err());
    assert!(world.run(client.get_license(plain())).is_ok());
    assert_eq!(calls.get(), 2);
}

#[test]
fn a_functions_token_never_goes_to_the_store() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let shelf = Shelf::new(&world.clock);
    let (source, _) = giving(&world.clock, 5.0, [Ok("one".to_owned())]);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    };
    let client = s_connector(options, source);
    world.run(client.get_license(plain())).unwrap();
    world.run(client.sign_out()).unwrap();
    assert!(shelf.asked().is_empty());
}

// ── A login that the user calls ─────────────────────────────────────────────────────────────────

#[test]
fn without_a_source_a_call_says_what_to_do() {
    let world = World::silent();
    let client = s_connector(world.options(), TokenSource::Login);
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
    assert!(error.to_string().contains("give credentials"), "{error}");
}

#[test]
fn a_login_makes_a_client_without_a_source_use_its_token() {
    let (desk, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    let token = world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    assert_eq!(exposed(&token.access_token), desk.good());
    assert_eq!(token.expires_at, Some(moment(START + 20.0 + 3_600_000.0)));
    assert!(world.run(client.get_license(plain())).is_ok());
    assert_eq!(
        (desk.logins(), tokens_shown(&world)),
        (1, vec![desk.good()])
    );
}

#[test]
fn the_credentials_of_a_login_are_not_kept() {
    let (desk, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    desk.revoke();
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 1, Outcome::Refused, false)
    );
    world.clock.advance(7_200_000.0);
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::TokenExpired, 1, Outcome::Refused, false)
    );
    assert_eq!(desk.logins(), 1);
    let error = failed(world.run(client.authenticate(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_second_login_takes_the_place_of_the_first() {
    let (desk, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    for _ in 0..2 {
        world
            .run(client.authenticate(Some(&keys()), plain()))
            .unwrap();
    }
    assert!(world.run(client.get_license(plain())).is_ok());
    assert_eq!(tokens_shown(&world), [desk.good()]);
}

#[test]
fn a_login_that_failed_leaves_the_token_that_was_there() {
    let (desk, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    desk.next_logins([status(403)]);
    let error = failed(world.run(client.authenticate(Some(&keys()), plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Forbidden, 1, Outcome::Refused, false)
    );
    assert!(world.run(client.get_license(plain())).is_ok());
}

#[test]
fn a_login_with_other_credentials_does_not_disturb_a_client_with_a_source_of_its_own() {
    let (desk, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    };
    let client = with_keys(options);
    world.run(client.get_license(plain())).unwrap();
    let own = desk.good();
    let other = SConnectorCredentials {
        access_key: "other".to_owned(),
        ..keys()
    };
    let token = world
        .run(client.authenticate(Some(&other), plain()))
        .unwrap();
    assert_ne!(exposed(&token.access_token), own);
    desk.accept(&own);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(tokens_shown(&world), [own.clone(), own]);
    assert_eq!(
        shelf.token("sConnector|https://api.interwater.biz|other"),
        None
    );
}

#[test]
fn a_login_of_a_client_that_was_given_a_token_is_not_used_by_it() {
    let (_, world) = Desk::open();
    let client = with_token(world.options());
    world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    let _ = world.run(client.get_license(plain()));
    assert_eq!(tokens_shown(&world), ["given-access-token"]);
}

#[test]
fn a_login_without_credentials_needs_those_of_the_client() {
    let world = World::silent();
    let (function, _) = giving(&world.clock, 5.0, []);
    for source in [
        TokenSource::Login,
        TokenSource::AccessToken("token".into()),
        function,
    ] {
        let client = s_connector(world.options(), source);
        let error = failed(world.run(client.authenticate(None, plain())));
        assert_eq!(
            gist(&error),
            of(ErrorKind::InvalidArgument, 0, Outcome::NotSent, false)
        );
        assert_eq!(error.operation(), "authenticate");
    }
}

#[test]
fn a_login_with_the_clients_own_credentials_renews_what_is_held() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    world.run(client.get_license(plain())).unwrap();
    world.run(client.authenticate(None, plain())).unwrap();
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 2);
    assert_eq!(tokens_shown(&world)[1], desk.good());
}

#[test]
fn a_login_that_the_user_calls_counts_as_the_call() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(500), status(500), status(500)]);
    let error = failed(world.run(with_keys(world.options()).authenticate(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 3, Outcome::Unknown, true)
    );
}

#[test]
fn a_token_of_a_login_that_a_header_cannot_carry_is_not_kept() {
    for given in [false, true] {
        let (desk, world) = Desk::open();
        let shelf = Shelf::new(&world.clock);
        desk.next_logins([login_with("bad\\ntoken"), login_with("bad\\ntoken")]);
        let source = if given {
            TokenSource::Login
        } else {
            TokenSource::Credentials(keys())
        };
        let options = ClientOptions {
            token_store: Some(Rc::new(shelf.clone())),
            ..world.options()
        };
        let client = s_connector(options, source);
        let credentials = given.then(keys);
        assert!(
            world
                .run(client.authenticate(credentials.as_ref(), plain()))
                .is_err()
        );
        assert!(shelf.is_empty());
        let _ = world.run(client.get_license(plain()));
        assert!(
            tokens_shown(&world)
                .iter()
                .all(|token| !token.contains('\n'))
        );
    }
}

#[test]
fn the_token_of_a_login_is_in_the_store_under_its_access_key() {
    let (desk, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    shelf.on_get(Mood::Errs);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    };
    let client = s_connector(options, TokenSource::Login);
    world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    assert_eq!(
        exposed(&shelf.token(STORE_KEY).unwrap().access_token),
        desk.good()
    );
    assert_eq!(shelf.asked(), [format!("set {STORE_KEY}")]);
}
