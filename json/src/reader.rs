//! Reading JSON by a table: in one pass, with what is wrong kept by its path.
//!
//! What is of another kind than the table says does not end the reading: it is noted, and stepped over, since only the whole text can
//! say whether it is JSON at all, and only the whole envelope whether its payload matters.

use std::borrow::Cow;

use crate::numbers::{Numbers, digits};
use crate::secret::Secret;
use crate::shape::{Field, Kind, Need, Shape};
use crate::value::Value;

/// How deep JSON may be nested.
const MAX_DEPTH: usize = 128;
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
}

/// Reads a whole text as an object.
///
/// # Errors
/// What is wrong with the text, or with a member that is not [`Need::Late`].
pub fn read(text: &[u8], shape: &'static Shape, numbers: Numbers) -> Result<Read, Wrong> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(whole(What::Empty));
    }
    let text = std::str::from_utf8(text).map_err(|_| whole(What::NotJson))?;
    let mut reader = Reader::new(text, numbers);
    let value = reader.value(Kind::Object(shape)).filter(|_| reader.ends());
    let Some(value) = value else {
        return Err(whole(reader.ended_by));
    };
    match reader.wrong {
        Some(wrong) => Err(wrong),
        None if value.is_absent() => Err(whole(What::Not("an object"))),
        None => Ok(Read {
            value,
            late: reader.late_wrong,
        }),
    }
}

/// True for the text of a JSON object that JSON can be written from again: without half of a surrogate pair, and not too deep.
pub fn is_object(text: &str) -> bool {
    // It reads no number: those are only stepped over.
    let numbers = Numbers {
        parse: |_| f64::NAN,
        print: |_| String::new(),
    };
    let mut reader = Reader::new(text, numbers);
    reader.most = MAX_FIELDS_DEPTH;
    reader.space();
    reader.peek() == b'{' && reader.skip().is_some() && reader.ends() && !reader.has_half
}

const fn whole(what: What) -> Wrong {
    Wrong {
        what,
        path: String::new(),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    most: usize,
    numbers: Numbers,
    /// Where it stands, of what the tables know.
    path: Vec<Step>,
    /// True inside a member that is [`Need::Late`].
    is_late: bool,
    wrong: Option<Wrong>,
    late_wrong: Option<Wrong>,
    /// What ended the reading, where it ended early.
    ended_by: What,
    /// True once half of a surrogate pair was seen.
    has_half: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(u64),
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str, numbers: Numbers) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            most: MAX_DEPTH,
            numbers,
            path: Vec::new(),
            is_late: false,
            wrong: None,
            late_wrong: None,
            ended_by: What::NotJson,
            has_half: false,
        }
    }

    // ── Bytes ───────────────────────────────────────────────────────────────────────────────────

    /// The next byte; 0 at the end, which is never part of JSON outside of a string, and not in one either.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.step();
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.space();
        let is_there = self.peek() == byte;
        if is_there {
            self.step();
        }
        is_there
    }

    fn since(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// The JSON since a place, without half of a surrogate pair; `None` where the memory does not hold it.
    fn copied(&self, from: usize) -> Option<String> {
        let json = self.since(from);
        let mut out = String::new();
        out.try_reserve_exact(json.len()).ok()?;
        if self.has_half {
            mend(json, &mut out);
        } else {
            out.push_str(json);
        }
        Some(out)
    }

    fn ends(&mut self) -> bool {
        self.space();
        self.at >= self.text.len()
    }

    // ── What is wrong ───────────────────────────────────────────────────────────────────────────

    /// Notes what is wrong where the reading stands; only the first of it is told.
    fn note(&mut self, what: What) {
        let place = if self.is_late {
            &mut self.late_wrong
        } else {
            &mut self.wrong
        };
        if place.is_none() {
            *place = Some(Wrong {
                what,
                path: path(&self.path),
            });
        }
    }

    fn note_in(&mut self, member: &'static str, what: What) {
        self.path.push(Step::Member(member));
        self.note(what);
        self.path.pop();
    }

    /// Ends the reading.
    fn end<T>(&mut self, by: What) -> Option<T> {
        self.ended_by = by;
        None
    }

    // ── Values; `None` where the reading ends early ─────────────────────────────────────────────

    /// A value of a kind. One of another kind is noted, and is absent.
    fn value(&mut self, kind: Kind) -> Option<Value> {
        self.space();
        // After the first thing wrong in it, nothing of a payload is kept.
        if self.is_late && self.late_wrong.is_some() {
            self.skip()?;
            return Some(Value::Absent);
        }
        let from = self.at;
        let found = match (self.peek(), kind) {
            (b'n', _) => {
                self.skip()?;
                return Some(Value::Absent);
            }
            (b'{', Kind::Object(shape)) => return self.object(shape),
            (b'[', Kind::List(item)) => return self.list(*item),
            (b'{' | b'[', Kind::Any) => {
                self.skip()?;
                return Some(Value::Absent);
            }
            (b'"', Kind::Object(_) | Kind::List(_)) => {
                self.skip()?;
                None
            }
            (b'"', Kind::Fields) => {
                let text = self.string()?;
                Some(if is_object(&text) {
                    Value::Json(text)
                } else {
                    raw(text)
                })
            }
            (b'"', _) => {
                let text = self.string()?;
                self.of_text(text, kind)
            }
            (first, Kind::Fields) => {
                self.has_half = false;
                self.skip()?;
                let Some(text) = self.copied(from) else {
                    return self.end(What::OutOfMemory);
                };
                Some(if first == b'{' {
                    Value::Json(text)
                } else {
                    raw(text)
                })
            }
            (first @ (b't' | b'f'), _) => {
                self.skip()?;
                matches!(kind, Kind::Flag | Kind::Any).then_some(Value::Flag(first == b't'))
            }
            (b'{' | b'[', _) => {
                self.skip()?;
                None
            }
            _ => {
                self.number()?;
                self.of_number(self.since(from), kind)
            }
        };
        if found.is_none() {
            self.note(What::Not(kind.expected()));
        }
        Some(found.unwrap_or_default())
    }

    fn object(&mut self, shape: &'static Shape) -> Option<Value> {
        let Shape(fields) = shape;
        let mut members: Vec<(&'static str, Value)> = Vec::new();
        // A bit for each field that was met; no table has more than 32.
        let mut met = 0_u32;
        self.each(b'}', &mut |reader| {
            let key = reader.key()?;
            let Some(field) = fields.iter().find(|field| field.from == key) else {
                return reader.skip();
            };
            let bit = bit_of(fields, field);
            let is_twice = met & bit != 0;
            met |= bit;
            let value = reader.member(field, is_twice)?;
            if is_twice {
                // Where that is not wrong, the last one counts, as with JSON.parse.
                members.retain(|(name, _)| *name != field.to);
            }
            if !value.is_absent() {
                if members.try_reserve(1).is_err() {
                    return reader.end(What::OutOfMemory);
                }
                members.push((field.to, value));
            }
            Some(())
        })?;
        for field in *fields {
            if field.need == Need::Required && met & bit_of(fields, field) == 0 {
                self.note_in(field.from, What::Lacking);
            }
        }
        Some(Value::Object(members))
    }

    /// The value of a member whose name was read.
    fn member(&mut self, field: &'static Field, is_twice: bool) -> Option<Value> {
        let was_late = self.is_late;
        self.is_late |= field.need == Need::Late;
        self.path.push(Step::Member(field.from));
        if is_twice && !matches!(field.kind, Kind::Any) {
            self.note(What::Twice);
        }
        let value = self.value(field.kind)?;
        if value.is_absent() && field.need == Need::Required {
            self.note(What::Not(field.kind.expected()));
        }
        self.path.pop();
        self.is_late = was_late;
        Some(value)
    }

    fn list(&mut self, kind: Kind) -> Option<Value> {
        let mut items = Vec::new();
        let mut index = 0_u64;
        self.each(b']', &mut |reader| {
            reader.path.push(Step::Item(index));
            let item = reader.value(kind)?;
            if item.is_absent() {
                reader.note(What::Not(kind.expected()));
            } else if items.try_reserve(1).is_err() {
                return reader.end(What::OutOfMemory);
            } else {
                items.push(item);
            }
            reader.path.pop();
            index = index.saturating_add(1);
            Some(())
        })?;
        Some(Value::List(items))
    }

    /// Steps over a value of any kind.
    fn skip(&mut self) -> Option<()> {
        self.space();
        match self.peek() {
            b'{' => self.each(b'}', &mut |reader| {
                reader.string_as(false)?;
                if reader.eat(b':') {
                    reader.skip()
                } else {
                    None
                }
            }),
            b'[' => self.each(b']', &mut Self::skip),
            b'"' => self.string_as(false).map(drop),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let from = self.at;
        self.at = from.saturating_add(word.len());
        (self.since(from) == word).then_some(())
    }

    // ── Containers ──────────────────────────────────────────────────────────────────────────────

    /// Goes through an object or a list to its `end`.
    fn each(&mut self, end: u8, each: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.step();
        self.depth = self.depth.saturating_add(1);
        if self.depth > self.most {
            return self.end(What::TooDeep);
        }
        if !self.eat(end) {
            loop {
                self.space();
                each(self)?;
                if self.eat(end) {
                    break;
                }
                if !self.eat(b',') {
                    return None;
                }
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Some(())
    }

    /// A name and its colon. One without escapes is not copied.
    fn key(&mut self) -> Option<Cow<'a, str>> {
        let from = self.at;
        if self.peek() != b'"' {
            return None;
        }
        self.step();
        let run = self.run();
        let key = if self.peek() == b'"' {
            self.step();
            Cow::Borrowed(run)
        } else {
            self.at = from;
            Cow::Owned(self.string()?)
        };
        self.eat(b':').then_some(key)
    }

    // ── Scalars ─────────────────────────────────────────────────────────────────────────────────

    /// Steps over a number.
    fn number(&mut self) -> Option<()> {
        if self.peek() == b'-' {
            self.step();
        }
        if self.peek() == b'0' {
            self.step();
        } else {
            self.digit_run()?;
        }
        if self.peek() == b'.' {
            self.step();
            self.digit_run()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.step();
            if matches!(self.peek(), b'-' | b'+') {
                self.step();
            }
            self.digit_run()?;
        }
        Some(())
    }

    fn digit_run(&mut self) -> Option<()> {
        let from = self.at;
        while self.peek().is_ascii_digit() {
            self.step();
        }
        (self.at > from).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        self.string_as(true)
    }

    /// What of a string comes before its end, an escape, or what no string holds.
    fn run(&mut self) -> &'a str {
        let from = self.at;
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at = from.saturating_add(length);
        self.since(from)
    }

    /// A string; half of a surrogate pair in it is U+FFFD. One that is not to be kept is empty.
    fn string_as(&mut self, is_kept: bool) -> Option<String> {
        if self.peek() != b'"' {
            return None;
        }
        self.step();
        let mut out = String::new();
        loop {
            let run = self.run();
            if is_kept {
                // One more for what may follow the run.
                if out.try_reserve(run.len().saturating_add(4)).is_err() {
                    return self.end(What::OutOfMemory);
                }
                out.push_str(run);
            }
            let byte = self.peek();
            self.step();
            match byte {
                b'"' => return Some(out),
                b'\\' => {
                    let character = self.escape()?;
                    if is_kept {
                        out.push(character);
                    }
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let escape = self.peek();
        self.step();
        Some(match escape {
            b'"' | b'\\' | b'/' => char::from(escape),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let back = self.at;
                let low = matches!(unit, 0xD800..0xDC00)
                    .then(|| self.low_half())
                    .flatten();
                match low {
                    Some(low) => pair(unit, low),
                    None => {
                        self.at = back;
                        char::from_u32(unit).unwrap_or_else(|| {
                            self.has_half = true;
                            '\u{FFFD}'
                        })
                    }
                }
            }
            _ => return None,
        })
    }

    /// The second half of a surrogate pair, if the next escape is one.
    fn low_half(&mut self) -> Option<u32> {
        for byte in [b'\\', b'u'] {
            if self.peek() != byte {
                return None;
            }
            self.step();
        }
        self.unit().filter(|unit| matches!(unit, 0xDC00..0xE000))
    }

    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0_u32;
        for _ in 0..4 {
            let digit = char::from(self.peek()).to_digit(16)?;
            unit = unit << 4 | digit;
            self.step();
        }
        Some(unit)
    }

    fn of_text(&self, text: String, kind: Kind) -> Option<Value> {
        Some(match kind {
            Kind::Text | Kind::Id | Kind::Any | Kind::Day => Value::Text(text),
            Kind::Secret => Value::Secret(Secret::new(text)),
            Kind::Words(words) if (words.fits)(&text) => Value::Secret(Secret::new(text)),
            Kind::OneOf(all, _) if all.contains(&text.as_str()) => Value::Text(text),
            Kind::Number => Value::Number(self.number_of_text(&text)?),
            Kind::Flag => match text.as_str() {
                "1" | "true" => Value::Flag(true),
                "0" | "false" => Value::Flag(false),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The number of a text of digits, with an optional minus and decimals.
    fn number_of_text(&self, text: &str) -> Option<f64> {
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        if is_plain {
            self.numbers.read(text)
        } else {
            None
        }
    }

    fn of_number(&self, text: &str, kind: Kind) -> Option<Value> {
        Some(match kind {
            Kind::Number => Value::Number(self.numbers.read(text)?),
            Kind::Any => self
                .numbers
                .read(text)
                .map(Value::Number)
                .unwrap_or_default(),
            Kind::Whole => {
                Value::Number(self.numbers.read(text).filter(|number| is_count(*number))?)
            }
            Kind::Moment => Value::Number(
                self.numbers
                    .read(text)
                    .filter(|number| number.trunc() == *number)?,
            ),
            Kind::Id if is_exact(text) => Value::text(text),
            Kind::Flag if text == "1" => Value::Flag(true),
            Kind::Flag if text == "0" => Value::Flag(false),
            _ => return None,
        })
    }
}

/// The character of a surrogate pair.
fn pair(high: u32, low: u32) -> char {
    let character = 0x1_0000_u32.saturating_add((high & 0x3FF) << 10 | low & 0x3FF);
    char::from_u32(character).unwrap_or('\u{FFFD}')
}

/// The bit of a member, whichever spelling of it.
fn bit_of(fields: &[Field], field: &Field) -> u32 {
    let index = fields
        .iter()
        .position(|each| each.to == field.to)
        .unwrap_or(31);
    1_u32.wrapping_shl(index as u32)
}

/// A whole number that fits into 32 bits.
fn is_count(number: f64) -> bool {
    number.trunc() == number && (0.0..=f64::from(u32::MAX)).contains(&number)
}

/// A whole number as 64 bits hold it, with a sign or without.
fn is_exact(number: &str) -> bool {
    let (digits, most) = match number.strip_prefix('-') {
        Some("0") => return false,
        Some(digits) => (digits, "9223372036854775808"),
        None => (number, "18446744073709551615"),
    };
    // Of the same length, digits compare as numbers do.
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() < most.len() || digits.len() == most.len() && digits <= most)
}

/// What is no object of fields, kept all the same.
fn raw(text: String) -> Value {
    Value::Object(vec![("_raw", Value::Text(text))])
}

/// Copies JSON with U+FFFD in the place of every escape that is half of a surrogate pair.
fn mend(json: &str, out: &mut String) {
    let numbers = Numbers {
        parse: |_| f64::NAN,
        print: |_| String::new(),
    };
    let mut reader = Reader::new(json, numbers);
    let mut from = 0;
    while reader.at < json.len() {
        let at = reader.at;
        let is_escape = reader.peek() == b'\\';
        reader.step();
        if !is_escape {
            continue;
        }
        reader.has_half = false;
        if reader.escape().is_some() && reader.has_half {
            out.push_str(json.get(from..at).unwrap_or_default());
            out.push('\u{FFFD}');
            from = reader.at;
        }
    }
    out.push_str(json.get(from..).unwrap_or_default());
}

/// A path as people write it.
fn path(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Member(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Item(index) => {
                out.push('[');
                out.push_str(&digits(*index));
                out.push(']');
            }
        }
    }
    out
}
