//! What reading comes to: a value, or what is wrong.

use crate::decoder::Decoder;
use crate::memory::reserve;
use crate::numbers::Numbers;
use crate::scan::{byte, escape, space};
use crate::shape::Shape;
use crate::skip::Skip;
use crate::value::Value;

/// How deep JSON may be nested.
pub(crate) const MAX_DEPTH: usize = 128;
/// How deep the fields that nobody knows may be nested in themselves: who gets them may not take more.
const MAX_FIELDS_DEPTH: usize = 127;

/// What was read.
#[derive(Debug)]
pub struct Read {
    /// The object, its members by the names of the table.
    pub value: Value,
    /// What is wrong in the members that are [`Need::Late`]: the first of it.
    pub late: Option<Wrong>,
}

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// What it is.
    pub what: What,
    /// Where it is, such as `data.detail[3].sessionTimeSecond`; empty for the whole.
    pub path: String,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// There is nothing but white space.
    Empty,
    /// It is not JSON.
    NotJson,
    /// It is nested too deep.
    TooDeep,
    /// The memory that there is does not hold it.
    OutOfMemory,
    /// A member that must be there is not.
    Lacking,
    /// A member is there twice.
    Twice,
    /// It is not what is expected.
    Not(&'static str),
    /// There are more different ones of it than can be added up.
    TooMany,
}

/// Reads a whole text as an object.
///
/// # Errors
/// What is wrong with the text, or with a member that is not [`Need::Late`](crate::Need::Late).
pub fn read(text: &[u8], shape: &'static Shape, numbers: Numbers) -> Result<Read, Wrong> {
    let mut decoder = Decoder::new(shape, numbers, None);
    let input = decoder.input();
    if !reserve(input, text.len()) {
        return Err(Wrong {
            what: What::OutOfMemory,
            path: String::new(),
        });
    }
    input.extend_from_slice(text);
    decoder.end()
}

/// True for the text of a JSON object that JSON can be written from again: without half of a surrogate pair, and not too deep.
pub fn is_object(text: &str) -> bool {
    let text = text.as_bytes();
    let mut skip = Skip::new(MAX_FIELDS_DEPTH);
    let mut at = space(text, 0);
    byte(text, at) == b'{'
        && skip.run(text, &mut at, true).is_ok()
        && space(text, at) == text.len()
        && !skip.has_half
}

/// What is no object of fields, kept all the same.
pub(crate) fn raw(text: String) -> Value {
    Value::Object(vec![("_raw", Value::Text(text))])
}

/// JSON with U+FFFD in the place of every escape that is half of a surrogate pair.
pub(crate) fn mend(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < json.len() {
        if byte(json, at) != b'\\' {
            at = at.wrapping_add(1);
            continue;
        }
        let Ok(escape) = escape(json, at) else { break };
        if escape.is_half {
            out.extend_from_slice(json.get(from..at).unwrap_or_default());
            out.extend_from_slice("\u{FFFD}".as_bytes());
            from = escape.end;
        }
        at = escape.end;
    }
    out.extend_from_slice(json.get(from..).unwrap_or_default());
    out
}
