//! Many calls at once: one of them renews the token, and none waits for one that is gone.

use super::desk::{
    Desk, LICENSE_BODY, failed, gist, login_with, of, plain, vanishing, with_keys, within,
};
use super::scripted::{
    Mood, START, Shelf, Started, Tasks, World, answer, hangs, jwt_of, ms, status, steered,
};
use crate::{
    ClientOptions, Clock as _, Error, ErrorKind, License, Outcome, Retry, SConnectorClient,
};
use std::rc::Rc;

type Call = Started<Result<License, Error>>;

/// Begins so many calls at the same moment.
fn begin<'a>(tasks: &mut Tasks<'a>, client: &'a SConnectorClient, count: usize) -> Vec<Call> {
    (0..count)
        .map(|_| tasks.start(client.get_license(plain())))
        .collect()
}

fn all_succeed(calls: &[Call]) {
    for call in calls {
        call.take().unwrap();
    }
}

#[test]
fn a_thousand_calls_without_a_token_cost_one_login() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!((desk.logins(), world.count("/v1/info")), (1, 1_000));
}

#[test]
fn a_thousand_calls_on_an_expired_token_cost_one_login() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    world.run(client.get_license(plain())).unwrap();
    world.clock.advance(3_600_000.0);
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_thousand_calls_on_a_revoked_token_cost_one_login() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    world.run(client.get_license(plain())).unwrap();
    desk.revoke();
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_refused_token_is_renewed_once_for_a_hundred_stragglers() {
    let mut logins = 0;
    let mut slow = 0;
    let world = World::new(move |sent| {
        if sent.path == "/v1/auth" {
            logins += 1;
            return login_with(&format!("opaque-token-{logins}")).after(200.0);
        }
        if sent.header("s-connector-jwt") == Some("opaque-token-1") {
            // The answers of the old token come in one by one, before, while and long after it is renewed.
            slow += 1;
            return status(401).after(7.0 * f64::from(slow));
        }
        answer(200, LICENSE_BODY)
    });
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 100);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(
        world.count("/v1/auth"),
        2,
        "the first one, and one for all the stragglers"
    );
    assert_eq!(world.count("/v1/info"), 200);
}

#[test]
fn a_token_that_seems_dead_on_arrival_costs_a_thousand_calls_one_login() {
    let (desk, world) = Desk::open();
    let end = START / 1_000.0 - 7_200.0;
    let token = jwt_of(&format!(r#"{{"exp":{end}}}"#));
    desk.accept(&token);
    desk.next_logins([login_with(&token).after(20.0)]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 1);
}

#[test]
fn those_that_wait_go_on_as_soon_as_the_token_is_there() {
    let (desk, world) = Desk::open();
    desk.login_takes(500.0);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 10);
    tasks.settle();
    all_succeed(&calls);
    let last = world.sent_at().into_iter().fold(0.0, f64::max);
    assert!((500.0..=510.0).contains(&last), "{last}");
}

#[test]
fn those_that_wait_share_the_failure() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(403).after(300.0)]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 50);
    tasks.settle();
    for call in calls {
        let error = failed(call.take());
        assert_eq!(
            gist(&error),
            of(ErrorKind::Forbidden, 0, Outcome::NotSent, false)
        );
        assert_eq!(error.operation(), "getLicense");
    }
    assert_eq!((desk.logins(), world.count("/v1/info")), (1, 0));
    assert!(
        world.run(client.get_license(plain())).is_ok(),
        "a later call may try"
    );
}

#[test]
fn a_renewal_that_a_framework_steers_away_is_nobody_elses_failure() {
    let mut logins = 0;
    let world = World::new(move |sent| {
        if sent.path != "/v1/auth" {
            return answer(200, LICENSE_BODY);
        }
        logins += 1;
        match logins {
            1 => steered().after(200.0),
            _ => login_with("opaque-token"),
        }
    });
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 10);
    tasks.settle();
    let results: Vec<_> = calls.iter().map(Started::take).collect();
    let steered = results.iter().filter(|result| {
        let error = result.as_ref().err();
        error.is_some_and(|error| error.control_flow().is_some())
    });
    assert_eq!(steered.count(), 1, "the call that renewed");
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 9);
    assert_eq!(world.count("/v1/auth"), 2);
}

#[test]
fn a_renewal_whose_call_is_gone_is_taken_over_at_once() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    let calls = begin(&mut tasks, &client, 10);
    tasks.run_for(100.0);
    tasks.drop_call(&leader);
    tasks.run_for(60.0);
    all_succeed(&calls);
    assert_eq!((desk.logins(), world.cancelled()), (2, 1));
}

#[test]
fn a_renewal_whose_call_is_gone_before_anyone_waits_stands_in_nobodys_way() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    tasks.run_for(100.0);
    tasks.drop_call(&leader);
    let next = tasks.start(client.get_license(plain()));
    tasks.run_for(40.0);
    assert!(next.take().is_ok());
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_login_that_takes_long_is_sent_once() {
    let (desk, world) = Desk::open();
    desk.login_takes(20_000.0);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 100);
    tasks.run_for(19_999.0);
    let short = tasks.start(client.get_license(within(0.5)));
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 1);
    let error = failed(short.take());
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 0, Outcome::NotSent, true)
    );
    assert_eq!(error.step(), Some("authenticate"), "what it waited for");
}

#[test]
fn those_that_wait_for_a_login_keep_one_timer_each_that_of_their_budget() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 100);
    tasks.run_for(10_000.0);
    assert_eq!((desk.logins(), world.clock.timers()), (1, 100));
    assert_eq!(world.clock.waits().len(), 100);
    tasks.settle();
    for call in calls {
        assert_eq!(failed(call.take()).kind(), ErrorKind::Timeout);
    }
}

#[test]
fn a_token_that_a_login_of_the_users_brings_serves_those_that_wait() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let stuck = tasks.start(client.get_license(plain()));
    let calls = begin(&mut tasks, &client, 10);
    tasks.run_for(100.0);
    let login = tasks.start(client.authenticate(None, plain()));
    tasks.run_for(60.0);
    login.take().unwrap();
    all_succeed(&calls);
    tasks.drop_call(&stuck);
}

// ── Where calls may vanish, the right to renew runs out ─────────────────────────────────────────

#[test]
fn where_calls_may_vanish_a_renewal_that_hangs_is_taken_over_after_a_second() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(vanishing(world.options()));
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(within(4_000.0)));
    tasks.run_for(300.0);
    let calls = begin(&mut tasks, &client, 100);
    tasks.run_for(699.0);
    assert_eq!(desk.logins(), 1, "for a second, it is waited for");
    tasks.run_for(60.0);
    assert_eq!(desk.logins(), 2, "one of those that wait took it over");
    all_succeed(&calls);
    tasks.settle();
    let error = failed(leader.take());
    assert_eq!(
        gist(&error),
        of(ErrorKind::Timeout, 0, Outcome::NotSent, true)
    );
}

#[test]
fn a_renewal_that_ends_with_its_calls_budget_is_taken_over_at_once() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(within(200.0)));
    let calls = begin(&mut tasks, &client, 10);
    tasks.run_for(260.0);
    all_succeed(&calls);
    assert_eq!(failed(leader.take()).kind(), ErrorKind::Timeout);
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_renewal_that_its_own_call_had_no_time_to_repeat_is_taken_over_by_one_that_has() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(503).retry_after("1").after(20.0)]);
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(within(300.0)));
    let calls = begin(&mut tasks, &client, 10);
    tasks.settle();
    assert_eq!(failed(leader.take()).kind(), ErrorKind::Unavailable);
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_wait_that_no_call_has_time_for_is_asked_for_once() {
    let (desk, world) = Desk::open();
    desk.next_logins((0..5).map(|_| status(503).retry_after("3600").after(20.0)));
    let client = with_keys(world.options());
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    for call in &calls {
        assert_eq!(failed(call.take()).retry_after(), Some(ms(3_600_000.0)));
    }
    assert_eq!(desk.logins(), 1);
}

#[test]
fn logins_that_hang_one_after_the_other_cost_one_two_and_four_seconds() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs(), hangs(), hangs()]);
    let client = with_keys(vanishing(world.options()));
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 10);
    for (ms, logins) in [(999.0, 1), (1_999.0, 2), (4_000.0, 3)] {
        tasks.run_for(ms);
        assert_eq!(desk.logins(), logins, "after {ms} ms more");
    }
    tasks.run_for(100.0);
    let done = calls.iter().filter(|call| call.is_done()).count();
    assert_eq!(
        (desk.logins(), done),
        (4, 7),
        "three calls sit in their own hanging logins"
    );
    tasks.settle();
}

#[test]
fn where_calls_may_vanish_a_slow_login_is_sent_a_few_times_and_not_every_second() {
    let world = World::new(|sent| match sent.path.as_str() {
        "/v1/auth" => login_with("opaque-token").after(6_500.0),
        _ => answer(200, LICENSE_BODY),
    });
    let client = with_keys(vanishing(world.options()));
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 100);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(world.sent_at()[..3], [0.0, 1_000.0, 3_000.0]);
    assert_eq!(world.count("/v1/auth"), 3);
}

#[test]
fn a_slow_renewal_that_was_taken_over_does_not_spoil_the_new_token() {
    let (desk, world) = Desk::open();
    desk.next_logins([status(403).after(1_500.0)]);
    let client = with_keys(ClientOptions {
        retry: Retry::NONE,
        ..vanishing(world.options())
    });
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 10);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2);
    assert!(world.run(client.get_license(plain())).is_ok());
    assert_eq!(desk.logins(), 2);
}

#[test]
fn the_late_failure_of_a_renewal_that_was_taken_over_is_its_own() {
    let (desk, world) = Desk::open();
    desk.login_takes(1_000.0);
    desk.next_logins([status(403).after(1_500.0)]);
    let client = with_keys(ClientOptions {
        retry: Retry::NONE,
        ..vanishing(world.options())
    });
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    let calls = begin(&mut tasks, &client, 10);
    tasks.settle();
    assert_eq!(failed(leader.take()).kind(), ErrorKind::Forbidden);
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2, "nor does it end the wait for the second");
}

#[test]
fn a_renewal_that_was_taken_over_and_then_dropped_does_not_end_the_wait_for_the_second() {
    let (desk, world) = Desk::open();
    desk.login_takes(500.0);
    desk.next_logins([hangs()]);
    let client = with_keys(vanishing(world.options()));
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    let calls = begin(&mut tasks, &client, 10);
    tasks.run_for(1_200.0);
    tasks.drop_call(&leader);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 2);
}

#[test]
fn a_renewal_does_not_wait_for_the_store_to_have_the_last_one() {
    let (desk, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    shelf.on_set(Mood::Hangs);
    let client = with_keys(ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..world.options()
    });
    let mut tasks = Tasks::new(&world.clock);
    let writing = tasks.start(client.get_license(plain()));
    tasks.run_for(25.0);
    desk.revoke();
    let other = tasks.start(client.get_license(plain()));
    tasks.run_for(75.0);
    assert_eq!(
        desk.logins(),
        2,
        "the other was refused, and logs in at once"
    );
    tasks.settle();
    assert!(writing.take().is_ok() && other.take().is_ok());
}

#[test]
fn while_a_living_token_is_renewed_the_others_use_it() {
    let (desk, world) = Desk::open();
    let client = with_keys(world.options());
    world.run(client.get_license(plain())).unwrap();
    let old = desk.good();
    world.clock.advance(3_600_000.0 - 20_000.0);
    desk.next_logins([hangs()]);
    let mut tasks = Tasks::new(&world.clock);
    let leader = tasks.start(client.get_license(plain()));
    tasks.run_for(10.0);
    let began = world.clock.ticks();
    let calls = begin(&mut tasks, &client, 20);
    tasks.run_for(20.0);
    all_succeed(&calls);
    let late: Vec<_> = world
        .sent()
        .into_iter()
        .filter(|sent| sent.at >= began)
        .collect();
    assert!(
        late.iter()
            .all(|sent| sent.header("s-connector-jwt") == Some(old.as_str()) && sent.at == began)
    );
    tasks.drop_call(&leader);
}

#[test]
fn a_store_that_hangs_does_not_multiply_the_logins() {
    let (desk, world) = Desk::open();
    desk.login_takes(100.0);
    let shelf = Shelf::new(&world.clock);
    shelf.on_get(Mood::Hangs);
    shelf.on_set(Mood::Hangs);
    let client = with_keys(ClientOptions {
        token_store: Some(Rc::new(shelf)),
        ..world.options()
    });
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_thousand_calls_ask_the_store_once() {
    let (_, world) = Desk::open();
    let shelf = Shelf::new(&world.clock);
    shelf.on_get(Mood::Slow(300.0));
    let token_store = Some(Rc::new(shelf.clone()) as Rc<dyn crate::TokenStore>);
    let client = with_keys(ClientOptions {
        token_store,
        ..world.options()
    });
    let mut tasks = Tasks::new(&world.clock);
    let calls = begin(&mut tasks, &client, 1_000);
    tasks.settle();
    all_succeed(&calls);
    assert_eq!(shelf.asked().len(), 2, "one get, one set");
}

#[test]
fn two_clients_do_not_wait_for_each_other() {
    let (desk, world) = Desk::open();
    desk.next_logins([hangs()]);
    let (one, other) = (with_keys(world.options()), with_keys(world.options()));
    let mut tasks = Tasks::new(&world.clock);
    let stuck = tasks.start(one.get_license(plain()));
    let free = tasks.start(other.get_license(plain()));
    tasks.run_for(50.0);
    assert!(free.take().is_ok() && !stuck.is_done());
    assert_eq!(
        world.clock.timers(),
        1,
        "the budget of the one that is stuck"
    );
    assert!(world.clock.ticks() > 0.0);
}
