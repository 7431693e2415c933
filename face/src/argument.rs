//! Arguments and options, which `reading.js` reads by the tables of the operations, as the crate's values.

use std::cell::OnceCell;

use js_sys::{Array, Uint8Array};
use json::{Kind, Need, Secret, Shape, Value};
use roomkey::face::{CallOptions, Context, Failure, Takes, airfob, cause, member, settled};
use wasm_bindgen::prelude::*;

use crate::give::give;

#[wasm_bindgen(module = "/src/reading.js")]
extern "C" {
    // Each gives what `checked` takes: nothing where something is wrong.
    #[wasm_bindgen(js_name = readArgument)]
    fn read_argument(given: &JsValue, field: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = readCallOptions)]
    fn read_call_options(given: &JsValue) -> JsValue;

    /// What is wrong with what was read last.
    #[wasm_bindgen(js_name = whatIsWrong)]
    fn what_is_wrong() -> JsValue;
}

/// An argument as it was given. Bytes are copied at once; a Blob cannot change.
#[derive(Clone, Default)]
pub(crate) struct Argument {
    pub value: Value,
    /// The user's portrait, where it is still to be read.
    portrait: Option<JsValue>,
}

impl Argument {
    /// The argument, whole.
    pub async fn whole(mut self) -> Result<Value, Failure> {
        if let Some(blob) = self.portrait {
            let unread = |thrown| {
                Failure::wrong("user.portrait", "could not be read").caused_by(Some(cause(thrown)))
            };
            let bytes = settled(&Context::current().read_blob(&blob))
                .await
                .map_err(unread)?;
            let mut user = self.value.take("user");
            user.set("portraitData", picture(&bytes)?);
            self.value.set("user", user);
        }
        Ok(self.value)
    }
}

/// The table of an argument as `reading.js` takes it: the same for every call.
pub(crate) type Table = OnceCell<JsValue>;

/// Reads what an operation takes.
pub(crate) fn read(takes: &Takes, table: &Table, given: &JsValue) -> Result<Argument, Failure> {
    let mut argument = Argument::default();
    if let Takes::Argument { name, kind, need } = *takes {
        let table = table.get_or_init(|| give(&field(name, need, kind)));
        let read = checked(read_argument(given, table))?;
        argument.value = value(&read, kind, &mut argument.portrait)?;
    }
    Ok(argument)
}

/// Reads the options of a call, and its signal, if there is one.
pub(crate) fn call_options(given: &JsValue) -> Result<(Option<JsValue>, CallOptions), Failure> {
    if given.is_undefined() {
        return Ok((None, CallOptions { timeout_ms: None }));
    }
    let read = checked(read_call_options(given))?;
    let signal = Some(member(&read, "signal")).filter(|signal| !signal.is_undefined());
    let timeout_ms = number(&read, "timeoutMs");
    Ok((signal, CallOptions { timeout_ms }))
}

/// A member that is a string.
#[inline(never)]
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name).as_string()
}

/// A member that is a number.
#[inline(never)]
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name).as_f64()
}

/// What `reading.js` read, or what is wrong with it.
pub(crate) fn checked(read: JsValue) -> Result<JsValue, Failure> {
    if !read.is_undefined() {
        return Ok(read);
    }
    let told = what_is_wrong();
    let Some(wrong) = text(&told, "wrong") else {
        return Ok(read);
    };
    let mut failure = Failure::invalid(&wrong);
    failure.argument = text(&told, "argument");
    Err(failure)
}

/// A field of a table, as `reading.js` takes it.
fn field(name: &str, need: Need, kind: Kind) -> Value {
    Value::List(vec![
        name.into(),
        (need == Need::Required).into(),
        kind.expected().into(),
        parts(kind),
    ])
}

/// The fields of an object, or all strings that something may be.
pub(crate) fn parts(kind: Kind) -> Value {
    Value::List(match kind {
        Kind::Object(Shape(fields)) => fields
            .iter()
            .map(|each| field(each.from, each.need, each.kind))
            .collect(),
        Kind::OneOf(all, _) => all.iter().map(|each| (*each).into()).collect(),
        _ => Vec::new(),
    })
}

/// The user's portrait, as it is sent.
fn picture(bytes: &JsValue) -> Result<Value, Failure> {
    airfob::portrait(&Uint8Array::new(bytes).to_vec())
}

/// What was read, as a value.
pub(crate) fn value(
    read: &JsValue,
    kind: Kind,
    portrait: &mut Option<JsValue>,
) -> Result<Value, Failure> {
    if read.is_undefined() {
        return Ok(Value::Absent);
    }
    let at = |index: usize| read.unchecked_ref::<Array>().get(index as u32);
    Ok(match kind {
        Kind::Object(Shape(fields)) => {
            let mut members = Vec::new();
            for (index, field) in fields.iter().enumerate() {
                let value = value(&at(index), field.kind, portrait)?;
                members.push((field.to, value));
            }
            Value::Object(members)
        }
        Kind::List(item) => {
            let mut items = Vec::new();
            loop {
                match value(&at(items.len()), *item, portrait)? {
                    Value::Absent => return Ok(Value::List(items)),
                    item => items.push(item),
                }
            }
        }
        Kind::Picture => {
            // Before it is copied.
            airfob::check_portrait_size(number(read, "size").unwrap_or_default() as usize)?;
            let bytes = member(read, "bytes");
            if !bytes.is_undefined() {
                return picture(&bytes);
            }
            *portrait = Some(member(read, "blob"));
            Value::Absent
        }
        _ => match read.as_string() {
            Some(json) if matches!(kind, Kind::Fields) => airfob::fields(json)?,
            Some(text) if matches!(kind, Kind::Secret) => Value::Secret(Secret::new(text)),
            Some(text) => Value::Text(text),
            None => match read.as_f64() {
                Some(number) => Value::Number(number),
                None => Value::Flag(read.is_truthy()),
            },
        },
    })
}
