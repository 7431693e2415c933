//! Reading JSON bodies liberally: BOM, numbers as strings, ids as they come, and where it went wrong.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::call::checked_header;
use super::memory;
use crate::error::{ErrorKind, Failure};
use crate::secret::Secret;

/// How deep an answer may be nested. serde_json keeps to it too, but not inside members that nobody reads.
const MAX_DEPTH: usize = 128;

/// From how many bytes a text counts as long.
const LONG_TEXT: usize = 64 * 1024;
/// The longest body that is read loosely, for its values take many times its length.
const MAX_LOOSE_BYTES: usize = 256 * 1024;

/// Reads a whole body as an envelope, which is an object. Serde alone would take a list of its members' values too.
///
/// The members that hold the payload stay unread: whether they matter is for the envelope to say.
pub(crate) fn envelope<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Failure> {
    let body = without_bom(body);
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(decode_failure("the answer is not an object", ""));
    }
    let value = serde_json::from_slice(body).map_err(|error| explain(&error, body, ""))?;
    let Shape { depth, longest } = shape(body);
    if depth > MAX_DEPTH {
        return Err(decode_failure("the answer is nested too deep", ""));
    }
    // A long text is held up to four times over: its escapes undone, for its owner, and without secrets.
    if longest > LONG_TEXT && !memory::has_room(longest.saturating_mul(4)) {
        return Err(memory::failure());
    }
    Ok(value)
}

/// A member of an envelope that is an object, absent or `null`.
pub(crate) fn optional<T: DeserializeOwned>(
    member: Option<&RawValue>,
    name: &str,
) -> Result<Option<T>, Failure> {
    let found: Option<Object<T>> = member.map(|member| read(member, name)).transpose()?;
    Ok(found.map(Object::take))
}

/// A member of an envelope that is an object.
pub(crate) fn required<T: DeserializeOwned>(
    member: Option<&RawValue>,
    name: &str,
) -> Result<T, Failure> {
    optional(member, name)?.ok_or_else(|| lacking(name))
}

/// A member of an envelope that is a list of objects.
pub(crate) fn list<T: DeserializeOwned>(
    member: Option<&RawValue>,
    name: &str,
) -> Result<Vec<T>, Failure> {
    let Objects(all) = read(member.ok_or_else(|| lacking(name))?, name)?;
    Ok(all)
}

/// A member of the answer, `name` being its path, as `T`.
pub(crate) fn read<T: DeserializeOwned>(member: &RawValue, name: &str) -> Result<T, Failure> {
    serde_json::from_str(member.get())
        .map_err(|error| explain(&error, member.get().as_bytes(), name))
}

/// The failure of an answer without a member that must be there.
pub(crate) fn lacking(path: &str) -> Failure {
    decode_failure(format!("the answer lacks {path}"), path)
}

/// What it takes to hold an answer.
#[derive(Default)]
struct Shape {
    /// Containers in one another.
    depth: usize,
    /// Bytes of the longest text.
    longest: usize,
}

/// The shape of JSON (valid, since it was read), also of members that nobody reads.
fn shape(body: &[u8]) -> Shape {
    let mut shape = Shape::default();
    let (mut depth, mut text, mut escaped) = (0_usize, None, false);
    for byte in body {
        match (byte, text) {
            _ if escaped => escaped = false,
            (b'"', None) => text = Some(0_usize),
            (b'"', Some(length)) => {
                shape.longest = shape.longest.max(length);
                text = None;
            }
            (b'\\', _) => escaped = true,
            (b'{' | b'[', None) => {
                depth = depth.saturating_add(1);
                shape.depth = shape.depth.max(depth);
            }
            (b'}' | b']', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(length) = &mut text {
            *length = length.saturating_add(1);
        }
    }
    shape
}

/// Reads a body whose failure is not the point, such as an error answer; a long one is not that.
pub(crate) fn loose(body: &[u8]) -> Option<Value> {
    if body.len() > MAX_LOOSE_BYTES {
        return None;
    }
    serde_json::from_slice(without_bom(body)).ok()
}

/// Puts U+FFFD where an escape is half of a surrogate pair, as a text that was cut inside an emoji has it.
///
/// JSON.parse takes those, serde_json does not: one user's broken name would hide all the others. Of the same length, so that
/// what is said of places in the text stays right.
pub(crate) fn mend(body: &mut [u8]) {
    let mut at = 0_usize;
    while let Some(escape) = next_escape(body, at) {
        at = escape.saturating_add(2);
        let Some(unit) = utf16_unit(body, escape) else {
            continue;
        };
        let next = utf16_unit(body, escape.saturating_add(6));
        match unit {
            0xD800..=0xDBFF if next.is_some_and(|low| (0xDC00..=0xDFFF).contains(&low)) => {
                at = escape.saturating_add(12);
            }
            0xD800..=0xDFFF => {
                let end = escape.saturating_add(6);
                if let Some(place) = body.get_mut(escape..end) {
                    place.copy_from_slice(br"\uFFFD");
                }
            }
            _ => {}
        }
    }
}

/// Where the next escape begins; one of a backslash is passed over as a whole.
fn next_escape(body: &[u8], from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    let found = rest.iter().position(|byte| *byte == b'\\')?;
    Some(from.saturating_add(found))
}

/// The UTF-16 code unit of an escape such as `\ud83d`.
fn utf16_unit(body: &[u8], at: usize) -> Option<u16> {
    let escape = body.get(at..at.saturating_add(6))?;
    let digits = std::str::from_utf8(escape.strip_prefix(br"\u")?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// A `decode` failure at a path.
pub(crate) fn decode_failure(detail: impl Into<String>, path: impl Into<String>) -> Failure {
    let mut failure = Failure::new(ErrorKind::Decode, detail);
    failure.decode_path = Some(path.into());
    failure
}

/// Words for a serde_json error that show nothing of the body: what was expected, never what was found.
///
/// `member`: the path in the answer of what was read, empty for the whole.
fn explain(error: &serde_json::Error, body: &[u8], member: &str) -> Failure {
    if body.iter().all(u8::is_ascii_whitespace) {
        return decode_failure("the answer is empty", "");
    }
    if !error.is_data() {
        return decode_failure("the answer is not valid JSON", "");
    }
    let text = error.to_string();
    if text.starts_with(memory::OUT_OF_MEMORY) {
        return memory::failure();
    }
    let path = path_at(member, body, offset(body, error.line(), error.column()));
    if let Some(field) = missing_field(&text) {
        return lacking(&inside(path, field));
    }
    let expected = expected(&text).unwrap_or("what it should be");
    let expected = match expected.split(" at line ").next().unwrap_or(expected) {
        "a sequence" => "a list",
        name if name.starts_with("struct ") => "an object",
        words => words,
    };
    let place = if path.is_empty() { "the answer" } else { &path };
    decode_failure(format!("{place} is not {expected}"), path)
}

/// The field that serde's words say is missing.
pub(crate) fn missing_field(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.split('`').next()
}

/// What serde's words say was expected; these never hold what was found.
pub(crate) fn expected(text: &str) -> Option<&str> {
    text.rsplit_once(", expected ")
        .map(|(_, expected)| expected)
}

/// The byte at serde_json's line (from 1) and column (bytes since the line's start).
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let line_start: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    line_start.saturating_add(column)
}

/// One container that is open where a scan stands.
enum Open {
    Object { key: String },
    Array { index: usize },
}

/// The path of a member of what stands at `path`.
fn inside(mut path: String, member: &str) -> String {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(member);
    path
}

/// The path of the value that ends or begins at `offset`, such as `data.detail[3].sessionTimeSecond`; `root` is that of the whole.
///
/// The body is valid JSON up to there: serde_json has read it.
fn path_at(root: &str, body: &[u8], offset: usize) -> String {
    let mut open = Vec::new();
    let mut rest = body.get(..offset).unwrap_or(body);
    let mut text: &[u8] = &[];
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => {
                (text, rest) = rest.split_at(string_end(rest));
                rest = rest.get(1..).unwrap_or_default();
            }
            b':' => {
                if let Some(Open::Object { key }) = open.last_mut() {
                    *key = String::from_utf8_lossy(text).into_owned();
                }
            }
            b'{' => open.push(Open::Object { key: String::new() }),
            b'[' => open.push(Open::Array { index: 0 }),
            b',' => match open.last_mut() {
                Some(Open::Array { index }) => *index = index.saturating_add(1),
                // Up to the colon, what is wrong is the key: it belongs to the object.
                Some(Open::Object { key }) => key.clear(),
                None => {}
            },
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
    }
    open.iter()
        .fold(root.to_owned(), |mut path, container| match container {
            Open::Object { key } if key.is_empty() => path,
            Open::Object { key } => inside(path, key),
            Open::Array { index } => {
                path.push('[');
                path.push_str(&index.to_string());
                path.push(']');
                path
            }
        })
}

/// How many bytes of a string come before its closing quote.
fn string_end(text: &[u8]) -> usize {
    let mut escaped = false;
    text.iter()
        .position(|byte| {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            ends
        })
        .unwrap_or(text.len())
}

/// Makes a visitor that accepts the JSON scalars named, each turned into the target type.
macro_rules! liberal {
    ($(#[$doc:meta])* $name:ident, $visitor:ident -> $out:ty, $expected:literal { $($method:ident($value:ident: $in:ty) => $result:expr;)* }) => {
        $(#[$doc])*
        pub(crate) fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$out, D::Error> {
            deserializer.deserialize_any($visitor)
        }

        struct $visitor;

        impl<'de> Visitor<'de> for $visitor {
            type Value = $out;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expected)
            }

            $(fn $method<E: de::Error>(self, $value: $in) -> Result<$out, E> {
                $result.ok_or_else(|| E::invalid_type(de::Unexpected::Other("another value"), &self))
            })*

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<$out, A::Error> {
                // Read to its end, so that what is wrong is the list and not what is in it.
                while list.next_element::<de::IgnoredAny>()?.is_some() {}
                Err(de::Error::invalid_type(de::Unexpected::Seq, &self))
            }
        }
    };
}

liberal! {
    /// A number, or a string that holds one.
    number, NumberVisitor -> f64, "a number" {
        visit_u64(value: u64) => Some(value as f64);
        visit_i64(value: i64) => Some(value as f64);
        visit_f64(value: f64) => Some(value);
        visit_str(value: &str) => digits(value);
    }
}

liberal! {
    /// An id: a string, or a whole number as one. A number too large to hold exactly is refused, not rounded.
    id, IdVisitor -> String, "an id (a string or a whole number)" {
        visit_u64(value: u64) => Some(value.to_string());
        visit_i64(value: i64) => Some(value.to_string());
        visit_str(value: &str) => Some(value.to_owned());
    }
}

liberal! {
    /// An access token: a header must be able to carry it.
    token, TokenVisitor -> Secret, "a token that a header can carry" {
        visit_str(value: &str) => checked_header(value, "token").is_ok().then(|| value.into());
    }
}

liberal! {
    /// A code: not empty.
    code, CodeVisitor -> Secret, "a code" {
        visit_str(value: &str) => (!value.is_empty()).then(|| value.into());
    }
}

liberal! {
    /// A boolean, or 1 and 0, also as strings.
    flag, FlagVisitor -> bool, "a boolean or 1 or 0" {
        visit_bool(value: bool) => Some(value);
        visit_u64(value: u64) => match value { 0 => Some(false), 1 => Some(true), _ => None };
        visit_str(value: &str) => match value { "0" | "false" => Some(false), "1" | "true" => Some(true), _ => None };
    }
}

/// A JSON object read as `T`. Serde alone would take a list of its members' values too.
pub(crate) struct Object<T>(pub T);

impl<T> Object<T> {
    pub fn take(self) -> T {
        self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Object<T>, E> {
                Err(unexpected_text(&self))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// A member that is an object, absent or `null`.
pub(crate) fn optional_object<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let found: Option<Object<T>> = Deserialize::deserialize(deserializer)?;
    Ok(found.map(Object::take))
}

/// A member that is a list of objects.
pub(crate) fn objects<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let Objects(all) = Deserialize::deserialize(deserializer)?;
    Ok(all)
}

/// A JSON list of objects, however many the memory holds.
struct Objects<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Objects<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Objects<T>, E> {
                Err(unexpected_text(&self))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Objects<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(Object(item)) = list.next_element()? {
                    memory::push(&mut all, item)
                        .map_err(|_| de::Error::custom(memory::OUT_OF_MEMORY))?;
                }
                Ok(Objects(all))
            }
        }
        deserializer.deserialize_seq(Items(PhantomData))
    }
}

/// A text where none belongs. Its own words are left out: it may be as long as the whole answer.
fn unexpected_text<E: de::Error>(expected: &dyn de::Expected) -> E {
    E::invalid_type(de::Unexpected::Other("a text"), expected)
}

/// A number of an envelope's, read late.
pub(crate) fn late_number(member: Option<&RawValue>, name: &str) -> Result<f64, Failure> {
    let Number(value) = read(member.ok_or_else(|| lacking(name))?, name)?;
    Ok(value)
}

struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number(deserializer).map(Self)
    }
}

/// For optional numbers: absent and `null` are `None`.
pub(crate) fn optional_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    let found: Option<Number> = Deserialize::deserialize(deserializer)?;
    Ok(found.map(|Number(value)| value))
}

/// A number from a string of digits, with an optional minus and decimals.
fn digits(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let number = if plain { text.parse().ok() } else { None };
    number.filter(|number: &f64| number.is_finite())
}

/// A whole number from a JSON number or a string of digits.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse().ok()
        }
        _ => None,
    }
}

/// The text at a key, if it is one and not empty.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}
