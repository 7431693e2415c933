//! Strict reading of requests and plain writing of answers, for all three services.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

/// A request as a service sees it: its own path, its world's time, and where it is to be reached.
#[derive(Debug)]
pub struct Call<'a> {
    pub request: &'a Request<Bytes>,
    /// The path below the service's base URL, percent-encoded as it came.
    pub path: &'a str,
    /// The world's time, in milliseconds since 1970.
    pub now: i64,
    pub base_url: &'a str,
}

impl Call<'_> {
    /// A header's text, if it is there and is plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name)?.to_str().ok()
    }

    /// The token of `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    }

    pub fn has_json_type(&self) -> bool {
        is_json(self.request.headers())
    }

    pub fn json(&self) -> Result<Value, Flaw> {
        serde_json::from_slice(self.request.body()).map_err(|_| Flaw::NoJson)
    }

    /// The value of a query parameter, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.request.uri().query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// What is wrong with the body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    NoJson,
    NoObject,
    Missing(String),
    /// The field, and what it should have been.
    Wrong(String, &'static str),
}

/// The fields of one JSON object. `null` is a value like any other: it does not stand for an absent field.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    prefix: &'static str,
}

impl<'a> Fields<'a> {
    pub fn of(value: &'a Value) -> Result<Self, Flaw> {
        let object = value.as_object().ok_or(Flaw::NoObject)?;
        Ok(Self { object, prefix: "" })
    }

    /// The fields of an object inside this one; `prefix` (as in `user.`) names them in complaints.
    pub fn object(&self, name: &str, prefix: &'static str) -> Result<Option<Self>, Flaw> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(Self { object, prefix })),
            Some(_) => Err(self.wrong(name, "an object")),
        }
    }

    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Flaw> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "a string")),
        }
    }

    /// A text that must be there and must not be empty.
    pub fn required_text(&self, name: &str) -> Result<&'a str, Flaw> {
        match self.text(name)? {
            None | Some("") => Err(self.missing(name)),
            Some(text) => Ok(text),
        }
    }

    pub fn integer(&self, name: &str) -> Result<Option<i64>, Flaw> {
        match self.object.get(name) {
            None => Ok(None),
            Some(value) => match value.as_i64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "an integer")),
            },
        }
    }

    pub fn number(&self, name: &str) -> Result<Option<f64>, Flaw> {
        match self.object.get(name) {
            None => Ok(None),
            Some(value) => match value.as_f64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "a number")),
            },
        }
    }

    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Flaw> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(self.wrong(name, "a boolean")),
        }
    }

    pub fn missing(&self, name: &str) -> Flaw {
        Flaw::Missing(format!("{}{name}", self.prefix))
    }

    pub fn wrong(&self, name: &str, expected: &'static str) -> Flaw {
        Flaw::Wrong(format!("{}{name}", self.prefix), expected)
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoJson => f.write_str("the body is not JSON"),
            Self::NoObject => f.write_str("the body is not a JSON object"),
            Self::Missing(name) => write!(f, "{name} is required"),
            Self::Wrong(name, expected) => write!(f, "{name} must be {expected}"),
        }
    }
}

/// An answer with a JSON body.
pub fn json(status: u16, body: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_vec(body).expect("an answer is always JSON");
    with_type(status, "application/json; charset=utf-8", body)
}

/// An answer with a body of the given media type.
pub fn with_type(status: u16, media_type: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status of three digits");
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(media_type),
    );
    response
}
