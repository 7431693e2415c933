//! Arguments and options, read by the tables of the operations; what does not fit is named, never shown.

use js_sys::{Array, Function, JsString, Uint8Array};
use json::{Field, Kind, Need, Secret, Shape, Value, digits};
use roomkey::face::{
    Context, Failure, Takes, airfob, bytes, cat, cause, is_blob, member, names, settled, time,
};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/values.js")]
extern "C" {
    /// True for what holds its members otherwise than an object does: a list, a `Map`.
    #[wasm_bindgen(js_name = isCollection)]
    fn is_collection(value: &JsValue) -> bool;

    /// A member of what a user gave; a symbol where it cannot be read.
    #[wasm_bindgen(js_name = read)]
    fn member_of(object: &JsValue, name: &str) -> JsValue;

    /// The names of a plain object's own members; none for what can do something.
    #[wasm_bindgen(js_name = memberNames)]
    fn member_names(object: &JsValue) -> Vec<String>;

    /// `text`: a value as JSON; `lost`: the kind of a collection in it, of which JSON keeps nothing.
    fn written(value: &JsValue) -> JsValue;

    /// A moment in ISO 8601.
    #[wasm_bindgen(js_name = isoText)]
    fn iso_text(ms: f64) -> String;
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
    pub async fn whole(mut self, context: Context) -> Result<Value, Failure> {
        if let Some(blob) = self.portrait {
            let unread = |thrown| {
                Failure::wrong("user.portrait", "could not be read").caused_by(Some(cause(thrown)))
            };
            let bytes = settled(&context.read_blob(&blob)).await.map_err(unread)?;
            let mut user = self.value.take("user");
            user.set(
                "portraitData",
                airfob::portrait(&Uint8Array::new(&bytes).to_vec())?,
            );
            self.value.set("user", user);
        }
        Ok(self.value)
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        Self {
            value,
            portrait: None,
        }
    }
}

/// Reads what an operation takes.
pub(crate) fn read(takes: &Takes, given: &JsValue) -> Result<Argument, Failure> {
    let mut argument = Argument::default();
    let Takes::Argument { name, kind, need } = *takes else {
        return Ok(argument);
    };
    if !is_absent(given) {
        argument.value = value(given, kind, name, &mut argument.portrait)?;
    } else if need == Need::Required {
        return Err(match kind {
            Kind::Object(_) => wrong(name, "is required"),
            kind => not(name, kind),
        });
    }
    Ok(argument)
}

/// True for what was left out.
pub(crate) fn is_absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// What is wrong with an argument. The error names it without `request.` and `options.`, which go without saying.
pub(crate) fn wrong(name: &str, what: &str) -> Failure {
    let argument = name
        .strip_prefix("request.")
        .or_else(|| name.strip_prefix("options."))
        .unwrap_or(name);
    Failure::wrong(name, what).of(argument)
}

fn must(name: &str, expected: &str) -> Failure {
    wrong(name, &cat(&["must be ", expected]))
}

fn not(name: &str, kind: Kind) -> Failure {
    must(
        name,
        match kind {
            Kind::Flag => "a boolean",
            Kind::List(_) => "an array of strings",
            kind => kind.expected(),
        },
    )
}

/// A value that is there, by its kind.
fn value(
    given: &JsValue,
    kind: Kind,
    name: &str,
    portrait: &mut Option<JsValue>,
) -> Result<Value, Failure> {
    Ok(match kind {
        Kind::Object(shape) => return Members::of(given, name)?.object(&[shape], portrait),
        Kind::List(item) => {
            if !Array::is_array(given) {
                return Err(not(name, kind));
            }
            let mut items = Vec::new();
            for index in 0..member(given, "length").as_f64().unwrap_or_default() as u64 {
                let index = digits(index);
                let name = cat(&[name, "[", &index, "]"]);
                items.push(value(&member(given, &index), *item, &name, portrait)?);
            }
            Value::List(items)
        }
        Kind::Secret => Value::Secret(Secret::new(string(given, name)?)),
        Kind::OneOf(all, words) => match string(given, name)? {
            text if all.contains(&text.as_str()) => Value::Text(text),
            _ => return Err(must(name, words)),
        },
        Kind::Number => Value::Number(number(given, name)?),
        Kind::Whole => match number(given, name)? {
            whole if whole.trunc() == whole && (0.0..=f64::from(u32::MAX)).contains(&whole) => {
                Value::Number(whole)
            }
            _ => return Err(not(name, kind)),
        },
        Kind::Flag => Value::Flag(given.as_bool().ok_or_else(|| not(name, kind))?),
        Kind::Moment | Kind::Day => match (time(given).as_f64(), kind) {
            (Some(ms), _) if ms.is_nan() => return Err(must(name, "a date that exists")),
            (Some(ms), Kind::Day) => Value::Text(iso_text(ms)),
            (Some(ms), _) => Value::Number(ms),
            (None, Kind::Day) if given.is_string() => Value::Text(string(given, name)?),
            (None, Kind::Moment) => Value::Number(given.as_f64().ok_or_else(|| not(name, kind))?),
            _ => return Err(not(name, kind)),
        },
        Kind::Fields => return fields(given),
        Kind::Picture if is_blob(given) => {
            airfob::check_portrait_size(
                member(given, "size").as_f64().unwrap_or_default() as usize
            )?;
            *portrait = Some(given.clone());
            Value::Absent
        }
        Kind::Picture => {
            let bytes: Uint8Array = bytes(given).dyn_into().map_err(|_| not(name, kind))?;
            airfob::check_portrait_size(bytes.length() as usize)?;
            airfob::portrait(&bytes.to_vec())?
        }
        Kind::Foreign => Value::Absent,
        Kind::Text | Kind::Words(_) | Kind::Id | Kind::Any => Value::Text(string(given, name)?),
    })
}

fn number(given: &JsValue, name: &str) -> Result<f64, Failure> {
    given.as_f64().ok_or_else(|| not(name, Kind::Number))
}

/// A string, and one that UTF-8 can hold.
pub(crate) fn string(given: &JsValue, name: &str) -> Result<String, Failure> {
    let text = given
        .dyn_ref::<JsString>()
        .ok_or_else(|| not(name, Kind::Text))?;
    if !text.is_valid_utf16() {
        return Err(wrong(
            name,
            "is no well-formed Unicode: it holds half of a surrogate pair",
        ));
    }
    Ok(text.into())
}

/// The fields of a profile.
fn fields(given: &JsValue) -> Result<Value, Failure> {
    let written = written(given);
    if let Some(kind) = member(&written, "lost").as_string() {
        return Err(Failure::wrong(
            "user.meta",
            &cat(&[
                "holds a ",
                &kind,
                ", of which JSON keeps nothing: give an object or an array",
            ]),
        ));
    }
    match member(&written, "text").as_string() {
        Some(json) => airfob::fields(json),
        None => Err(Failure::wrong("user.meta", "cannot be written as JSON")),
    }
}

/// An object, read member by member; what was left out is one without members.
pub(crate) struct Members<'a> {
    object: &'a JsValue,
    name: &'a str,
}

impl<'a> Members<'a> {
    pub fn of(object: &'a JsValue, name: &'a str) -> Result<Self, Failure> {
        if is_absent(object) || object.is_object() {
            Ok(Self { object, name })
        } else {
            Err(must(name, "an object"))
        }
    }

    /// Every member that the tables know, as a value; of one that they do not, the nearest name is told.
    pub fn object(
        &self,
        shapes: &[&Shape],
        portrait: &mut Option<JsValue>,
    ) -> Result<Value, Failure> {
        let mut known = Vec::new();
        for Shape(fields) in shapes {
            for field in *fields {
                known.push(field.from);
            }
        }
        self.refuse(&known, &|name| !known.contains(&name))?;
        let mut members = Vec::new();
        for Shape(fields) in shapes {
            for Field {
                from,
                to,
                kind,
                need,
            } in *fields
            {
                let name = cat(&[self.name, ".", from]);
                match self.get(from)? {
                    Some(given) => members.push((*to, value(&given, *kind, &name, portrait)?)),
                    None if *need == Need::Required => return Err(wrong(&name, "is required")),
                    None => {}
                }
            }
        }
        Ok(Value::Object(members))
    }

    /// Refuses a member whose name is nearly one of these, and lets others be.
    pub fn well_spelt(&self, known: &[&str]) -> Result<(), Failure> {
        self.refuse(known, &|name| names::is_slip(name, known))
    }

    /// Refuses a member for its name, whatever its value. An object of a class may have members of its own.
    fn refuse(&self, known: &[&str], is_wrong: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
        if is_absent(self.object) {
            return Ok(());
        }
        // What holds its members otherwise would seem to have none.
        if is_collection(self.object) {
            return Err(must(self.name, "an object"));
        }
        for name in member_names(self.object) {
            if is_wrong(&name) {
                let whole = cat(&[self.name, ".", &names::shown(&name)]);
                return Err(wrong(&whole, &names::unknown(&name, known)));
            }
        }
        Ok(())
    }

    /// True where the member is there, whatever its value.
    pub fn has(&self, member: &str) -> bool {
        member_names(self.object).iter().any(|name| name == member)
    }

    /// The member, unless it is absent.
    pub fn get(&self, member: &str) -> Result<Option<JsValue>, Failure> {
        if is_absent(self.object) {
            return Ok(None);
        }
        let value = member_of(self.object, member);
        if value.is_symbol() {
            return Err(self.must(member, "readable"));
        }
        Ok(Some(value).filter(|value| !is_absent(value)))
    }

    pub fn function(&self, member: &str) -> Result<Option<Function>, Failure> {
        let Some(value) = self.get(member)? else {
            return Ok(None);
        };
        value
            .dyn_into()
            .map(Some)
            .map_err(|_| self.must(member, "a function"))
    }

    pub fn number(&self, member: &str) -> Result<Option<f64>, Failure> {
        let given = self.get(member)?;
        given
            .map(|given| number(&given, &cat(&[self.name, ".", member])))
            .transpose()
    }

    pub fn must(&self, member: &str, expected: &str) -> Failure {
        must(&cat(&[self.name, ".", member]), expected)
    }
}
