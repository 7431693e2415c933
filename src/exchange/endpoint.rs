//! One request of a service, as a value: where it goes, how often it may, and how its answer is read.

use json::{Rows, Shape, Value};

use super::Method;
use super::answer::Answer;
use super::retry::Replay;
use crate::error::{Failure, Service};

/// One request of a service.
pub struct Endpoint {
    pub service: Service,
    /// In JavaScript's spelling: this is what errors and events show.
    pub name: &'static str,
    pub replay: Replay,
    pub method: Method,
    /// The path, encoded; a room's name or the like is added to it.
    pub path: &'static str,
    /// The header that carries the access token, and what goes before it there; `None` where none does.
    pub token: Option<(&'static str, &'static str)>,
    /// The table of the whole answer.
    pub answer: &'static Shape,
    /// What takes the rows of the answer, given what was asked; without it they are values.
    pub rows: fn(Takers, &Value) -> Option<Box<dyn Rows>>,
    /// Takes the envelope off, or names the failure that the answer stands for.
    pub open: fn(&mut Answer<'_>) -> Result<Value, Failure>,
}

/// Makes what takes the rows of answers, by the number of their table.
pub type Takers = fn(usize) -> Box<dyn Rows>;

impl Endpoint {
    /// The name of a call that sends others, or nothing.
    pub const fn named(service: Service, name: &'static str) -> Self {
        Self {
            service,
            name,
            replay: Replay::Always,
            method: Method::Get,
            path: "",
            token: None,
            answer: &Shape(&[]),
            rows: |_, _| None,
            open: |_| Ok(Value::Absent),
        }
    }
}
