//! What objects look like, on the wire and to the user: tables, which one reader of answers and one of arguments go by.

/// The members of an object that are known; others are passed over.
#[derive(Debug)]
pub struct Shape(pub &'static [Field]);

/// A member of an object.
#[derive(Debug)]
pub struct Field {
    /// The member that is read.
    pub from: &'static str,
    /// The member that it becomes. Two fields that become the same are two spellings of one.
    pub to: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
}

/// Whether a member must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must, and `null` is none.
    Required,
    /// It may be absent or `null`.
    Optional,
    /// Whether it matters is said by the members beside it: what is wrong in it is kept apart, as [`Read::late`](crate::Read::late).
    Late,
}

/// What a value is. In answers it is read liberally, as services write it.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is kept as a [`Secret`](crate::Secret).
    Secret,
    /// A string of some kind, kept likewise.
    Words(&'static Words),
    /// One of some strings; the second says them.
    OneOf(&'static [&'static str], &'static str),
    /// A number, or a string that holds one.
    Number,
    /// A whole number, 0 to 2^32 − 1.
    Whole,
    /// A boolean, or 1 and 0, also as strings.
    Flag,
    /// A string, or a whole number as one. A number too large to hold exactly is refused, not rounded.
    Id,
    /// Fields that nobody knows, kept as JSON: an object, or the text of one. What is none is kept under `_raw`.
    Fields,
    /// Any scalar; what is none is absent. Nothing in it is ever wrong.
    Any,
    /// An object.
    Object(&'static Shape),
    /// A list, each item of one kind.
    List(&'static Kind),

    /// Of arguments: a moment in ms since 1970; a `Date` is one.
    Moment,
    /// Of arguments: a day or a timestamp in ISO 8601; a `Date` is one.
    Day,
    /// Of arguments: the bytes of a picture.
    Picture,
    /// Of arguments: what is no data, such as a function. It is read by whoever knows what to do with it.
    Foreign,
}

/// Which strings are of a kind.
#[derive(Debug)]
pub struct Words {
    /// True for one that is.
    pub fits: fn(&str) -> bool,
    /// What is expected, such as `a code`.
    pub expected: &'static str,
}

impl Kind {
    /// What is expected, as it is said after `is not`.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Words(words) => words.expected,
            Self::OneOf(_, words) => words,
            Self::Number => "a number",
            Self::Whole => "a whole number, 0 or more",
            Self::Flag => "a boolean or 1 or 0",
            Self::Id => "an id (a string or a whole number)",
            Self::Object(_) | Self::Fields => "an object",
            Self::List(_) => "a list",
            Self::Moment => "a number of ms or a Date",
            Self::Day => "a string or a Date",
            Self::Picture => "a Uint8Array, an ArrayBuffer or a Blob",
            Self::Text | Self::Secret | Self::Any | Self::Foreign => "a string",
        }
    }
}

impl Field {
    const fn new(name: &'static str, kind: Kind, need: Need) -> Self {
        Self {
            from: name,
            to: name,
            kind,
            need,
        }
    }

    /// A member that must be there.
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Required)
    }

    /// A member that may be absent.
    pub const fn optional(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Optional)
    }

    /// A member that matters only if others say so.
    pub const fn late(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Late)
    }

    /// It becomes a member of another name.
    pub const fn named(mut self, to: &'static str) -> Self {
        self.to = to;
        self
    }
}
