//! The events that a client told of.

use js_sys::{Array, Function};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::values::json;

/// Keeps every event.
pub struct Log {
    events: Array,
    listener: Function,
}

impl Log {
    pub fn new() -> Self {
        let events = Array::new();
        let kept = events.clone();
        let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            kept.push(&event);
        });
        Self {
            events,
            listener: listener.into_js_value().unchecked_into(),
        }
    }

    /// For `onEvent`.
    pub fn listener(&self) -> JsValue {
        self.listener.clone().into()
    }

    pub fn events(&self) -> Vec<Value> {
        self.events.iter().map(|event| json(&event)).collect()
    }

    /// One line for each event, in which the numbers that differ from run to run are left out.
    pub fn lines(&self) -> Vec<String> {
        self.events().iter().map(line).collect()
    }
}

fn line(event: &Value) -> String {
    let shown = [
        "type",
        "operation",
        "attempt",
        "method",
        "path",
        "status",
        "reason",
        "action",
    ];
    let members = shown.iter().filter_map(|name| match event.get(name)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    });
    members.collect::<Vec<_>>().join(" ")
}
