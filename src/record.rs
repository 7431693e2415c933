//! Types that are declared once: the struct that Rust users get, and the table that its JSON is read by.

use std::time::Duration;

use json::{Need, Secret, Value};

/// A type of the Rust API that is a value of an argument or an answer.
pub trait Typed: Sized {
    /// Whether a member of this type must be there.
    const NEED: Need = Need::Required;

    /// True where it is what lies inside an answer's envelope, so that its paths go on from there.
    const IS_PAYLOAD: bool = false;

    /// Of a value that was read by this type's table.
    ///
    /// # Errors
    /// Where the value is a number that this type does not hold.
    fn from_value(value: Value) -> Result<Self, Unfit>;

    fn to_value(&self) -> Value;
}

/// A value does not fit its type.
#[derive(Debug)]
pub struct Unfit {
    /// Where it is, such as `detail[3].sessionTimeSecond`.
    pub path: String,
    /// What would fit, as it is said after `is not`.
    pub expected: &'static str,
}

impl Unfit {
    pub const fn here(expected: &'static str) -> Self {
        Self {
            path: String::new(),
            expected,
        }
    }

    /// It is in a member, or an item.
    pub fn within(mut self, step: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = [step, joint, &self.path].concat();
        self
    }
}

/// A member of an object. `place` is where it stood in the answer.
pub fn member<T: Typed>(object: &mut Value, name: &str, place: &str) -> Result<T, Unfit> {
    T::from_value(object.take(name)).map_err(|unfit| unfit.within(place))
}

macro_rules! typed {
    ($($type:ty, $expected:literal: $value:ident => $from:expr, $this:ident => $to:expr;)*) => {
        $(impl Typed for $type {
            fn from_value($value: Value) -> Result<Self, Unfit> {
                $from.ok_or(Unfit::here($expected))
            }

            fn to_value(&self) -> Value {
                let $this = self;
                $to
            }
        })*
    };
}

typed! {
    String, "a string": value => value.as_text().map(str::to_owned), text => Value::text(text);
    Secret, "a string": value => value.into_secret(), secret => Value::Secret(secret.clone());
    bool, "a boolean": value => value.as_flag(), flag => Value::Flag(*flag);
    u32, "a whole number from 0 to 4294967295":
        value => whole(&value, u32::MAX).map(|number| number as u32), number => Value::Number(f64::from(*number));
    u16, "a whole number from 0 to 65535":
        value => whole(&value, u16::MAX.into()).map(|number| number as u16), number => Value::Number(f64::from(*number));
    // A moment in ms since 1970: what is less than a ms is cut off, and the ends of time are those of the type.
    i64, "a number": value => value.as_number().map(|ms| ms as i64), ms => Value::Number(*ms as f64);
    // Answers count it in seconds.
    Duration, "a number of seconds, 0 or more":
        value => value.as_number().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        time => Value::Number(time.as_secs_f64());
    (), "nothing": _value => Some(()), _nothing => Value::Absent;
}

/// A whole number from 0 to `most`.
fn whole(value: &Value, most: u32) -> Option<f64> {
    let fits = |number: &f64| number.fract() == 0.0 && (0.0..=f64::from(most)).contains(number);
    value.as_number().filter(fits)
}

impl<T: Typed> Typed for Option<T> {
    const NEED: Need = Need::Optional;
    const IS_PAYLOAD: bool = T::IS_PAYLOAD;

    fn from_value(value: Value) -> Result<Self, Unfit> {
        (!value.is_absent())
            .then(|| T::from_value(value))
            .transpose()
    }

    fn to_value(&self) -> Value {
        self.as_ref().map(T::to_value).unwrap_or_default()
    }
}

impl<T: Typed> Typed for Vec<T> {
    const IS_PAYLOAD: bool = T::IS_PAYLOAD;

    fn from_value(value: Value) -> Result<Self, Unfit> {
        let items = value.into_items().into_iter().enumerate();
        items
            .map(|(index, item)| {
                T::from_value(item).map_err(|unfit| unfit.within(&format!("[{index}]")))
            })
            .collect()
    }

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }
}

/// Declares a type: `"wire name" => "name in JavaScript" field: Type = Kind`, or `"wire name" | "another spelling" field: Type = Kind`.
/// Members that are made here, and not read, follow after `made`; with two names, the first is where in the answer they come from.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* $from:literal $(=> $to:literal)? $(| $other:literal)? $field:ident: $type:ty = $kind:expr $(; $need:expr)?),* $(,)?
        } $(made {
            $($(#[$made_meta:meta])* $made_from:literal $(=> $made_to:literal)? $made:ident: $made_type:ty),* $(,)?
        })?
    ) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            $($($(#[$made_meta])* pub $made: $made_type,)*)?
        }

        impl $crate::record::Typed for $name {
            const IS_PAYLOAD: bool = !Self::SHAPE.0.is_empty();

            fn from_value(mut value: json::Value) -> Result<Self, $crate::record::Unfit> {
                Ok(Self {
                    $($field: $crate::record::member(&mut value, $crate::record::record!(@to $from $($to)?), $from)?,)*
                    $($($made: $crate::record::member(&mut value, $crate::record::record!(@to $made_from $($made_to)?), $made_from)?,)*)?
                })
            }

            fn to_value(&self) -> json::Value {
                json::Value::object([
                    $(($crate::record::record!(@to $from $($to)?), $crate::record::Typed::to_value(&self.$field)),)*
                    $($(($crate::record::record!(@to $made_from $($made_to)?), $crate::record::Typed::to_value(&self.$made)),)*)?
                ])
            }
        }

        impl $name {
            /// What is read of it.
            #[allow(dead_code)]
            pub const SHAPE: &'static json::Shape = &json::Shape(&[
                $(
                    $crate::record::record!(@field $from, $crate::record::record!(@to $from $($to)?), $kind, $type $(, $need)?),
                    $($crate::record::record!(@field $other, $from, $kind, $type),)?
                )*
            ]);
        }
    };
    (@to $from:literal) => { $from };
    (@to $from:literal $to:literal) => { $to };
    (@field $from:expr, $to:expr, $kind:expr, $type:ty, $need:expr) => {
        json::Field { from: $from, to: $to, kind: $kind, need: $need }
    };
    (@field $from:expr, $to:expr, $kind:expr, $type:ty) => {
        json::Field { from: $from, to: $to, kind: $kind, need: <$type as $crate::record::Typed>::NEED }
    };
}
pub(crate) use record;

/// Times that JSON has in seconds.
pub mod seconds {
    use std::time::Duration;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(time.as_secs_f64())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
