//! JavaScript values from JSON and back, and what promises come to.

use std::ops::RangeInclusive;

use js_sys::{Date, JSON, Object, Promise, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// An argument that is left out.
pub const NONE: &JsValue = &JsValue::UNDEFINED;

/// The plain JavaScript value that a JSON value stands for.
pub fn js(value: Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("JSON")
}

/// What `JSON.stringify` tells of a value; null for one that it leaves out.
pub fn json(value: &JsValue) -> Value {
    let text = JSON::stringify(value).expect("a value that can be written as JSON");
    JsValue::from(text).as_string().map_or(Value::Null, |text| {
        serde_json::from_str(&text).expect("JSON")
    })
}

/// A member of an object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

/// The names of an object's own members that are shown, in the order of the alphabet.
pub fn names(object: &JsValue) -> Vec<String> {
    let keys = Object::keys(object.unchecked_ref::<Object>());
    let mut names: Vec<_> = keys.iter().filter_map(|name| name.as_string()).collect();
    names.sort();
    names
}

/// What a promise comes to.
pub async fn settled(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

/// What a promise that is kept gives.
pub async fn kept(promise: Promise) -> JsValue {
    match settled(promise).await {
        Ok(value) => value,
        Err(reason) => panic!("rejected: {} {reason:?}", json(&reason)),
    }
}

/// What a promise that is kept gives, as JSON.
pub async fn ok(promise: Promise) -> Value {
    json(&kept(promise).await)
}

/// What a promise is rejected with.
pub async fn rejected(promise: Promise) -> JsValue {
    match settled(promise).await {
        Ok(value) => panic!("kept: {}", json(&value)),
        Err(reason) => reason,
    }
}

/// The RoomkeyError that a promise is rejected with.
pub async fn fails(promise: Promise) -> Failure {
    Failure::of(rejected(promise).await)
}

/// A RoomkeyError.
pub struct Failure(pub JsValue);

/// Those members of a RoomkeyError that say what became of the call.
const TOLD: [&str; 8] = [
    "kind",
    "code",
    "status",
    "attempts",
    "outcome",
    "retryable",
    "retryAfterMs",
    "decodePath",
];

impl Failure {
    pub fn of(reason: JsValue) -> Self {
        assert!(reason.is_instance_of::<js_sys::Error>(), "{reason:?}");
        assert_eq!(get(&reason, "name"), "RoomkeyError");
        Self(reason)
    }

    /// All of kind, code, status, attempts, outcome, retryable, retryAfterMs and decodePath that there is.
    pub fn told(&self) -> Value {
        let held = TOLD.into_iter().filter_map(|name| {
            let value = get(&self.0, name);
            (!value.is_undefined()).then(|| (name.to_owned(), json(&value)))
        });
        Value::Object(held.collect::<Map<_, _>>())
    }

    /// A member that is a string.
    pub fn text(&self, name: &str) -> String {
        let text = get(&self.0, name).as_string();
        text.unwrap_or_else(|| panic!("the error has no {name}"))
    }
}

/// Runs a call and tells in what span of time it ran, in ms since 1970.
pub async fn timed(call: impl FnOnce() -> Promise) -> (Value, RangeInclusive<f64>) {
    let begun = Date::now();
    let value = ok(call()).await;
    (value, begun..=Date::now())
}

/// Checks that a moment comes a given time after some moment of a span.
pub fn assert_after(moment: &Value, span: &RangeInclusive<f64>, ms: f64) {
    let moment = moment.as_f64().expect("a time");
    assert!(
        span.contains(&(moment - ms)),
        "{moment} is not {ms} ms after {span:?}"
    );
}
