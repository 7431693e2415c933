//! What Arctos answers: its envelope, and which code stands for which kind of failure.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{ErrorKind, Failure};
use crate::exchange::call::{Answer, kind_of_status};
use crate::exchange::json;

/// `{"status": 1, "message": "", "info": {…}}`.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(deserialize_with = "json::number")]
    status: f64,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    info: Option<&'a RawValue>,
}

/// `status` of an answer that succeeded.
const SUCCESS: f64 = 1.0;
/// `status` of an answer that succeeded, and has something to say in `message`.
const WARNING: f64 = 2.0;

/// The payload and the warning, or the failure that the answer stands for.
pub(crate) fn read<T: DeserializeOwned>(
    answer: &Answer<'_>,
) -> Result<(T, Option<String>), Failure> {
    let envelope = succeeded(answer)?;
    let warning = envelope
        .message
        .filter(|_| envelope.status == WARNING)
        .and_then(|message| serde_json::from_str(message.get()).ok());
    Ok((json::required(envelope.info, "info")?, warning))
}

/// The envelope of a success. A failure may come with an `info` of any shape: it is still that failure.
fn succeeded<'a>(answer: &Answer<'a>) -> Result<Envelope<'a>, Failure> {
    if (200..300).contains(&answer.status) {
        let envelope: Envelope<'a> = json::envelope(answer.body)?;
        if envelope.status == SUCCESS || envelope.status == WARNING {
            return Ok(envelope);
        }
    }
    let body = json::loose(answer.body).unwrap_or_default();
    Err(failure(answer.status, &body))
}

/// Where the code stands is not documented: the first of these that holds a whole number.
fn code(body: &Value) -> Option<i64> {
    let at = |key: &str| body.get(key).and_then(json::integer);
    at("code")
        .or_else(|| at("error"))
        .or_else(|| at("error_code"))
        .or_else(|| at("status").filter(|status| !matches!(status, 0..=2)))
        .or_else(|| {
            body.get("info")
                .and_then(|info| info.get("code"))
                .and_then(json::integer)
        })
}

fn failure(status: u16, body: &Value) -> Failure {
    let code = code(body);
    let (kind, meaning) = code.and_then(kind_of_code).unwrap_or_else(|| match status {
        200..300 => (ErrorKind::Unauthorized, "unauthorised access"),
        _ => (kind_of_status(status), "the service refused the request"),
    });
    let detail = match code {
        Some(code) => format!("{meaning} (HTTP {status}, code {code})"),
        None => format!("{meaning} (HTTP {status})"),
    };
    let mut failure = Failure::new(kind, detail);
    failure.code = code;
    failure.service_message = json::text(body, "message")
        .or_else(|| json::text(body, "error"))
        .map(str::to_owned);
    failure
}

/// The vendor's table of codes.
fn kind_of_code(code: i64) -> Option<(ErrorKind, &'static str)> {
    Some(match code {
        1401 => (ErrorKind::Unauthorized, "the authorization is empty"),
        1402 => (ErrorKind::Unauthorized, "the authorization type is wrong"),
        1403 => (ErrorKind::Unauthorized, "unauthorised"),
        1404 => (ErrorKind::TokenExpired, "the token has expired"),
        1405 => (ErrorKind::Unauthorized, "the token is invalid"),
        3401 => (ErrorKind::License, "the licence file was not found"),
        3402 => (ErrorKind::License, "the licence file's type is wrong"),
        3403 => (ErrorKind::License, "the licence is not authorised"),
        3404 => (ErrorKind::License, "the licence has expired"),
        3405 => (ErrorKind::License, "the licensed rooms are exceeded"),
        3406 => (ErrorKind::License, "the licensed room does not exist"),
        _ => return None,
    })
}
