//! Profile fields: an object for the user, a JSON string on the wire.

use json::Value;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Map;

use crate::record::{Typed, Unfit};

/// Profile fields of a user, as the text of a JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta(String);

impl Meta {
    /// The fields as a map.
    pub fn to_map(&self) -> Map<String, serde_json::Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The fields as the JSON text that is sent.
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl From<&Map<String, serde_json::Value>> for Meta {
    fn from(map: &Map<String, serde_json::Value>) -> Self {
        Self(serde_json::to_string(map).unwrap_or_else(|_| "{}".to_owned()))
    }
}

impl Serialize for Meta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_map().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Meta {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(|map| Self::from(&map))
    }
}

impl Typed for Meta {
    fn from_value(value: Value) -> Result<Self, Unfit> {
        match value {
            Value::Json(json) => Ok(Self(json)),
            // Text that is no object is kept as the one field of one.
            value => {
                let mut json = String::new();
                value.write(crate::exchange::numbers::NUMBERS, &mut json);
                Ok(Self(json))
            }
        }
    }

    fn to_value(&self) -> Value {
        Value::Json(self.0.clone())
    }
}
