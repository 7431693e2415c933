//! Calls that fail, run out of time, or are given up.

use std::error::Error as _;
use std::future::{Future, poll_fn};
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, TypeError};
use roomkey::{ArctosRole, AuthCodeRequest, CallOptions, ErrorKind, Outcome, Service, Thrown};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;

use crate::support::page::watch_fetch;
use crate::support::world::World;

const CALL: CallOptions = CallOptions { timeout: None };

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_gives_up_its_request_and_no_other_call() {
    let world = World::new().await;
    let client = world.s_connector();
    client.authenticate(None, CALL).await.expect("a token");
    world
        .breaks("getLicense", 1, json!({ "type": "hang" }))
        .await;
    let signals = watch_fetch(world.text("/sConnector/baseUrl"));

    let mut call = Box::pin(client.get_license(CALL));
    let mut received = Box::pin(world.has_received(2));
    poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending());
        received.as_mut().poll(context)
    })
    .await;
    let signal: AbortSignal = signals.get(0).unchecked_into();
    assert!(!signal.aborted());
    drop(call);
    // Aborted in the call's own async context, which takes a turn of the event loop.
    TimeoutFuture::new(0).await;

    assert!(signal.aborted());
    assert!(client.list_sessions(CALL).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_service_that_does_not_answer_in_time_is_a_timeout() {
    let world = World::new().await;
    let client = world.s_connector();
    client.authenticate(None, CALL).await.expect("a token");
    for fault in [json!({ "type": "hang" }), json!({ "type": "hangBody" })] {
        world.breaks("getLicense", 1, fault).await;
        let options = CallOptions {
            timeout: Some(Duration::from_millis(300)),
        };

        let begun = Date::now();
        let error = client.get_license(options).await.expect_err("a timeout");
        let took = Date::now() - begun;

        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        assert!((295.0..5_000.0).contains(&took), "{took} ms");
    }
}

#[wasm_bindgen_test]
async fn what_the_platforms_fetch_threw_is_the_source_of_the_error() {
    let world = World::new().await;
    let client = world.s_connector();
    client.authenticate(None, CALL).await.expect("a token");
    // Every time: a browser may send a read again by itself.
    world
        .breaks("getLicense", 0, json!({ "type": "reset" }))
        .await;

    let error = client.get_license(CALL).await.expect_err("no answer");

    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Network, 3));
    assert!(error.retryable());
    let source = error.source().expect("a source");
    let Thrown(thrown) = source.downcast_ref().expect("what was thrown");
    assert!(thrown.is_instance_of::<TypeError>());
    assert_eq!(source.to_string(), "a JavaScript value was thrown");
}

#[wasm_bindgen_test]
async fn a_refusal_says_what_the_service_says() {
    let world = World::new().await;
    let client = world
        .arctos("/arctos/licenses/expired", true)
        .expect("options that fit");
    let user = AuthCodeRequest {
        user_id: "hong".to_owned(),
        name: None,
        role: ArctosRole::Client,
    };

    let error = client.get_auth_code(&user, CALL).await;

    let error = error.expect_err("a refusal");
    assert_eq!(
        (error.service(), error.kind()),
        (Service::Arctos, ErrorKind::License)
    );
    assert_eq!((error.status(), error.code()), (Some(403), Some(3404)));
    assert_eq!(error.service_message(), Some("許可已過期"));
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(error.source().is_none());
}
