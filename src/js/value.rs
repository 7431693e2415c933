//! JavaScript values into Rust's types and back; what does not fit is named, never shown.

use std::fmt::Display;

use js_sys::{Array, Function, JsString, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::{ErrorKind, Failure};
use crate::names;
use crate::secret::Secret;

#[wasm_bindgen(module = "/src/js/values.js")]
extern "C" {
    /// The kind of a collection, such as `Map`; undefined for all else.
    fn collection(value: &JsValue) -> Option<String>;

    /// The names of a plain object's own members; none for what can do something.
    #[wasm_bindgen(js_name = memberNames)]
    fn member_names(object: &JsValue) -> Array;

    /// `text`: a value as JSON; `lost`: the kind of a collection in it, of which JSON keeps nothing.
    pub(super) fn written(value: &JsValue) -> JsValue;
}

/// Gives a value to JavaScript as plain objects.
pub(super) fn give<T: Serialize>(value: &T) -> Result<JsValue, Failure> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value
        .serialize(&serializer)
        .map_err(|_| Failure::new(ErrorKind::Internal, "the answer could not be handed over"))
}

/// What is wrong with an argument. The error names it without `request.` and `options.`, which go without saying.
pub(super) fn wrong(name: &str, what: impl Display) -> Failure {
    let argument = name
        .strip_prefix("request.")
        .or_else(|| name.strip_prefix("options."))
        .unwrap_or(name);
    Failure::wrong(name, &what.to_string()).of(argument)
}

/// An argument that must be a string, and one that UTF-8 can hold.
pub(super) fn string(value: &JsValue, name: &str) -> Result<String, Failure> {
    let text = value
        .dyn_ref::<JsString>()
        .ok_or_else(|| wrong(name, "must be a string"))?;
    if !text.is_valid_utf16() {
        return Err(wrong(
            name,
            "is no well-formed Unicode: it holds half of a surrogate pair",
        ));
    }
    Ok(text.into())
}

/// True for an argument that was left out.
pub(super) fn is_absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// An argument that may be left out, read by `read` where it is there.
pub(super) fn optional<T>(
    value: &JsValue,
    read: impl FnOnce(&JsValue) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    if is_absent(value) {
        return Ok(None);
    }
    read(value).map(Some)
}

/// An object of options, read member by member.
pub(super) struct Members<'a> {
    object: &'a JsValue,
    name: &'a str,
}

impl<'a> Members<'a> {
    /// `undefined` and `null` are an object without members.
    pub fn of(object: &'a JsValue, name: &'a str) -> Result<Self, Failure> {
        if is_absent(object) || object.is_object() {
            Ok(Self { object, name })
        } else {
            Err(wrong(name, "must be an object"))
        }
    }

    /// Refuses a member that is none of these, whatever its value. An object of a class may have others.
    pub fn known(&self, known: &[&str]) -> Result<(), Failure> {
        self.refuse(known, |name| !known.contains(&name))
    }

    /// Refuses a member whose name is nearly one of these, and lets others be.
    pub fn well_spelt(&self, known: &[&str]) -> Result<(), Failure> {
        self.refuse(known, |name| names::is_slip(name, known))
    }

    fn refuse(&self, known: &[&str], is_wrong: impl Fn(&str) -> bool) -> Result<(), Failure> {
        if is_absent(self.object) {
            return Ok(());
        }
        // What holds its members otherwise would seem to have none.
        if Array::is_array(self.object) || collection(self.object).is_some() {
            return Err(wrong(self.name, "must be an object"));
        }
        let names = member_names(self.object);
        match names
            .iter()
            .filter_map(|name| name.as_string())
            .find(|name| is_wrong(name))
        {
            Some(name) => {
                Err(self.wrong_member(&names::shown(&name), names::unknown(&name, known)))
            }
            None => Ok(()),
        }
    }

    /// An argument that must be there.
    pub fn required_object(object: &'a JsValue, name: &'a str) -> Result<Self, Failure> {
        if is_absent(object) {
            return Err(wrong(name, "is required"));
        }
        Self::of(object, name)
    }

    /// True where the member is there, whatever its value.
    pub fn has(&self, member: &str) -> bool {
        self.object.is_object() && Reflect::has(self.object, &member.into()).unwrap_or(false)
    }

    /// The member, unless it is absent.
    pub fn get(&self, member: &str) -> Result<Option<JsValue>, Failure> {
        if is_absent(self.object) {
            return Ok(None);
        }
        match Reflect::get(self.object, &member.into()) {
            Ok(value) => Ok(Some(value).filter(|value| !is_absent(value))),
            Err(_) => Err(self.wrong(member, "readable")),
        }
    }

    pub fn string(&self, member: &str) -> Result<Option<String>, Failure> {
        self.get(member)?
            .map(|value| string(&value, &format!("{}.{member}", self.name)))
            .transpose()
    }

    pub fn number(&self, member: &str) -> Result<Option<f64>, Failure> {
        self.get(member)?
            .map(|value| value.as_f64().ok_or_else(|| self.wrong(member, "a number")))
            .transpose()
    }

    /// A whole number, 0 or more.
    pub fn whole(&self, member: &str) -> Result<Option<u32>, Failure> {
        match self.number(member)? {
            Some(number)
                if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) =>
            {
                Ok(Some(number as u32))
            }
            Some(_) => Err(self.wrong(member, "a whole number, 0 or more")),
            None => Ok(None),
        }
    }

    pub fn boolean(&self, member: &str) -> Result<Option<bool>, Failure> {
        self.get(member)?
            .map(|value| {
                value
                    .as_bool()
                    .ok_or_else(|| self.wrong(member, "a boolean"))
            })
            .transpose()
    }

    pub fn function(&self, member: &str) -> Result<Option<Function>, Failure> {
        self.get(member)?
            .map(|value| {
                value
                    .dyn_into()
                    .map_err(|_| self.wrong(member, "a function"))
            })
            .transpose()
    }

    /// A member that must be there, as `kind` reads it.
    pub fn required<T>(
        &self,
        member: &str,
        kind: impl FnOnce(&Self, &str) -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        kind(self, member)?.ok_or_else(|| self.wrong_member(member, "is required"))
    }

    pub fn secret(&self, member: &str) -> Result<Option<Secret>, Failure> {
        Ok(self.string(member)?.map(Secret::new))
    }

    /// A member that is an object itself, read by `read`.
    pub fn object<T>(
        &self,
        member: &str,
        read: impl FnOnce(&Members<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let Some(value) = self.get(member)? else {
            return Ok(None);
        };
        let name = format!("{}.{member}", self.name);
        read(&Members::of(&value, &name)?).map(Some)
    }

    pub fn wrong(&self, member: &str, expected: &str) -> Failure {
        self.wrong_member(member, format_args!("must be {expected}"))
    }

    fn wrong_member(&self, member: &str, what: impl Display) -> Failure {
        wrong(&format!("{}.{member}", self.name), what)
    }
}
