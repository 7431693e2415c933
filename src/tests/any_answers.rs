//! What holds of a call whatever the service answers, and in whatever order.

use proptest::prelude::*;

use super::arctos::code;
use super::desk::{LICENSE_BODY, airfob_with_token, arctos, plain, with_token};
use super::examples::airfob::SEND_RESPONSE;
use super::scripted::{
    Reply, World, answer, broken, hangs, ms, network, no_response, status, too_large,
};
use crate::{
    CardToSend, ClientOptions, Clock as _, Error, ErrorKind, Event, Outcome, Replay, Retry,
};

/// An answer, and how long it takes.
#[derive(Debug, Clone)]
struct Answered {
    kind: Kind,
    after_ms: f64,
}

#[derive(Debug, Clone)]
enum Kind {
    Succeeds,
    Status(u16, Option<u32>),
    Nonsense,
    Broken,
    TooLarge,
    Network,
    NoResponse,
    Hangs,
}

impl Answered {
    fn reply(&self, success: &'static str) -> Reply {
        let reply = match &self.kind {
            Kind::Succeeds => answer(200, success),
            Kind::Status(code, None) => status(*code),
            Kind::Status(code, Some(seconds)) => status(*code).retry_after(&seconds.to_string()),
            Kind::Nonsense => answer(200, "nonsense"),
            Kind::Broken => broken(200),
            Kind::TooLarge => too_large(200),
            Kind::Network => network(),
            Kind::NoResponse => no_response(),
            Kind::Hangs => hangs(),
        };
        reply.after(self.after_ms)
    }

    /// True where the answer says that it was not done.
    fn refuses(&self) -> bool {
        match self.kind {
            Kind::Status(503, wait) => wait.is_some(),
            Kind::Status(code, _) => (400..500).contains(&code) && code != 408,
            _ => false,
        }
    }

    /// True where the same may be sent again.
    fn passes(&self, replay: Replay) -> bool {
        let read = match self.kind {
            Kind::Status(code, _) => [408, 429, 500, 502, 503, 504].contains(&code),
            Kind::Broken | Kind::Network => true,
            _ => false,
        };
        let told = matches!(self.kind, Kind::Status(429, _) | Kind::Status(503, Some(_)));
        match replay {
            Replay::Always => read,
            Replay::IfRefused => told,
            Replay::Never => false,
        }
    }
}

prop_compose! {
    fn answers()(
        kind in prop_oneof![
            2 => Just(Kind::Succeeds),
            6 => (
                prop_oneof![Just(408), Just(429), Just(500), Just(503), Just(302), Just(403), 400_u16..600],
                proptest::option::of(0_u32..5),
            ).prop_map(|(code, wait)| Kind::Status(code, wait)),
            1 => Just(Kind::Nonsense),
            1 => Just(Kind::Broken),
            1 => Just(Kind::TooLarge),
            2 => Just(Kind::Network),
            1 => Just(Kind::NoResponse),
            1 => Just(Kind::Hangs),
        ],
        after_ms in 0.0..2_000.0,
    ) -> Answered {
        Answered { kind, after_ms }
    }
}

prop_compose! {
    fn policies()(max_attempts in 1_u32..6, base_delay_ms in 0.0..1_000.0, max_delay_ms in 0.0..4_000.0) -> Retry {
        Retry { max_attempts, base_delay: ms(base_delay_ms), max_delay: ms(max_delay_ms) }
    }
}

/// Makes a call that is answered so, and checks what must hold of any.
fn check(
    replay: Replay,
    success: &'static str,
    answers: &[Answered],
    retry: Retry,
    budget_ms: f64,
    randoms: &[f64],
    call: impl FnOnce(&World, ClientOptions) -> Result<(), Error>,
) -> Result<(), TestCaseError> {
    let all: Vec<Answered> = answers.to_vec();
    let mut rest = all.into_iter();
    // When there are no more answers, there never is one.
    let world = World::new(move |_| rest.next().map_or_else(hangs, |next| next.reply(success)));
    world.clock.randoms(randoms.iter().copied());
    let began = world.clock.ticks();
    let options = ClientOptions {
        retry,
        timeout: Some(ms(budget_ms)),
        ..world.options()
    };
    let result = call(&world, options);
    let took = world.clock.ticks() - began;

    let sent = world.sent().len();
    let given = &answers[..sent.min(answers.len())];
    prop_assert!(took <= budget_ms + 1e-6, "{} ms of {}", took, budget_ms);
    prop_assert_eq!(world.clock.timers(), 0);
    prop_assert!(sent >= 1 && sent <= retry.max_attempts as usize);
    let retries = world
        .events()
        .into_iter()
        .filter(|event| matches!(event, Event::Retry { .. }))
        .count();
    prop_assert_eq!(retries, sent - 1);
    // Whatever was sent again was one that may be.
    for earlier in &given[..given.len().min(sent - 1)] {
        prop_assert!(earlier.passes(replay), "{:?}", earlier);
    }

    let Err(error) = result else {
        let succeeded = given
            .last()
            .is_some_and(|last| matches!(last.kind, Kind::Succeeds));
        prop_assert!(succeeded);
        return Ok(());
    };
    prop_assert_eq!(error.attempts() as usize, sent);
    // A back-off that does not fit is not begun, so what runs out of time is on the wire.
    let timed_out = error.kind() == ErrorKind::Timeout;
    if timed_out {
        prop_assert!((took - budget_ms).abs() < 1e-6);
    }
    let expected = if !timed_out && given.iter().all(Answered::refuses) {
        Outcome::Refused
    } else {
        Outcome::Unknown
    };
    prop_assert_eq!(error.outcome(), expected);
    if error.retryable() {
        let transient = [
            ErrorKind::RateLimited,
            ErrorKind::Unavailable,
            ErrorKind::Timeout,
            ErrorKind::Network,
        ];
        prop_assert!(transient.contains(&error.kind()));
        prop_assert!(replay == Replay::Always || error.outcome() == Outcome::Refused);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_read_keeps_its_promises(
        answers in proptest::collection::vec(answers(), 1..7),
        retry in policies(),
        budget in 1.0..10_000.0,
        randoms in proptest::collection::vec(0.0..1.0, 6),
    ) {
        check(Replay::Always, LICENSE_BODY, &answers, retry, budget, &randoms, |world, options| {
            world.run(with_token(options).get_license(plain())).map(drop)
        })?;
    }

    #[test]
    fn a_mutation_keeps_its_promises(
        answers in proptest::collection::vec(answers(), 1..7),
        retry in policies(),
        budget in 1.0..10_000.0,
        randoms in proptest::collection::vec(0.0..1.0, 6),
    ) {
        check(Replay::IfRefused, SEND_RESPONSE, &answers, retry, budget, &randoms, |world, options| {
            let card = CardToSend { site_id: "0".to_owned(), number: Some("1".to_owned()), card_id: None };
            world.run(airfob_with_token(options).send_card(&card, plain()))
        })?;
    }

    #[test]
    fn what_is_never_sent_twice_keeps_its_promises(
        answers in proptest::collection::vec(answers(), 1..3),
        retry in policies(),
        budget in 1.0..10_000.0,
    ) {
        const BODY: &str = r#"{"status": 1, "info": {"user_id": 1, "access_token": "t"}}"#;
        check(Replay::Never, BODY, &answers, retry, budget, &[], |world, options| {
            world.run(arctos(options).get_auth_token_use_code(&code("c"), plain())).map(drop)
        })?;
    }
}
