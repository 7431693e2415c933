//! What lies between JSON and its users: a tree, whose names are those of tables.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::secret::Secret;

/// A value of an argument, a request or an answer.
#[derive(Clone, Default, PartialEq)]
pub enum Value {
    /// Not there, or `null`.
    #[default]
    Absent,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// A string that must not be seen.
    Secret(Secret),
    /// JSON that was checked already.
    Json(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(Vec<(&'static str, Value)>),
    /// What whoever took rows made of them.
    Taken(Taken),
}

/// What whoever took rows made of them: something of the platform's.
#[derive(Clone)]
pub struct Taken(Rc<dyn Any>);

impl Taken {
    /// Wraps it.
    pub fn new(made: impl Any) -> Self {
        Self(Rc::new(made))
    }

    /// It, where it is of that type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl PartialEq for Taken {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Value {
    /// A string.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// An object; a member that is absent is as if it were not there.
    pub fn object<const N: usize>(members: [(&'static str, Value); N]) -> Self {
        Self::Object(members.into())
    }

    /// True where there is none.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// A member of an object; [`Value::Absent`] where there is none.
    pub fn get(&self, name: &str) -> &Self {
        const ABSENT: &Value = &Value::Absent;
        let Self::Object(members) = self else {
            return ABSENT;
        };
        members
            .iter()
            .find(|(key, _)| *key == name)
            .map_or(ABSENT, |(_, value)| value)
    }

    /// Takes a member out of an object.
    pub fn take(&mut self, name: &str) -> Self {
        let Self::Object(members) = self else {
            return Self::Absent;
        };
        let found = members.iter_mut().find(|(key, _)| *key == name);
        found
            .map(|(_, value)| std::mem::take(value))
            .unwrap_or_default()
    }

    /// Gives an object a member, in place of the one of that name.
    pub fn set(&mut self, name: &'static str, value: Self) {
        let Self::Object(members) = self else { return };
        match members.iter_mut().find(|(key, _)| *key == name) {
            Some((_, place)) => *place = value,
            None => members.push((name, value)),
        }
    }

    /// The string, also where it must not be seen.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Secret(secret) => Some(secret.expose()),
            _ => None,
        }
    }

    /// The string, as what must not be seen.
    pub fn into_secret(self) -> Option<Secret> {
        match self {
            Self::Text(text) => Some(Secret::new(text)),
            Self::Secret(secret) => Some(secret),
            _ => None,
        }
    }

    /// The number.
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The boolean.
    pub const fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The items of a list; none where it is no list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The items of a list; none where it is no list.
    pub fn into_items(self) -> Vec<Self> {
        match self {
            Self::List(items) => items,
            _ => Vec::new(),
        }
    }
}

/// Shows the names alone: values may be anybody's.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(members) => f
                .debug_list()
                .entries(members.iter().map(|(name, _)| name))
                .finish(),
            _ => f.write_str("Value(…)"),
        }
    }
}

impl From<Secret> for Value {
    fn from(secret: Secret) -> Self {
        Self::Secret(secret)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map(Into::into).unwrap_or_default()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
