//! Answers that go wrong on purpose: which requests they hit, and what becomes of the answer.

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use crate::message;
use crate::operation::{Operation, Service};

/// A fault and the requests that it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// How many requests it still hits; 0 for every one until it is deleted.
    #[serde(default = "once")]
    pub times: u32,
    /// How many matching requests it still lets pass first.
    #[serde(default)]
    pub after: u32,
    pub fault: Fault,
}

fn once() -> u32 {
    1
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub enum Fault {
    /// This status instead of handling the request.
    Status {
        status: u16,
        #[serde(default)]
        headers: BTreeMap<String, String>,
        #[serde(default)]
        body: Option<Value>,
    },
    /// Handled; answered later.
    Delay { ms: u64 },
    /// Not handled; no answer ever.
    Hang {},
    /// Handled; the headers arrive, the body never does.
    HangBody {},
    /// Handled; the body arrives one byte at a time.
    Drip { ms: u64 },
    /// Handled; the connection breaks after so many bytes of the body.
    Cut { bytes: usize },
    /// Not handled; the connection is closed with no answer.
    Reset {},
    /// Handled; the connection is closed with no answer.
    Lost {},
    /// 200 with bytes that are neither JSON nor UTF-8.
    Garbage {},
    /// A web page where JSON should be.
    Html {
        #[serde(default = "ok")]
        status: u16,
    },
    Empty {
        #[serde(default = "ok")]
        status: u16,
    },
    Redirect {
        #[serde(default = "found")]
        status: u16,
        #[serde(default = "elsewhere")]
        location: String,
    },
    /// Handled; then one value of the answer's JSON is changed.
    Set { path: String, value: Value },
    /// Handled; then one member of the answer's JSON is removed.
    Remove { path: String },
    /// 200 with JSON that is nested this deep.
    Nest { depth: usize },
    /// 200 with one JSON string of this many bytes, sent as it is made.
    Big { bytes: u64 },
    /// Handled; the answer begins with a byte order mark.
    Bom {},
    /// Exactly this text.
    Text {
        body: String,
        #[serde(default = "ok")]
        status: u16,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
}

fn ok() -> u16 {
    200
}

fn found() -> u16 {
    302
}

fn elsewhere() -> String {
    "/elsewhere".to_owned()
}

/// How an answer reaches the client, or does not.
#[derive(Clone, Debug)]
pub enum Delivery {
    Answer {
        response: Response<Bytes>,
        pace: Pace,
    },
    /// Nothing is ever sent, and the connection stays open.
    Silence,
    /// The connection is closed before anything is sent.
    Close,
}

/// How the body of an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    AtOnce,
    /// Headers and body, so many milliseconds late.
    Late(u64),
    /// The headers at once, the body never.
    Never,
    /// One byte every so many milliseconds.
    Drip(u64),
    /// So many bytes, then the connection breaks.
    Cut(usize),
    /// In place of the body, a JSON string of so many bytes.
    Flood(u64),
}

impl From<Response<Bytes>> for Delivery {
    fn from(response: Response<Bytes>) -> Self {
        Self::Answer {
            response,
            pace: Pace::AtOnce,
        }
    }
}

/// The faults of a world, in the order in which they were asked for.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    rules: Vec<Rule>,
}

impl Faults {
    /// Adds rules, or says which one makes no sense.
    pub fn add(&mut self, rules: Vec<Rule>) -> Result<(), String> {
        for rule in &rules {
            rule.fault.check()?;
        }
        self.rules.extend(rules);
        Ok(())
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The fault that hits this request. Every matching rule counts the request towards its `after`; of those that
    /// are due, the oldest strikes.
    pub fn strike(&mut self, service: Service, operation: Option<Operation>) -> Option<Fault> {
        let mut struck = None;
        for (index, rule) in self.rules.iter_mut().enumerate() {
            let matches = rule.service.is_none_or(|wanted| wanted == service)
                && (rule.operation.is_none() || rule.operation == operation);
            if !matches {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
            } else if struck.is_none() {
                struck = Some(index);
            }
        }
        let index = struck?;
        let rule = &mut self.rules[index];
        let fault = rule.fault.clone();
        match rule.times {
            0 => {}
            1 => drop(self.rules.remove(index)),
            _ => rule.times -= 1,
        }
        Some(fault)
    }
}

impl Fault {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Status {
                status, headers, ..
            }
            | Self::Text {
                status, headers, ..
            } => {
                check_status(*status)?;
                headers
                    .iter()
                    .try_for_each(|(name, value)| parse_header(name, value).map(drop))
            }
            Self::Html { status } | Self::Empty { status } => check_status(*status),
            Self::Redirect { status, location } => {
                check_status(*status)?;
                parse_header("location", location).map(drop)
            }
            Self::Set { path, .. } | Self::Remove { path } => parse_path(path).map(drop),
            Self::Big { bytes } if *bytes < 2 => {
                Err("a JSON string has at least 2 bytes".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// What becomes of a request that this fault hits; `handle` is called if the service still gets to see it.
    pub fn apply(self, handle: impl FnOnce() -> Response<Bytes>) -> Delivery {
        let paced = |response, pace| Delivery::Answer { response, pace };
        match self {
            Self::Status {
                status,
                headers,
                body,
            } => match body {
                None => raw(status, &headers, None, Bytes::new()).into(),
                Some(Value::String(text)) => {
                    raw(status, &headers, Some("text/plain; charset=utf-8"), text).into()
                }
                Some(body) => {
                    raw(status, &headers, Some("application/json"), body.to_string()).into()
                }
            },
            Self::Text {
                body,
                status,
                headers,
            } => raw(status, &headers, Some("application/json"), body).into(),
            Self::Delay { ms } => paced(handle(), Pace::Late(ms)),
            Self::Hang {} => Delivery::Silence,
            Self::HangBody {} => paced(handle(), Pace::Never),
            Self::Drip { ms } => paced(handle(), Pace::Drip(ms)),
            Self::Cut { bytes } => paced(handle(), Pace::Cut(bytes)),
            Self::Reset {} => Delivery::Close,
            Self::Lost {} => {
                handle();
                Delivery::Close
            }
            Self::Garbage {} => message::with_type(
                200,
                "application/json",
                &b"\x9f\xc3{\"status\":1,\x00\xfe\xff]]"[..],
            )
            .into(),
            Self::Html { status } => {
                let page =
                    "<!doctype html><title>Gateway</title><h1>The service is behind this page</h1>";
                message::with_type(status, "text/html; charset=utf-8", page).into()
            }
            Self::Empty { status } => raw(status, &BTreeMap::new(), None, Bytes::new()).into(),
            Self::Redirect { status, location } => {
                let headers = BTreeMap::from([("location".to_owned(), location)]);
                raw(status, &headers, None, Bytes::new()).into()
            }
            Self::Set { path, value } => {
                change(handle(), &path, |steps, whole| set(steps, whole, value)).into()
            }
            Self::Remove { path } => change(handle(), &path, remove).into(),
            Self::Nest { depth } => {
                let body = "[".repeat(depth) + &"]".repeat(depth);
                message::with_type(200, "application/json", body).into()
            }
            Self::Big { bytes } => paced(
                message::with_type(200, "application/json", Bytes::new()),
                Pace::Flood(bytes),
            ),
            Self::Bom {} => {
                let response = handle();
                let mut body = BytesMut::from("\u{feff}");
                body.put_slice(response.body());
                response.map(|_| body.freeze()).into()
            }
        }
    }
}

fn check_status(status: u16) -> Result<(), String> {
    if (200..=599).contains(&status) {
        Ok(())
    } else {
        Err(format!("{status} is no status of an answer (200 to 599)"))
    }
}

fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let no_header = || format!("no header: {name}: {value}");
    Ok((
        name.parse().map_err(|_| no_header())?,
        value.parse().map_err(|_| no_header())?,
    ))
}

fn raw(
    status: u16,
    headers: &BTreeMap<String, String>,
    media_type: Option<&'static str>,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).expect("checked when the fault was added");
    let out = response.headers_mut();
    if let Some(media_type) = media_type {
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    for (name, value) in headers {
        let (name, value) = parse_header(name, value).expect("checked when the fault was added");
        out.insert(name, value);
    }
    response
}

/// One step of a path such as `data.detail[3].roomName`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Item(usize),
}

fn parse_path(path: &str) -> Result<Vec<Step>, String> {
    let wrong = || format!("no path: {path} (one looks like data.detail[3].roomName)");
    let mut steps = Vec::new();
    if path.is_empty() {
        return Ok(steps);
    }
    for (position, part) in path.split('.').enumerate() {
        let mut pieces = part.split('[');
        match pieces.next() {
            Some("") if position == 0 && part.starts_with('[') => {}
            Some("") | None => return Err(wrong()),
            Some(name) => steps.push(Step::Member(name.to_owned())),
        }
        for piece in pieces {
            let index = piece
                .strip_suffix(']')
                .and_then(|digits| digits.parse().ok());
            steps.push(Step::Item(index.ok_or_else(wrong)?));
        }
    }
    Ok(steps)
}

fn walk<'a>(steps: &[Step], mut at: &'a mut Value) -> Option<&'a mut Value> {
    for step in steps {
        at = match step {
            Step::Member(name) => at.get_mut(name)?,
            Step::Item(index) => at.get_mut(index)?,
        };
    }
    Some(at)
}

fn set(steps: &[Step], whole: &mut Value, value: Value) -> Option<()> {
    let Some((last, parents)) = steps.split_last() else {
        *whole = value;
        return Some(());
    };
    match (walk(parents, whole)?, last) {
        (Value::Object(object), Step::Member(name)) => drop(object.insert(name.clone(), value)),
        (Value::Array(list), Step::Item(index)) if *index == list.len() => list.push(value),
        (Value::Array(list), Step::Item(index)) => *list.get_mut(*index)? = value,
        _ => return None,
    }
    Some(())
}

fn remove(steps: &[Step], whole: &mut Value) -> Option<()> {
    let (last, parents) = steps.split_last()?;
    match (walk(parents, whole)?, last) {
        (Value::Object(object), Step::Member(name)) => object.remove(name).map(drop),
        (Value::Array(list), Step::Item(index)) if *index < list.len() => {
            list.remove(*index);
            Some(())
        }
        _ => None,
    }
}

/// Changes the JSON of an answer. A path that leads nowhere is a mistake of whoever asked for the fault: they get a
/// 500 that says so.
fn change(
    response: Response<Bytes>,
    path: &str,
    edit: impl FnOnce(&[Step], &mut Value) -> Option<()>,
) -> Response<Bytes> {
    let steps = parse_path(path).expect("checked when the fault was added");
    let whole = serde_json::from_slice::<Value>(response.body()).ok();
    let edited = whole.and_then(|mut whole| edit(&steps, &mut whole).map(|()| whole));
    match edited {
        Some(whole) => response.map(|_| whole.to_string().into()),
        None => {
            let told = format!("the fault cannot be applied: the answer has no {path}");
            message::with_type(500, "text/plain; charset=utf-8", told)
        }
    }
}
