//! What reading by a table should say, told a second time and in another way: the whole text into a tree, then the tree by the table.
//!
//! The fuzz target `json` holds the reader to it as well, so it stands on nothing but the crate's own types.

#![allow(missing_docs, clippy::arithmetic_side_effects)]

use std::ops::Range;

use json::{Decoder, Field, Kind, Need, Numbers, Read, Shape, Value, Values, What, Words, Wrong};

// ── Tables that use every kind and need ─────────────────────────────────────────────────────────

const DIGITS: Words = Words {
    fits: |text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
    expected: "a code of digits",
};
const ORDER: Kind = Kind::OneOf(&["asc", "desc", "\u{FFFD}"], "asc or desc");

/// A member of every kind, by names that a fuzzer finds fast.
const fn every(need: Need) -> [Field; 16] {
    const fn field(name: &'static str, kind: Kind, need: Need) -> Field {
        Field {
            from: name,
            to: name,
            kind,
            need,
        }
    }
    // Of arguments alone: no JSON is any.
    let unreadable = match need {
        Need::Required => Need::Optional,
        need => need,
    };
    [
        field("a", Kind::Text, need),
        field("b", Kind::Secret, need),
        field("c", Kind::Words(&DIGITS), need),
        field("d", ORDER, need),
        field("e", Kind::Number, need),
        field("f", Kind::Whole, need),
        field("g", Kind::Flag, need),
        field("h", Kind::Id, need),
        field("i", Kind::Fields, need),
        field("j", Kind::Any, need),
        field("k", Kind::Object(&INNER), need),
        field("l", Kind::List(&ITEM), need),
        field("m", Kind::Moment, need),
        field("n", Kind::Day, need),
        field("o", Kind::Picture, unreadable),
        field("p", Kind::Foreign, unreadable),
    ]
}

const ITEM: Kind = Kind::Object(&INNER);

static INNER: Shape = Shape(&[
    Field::required("a", Kind::Number),
    Field::optional("b", Kind::List(&Kind::Text)),
    Field::optional("c", Kind::List(&Kind::List(&Kind::Id))),
    Field::optional("d", Kind::Object(&INNER)),
]);

/// The tables that are read by.
pub static SHAPES: [Shape; 8] = [
    Shape(&every(Need::Optional)),
    Shape(&every(Need::Late)),
    Shape(&every(Need::Required)),
    // An envelope as the services have it, with a member that goes by two names.
    Shape(&[
        Field::required("status", Kind::Flag),
        Field::optional("message", Kind::Any),
        Field::late("total", Kind::Number),
        Field::late("data", Kind::List(&Kind::Object(&INNER))),
        Field::optional("id", Kind::Id),
        Field::optional("ID", Kind::Id).named("id"),
    ]),
    // Lists of what is no object.
    Shape(&[
        Field::required("a", Kind::List(&Kind::Fields)),
        Field::required("b", Kind::List(&Kind::Flag)),
        Field::late("c", Kind::List(&Kind::Any)),
        Field::late("d", Kind::List(&Kind::Secret)),
    ]),
    Shape(&[]),
    // Rows, each with an object and all that is no list.
    Shape(&[
        Field::required("status", Kind::Flag),
        Field::late("l", Kind::List(&Kind::Object(&FLAT))),
    ]),
    Shape(&[Field::optional(
        "data",
        Kind::Object(&Shape(&[
            Field::required("a", Kind::Text),
            Field::required("l", Kind::List(&Kind::Object(&FLAT))),
        ])),
    )]),
];

/// Objects without lists, with a member that goes by two names.
static FLAT: Shape = Shape(&[
    Field::required("a", Kind::Text),
    Field::optional("b", Kind::Secret),
    Field::optional("c", Kind::Words(&DIGITS)),
    Field::optional("d", ORDER),
    Field::required("e", Kind::Number),
    Field::optional("f", Kind::Whole),
    Field::optional("g", Kind::Flag),
    Field::optional("h", Kind::Id),
    Field::optional("H", Kind::Id).named("h"),
    Field::optional("i", Kind::Fields),
    Field::optional(
        "k",
        Kind::Object(&Shape(&[
            Field::required("a", Kind::Number),
            Field::optional("a member whose name is too long for a pattern", Kind::Text),
        ])),
    ),
    Field::optional("m", Kind::Moment),
]);

/// Numbers, as the standard library has them.
pub const NUMBERS: Numbers = Numbers {
    parse: |text| text.parse().unwrap_or(f64::NAN),
    print: |number| number.to_string(),
};

// ── The tree ────────────────────────────────────────────────────────────────────────────────────

/// A value of JSON, with all that a map would lose.
#[derive(PartialEq)]
pub enum Tree {
    Null,
    Flag(bool),
    /// A number's own text.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// The members in their order, also those of one name.
    Object(Vec<(String, Node)>),
}

/// A value, and where it stands.
pub struct Node {
    pub tree: Tree,
    pub at: Range<usize>,
}

impl PartialEq for Node {
    /// Wherever it stands.
    fn eq(&self, other: &Self) -> bool {
        self.tree == other.tree
    }
}

/// A text, read.
pub struct Document {
    pub root: Node,
    /// Where escapes stand that are half of a surrogate pair.
    pub halves: Vec<Range<usize>>,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    most: usize,
    halves: Vec<Range<usize>>,
}

impl Parser<'_> {
    fn next(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn take(&mut self) -> Result<char, What> {
        let next = self.next().ok_or(What::NotJson)?;
        self.at += next.len_utf8();
        Ok(next)
    }

    fn take_if(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let next = self.next().filter(|next| fits(*next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn must(&mut self, expected: &str) -> Result<(), What> {
        expected.chars().try_for_each(|each| {
            self.take_if(|next| next == each)
                .map(drop)
                .ok_or(What::NotJson)
        })
    }

    fn space(&mut self) {
        while self.take_if(|next| " \t\r\n".contains(next)).is_some() {}
    }

    fn node(&mut self, depth: usize) -> Result<Node, What> {
        self.space();
        let from = self.at;
        let tree = match self.next().ok_or(What::NotJson)? {
            'n' => self.must("null").map(|()| Tree::Null)?,
            't' => self.must("true").map(|()| Tree::Flag(true))?,
            'f' => self.must("false").map(|()| Tree::Flag(false))?,
            '"' => Tree::Text(self.text()?),
            '[' => Tree::List(self.between(depth, ']', |parser| parser.node(depth + 1))?),
            '{' => Tree::Object(self.between(depth, '}', |parser| {
                parser.space();
                let name = parser.text()?;
                parser.space();
                parser.must(":")?;
                Ok((name, parser.node(depth + 1)?))
            })?),
            _ => self.number()?,
        };
        let at = from..self.at;
        Ok(Node { tree, at })
    }

    fn between<T>(
        &mut self,
        depth: usize,
        end: char,
        each: impl Fn(&mut Self) -> Result<T, What>,
    ) -> Result<Vec<T>, What> {
        if depth >= self.most {
            return Err(What::TooDeep);
        }
        self.take()?;
        self.space();
        let mut all = Vec::new();
        if self.take_if(|next| next == end).is_some() {
            return Ok(all);
        }
        loop {
            all.push(each(self)?);
            self.space();
            match self.take()? {
                ',' => {}
                next if next == end => return Ok(all),
                _ => return Err(What::NotJson),
            }
        }
    }

    fn number(&mut self) -> Result<Tree, What> {
        let from = self.at;
        let is_digit = |next: char| next.is_ascii_digit();
        let digits = |parser: &mut Self| {
            parser.take_if(is_digit).ok_or(What::NotJson)?;
            while parser.take_if(is_digit).is_some() {}
            Ok(())
        };
        self.take_if(|next| next == '-');
        if self.take_if(|next| next == '0').is_none() {
            digits(self)?;
        }
        if self.take_if(|next| next == '.').is_some() {
            digits(self)?;
        }
        if self.take_if(|next| "eE".contains(next)).is_some() {
            self.take_if(|next| "+-".contains(next));
            digits(self)?;
        }
        Ok(Tree::Number(self.slice(from..self.at)))
    }

    fn slice(&self, range: Range<usize>) -> String {
        self.text.get(range).unwrap_or_default().to_owned()
    }

    /// By units of UTF-16, as JavaScript has texts.
    fn text(&mut self) -> Result<String, What> {
        self.must("\"")?;
        let mut units: Vec<u16> = Vec::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        loop {
            let from = self.at;
            let mut buffer = [0; 2];
            let found = match self.take()? {
                '"' => break,
                '\0'..' ' => return Err(What::NotJson),
                '\\' => self.escape()?,
                plain => plain.encode_utf16(&mut buffer).to_vec(),
            };
            for unit in found {
                units.push(unit);
                places.push(from..self.at);
            }
        }
        let mut seen = 0;
        for decoded in char::decode_utf16(units.iter().copied()) {
            match decoded {
                Ok(character) => seen += character.len_utf16(),
                Err(_) => {
                    self.halves.extend(places.get(seen).cloned());
                    seen += 1;
                }
            }
        }
        Ok(String::from_utf16_lossy(&units))
    }

    fn escape(&mut self) -> Result<Vec<u16>, What> {
        Ok(vec![match self.take()? {
            '"' => 0x22,
            '\\' => 0x5C,
            '/' => 0x2F,
            'b' => 0x08,
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            'u' => {
                let from = self.at;
                for _ in 0..4 {
                    self.take_if(|next| next.is_ascii_hexdigit())
                        .ok_or(What::NotJson)?;
                }
                u16::from_str_radix(&self.slice(from..self.at), 16).map_err(|_| What::NotJson)?
            }
            _ => return Err(What::NotJson),
        }])
    }
}

/// Reads a text that may be nested so deep.
pub fn parse(text: &str, most: usize) -> Result<Document, What> {
    let mut parser = Parser {
        text,
        at: 0,
        most,
        halves: Vec::new(),
    };
    let root = parser.node(0)?;
    parser.space();
    match parser.next() {
        None => Ok(Document {
            root,
            halves: parser.halves,
        }),
        Some(_) => Err(What::NotJson),
    }
}

// ── The tree by the table ───────────────────────────────────────────────────────────────────────

struct Judge<'a> {
    text: &'a str,
    halves: &'a [Range<usize>],
    /// All that is wrong, in its order, and whether it is late.
    wrong: Vec<(bool, Wrong)>,
}

/// Where a value stands.
#[derive(Clone)]
struct Place {
    path: String,
    is_late: bool,
}

impl Place {
    fn member(&self, field: &Field) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{dot}{}", self.path, field.from),
            is_late: self.is_late || field.need == Need::Late,
        }
    }

    fn item(&self, index: usize) -> Self {
        Self {
            path: format!("{}[{index}]", self.path),
            is_late: self.is_late,
        }
    }
}

impl Judge<'_> {
    fn say(&mut self, place: &Place, what: What) {
        let path = place.path.clone();
        self.wrong.push((place.is_late, Wrong { what, path }));
    }

    fn value(&mut self, node: &Node, kind: Kind, place: &Place) -> Value {
        let value = match (&node.tree, kind) {
            (Tree::Null, _) => return Value::Absent,
            (Tree::Object(members), Kind::Object(shape)) => self.object(members, shape, place),
            (Tree::List(items), Kind::List(kind)) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let place = place.item(index);
                    match self.value(item, *kind, &place) {
                        Value::Absent => self.say(&place, What::Not(kind.expected())),
                        value => all.push(value),
                    }
                }
                Value::List(all)
            }
            (_, Kind::Fields) => self.fields(node),
            (Tree::Text(text), kind) => of_text(text, kind),
            (Tree::Number(text), kind) => of_number(text, kind),
            (Tree::Flag(flag), Kind::Flag | Kind::Any) => Value::Flag(*flag),
            _ => Value::Absent,
        };
        if value.is_absent() && !matches!(kind, Kind::Any) {
            self.say(place, What::Not(kind.expected()));
        }
        value
    }

    fn object(&mut self, members: &[(String, Node)], shape: &Shape, place: &Place) -> Value {
        let mut all: Vec<(&'static str, Value)> = Vec::new();
        let mut met: Vec<&str> = Vec::new();
        for (name, node) in members {
            let Some(field) = shape.0.iter().find(|field| field.from == name) else {
                continue;
            };
            let place = place.member(field);
            if met.contains(&field.to) && !matches!(field.kind, Kind::Any) {
                self.say(&place, What::Twice);
            }
            met.push(field.to);
            let member = self.value(node, field.kind, &place);
            if member.is_absent() && field.need == Need::Required {
                self.say(&place, What::Not(field.kind.expected()));
            }
            all.retain(|(name, _)| *name != field.to);
            if !member.is_absent() {
                all.push((field.to, member));
            }
        }
        for field in shape.0 {
            if field.need == Need::Required && !met.contains(&field.to) {
                self.say(&place.member(field), What::Lacking);
            }
        }
        Value::Object(all)
    }

    fn fields(&self, node: &Node) -> Value {
        let raw = |text: String| Value::object([("_raw", text.into())]);
        match &node.tree {
            Tree::Text(text) if is_object(text) => Value::Json(text.clone()),
            Tree::Text(text) => raw(text.clone()),
            Tree::Object(_) => Value::Json(self.source(&node.at)),
            _ => raw(self.source(&node.at)),
        }
    }

    /// The text of a value, with U+FFFD for each half.
    fn source(&self, at: &Range<usize>) -> String {
        let mut from = at.start;
        let mut out = String::new();
        for half in self.halves {
            if at.contains(&half.start) {
                out.push_str(self.text.get(from..half.start).unwrap_or_default());
                out.push('\u{FFFD}');
                from = half.end;
            }
        }
        out + self.text.get(from..at.end).unwrap_or_default()
    }
}

fn is_object(text: &str) -> bool {
    parse(text, 127).is_ok_and(|document| {
        matches!(document.root.tree, Tree::Object(_)) && document.halves.is_empty()
    })
}

fn of_text(text: &str, kind: Kind) -> Value {
    let plain = |next: char| next.is_ascii_digit() || "-.".contains(next);
    match kind {
        Kind::Text | Kind::Id | Kind::Any | Kind::Day => text.into(),
        Kind::Secret => Value::Secret(text.into()),
        Kind::Words(words) if (words.fits)(text) => Value::Secret(text.into()),
        Kind::OneOf(all, _) if all.contains(&text) => text.into(),
        Kind::Number if text.chars().all(plain) => finite(text).into(),
        Kind::Flag if ["1", "true"].contains(&text) => true.into(),
        Kind::Flag if ["0", "false"].contains(&text) => false.into(),
        _ => Value::Absent,
    }
}

fn of_number(text: &str, kind: Kind) -> Value {
    let is_held = text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok() && text != "-0";
    let whole = finite(text).filter(|number| number.fract() == 0.0);
    match kind {
        Kind::Number | Kind::Any => finite(text).into(),
        Kind::Whole => whole
            .filter(|number| (0.0..=4_294_967_295.0).contains(number))
            .into(),
        Kind::Moment => whole.into(),
        Kind::Id if is_held => text.into(),
        Kind::Flag if text == "1" => true.into(),
        Kind::Flag if text == "0" => false.into(),
        _ => Value::Absent,
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

// ── What is held against the reader ─────────────────────────────────────────────────────────────

/// What reading should say: the value and what is wrong late, or what is wrong.
pub fn read(bytes: &[u8], shape: &'static Shape) -> Result<(Value, Option<Wrong>), Wrong> {
    let whole = |what| Wrong {
        what,
        path: String::new(),
    };
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if text.trim_ascii().is_empty() {
        return Err(whole(What::Empty));
    }
    let text = std::str::from_utf8(text).map_err(|_| whole(What::NotJson))?;
    let document = parse(text, 128).map_err(whole)?;
    let mut judge = Judge {
        text,
        halves: &document.halves,
        wrong: Vec::new(),
    };
    let top = Place {
        path: String::new(),
        is_late: false,
    };
    let kind = Kind::Object(shape);
    let value = judge.value(&document.root, kind, &top);
    if value.is_absent() {
        return Err(whole(What::Not(kind.expected())));
    }
    let first = |is_late| {
        let found = judge.wrong.iter().find(|(late, _)| *late == is_late);
        found.map(|(_, wrong)| wrong.clone())
    };
    first(false).map_or_else(|| Ok((value, first(true))), Err)
}

/// The members beside those that are late.
fn beside_late(value: Value, shape: &Shape) -> Value {
    let is_late = |name| {
        let mut fields = shape.0.iter();
        fields.any(|field| field.to == name && field.need == Need::Late)
    };
    match value {
        Value::Object(mut members) => {
            members.retain(|(name, _)| !is_late(*name));
            Value::Object(members)
        }
        value => value,
    }
}

/// With members in the order of their names: rows have them in that of the table, and all others in that of the text.
fn in_order(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .into_iter()
                .map(|(name, value)| (name, in_order(value)))
                .collect();
            members.sort_by_key(|(name, _)| *name);
            Value::Object(members)
        }
        Value::List(items) => Value::List(items.into_iter().map(in_order).collect()),
        value => value,
    }
}

/// What is read of a text that comes in pieces of so many bytes, and whose rows are taken.
fn read_in_pieces(bytes: &[u8], size: usize, shape: &'static Shape) -> Result<Read, Wrong> {
    let mut decoder = Decoder::new(shape, NUMBERS, Some(Box::<Values>::default()));
    for piece in bytes.chunks(size) {
        decoder.input().extend_from_slice(piece);
        decoder.read();
    }
    decoder.end()
}

/// Holds the reader to all that can be said of any bytes.
pub fn check(bytes: &[u8], shape: &'static Shape) {
    let expected = read(bytes, shape);
    let found = json::read(bytes, shape, NUMBERS).map(|read| Read {
        value: in_order(read.value),
        ..read
    });
    for size in [1, 5, 4096] {
        let same = match (&found, read_in_pieces(bytes, size, shape)) {
            (Ok(whole), Ok(pieces)) => {
                let has_same_value = whole.late.is_some() || whole.value == in_order(pieces.value);
                whole.late == pieces.late && has_same_value
            }
            (Err(whole), Err(pieces)) => *whole == pieces,
            _ => false,
        };
        assert!(same, "pieces of {size} bytes are read otherwise");
    }
    let read = match (found, expected) {
        (Ok(read), Ok((value, late))) => {
            assert_eq!(read.late, late);
            // Of a payload that is wrong, no more is promised than that.
            let [found, expected] = [read.value.clone(), in_order(value)].map(|value| match late {
                Some(_) => beside_late(value, shape),
                None => value,
            });
            // `Value` shows nothing of itself.
            assert!(found == expected, "another value was read");
            read
        }
        // What is nested too deep is told before the end is seen.
        (Err(wrong), Err(_))
            if wrong.what == What::TooDeep && std::str::from_utf8(bytes).is_err() =>
        {
            return;
        }
        (found, expected) => {
            let [found, expected] = [found.map(|_| ()), expected.map(|_| ())];
            assert_eq!(found, expected);
            return;
        }
    };
    if read.late.is_some() {
        return;
    }
    // What was read can be written, and is then read as the same. Fields that were a text may be too deep where they stand.
    let written = write(&read.value);
    match json::read(written.as_bytes(), shape, NUMBERS) {
        Ok(again) => {
            assert_eq!(again.late, None);
            // White space around fields that were a text is around them no more.
            let [first, second] = [&written, &write(&again.value)].map(|text| parse(text, 300));
            assert!(first.is_ok_and(|first| second.is_ok_and(|second| first.root == second.root)));
        }
        Err(wrong) => assert_eq!(wrong.what, What::TooDeep),
    }
}

pub fn write(value: &Value) -> String {
    let mut out = String::new();
    value.write(NUMBERS, &mut out);
    out
}
