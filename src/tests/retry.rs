//! May this be sent again, and when: the rules alone, and what a `Retry-After` header says.

use proptest::prelude::*;

use super::scripted::START;
use crate::error::{ErrorKind, Failure};
use crate::exchange::retry::{Replay, Retry, delay_ms, http_date_ms, milliseconds, retry_after_ms};

const CENTURY_MS: f64 = 100.0 * 365.25 * 86_400_000.0;

/// Plenty of time, and chance at its highest.
const AMPLE: f64 = 1e9;

fn answered(status: u16) -> Failure {
    let mut failure = Failure::new(ErrorKind::Unavailable, "");
    failure.status = Some(status);
    failure.effective = Some(status);
    failure
}

fn asked_to_wait(status: u16, ms: f64) -> Failure {
    let mut failure = answered(status);
    failure.retry_after_ms = Some(ms);
    failure
}

fn unreachable() -> Failure {
    Failure::new(ErrorKind::Network, "")
}

fn again(replay: Replay, failure: &Failure) -> bool {
    delay_ms(&Retry::default(), replay, 1, failure, AMPLE, 1.0).is_some()
}

fn statuses_sent_again(replay: Replay, failure: impl Fn(u16) -> Failure) -> Vec<u16> {
    (100..600)
        .filter(|status| again(replay, &failure(*status)))
        .collect()
}

#[test]
fn reads_are_sent_again_after_statuses_that_pass() {
    let passing = [408, 429, 500, 502, 503, 504];
    assert_eq!(statuses_sent_again(Replay::Always, answered), passing);
    let told = |status| asked_to_wait(status, 10.0);
    assert_eq!(statuses_sent_again(Replay::Always, told), passing);
}

#[test]
fn mutations_are_sent_again_only_after_words_that_nothing_was_done() {
    assert_eq!(statuses_sent_again(Replay::IfRefused, answered), [429]);
    let told = |status| asked_to_wait(status, 10.0);
    assert_eq!(statuses_sent_again(Replay::IfRefused, told), [429, 503]);
}

#[test]
fn what_must_not_be_on_the_wire_twice_never_is() {
    assert!(statuses_sent_again(Replay::Never, answered).is_empty());
    let told = |status| asked_to_wait(status, 10.0);
    assert!(statuses_sent_again(Replay::Never, told).is_empty());
    assert!(!again(Replay::Never, &unreachable()));
}

#[test]
fn a_lost_connection_is_tried_again_for_reads_alone() {
    assert!(again(Replay::Always, &unreachable()));
    assert!(!again(Replay::IfRefused, &unreachable()));
}

#[test]
fn what_would_meet_the_same_again_is_not_tried_again() {
    let mut failure = unreachable();
    failure.may_repeat = false;
    assert!(!again(Replay::Always, &failure));
}

#[test]
fn an_answer_that_cannot_be_read_is_not_asked_for_again() {
    let mut failure = answered(200);
    failure.kind = ErrorKind::Decode;
    assert!(!again(Replay::Always, &failure));
    failure.effective = Some(503);
    assert!(!again(Replay::Always, &failure));
}

#[test]
fn the_last_attempt_is_the_last() {
    let policy = Retry {
        max_attempts: 3,
        ..Retry::default()
    };
    let tried = |attempt| delay_ms(&policy, Replay::Always, attempt, &answered(500), AMPLE, 0.0);
    assert_eq!(
        [tried(1), tried(2), tried(3), tried(4)],
        [Some(0.0), Some(0.0), None, None]
    );
    let none = delay_ms(&Retry::NONE, Replay::Always, 1, &answered(500), AMPLE, 0.0);
    assert_eq!(none, None);
}

#[test]
fn the_bound_of_the_wait_doubles_up_to_its_own_bound() {
    let policy = Retry {
        max_attempts: 100,
        base_delay_ms: 250.0,
        max_delay_ms: 8_000.0,
    };
    let bounds: Vec<f64> = (1..=8)
        .map(|n| delay_ms(&policy, Replay::Always, n, &answered(500), AMPLE, 1.0).unwrap())
        .collect();
    assert_eq!(
        bounds,
        [
            250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 8_000.0, 8_000.0
        ]
    );
}

#[test]
fn chance_takes_the_whole_of_the_wait() {
    let wait = |random| {
        let policy = Retry::default();
        delay_ms(&policy, Replay::Always, 2, &answered(500), AMPLE, random).unwrap()
    };
    assert_eq!([wait(0.0), wait(0.25), wait(0.5)], [0.0, 125.0, 250.0]);
}

#[test]
fn the_defaults_are_three_attempts_from_a_quarter_of_a_second_to_eight_seconds() {
    let expected = Retry {
        max_attempts: 3,
        base_delay_ms: 250.0,
        max_delay_ms: 8_000.0,
    };
    assert_eq!(Retry::default(), expected);
}

#[test]
fn the_service_may_ask_for_a_longer_wait_than_the_policy_allows() {
    let wait = |ms| {
        let failure = asked_to_wait(429, ms);
        delay_ms(&Retry::default(), Replay::Always, 1, &failure, AMPLE, 0.5)
    };
    assert_eq!(wait(20_000.0), Some(20_000.0));
    assert_eq!(wait(10.0), Some(125.0), "back-off is longer");
    assert_eq!(wait(0.0), Some(125.0));
}

#[test]
fn a_wait_that_does_not_fit_the_budget_is_none() {
    let wait = |remaining_ms| {
        let failure = asked_to_wait(503, 1_000.0);
        delay_ms(
            &Retry::default(),
            Replay::Always,
            1,
            &failure,
            remaining_ms,
            1.0,
        )
    };
    assert_eq!(wait(1_000.1), Some(1_000.0));
    assert_eq!(wait(1_000.0), None, "nothing would be left for the attempt");
    assert_eq!(wait(0.0), None);
    let backing_off = delay_ms(
        &Retry::default(),
        Replay::Always,
        1,
        &answered(500),
        200.0,
        1.0,
    );
    assert_eq!(backing_off, None);
}

#[test]
fn retry_after_is_read_as_seconds() {
    let read = |header| retry_after_ms(header, START);
    assert_eq!(read("0"), Some(0.0));
    assert_eq!(read("120"), Some(120_000.0));
    assert_eq!(read(" 7 "), Some(7_000.0));
    assert_eq!(read("3600"), Some(3_600_000.0));
    assert_eq!(read("1.5"), Some(1_500.0));
    assert_eq!(read("0.25"), Some(250.0));
    assert_eq!(read("8.2"), Some(8_200.0));
}

#[test]
fn a_fraction_is_rounded_to_the_nearest_millisecond_however_long_it_is() {
    let nines = "9".repeat(400);
    for (header, ms) in [
        ("0.0004", 0.0),
        ("0.0005", 1.0),
        ("1.0005", 1_001.0),
        ("8.2345", 8_235.0),
        ("0.9999", 1_000.0),
        ("0.00049999999999999999999", 0.0),
        ("0.0000000000000000000005", 0.0),
        ("000000000000000000000000000000000000000000007.50", 7_500.0),
        ("3155759999.9994", CENTURY_MS - 1.0),
        ("3155760000.9", CENTURY_MS),
        (&format!("0.{nines}"), 1_000.0),
        (&format!("{nines}.{nines}"), CENTURY_MS),
    ] {
        assert_eq!(retry_after_ms(header, START), Some(ms), "{header}");
    }
    for (header, ms) in [("750", 750.0), ("0.4", 0.0), ("0.5", 1.0), ("1.49", 1.0)] {
        assert_eq!(milliseconds(header, 1.0), Some(ms), "{header}");
    }
}

#[test]
fn retry_after_is_read_as_a_date_in_each_of_its_three_forms() {
    // START is 2023-11-14 22:13:20 UTC.
    for header in [
        "Tue, 14 Nov 2023 22:13:50 GMT",
        "Tuesday, 14-Nov-23 22:13:50 GMT",
        "Tue Nov 14 22:13:50 2023",
    ] {
        assert_eq!(retry_after_ms(header, START), Some(30_000.0), "{header}");
    }
    let an_hour = "Tue, 14 Nov 2023 23:13:20 GMT";
    assert_eq!(retry_after_ms(an_hour, START), Some(3_600_000.0));
}

#[test]
fn http_dates_are_those_that_the_script_takes_too() {
    const LIST: &str = include_str!("../../tests/conformance/http-dates.js");
    let pairs = LIST.lines().filter_map(|line| line.strip_prefix("  "));
    let (mut dates, mut others) = (0, 0);
    for pair in pairs {
        let (text, ms): (String, Option<f64>) =
            serde_json::from_str(pair.trim_end_matches(',')).unwrap();
        assert_eq!(http_date_ms(&text), ms, "{text}");
        *if ms.is_some() {
            &mut dates
        } else {
            &mut others
        } += 1;
    }
    assert!(dates > 30 && others > 30, "{dates} and {others}");
}

#[test]
fn a_date_that_has_passed_is_no_wait() {
    let header = "Tue, 14 Nov 2023 22:13:10 GMT";
    assert_eq!(retry_after_ms(header, START), Some(0.0));
}

#[test]
fn nonsense_is_as_if_it_were_not_there() {
    for header in [
        "",
        " ",
        "soon",
        "-1",
        "+1",
        "1.",
        ".5",
        "1.5.1",
        "1,5",
        "-1.5",
        "1e3",
        "0x10",
        "1 2",
        "120s",
        "١٢٠",
        "NaN",
        "inf",
        "Tue, 99 Nov 2023 22:13:10 GMT",
        "Wed, 14 Nov",
        "2023-11-14T22:13:50Z",
    ] {
        assert_eq!(retry_after_ms(header, START), None, "{header:?}");
    }
}

#[test]
fn a_huge_wait_stays_a_number_that_fits_a_date() {
    for header in [
        "99999999999",
        "340282366920938463463374607431768211456",
        &"9".repeat(400),
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        assert_eq!(retry_after_ms(header, START), Some(CENTURY_MS), "{header}");
    }
}

fn replays() -> impl Strategy<Value = Replay> {
    prop_oneof![
        Just(Replay::Always),
        Just(Replay::IfRefused),
        Just(Replay::Never)
    ]
}

prop_compose! {
    fn policies()(
        max_attempts in prop_oneof![1_u32..10, Just(u32::MAX)],
        base_delay_ms in prop_oneof![Just(0.0), 0.0..10_000.0],
        max_delay_ms in prop_oneof![Just(0.0), 0.0..100_000.0, Just(f64::MAX)],
    ) -> Retry {
        Retry { max_attempts, base_delay_ms, max_delay_ms }
    }
}

prop_compose! {
    fn failures()(
        status in proptest::option::of(100_u16..600),
        retry_after_ms in proptest::option::of(prop_oneof![0.0..100_000.0, Just(CENTURY_MS)]),
        is_network in any::<bool>(),
        may_repeat in any::<bool>(),
    ) -> Failure {
        let kind = if is_network { ErrorKind::Network } else { ErrorKind::Unavailable };
        let mut failure = Failure::new(kind, "");
        failure.effective = status.filter(|_| !is_network);
        failure.retry_after_ms = retry_after_ms;
        failure.may_repeat = may_repeat;
        failure
    }
}

fn attempts() -> impl Strategy<Value = u32> {
    prop_oneof![1_u32..12, 1_000_u32..2_000, Just(u32::MAX - 1)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_wait_is_at_least_what_the_service_asked_and_at_most_what_the_policy_or_the_service_allows(
        policy in policies(),
        replay in replays(),
        attempt in attempts(),
        failure in failures(),
        remaining in 0.0..200_000.0,
        random in 0.0..1.0,
    ) {
        if let Some(wait) = delay_ms(&policy, replay, attempt, &failure, remaining, random) {
            let asked = failure.retry_after_ms.unwrap_or(0.0);
            let doubled = match policy.base_delay_ms {
                0.0 => 0.0,
                base => base * 2_f64.powf(f64::from(attempt - 1)),
            };
            prop_assert!(wait >= asked);
            prop_assert!(wait <= doubled.min(policy.max_delay_ms).max(asked), "{wait}");
            prop_assert!(wait < remaining);
            prop_assert!(attempt < policy.max_attempts);
            prop_assert!(replay != Replay::Never);
        }
    }

    #[test]
    fn what_a_mutation_may_a_read_may_too(failure in failures()) {
        if again(Replay::IfRefused, &failure) {
            prop_assert!(again(Replay::Always, &failure));
        }
    }

    #[test]
    fn seconds_are_read_as_they_stand(seconds in 0_u32..1_000_000) {
        prop_assert_eq!(retry_after_ms(&seconds.to_string(), START), Some(f64::from(seconds) * 1_000.0));
    }

    #[test]
    fn any_number_is_read_as_the_standard_library_reads_it(header in "[0-9]{1,12}(\\.[0-9]{1,12})?") {
        let exact = header.parse::<f64>().unwrap() * 1_000.0;
        let read = milliseconds(&header, 1_000.0).unwrap();
        prop_assert!((read - exact.min(CENTURY_MS)).abs() <= 0.5 + exact * f64::EPSILON, "{read} {exact}");
    }

    #[test]
    fn a_date_is_as_far_away_as_it_is(seconds in 1_u32..1_000_000_000) {
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(START as u64)
            + std::time::Duration::from_secs(seconds.into());
        let header = httpdate::fmt_http_date(at);
        prop_assert_eq!(retry_after_ms(&header, START), Some(f64::from(seconds) * 1_000.0));
    }

    #[test]
    fn any_header_gives_a_wait_that_can_be_waited_or_none(header in any::<String>(), now in any::<f64>()) {
        if let Some(ms) = retry_after_ms(&header, now) {
            prop_assert!((0.0..=CENTURY_MS).contains(&ms));
        }
    }
}
