//! Profile fields: an object for the user, a JSON string on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::Failure;

/// Profile fields of a user, as the text of a JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta(String);

impl Meta {
    /// The fields as a map.
    pub fn to_map(&self) -> Map<String, Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The fields as the JSON text that is sent.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// Takes the text of a JSON object.
    pub(crate) fn from_object(text: String) -> Result<Self, Failure> {
        match serde_json::from_str(&text) {
            Ok(Value::Object(_)) => Ok(Self(text)),
            Ok(_) => Err(Failure::wrong(
                "user.meta",
                "must be an object of profile fields",
            )),
            Err(_) => Err(Failure::wrong(
                "user.meta",
                "holds what cannot be sent: half of a surrogate pair, or more than 127 levels",
            )),
        }
    }

    /// What the service holds; text that is no JSON object is kept under `_raw`.
    fn from_text(text: String) -> Self {
        Self::from_object(text.clone()).unwrap_or_else(|_| {
            let mut raw = Map::new();
            raw.insert("_raw".to_owned(), Value::String(text));
            Self(Value::Object(raw).to_string())
        })
    }
}

impl From<&Map<String, Value>> for Meta {
    fn from(map: &Map<String, Value>) -> Self {
        Self(serde_json::to_string(map).unwrap_or_else(|_| "{}".to_owned()))
    }
}

impl Serialize for Meta {
    #[cfg(face)]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // JavaScript's own parser: numbers come out as JSON.parse gives them, however large.
        let object = js_sys::JSON::parse(&self.0).unwrap_or_else(|_| js_sys::Object::new().into());
        serde_wasm_bindgen::preserve::serialize(&object, serializer)
    }

    #[cfg(not(face))]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_map().serialize(serializer)
    }
}

/// Reads `meta` so that nothing in it can hide the user that it belongs to.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Meta>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(Meta::from_text(text)),
        Value::Object(map) => Some(Meta::from(&map)),
        other => Some(Meta::from_text(other.to_string())),
    })
}
