//! A function of the user's that supplies tokens: what it is told, what it says of its token or its failure, and when it is given up.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::rc::Rc;

use super::desk::{
    LICENSE_BODY, cause, failed, gist, of, plain, s_connector, vanishing, with_token, within,
};
use super::scripted::{
    HandClock, START, Tasks, Thrown, World, answer, exposed, jwt, moment, ms, status,
};
use crate::token::source;
use crate::{
    ClientOptions, Clock as _, ErrorKind, Event, Outcome, Retry, SConnectorCredentials, Secret,
    SuppliedToken, TokenError, TokenFunction, TokenResult, TokenSource,
};

fn tokens_shown(world: &World) -> Vec<String> {
    let sent = world.sent();
    let shown = sent
        .iter()
        .filter_map(|sent| sent.header("s-connector-jwt"));
    shown.map(str::to_owned).collect()
}

/// A function of a user's, as a test sees it from the outside.
#[derive(Clone)]
struct Supply(Rc<SupplyState>);

struct SupplyState {
    clock: HandClock,
    ms: f64,
    results: RefCell<VecDeque<TokenResult>>,
    asked: RefCell<Vec<Option<String>>>,
    given_up: Rc<Cell<u32>>,
}

impl Supply {
    fn of(clock: &HandClock, ms: f64, results: impl IntoIterator<Item = TokenResult>) -> Self {
        Self(Rc::new(SupplyState {
            clock: clock.clone(),
            ms,
            results: RefCell::new(results.into_iter().collect()),
            asked: RefCell::default(),
            given_up: Rc::default(),
        }))
    }

    fn source(&self) -> TokenSource<SConnectorCredentials> {
        let state = Rc::clone(&self.0);
        TokenSource::Function(TokenFunction::new(move |request| {
            let refused = request.refused.as_ref();
            state
                .asked
                .borrow_mut()
                .push(refused.map(|token| exposed(token).to_owned()));
            let next = state.results.borrow_mut().pop_front();
            let next = next.expect("one call too many");
            let pause = state.clock.sleep(state.ms);
            let mut given_up = GivenUp(Some(Rc::clone(&state.given_up)));
            Box::pin(async move {
                pause.unwrap().await;
                given_up.0 = None;
                drop(given_up);
                next
            })
        }))
    }

    /// The refused token that each call of it was told of.
    fn asked(&self) -> Vec<Option<String>> {
        self.0.asked.borrow().clone()
    }

    /// How often it was given up before its end.
    fn given_up(&self) -> u32 {
        self.0.given_up.get()
    }
}

struct GivenUp(Option<Rc<Cell<u32>>>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        if let Some(count) = &self.0 {
            count.set(count.get() + 1);
        }
    }
}

fn bare(token: &str) -> TokenResult {
    Ok(Secret::from(token).into())
}

fn living(token: &str, expires_in_ms: f64) -> TokenResult {
    Ok(SuppliedToken {
        access_token: token.into(),
        expires_in: Some(ms(expires_in_ms)),
    })
}

/// A service that takes these tokens alone.
fn taking(tokens: &'static [&'static str]) -> World {
    World::new(move |sent| match sent.header("s-connector-jwt") {
        Some(token) if tokens.contains(&token) => answer(200, LICENSE_BODY).after(20.0),
        _ => status(401).after(20.0),
    })
}

#[test]
fn a_function_is_told_of_the_token_that_was_refused_until_it_has_given_another() {
    let world = taking(&["second", "third"]);
    let error: Rc<dyn StdError> = Rc::new(Thrown("the backend"));
    let supply = Supply::of(
        &world.clock,
        5.0,
        [
            bare("first"),
            Err(error.into()),
            bare("second"),
            bare("third"),
        ],
    );
    let client = s_connector(world.options(), supply.source());
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Refused));
    world.run(client.get_license(plain())).unwrap();
    world.run(client.sign_out()).unwrap();
    world.run(client.get_license(plain())).unwrap();
    let told = Some("first".to_owned());
    assert_eq!(supply.asked(), [None, told.clone(), told, None]);
}

#[test]
fn a_token_whose_time_has_passed_is_not_a_refused_one() {
    let world = taking(&["second"]);
    let results = [living("first", 1_000.0), bare("second")];
    let supply = Supply::of(&world.clock, 5.0, results);
    let client = s_connector(world.options(), supply.source());
    let mut tasks = Tasks::new(&world.clock);
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(10.0);
    world.clock.skew(2_000.0); // while its request is under way
    tasks.settle();
    call.take().unwrap();
    assert_eq!(supply.asked(), [None, None]);
}

#[test]
fn the_same_token_again_after_it_was_refused_is_not_sent_again() {
    let world = taking(&["second"]);
    let results = [bare("first"), bare("first"), bare("first"), bare("second")];
    let supply = Supply::of(&world.clock, 5.0, results);
    let client = s_connector(world.options(), supply.source());
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 1, Outcome::Refused, false)
    );
    let words = "sConnector.getLicense: getAccessToken gave a token again that the service has refused. getLicense was sent before, and refused for its token. Check the keys, or sign in again.";
    assert_eq!(error.to_string(), words);
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(tokens_shown(&world), ["first", "second"]);
    let told = Some("first".to_owned());
    assert_eq!(supply.asked(), [None, told.clone(), told.clone(), told]);
}

#[test]
fn a_token_with_little_life_left_is_believed_no_longer_than_that() {
    let hour = jwt("a", START / 1_000.0 - 3_540.0, START / 1_000.0 + 60.0);
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let results = [living(&hour, 3_000.0), bare("second")];
    let supply = Supply::of(&world.clock, 0.0, results);
    let client = s_connector(world.options(), supply.source());
    world.run(client.get_license(plain())).unwrap();
    world.clock.advance(2_699.0);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(supply.asked().len(), 1, "until a tenth of it is left");
    world.clock.advance(2.0);
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(
        tokens_shown(&world),
        [hour.clone(), hour, "second".to_owned()]
    );
    let ends: Vec<_> = world.events().iter().filter_map(token_end).collect();
    assert_eq!(ends, [Some(moment(START + 3_000.0)), None]);
}

fn token_end(event: &Event) -> Option<Option<i64>> {
    match event {
        Event::Token { expires_at, .. } => Some(*expires_at),
        _ => None,
    }
}

#[test]
fn a_token_without_any_life_left_serves_those_who_waited_for_it() {
    // As JavaScript gives it: it may be less than nothing.
    for ms in [0.0, -5.0] {
        let world = World::new(|_| answer(200, LICENSE_BODY));
        let asked = Rc::new(Cell::new(0));
        let (clock, count) = (world.clock.clone(), Rc::clone(&asked));
        let function = TokenFunction::of(move |_| {
            count.set(count.get() + 1);
            let access_token = ["first", "second"][count.get() - 1].into();
            let pause = clock.sleep(5.0);
            Box::pin(async move {
                pause.unwrap().await;
                Ok(source::SuppliedToken {
                    access_token,
                    expires_in_ms: Some(ms),
                })
            })
        });
        let client = s_connector(world.options(), TokenSource::Function(function));
        let mut tasks = Tasks::new(&world.clock);
        let calls: Vec<_> = (0..100)
            .map(|_| tasks.start(client.get_license(plain())))
            .collect();
        tasks.settle();
        assert!(calls.iter().all(|call| call.take().is_ok()));
        assert_eq!(asked.get(), 1);
        world.run(client.get_license(plain())).unwrap();
        assert_eq!(asked.get(), 2, "the next call asks anew");
    }
}

// ── What a function fails with ──────────────────────────────────────────────────────────────────

#[test]
fn what_a_function_says_of_its_failure_is_what_the_call_says() {
    for (kind, retryable, expected) in [
        (ErrorKind::Unavailable, None, true),
        (ErrorKind::Unavailable, Some(false), false),
        (ErrorKind::Network, None, true),
        (ErrorKind::Timeout, None, true),
        (ErrorKind::Forbidden, None, false),
        (ErrorKind::Forbidden, Some(true), true),
    ] {
        let world = World::silent();
        let error = TokenError {
            kind,
            retryable,
            retry_after: Some(ms(30_000.0)),
            cause: Some(Rc::new(Thrown("the backend"))),
        };
        let supply = Supply::of(&world.clock, 5.0, [Err(error)]);
        let client = s_connector(world.options(), supply.source());
        let error = failed(world.run(client.get_license(plain())));
        assert_eq!(gist(&error), of(kind, 0, Outcome::NotSent, expected));
        assert_eq!(error.operation(), "getLicense");
        assert_eq!(error.retry_after(), Some(ms(30_000.0)));
        assert_eq!((error.status(), error.step()), (None, None));
        assert_eq!(cause(&error).as_deref(), Some("the backend threw"));
        let words = error.to_string();
        assert!(
            words.contains("wait 30 seconds. getLicense was not sent."),
            "{words}"
        );
        assert!(
            !words.contains("base URL") && !words.contains("timeoutMs"),
            "{words}"
        );
    }
}

#[test]
fn an_error_of_another_client_keeps_its_kind_and_its_wait() {
    let backend = World::replying([status(503).retry_after("30")]);
    let options = ClientOptions {
        retry: Retry::NONE,
        ..backend.options()
    };
    let error = failed(backend.run(with_token(options).get_license(plain())));
    let world = World::silent();
    let supply = Supply::of(&world.clock, 5.0, [Err(error.into())]);
    let client = s_connector(world.options(), supply.source());
    let error = failed(world.run(client.list_sessions(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unavailable, 0, Outcome::NotSent, true)
    );
    assert_eq!(error.operation(), "listSessions");
    assert_eq!(error.retry_after(), Some(ms(30_000.0)));
}

// ── When a function is given up ─────────────────────────────────────────────────────────────────

#[test]
fn a_function_is_given_up_when_nobody_waits_for_its_token_any_more() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let supply = Supply::of(&world.clock, 500.0, [bare("first"), bare("second")]);
    let client = s_connector(world.options(), supply.source());
    let mut tasks = Tasks::new(&world.clock);
    let calls = [(); 3].map(|()| tasks.start(client.get_license(plain())));
    tasks.run_for(100.0);
    for call in &calls {
        assert_eq!(supply.given_up(), 0, "somebody waits");
        tasks.drop_call(call);
        tasks.run_for(10.0);
    }
    assert_eq!((supply.given_up(), supply.asked().len()), (1, 1));
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(supply.asked().len(), 2);
}

#[test]
fn those_who_wait_get_the_token_that_a_call_asked_for_and_then_was_gone() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let supply = Supply::of(&world.clock, 500.0, [bare("first")]);
    let client = s_connector(world.options(), supply.source());
    let mut tasks = Tasks::new(&world.clock);
    let gone = tasks.start(client.get_license(plain()));
    let short = tasks.start(client.get_license(within(200.0)));
    let rest = [(); 3].map(|()| tasks.start(client.get_license(plain())));
    tasks.run_for(100.0);
    tasks.drop_call(&gone);
    tasks.settle();
    assert!(rest.iter().all(|call| call.take().is_ok()));
    assert_eq!((supply.given_up(), supply.asked().len()), (0, 1));
    let words = failed(short.take()).to_string();
    assert!(
        words.contains("getAccessToken gave no token within 0.2 seconds"),
        "{words}"
    );
}

#[test]
fn a_function_that_was_asked_before_a_sign_out_serves_nobody_after_it() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let supply = Supply::of(&world.clock, 500.0, [bare("first"), bare("second")]);
    let client = s_connector(world.options(), supply.source());
    let mut tasks = Tasks::new(&world.clock);
    let gone = tasks.start(client.get_license(plain()));
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    let out = tasks.start(client.sign_out());
    tasks.run_for(1.0);
    out.take().unwrap();
    tasks.drop_call(&gone);
    tasks.settle();
    call.take().unwrap();
    assert_eq!(tokens_shown(&world), ["second"]);
}

#[test]
fn where_calls_may_vanish_a_function_is_given_up_with_the_call_that_asked_it() {
    let world = World::new(|_| answer(200, LICENSE_BODY));
    let supply = Supply::of(&world.clock, 500.0, [bare("first"), bare("second")]);
    let client = s_connector(vanishing(world.options()), supply.source());
    let mut tasks = Tasks::new(&world.clock);
    let gone = tasks.start(client.get_license(plain()));
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    tasks.drop_call(&gone);
    tasks.settle();
    call.take().unwrap();
    assert_eq!(
        (supply.given_up(), tokens_shown(&world)),
        (1, vec!["second".to_owned()])
    );
}
