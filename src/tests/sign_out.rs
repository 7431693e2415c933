//! Signing out: the token is forgotten here and in the store, whatever is under way.

use std::rc::Rc;

use super::arctos::sign_in;
use super::desk::{Desk, STORE_KEY, arctos, failed, gist, keys, of, plain, s_connector, with_keys};
use super::scripted::{Mood, Shelf, Tasks, World, answer, hangs};
use crate::{ClientOptions, ErrorKind, Outcome, SConnectorClient, TokenSource};

fn open() -> (Desk, World, Shelf, SConnectorClient) {
    let (desk, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    };
    (desk, world, shelf, with_keys(options))
}

#[test]
fn the_token_is_forgotten_here_and_in_the_store() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    world.run(client.sign_out()).unwrap();
    assert!(shelf.is_empty());
    assert_eq!(
        shelf.asked().last().unwrap(),
        &format!("delete {STORE_KEY}")
    );
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 2);
}

#[test]
fn signing_out_sends_nothing() {
    let (_, world, _, client) = open();
    world.run(client.sign_out()).unwrap();
    assert_eq!(world.sent(), []);
}

#[test]
fn a_token_of_a_login_is_forgotten() {
    let (_, world) = Desk::open();
    let client = s_connector(world.options(), TokenSource::Login);
    world
        .run(client.authenticate(Some(&keys()), plain()))
        .unwrap();
    world.run(client.sign_out()).unwrap();
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_given_token_is_forgotten() {
    let world = World::silent();
    let client = super::desk::with_token(world.options());
    world.run(client.sign_out()).unwrap();
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

fn arctos_service() -> World {
    World::new(|sent| match sent.path.as_str() {
        "/api/auth/code" => answer(200, r#"{"status": 1, "info": {"code": "c"}}"#).after(10.0),
        "/api/auth/login" => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "access_token": "t"}}"#,
        )
        .after(10.0),
        _ => answer(
            200,
            r#"{"status": 1, "info": {"user_id": 1, "client_id": "c"}}"#,
        )
        .after(10.0),
    })
}

#[test]
fn a_sign_in_is_forgotten() {
    let world = arctos_service();
    let shelf = Shelf::new(&world.clock);
    let client = arctos(ClientOptions {
        token_store: Some(Rc::new(shelf.clone())),
        ..world.options()
    });
    world.run(client.sign_in(&sign_in(), plain())).unwrap();
    assert!(!shelf.is_empty());
    world.run(client.sign_out()).unwrap();
    assert!(shelf.is_empty());
    let error = failed(world.run(client.check_auth_token(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_renewal_under_way_keeps_nothing_and_its_call_goes_on() {
    let (desk, world, shelf, client) = open();
    let mut tasks = Tasks::new(&world.clock);
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(10.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(call.take().is_ok() && out.take().is_ok());
    assert!(shelf.is_empty());
    assert!(!shelf.asked().iter().any(|asked| asked.starts_with("set")));
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 2, "nothing was held");
}

#[test]
fn a_renewal_under_way_that_hangs_does_not_hold_up_signing_out() {
    let (desk, world, _, client) = open();
    desk.next_logins([hangs()]);
    let mut tasks = Tasks::new(&world.clock);
    let _call = tasks.start(client.get_license(plain()));
    tasks.run_for(10.0);
    let out = tasks.start(client.sign_out());
    tasks.run_for(0.0);
    assert!(out.take().is_ok());
}

#[test]
fn a_token_that_the_store_is_writing_is_deleted_after_it() {
    let (_, world, shelf, client) = open();
    shelf.on_set(Mood::Slow(500.0));
    let mut tasks = Tasks::new(&world.clock);
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(call.take().is_ok() && out.take().is_ok());
    assert!(shelf.is_empty(), "{:?}", shelf.asked());
}

#[test]
fn a_token_that_the_store_is_looking_up_is_not_held() {
    let (desk, world, shelf, client) = open();
    desk.accept("opaque-token");
    shelf.put(STORE_KEY, "opaque-token", None);
    shelf.on_get(Mood::Slow(500.0));
    let mut tasks = Tasks::new(&world.clock);
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(out.take().is_ok());
    let _ = call.take();
    world.run(client.get_license(plain())).unwrap();
    assert!(desk.logins() > 0, "the stored token is gone");
}

#[test]
fn a_renewal_after_a_401_under_way_keeps_nothing() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    desk.revoke();
    desk.login_takes(200.0);
    let mut tasks = Tasks::new(&world.clock);
    let call = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(call.take().is_ok() && out.take().is_ok());
    assert!(shelf.is_empty());
}

#[test]
fn a_login_under_way_with_the_clients_own_credentials_keeps_nothing() {
    let (_, world, shelf, client) = open();
    let mut tasks = Tasks::new(&world.clock);
    let login = tasks.start(client.authenticate(None, plain()));
    tasks.run_for(10.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(login.take().is_ok() && out.take().is_ok());
    assert!(shelf.is_empty());
}

#[test]
fn a_login_under_way_with_given_credentials_keeps_nothing() {
    let (_, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    shelf.put(STORE_KEY, "of-another-client", None);
    let options = ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..world.options()
    };
    let client = s_connector(options, TokenSource::Login);
    let keys = keys();
    let mut tasks = Tasks::new(&world.clock);
    let login = tasks.start(client.authenticate(Some(&keys), plain()));
    tasks.run_for(10.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(login.take().is_ok() && out.take().is_ok());
    let error = failed(world.run(client.get_license(plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_sign_in_under_way_keeps_nothing() {
    let world = arctos_service();
    let client = arctos(world.options());
    let request = sign_in();
    let mut tasks = Tasks::new(&world.clock);
    let signing_in = tasks.start(client.sign_in(&request, plain()));
    tasks.run_for(25.0);
    let out = tasks.start(client.sign_out());
    tasks.settle();
    assert!(signing_in.take().is_ok() && out.take().is_ok());
    let error = failed(world.run(client.check_auth_token(None, plain())));
    assert_eq!(
        gist(&error),
        of(ErrorKind::Unauthorized, 0, Outcome::NotSent, false)
    );
}

#[test]
fn a_store_that_hangs_does_not_hold_up_signing_out_for_more_than_a_second() {
    let (_, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    shelf.on_delete(Mood::Hangs);
    let mut tasks = Tasks::new(&world.clock);
    let out = tasks.start(client.sign_out());
    tasks.run_for(1_000.0);
    assert!(out.take().is_ok());
}

#[test]
fn a_token_that_the_store_would_not_forget_is_not_used_again() {
    let (desk, world, shelf, client) = open();
    world.run(client.get_license(plain())).unwrap();
    shelf.on_delete(Mood::Errs);
    world.run(client.sign_out()).unwrap();
    assert!(!shelf.is_empty());
    world.run(client.get_license(plain())).unwrap();
    assert_eq!(desk.logins(), 2);
}
