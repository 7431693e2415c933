//! The crate's values as plain objects.

use js_sys::JSON;
use json::Value;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use wasm_bindgen::prelude::*;

/// Gives a value to JavaScript. Nothing of it can fail: names are strings, and numbers are those of JavaScript.
pub(crate) fn give(value: &Value) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    Given(value).serialize(&serializer).unwrap_or_default()
}

/// A value on its way to whoever asked for it, the secrets in it included.
struct Given<'a>(&'a Value);

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Absent => serializer.serialize_unit(),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Secret(secret) => serializer.serialize_str(secret.expose()),
            // JavaScript's own parser: numbers come out as JSON.parse gives them, however large.
            Value::Json(json) => serde_wasm_bindgen::preserve::serialize(
                &JSON::parse(json).unwrap_or_default(),
                serializer,
            ),
            Value::Taken(taken) => {
                let made = taken.get::<JsValue>().cloned().unwrap_or_default();
                serde_wasm_bindgen::preserve::serialize(&made, serializer)
            }
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Given(item))?;
                }
                list.end()
            }
            Value::Object(members) => {
                let mut object = serializer.serialize_map(None)?;
                for (name, value) in members.iter().filter(|(_, value)| !value.is_absent()) {
                    object.serialize_entry(name, &Given(value))?;
                }
                object.end()
            }
        }
    }
}
