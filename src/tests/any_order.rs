//! What holds of a client's tokens in whatever order calls begin, are dropped, are refused, and the user signs out.

use std::rc::Rc;

use proptest::prelude::*;

use super::desk::{Desk, plain, with_keys, within};
use super::scripted::{Mood, Reply, Shelf, Tasks, answer, hangs, network, status};
use crate::{ClientOptions, Clock as _};

#[derive(Debug, Clone)]
enum Step {
    Calls(usize),
    DropsOne(usize),
    Revokes,
    SignsOut,
    LogsIn,
    NextLogin(Login),
    Store(u8),
    Waits(f64),
}

#[derive(Debug, Clone, Copy)]
enum Login {
    Refused,
    Fails,
    Lost,
    Hangs,
    Nonsense,
}

impl Login {
    fn reply(self) -> Reply {
        match self {
            Self::Refused => status(403).after(30.0),
            Self::Fails => status(503).after(30.0),
            Self::Lost => network().after(30.0),
            Self::Hangs => hangs(),
            Self::Nonsense => answer(200, "nonsense"),
        }
    }
}

fn moods(choice: u8) -> Mood {
    match choice % 4 {
        0 => Mood::Works,
        1 => Mood::Slow(200.0),
        2 => Mood::Errs,
        _ => Mood::Hangs,
    }
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1_usize..8).prop_map(Step::Calls),
        2 => any::<usize>().prop_map(Step::DropsOne),
        2 => Just(Step::Revokes),
        1 => Just(Step::SignsOut),
        1 => Just(Step::LogsIn),
        2 => prop_oneof![
            Just(Login::Refused), Just(Login::Fails), Just(Login::Lost), Just(Login::Hangs), Just(Login::Nonsense)
        ].prop_map(Step::NextLogin),
        1 => any::<u8>().prop_map(Step::Store),
        6 => prop_oneof![Just(0.0), 0.0..100.0, 0.0..2_000.0, Just(3_580_000.0), Just(3_700_000.0)].prop_map(Step::Waits),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_call_ends_in_its_time_and_the_client_recovers(
        steps in proptest::collection::vec(steps(), 1..40),
    ) {
        let (desk, world) = Desk::open();
        let shelf = Shelf::new(&world.clock);
        let client = with_keys(ClientOptions { token_store: Some(Rc::new(shelf.clone())), ..world.options() });
        let mut tasks = Tasks::new(&world.clock);
        let mut calls = Vec::new();
        for step in steps {
            match step {
                Step::Calls(count) => {
                    calls.extend((0..count).map(|_| tasks.start(client.get_license(within(8_000.0)))));
                }
                Step::DropsOne(which) => {
                    if !calls.is_empty() {
                        tasks.drop_call(&calls.swap_remove(which % calls.len()));
                    }
                }
                Step::Revokes => desk.revoke(),
                Step::SignsOut => drop(tasks.start(client.sign_out())),
                Step::LogsIn => drop(tasks.start(client.authenticate(None, within(8_000.0)))),
                Step::NextLogin(login) => desk.next_logins([login.reply()]),
                Step::Store(choice) => {
                    shelf.on_get(moods(choice));
                    shelf.on_set(moods(choice / 4));
                    shelf.on_delete(moods(choice / 16));
                }
                Step::Waits(ms) => tasks.run_for(ms),
            }
        }
        let last = world.clock.ticks();
        tasks.settle();
        prop_assert!(world.clock.ticks() - last <= 30_000.0, "no call outlasts its budget");
        for call in &calls {
            prop_assert!(call.is_done());
        }
        drop(tasks);
        prop_assert_eq!(world.clock.timers(), 0);

        // However it stands now, with a service that works the next call does.
        desk.no_more_trouble();
        let before = desk.logins();
        prop_assert!(world.run(client.get_license(plain())).is_ok());
        prop_assert!(desk.logins() <= before + 1);
        prop_assert!(world.run(client.get_license(plain())).is_ok());
        prop_assert!(desk.logins() <= before + 1, "and the one after that needs no login");
    }
}
