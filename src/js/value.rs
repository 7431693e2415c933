//! JavaScript values into Rust's types and back; what does not fit is named, never shown.

use js_sys::{Function, JsString, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::{ErrorKind, Failure};
use crate::secret::Secret;

/// Gives a value to JavaScript as plain objects.
pub(super) fn give<T: Serialize>(value: &T) -> Result<JsValue, Failure> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value
        .serialize(&serializer)
        .map_err(|_| Failure::new(ErrorKind::Internal, "the answer could not be handed over"))
}

/// An argument that must be a string, and one that UTF-8 can hold.
pub(super) fn string(value: &JsValue, name: &str) -> Result<String, Failure> {
    let text = value
        .dyn_ref::<JsString>()
        .ok_or_else(|| Failure::invalid(format!("{name} must be a string")))?;
    if !text.is_valid_utf16() {
        return Err(Failure::invalid(format!(
            "{name} is no well-formed Unicode: it holds half of a surrogate pair"
        )));
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
            Err(Failure::invalid(format!("{name} must be an object")))
        }
    }

    /// An argument that must be there.
    pub fn required_object(object: &'a JsValue, name: &'a str) -> Result<Self, Failure> {
        if is_absent(object) {
            return Err(Failure::invalid(format!("{name} is required")));
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
        kind(self, member)?
            .ok_or_else(|| Failure::invalid(format!("{}.{member} is required", self.name)))
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
        Failure::invalid(format!("{}.{member} must be {expected}", self.name))
    }
}
