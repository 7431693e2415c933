//! The budget of one call: how much of it is left, and which of two futures was first.

use std::cell::Cell;
use std::future::{pending, ready};
use std::rc::Rc;

use proptest::prelude::*;

use super::scripted::World;
use crate::Clock as _;
use crate::exchange::deadline::{DEFAULT_TIMEOUT_MS, Deadline, First, MAX_TIMEOUT_MS, first};

#[test]
fn the_default_budget_is_half_a_minute() {
    assert_eq!(DEFAULT_TIMEOUT_MS, 30_000.0);
}

#[test]
fn a_budget_runs_down_to_nothing_and_no_further() {
    let deadline = Deadline::after(700.0, 1_000.0);
    let remaining = [700.0, 1_000.0, 1_699.0, 1_700.0, 9_999.0].map(|at| deadline.remaining_ms(at));
    assert_eq!(remaining, [1_000.0, 700.0, 1.0, 0.0, 0.0]);
}

#[test]
fn a_budget_longer_than_a_timer_can_take_counts_as_the_longest() {
    assert_eq!(MAX_TIMEOUT_MS, f64::from(i32::MAX));
    for budget in [MAX_TIMEOUT_MS + 1.0, 1e300, f64::INFINITY] {
        let deadline = Deadline::after(0.0, budget);
        assert_eq!(deadline.budget_ms(), MAX_TIMEOUT_MS);
        assert_eq!(deadline.remaining_ms(0.0), MAX_TIMEOUT_MS);
    }
}

#[test]
fn the_first_future_wins_a_tie() {
    let world = World::silent();
    let winner = world.run(first(ready('a'), ready('b')));
    assert!(matches!(winner, First::A('a')));
}

#[test]
fn the_future_that_is_done_wins_whichever_it_is() {
    let world = World::silent();
    let winner = world.run(first(pending::<()>(), ready('b')));
    assert!(matches!(winner, First::B('b')));
    let winner = world.run(first(
        world.clock.sleep(2.0).unwrap(),
        world.clock.sleep(1.0).unwrap(),
    ));
    assert!(matches!(winner, First::B(())));
}

#[test]
fn the_future_that_lost_is_dropped() {
    struct Told(Rc<Cell<bool>>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    let world = World::silent();
    let dropped = Rc::new(Cell::new(false));
    let loser = Told(Rc::clone(&dropped));
    world.run(first(ready(()), async move {
        let _loser = loser;
        pending::<()>().await;
    }));
    assert!(dropped.get());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_is_never_negative_and_never_more_than_the_budget(
        start in 0.0..1e12,
        budget in prop_oneof![0.001..1e6, Just(f64::INFINITY)],
        passed in 0.0..1e12,
    ) {
        let deadline = Deadline::after(start, budget);
        let remaining = deadline.remaining_ms(start + passed);
        prop_assert!(remaining >= 0.0);
        // Ticks of a clock that has run long are coarse: a hundredth of a millisecond is near enough.
        prop_assert!(remaining <= deadline.budget_ms() + 0.01);
        prop_assert!(remaining >= deadline.budget_ms() - passed - 0.01);
    }
}
