//! Who may renew, and who waits until when.

use crate::token::lease::{Lease, Turn};

const RENEWS: fn(u32) -> Turn = |renewal| Turn::Renew { renewal };

fn waits(renewal: u32, ms: Option<f64>) -> Turn {
    Turn::Wait { renewal, ms }
}

#[test]
fn one_renews_and_the_others_wait_until_it_ends() {
    let mut lease = Lease::default();
    assert!(!lease.is_held(0.0));
    assert_eq!(lease.ask(0.0, false), RENEWS(1));
    assert_eq!(lease.ask(1e9, false), waits(1, None));
    assert!(lease.is_held(1e9));
    lease.end(1, true);
    assert!(!lease.is_held(1e9));
    assert_eq!(lease.ask(1e9, false), RENEWS(2));
}

#[test]
fn where_calls_may_vanish_the_right_runs_out_after_one_second_then_after_twice_as_long_up_to_sixteen()
 {
    let mut lease = Lease::default();
    let mut now = 0.0;
    for (nth, seconds) in (1..).zip([1.0, 2.0, 4.0, 8.0, 16.0, 16.0, 16.0]) {
        assert_eq!(lease.ask(now, true), RENEWS(nth));
        let until = now + seconds * 1_000.0;
        assert_eq!(lease.ask(until - 0.5, true), waits(nth, Some(0.5)));
        assert!(lease.is_held(until - 0.5) && !lease.is_held(until));
        now = until;
    }
}

#[test]
fn a_result_makes_the_next_right_a_short_one_also_that_of_a_renewal_which_was_taken_over() {
    for late in [1, 3] {
        let mut lease = Lease::default();
        for now in [0.0, 1_000.0, 3_000.0] {
            lease.ask(now, true);
        }
        lease.end(late, true);
        let now = 7_000.0; // when the third one's has run out
        assert_eq!(lease.ask(now, true), RENEWS(4));
        let ms = if late == 1 { 2_000.0 } else { 1_000.0 };
        assert_eq!(
            lease.ask(now, true),
            waits(4, Some(ms)),
            "the third one, if it still had it, ran out once"
        );
    }
}

#[test]
fn one_that_ends_without_a_result_gives_the_right_back_and_says_nothing_of_the_service() {
    let mut lease = Lease::default();
    lease.ask(0.0, true);
    lease.ask(1_000.0, true);
    lease.end(2, false);
    assert!(!lease.is_held(1_001.0));
    assert_eq!(lease.ask(1_001.0, true), RENEWS(3));
    assert_eq!(lease.ask(1_001.0, true), waits(3, Some(2_000.0)));
}

#[test]
fn the_end_of_a_renewal_that_was_taken_over_takes_the_right_from_nobody() {
    let mut lease = Lease::default();
    lease.ask(0.0, true);
    lease.ask(1_000.0, true);
    for with_result in [false, true] {
        lease.end(1, with_result);
        assert_eq!(lease.ask(1_500.0, true), waits(2, Some(1_500.0)));
    }
}
