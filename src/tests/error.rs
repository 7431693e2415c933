//! What a failure says in words, and the names that JavaScript knows it by.

use std::error::Error as StdError;
use std::rc::Rc;

use serde_json::json;

use super::scripted::{Thrown, ms};
use crate::error::{Error, ErrorKind, Failure, Outcome, Service, Trace, duration};

const KINDS: [ErrorKind; 14] = ErrorKind::ALL;

fn trace() -> Trace {
    Trace {
        service: Service::Airfob,
        operation: "createUserWithCard",
        mutation: true,
        attempts: 2,
        outcome: Outcome::Refused,
    }
}

fn said(failure: Failure, trace: Trace) -> String {
    Error::new(failure, trace).to_string()
}

fn plain(kind: ErrorKind) -> Failure {
    Failure::new(kind, "what happened")
}

#[test]
fn the_names_are_those_of_the_documented_types() {
    let names = KINDS.map(ErrorKind::as_str);
    assert_eq!(
        names,
        [
            "invalidArgument",
            "unauthorized",
            "tokenExpired",
            "forbidden",
            "license",
            "notFound",
            "rejected",
            "rateLimited",
            "unavailable",
            "timeout",
            "network",
            "redirect",
            "decode",
            "internal",
        ]
    );
    for kind in KINDS {
        assert_eq!(json!(kind), kind.as_str());
    }
    for (service, name) in [
        (Service::Arctos, "arctos"),
        (Service::SConnector, "sConnector"),
        (Service::Airfob, "airfob"),
    ] {
        assert_eq!((service.as_str(), json!(service)), (name, json!(name)));
    }
    for (outcome, name) in [
        (Outcome::NotSent, "notSent"),
        (Outcome::Refused, "refused"),
        (Outcome::Unknown, "unknown"),
    ] {
        assert_eq!((outcome.as_str(), json!(outcome)), (name, json!(name)));
    }
}

#[test]
fn a_refusal_says_what_happened_in_whose_words_and_what_to_do() {
    let mut failure = Failure::new(
        ErrorKind::Rejected,
        "the service refused the request (HTTP 422)",
    );
    failure.service_message = Some("no such site".to_owned());
    assert_eq!(
        said(failure, trace()),
        "airfob.createUserWithCard: the service refused the request (HTTP 422): “no such site”. \
         Correct the request as the service says."
    );
}

#[test]
fn a_mutation_whose_outcome_is_unknown_says_so() {
    let lost = Trace {
        outcome: Outcome::Unknown,
        ..trace()
    };
    assert_eq!(
        said(
            Failure::new(ErrorKind::Timeout, "no answer within 30 seconds"),
            lost
        ),
        "airfob.createUserWithCard: no answer within 30 seconds. \
         It may have been done: look before you send it again. Try again, or raise timeoutMs."
    );
}

#[test]
fn a_read_whose_outcome_is_unknown_does_not_trouble_anyone_with_it() {
    let lost = Trace {
        service: Service::SConnector,
        operation: "getLicense",
        mutation: false,
        outcome: Outcome::Unknown,
        ..trace()
    };
    assert_eq!(
        said(
            Failure::new(
                ErrorKind::Unavailable,
                "the service refused the request (HTTP 500)"
            ),
            lost
        ),
        "sConnector.getLicense: the service refused the request (HTTP 500). Try again later."
    );
}

#[test]
fn what_was_not_sent_is_said_not_to_be() {
    let unsent = Trace {
        attempts: 0,
        outcome: Outcome::NotSent,
        ..trace()
    };
    assert_eq!(
        said(
            Failure::new(ErrorKind::Unauthorized, "there is no access token"),
            unsent
        ),
        "airfob.createUserWithCard: there is no access token. Nothing was sent. Check the keys, or sign in again."
    );
}

#[test]
fn an_argument_that_is_wrong_needs_no_advice() {
    let error = Error::unsent(
        Service::Arctos,
        "signIn",
        Failure::invalid("userId is empty"),
    );
    assert_eq!(error.to_string(), "arctos.signIn: userId is empty.");
    assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotSent));
}

#[test]
fn a_question_ends_a_sentence_as_well_as_a_full_stop() {
    let slip = Failure::wrong("options.timeoutMS", "is unknown: did you mean timeoutMs?");
    assert_eq!(
        Error::unsent(Service::Arctos, "signIn", slip).to_string(),
        "arctos.signIn: options.timeoutMS is unknown: did you mean timeoutMs?"
    );
    let mut asked = Failure::new(ErrorKind::Unavailable, "is it up?");
    assert_eq!(
        said(asked.clone(), trace()),
        "airfob.createUserWithCard: is it up? Try again later."
    );
    asked.service_message = Some("who knows?".to_owned());
    assert_eq!(
        said(asked, trace()),
        "airfob.createUserWithCard: is it up?: “who knows?”. Try again later."
    );
}

#[test]
fn a_time_is_said_as_people_say_it_and_never_too_short() {
    for (ms, words) in [
        (0.5, "0.01 seconds"),
        (100.0, "0.1 seconds"),
        (250.0, "0.25 seconds"),
        (1_000.0, "1 second"),
        (1_500.2, "1.51 seconds"),
        (7_000.0, "7 seconds"),
        (9_999.0, "10 seconds"),
        (30_000.0, "30 seconds"),
        (59_000.5, "1 minute"),
        (60_000.0, "1 minute"),
        (120_000.0, "2 minutes"),
        (125_400.0, "2 minutes 6 seconds"),
        (3_600_000.0, "1 hour"),
        (3_661_000.0, "1 hour 1 minute"),
        (86_400_000.0, "1 day"),
        (2_147_483_647.0, "24 days 20 hours"),
    ] {
        assert_eq!(duration(ms), words);
    }
    assert!(duration(100.0 * 365.25 * 86_400_000.0).starts_with("36525 days"));
}

#[test]
fn an_argument_that_is_wrong_is_named_and_only_of_an_invalid_argument() {
    let failure = || Failure::wrong("user.phone", "is empty");
    let error = Error::new(failure(), trace());
    assert_eq!(error.argument(), Some("user.phone"));
    assert!(error.to_string().contains("user.phone is empty"));
    assert_eq!(
        Error::new(
            Failure::invalid("user.email or user.phone is required"),
            trace()
        )
        .argument(),
        None
    );
    let mut taken_for_another = failure();
    taken_for_another.kind = ErrorKind::Unauthorized;
    assert_eq!(Error::new(taken_for_another, trace()).argument(), None);
}

#[test]
fn a_wait_that_the_service_asks_for_is_said_as_people_say_it() {
    let mut failure = Failure::new(
        ErrorKind::RateLimited,
        "the service refused the request (HTTP 429)",
    );
    failure.retry_after_ms = Some(1_500.2);
    assert_eq!(
        said(failure, trace()),
        "airfob.createUserWithCard: the service refused the request (HTTP 429). \
         The service asks to wait 1.51 seconds. Wait, then call again."
    );
}

#[test]
fn every_kind_says_what_to_do_but_those_that_say_it_all() {
    let without: Vec<&str> = KINDS
        .into_iter()
        .filter(|kind| said(plain(*kind), trace()) == "airfob.createUserWithCard: what happened.")
        .map(ErrorKind::as_str)
        .collect();
    assert_eq!(without, ["invalidArgument", "internal"]);
    for kind in KINDS {
        let text = said(plain(kind), trace());
        assert!(text.ends_with('.') && !text.contains(".."), "{text}");
    }
}

#[test]
fn only_what_passes_by_itself_is_worth_the_same_call_again() {
    let retryable = |outcome, mutation| {
        KINDS
            .into_iter()
            .filter(|kind| {
                let trace = Trace {
                    outcome,
                    mutation,
                    ..trace()
                };
                Error::new(plain(*kind), trace).retryable()
            })
            .map(ErrorKind::as_str)
            .collect::<Vec<_>>()
    };
    let transient = ["rateLimited", "unavailable", "timeout", "network"];
    assert_eq!(retryable(Outcome::Refused, true), transient);
    assert_eq!(retryable(Outcome::NotSent, true), transient);
    assert_eq!(retryable(Outcome::Unknown, false), transient);
    assert!(retryable(Outcome::Unknown, true).is_empty());
}

#[test]
fn what_would_meet_the_same_is_not_retryable() {
    let mut failure = plain(ErrorKind::Network);
    failure.may_repeat = false;
    let trace = Trace {
        mutation: false,
        ..trace()
    };
    assert!(!Error::new(failure, trace).retryable());
}

#[test]
fn a_failure_alone_says_what_is_known_of_the_effect() {
    let outcome = |kind, effective: Option<u16>, retry_after_ms| {
        let mut failure = plain(kind);
        failure.effective = effective;
        failure.retry_after_ms = retry_after_ms;
        failure.outcome()
    };
    let refused =
        |status, wait| outcome(ErrorKind::Rejected, Some(status), wait) == Outcome::Refused;
    for status in 400..500 {
        assert_eq!(refused(status, None), status != 408, "{status}");
    }
    for status in 500..600 {
        assert!(!refused(status, None), "{status}");
        assert_eq!(refused(status, Some(1.0)), status == 503, "{status}");
    }
    assert!(refused(200, None), "a failure inside a 200");
    for kind in [
        ErrorKind::Network,
        ErrorKind::Timeout,
        ErrorKind::Redirect,
        ErrorKind::Decode,
    ] {
        assert_eq!(outcome(kind, Some(200), None), Outcome::Unknown, "{kind:?}");
    }
    assert_eq!(
        outcome(ErrorKind::InvalidArgument, None, None),
        Outcome::NotSent
    );
}

#[test]
fn what_the_users_function_threw_is_the_source() {
    let thrown: Rc<dyn StdError> = Rc::new(Thrown("the backend"));
    let failure = plain(ErrorKind::Unauthorized).caused_by(Some(thrown));
    let error = Error::new(failure, trace());
    assert_eq!(error.source().unwrap().to_string(), "the backend threw");
    assert!(
        !error.to_string().contains("threw"),
        "its words may hold anything"
    );
    assert!(
        Error::new(plain(ErrorKind::Network), trace())
            .source()
            .is_none()
    );
}

#[test]
fn an_error_keeps_all_that_was_found_out() {
    let mut failure = plain(ErrorKind::License);
    failure.status = Some(403);
    failure.code = Some(3404);
    failure.service_message = Some("expired".to_owned());
    failure.retry_after_ms = Some(5.0);
    failure.decode_path = Some("info".to_owned());
    failure.step = Some("login");
    let error = Error::new(failure, trace());
    assert_eq!(error.kind(), ErrorKind::License);
    assert_eq!(error.service(), Service::Airfob);
    assert_eq!(error.operation(), "createUserWithCard");
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.code(), Some(3404));
    assert_eq!(error.service_message(), Some("expired"));
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(error.retry_after(), Some(ms(5.0)));
    assert_eq!(error.decode_path(), Some("info"));
    assert_eq!(error.step(), Some("login"));
}
