//! Answers that go wrong on purpose: which requests they hit, and what becomes of the answer.

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

use crate::given::{Given, Members, unknown};
use crate::message;
use crate::operation::{Aim, Operation, Service};

/// A fault and the requests that it is for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    #[serde(flatten)]
    pub aim: Aim,
    /// How many requests it still hits; 0 for every one until it is deleted.
    pub times: u32,
    /// How many matching requests it still lets pass first.
    pub after: u32,
    pub fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Fault {
    /// This status instead of handling the request.
    Status {
        status: u16,
        headers: BTreeMap<String, String>,
        body: Option<Value>,
    },
    /// Handled; answered later.
    Delay {
        ms: u64,
    },
    /// Not handled; no answer ever.
    Hang {},
    /// Handled; the headers arrive, the body never does.
    HangBody {},
    /// Handled; the body arrives one byte at a time.
    Drip {
        ms: u64,
    },
    /// Handled; the connection breaks after so many bytes of the body.
    Cut {
        bytes: usize,
    },
    /// Not handled; the connection is closed with no answer.
    Reset {},
    /// Handled; the connection is closed with no answer.
    Lost {},
    /// 200 with bytes that are neither JSON nor UTF-8.
    Garbage {},
    /// A web page where JSON should be.
    Html {
        status: u16,
    },
    Empty {
        status: u16,
    },
    Redirect {
        status: u16,
        location: String,
    },
    /// Handled; then one value of the answer's JSON is changed.
    Set {
        path: String,
        value: Value,
    },
    /// Handled; then one member of the answer's JSON is removed.
    Remove {
        path: String,
    },
    /// 200 with JSON that is nested this deep.
    Nest {
        depth: usize,
    },
    /// 200 with one JSON string of this many bytes, sent as it is made.
    Big {
        bytes: u64,
    },
    /// Handled; the answer begins with a byte order mark.
    Bom {},
    /// Exactly this text.
    Text {
        body: String,
        status: u16,
        headers: BTreeMap<String, String>,
    },
}

/// The types of faults, with the members of each.
const TYPES: [(&str, &[&str]); 18] = [
    ("status", &["status", "headers", "body"]),
    ("text", &["body", "status", "headers"]),
    ("delay", &["ms"]),
    ("hang", &[]),
    ("hangBody", &[]),
    ("drip", &["ms"]),
    ("cut", &["bytes"]),
    ("reset", &[]),
    ("lost", &[]),
    ("garbage", &[]),
    ("html", &["status"]),
    ("empty", &["status"]),
    ("redirect", &["status", "location"]),
    ("set", &["path", "value"]),
    ("remove", &["path"]),
    ("nest", &["depth"]),
    ("big", &["bytes"]),
    ("bom", &[]),
];

/// What says which requests a fault is for.
const AIM: [&str; 4] = ["service", "operation", "times", "after"];

/// The longest that a timer of JavaScript waits, in ms.
const LONGEST_WAIT: i64 = 2_147_483_647;

/// The largest answer that is made up in memory.
const LARGEST: usize = 64 << 20;

impl Rule {
    /// Reads a rule, or a list of them. One that makes no sense refuses them all.
    pub fn read_all(rules: &Value) -> Result<Vec<Self>, String> {
        match rules {
            Value::Array(_) => {
                let rules = Given::new(rules, "").list()?;
                rules.iter().map(Self::read).collect()
            }
            one => Ok(vec![Self::read(&Given::new(one, ""))?]),
        }
    }

    /// Reads `{ operation, times, fault: { type, … } }`, or flat `{ operation, times, type, … }`.
    fn read(given: &Given<'_>) -> Result<Self, String> {
        let members = given.any_object()?;
        let (fault, mut known) = match members.get("fault") {
            Some(fault) => {
                let fault = fault.any_object()?;
                let of_type = Fault::members(&fault)?;
                fault.only(&[&["type"], of_type].concat())?;
                (fault, vec!["fault"])
            }
            None => {
                let of_type = Fault::members(&members)?;
                (members.clone(), [&["type"], of_type].concat())
            }
        };
        known.extend(AIM);
        members.only(&known)?;
        let count = |name, absent| {
            let given = members.whole(name, 0)?;
            Ok::<_, String>(given.map_or(absent, |count| u32::try_from(count).unwrap_or(u32::MAX)))
        };
        Ok(Self {
            aim: Aim::read(&members)?,
            times: count("times", 1)?,
            after: count("after", 0)?,
            fault: Fault::read(&fault)?,
        })
    }
}

impl Fault {
    /// What a fault of the given type has for members.
    fn members(given: &Members<'_>) -> Result<&'static [&'static str], String> {
        let name = given.required("type")?;
        name.one_of("fault of the type", &TYPES)
    }

    /// Reads a fault whose members have the right names.
    fn read(given: &Members<'_>) -> Result<Self, String> {
        let text = |name| Ok::<_, String>(given.required(name)?.text()?.to_owned());
        let ms = || {
            let ms = given.required("ms")?;
            let whole = ms.whole(0)?;
            if whole > LONGEST_WAIT {
                return Err(ms.wrong("2147483647 or less"));
            }
            Ok(whole.unsigned_abs())
        };
        let size = |name| {
            let given = given.required(name)?;
            usize::try_from(given.whole(0)?)
                .ok()
                .filter(|size| *size <= LARGEST)
                .ok_or_else(|| given.wrong("67108864 or less"))
        };
        let status = |absent: Option<u16>| match (given.get("status"), absent) {
            (None, Some(absent)) => Ok(absent),
            _ => {
                let given = given.required("status")?;
                let status = given.whole(0)?;
                u16::try_from(status)
                    .ok()
                    .filter(|status| (200..=599).contains(status))
                    .ok_or_else(|| format!("{status} is no status of an answer (200 to 599)"))
            }
        };
        let path = || {
            let path = text("path")?;
            parse_path(&path)?;
            Ok::<_, String>(path)
        };
        Ok(match given.required("type")?.text()? {
            "status" => Self::Status {
                status: status(None)?,
                headers: headers(given)?,
                body: given.get("body").map(|body| body.value().clone()),
            },
            "text" => Self::Text {
                body: text("body")?,
                status: status(Some(200))?,
                headers: headers(given)?,
            },
            "delay" => Self::Delay { ms: ms()? },
            "hang" => Self::Hang {},
            "hangBody" => Self::HangBody {},
            "drip" => Self::Drip { ms: ms()? },
            "cut" => Self::Cut {
                bytes: size("bytes")?,
            },
            "reset" => Self::Reset {},
            "lost" => Self::Lost {},
            "garbage" => Self::Garbage {},
            "html" => Self::Html {
                status: status(Some(200))?,
            },
            "empty" => Self::Empty {
                status: status(Some(200))?,
            },
            "redirect" => {
                let location = match given.text("location")? {
                    None => "/elsewhere".to_owned(),
                    Some(location) => location.to_owned(),
                };
                parse_header("location", &location)?;
                Self::Redirect {
                    status: status(Some(302))?,
                    location,
                }
            }
            "set" => Self::Set {
                path: path()?,
                value: given.required("value")?.value().clone(),
            },
            "remove" => Self::Remove { path: path()? },
            "nest" => Self::Nest {
                depth: size("depth")?,
            },
            "big" => Self::Big {
                // A JSON string has two quotes.
                bytes: given.required("bytes")?.whole(2)?.unsigned_abs(),
            },
            "bom" => Self::Bom {},
            other => {
                return Err(unknown(
                    "fault of the type",
                    other,
                    TYPES.map(|(name, _)| name),
                ));
            }
        })
    }
}

/// The headers that a fault gives its answer.
fn headers(given: &Members<'_>) -> Result<BTreeMap<String, String>, String> {
    let Some(given) = given.get("headers") else {
        return Ok(BTreeMap::new());
    };
    let mut headers = BTreeMap::new();
    for (name, value) in given
        .value()
        .as_object()
        .ok_or_else(|| given.wrong("an object"))?
    {
        let value = value
            .as_str()
            .ok_or_else(|| given.wrong("an object of strings"))?;
        parse_header(name, value)?;
        headers.insert(name.clone(), value.to_owned());
    }
    Ok(headers)
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
    pub fn add(&mut self, rules: Vec<Rule>) {
        self.rules.extend(rules);
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The fault that hits this request. Every matching rule counts the request towards its `after`; of those that
    /// are due, the oldest strikes.
    pub fn strike(&mut self, service: Service, operation: Option<Operation>) -> Option<Fault> {
        let mut struck = None;
        for (index, rule) in self.rules.iter_mut().enumerate() {
            if !rule.aim.hits(service, operation) {
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
