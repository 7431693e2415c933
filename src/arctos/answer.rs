//! What Arctos answers: `{"status": 1, "message": "", "info": {…}}`, and which code stands for which kind of failure.

use json::{Field, Kind, Shape, Value, Words};

use super::types::Identity;
use crate::error::{ErrorKind, Failure};
use crate::exchange::answer::{Answer, Envelope, kind_of_status, refusal};
use crate::exchange::header::TOKEN;
use crate::text::{cat, signed};

const fn envelope(info: &'static Shape) -> [Field; 3] {
    [
        Field::required("status", Kind::Number),
        Field::optional("message", Kind::Any),
        Field::late("info", Kind::Object(info)),
    ]
}

pub static CODE: Shape = Shape(&envelope(&Shape(&[Field::required(
    "code",
    Kind::Words(&FILLED),
)])));
pub static AUTH_TOKEN: Shape = Shape(&envelope(&Shape(&[
    Field::required("user_id", Kind::Id).named("userId"),
    Field::required("access_token", Kind::Words(&TOKEN)).named("accessToken"),
])));
pub static IDENTITY: Shape = Shape(&envelope(Identity::SHAPE));

/// A code that says something.
static FILLED: Words = Words {
    fits: |text| !text.is_empty(),
    expected: "a code",
};

/// What is read of a refusal.
static REFUSAL: Shape = Shape(&[
    Field::optional("code", Kind::Any),
    Field::optional("error", Kind::Any),
    Field::optional("error_code", Kind::Any),
    Field::optional("status", Kind::Any),
    Field::optional("message", Kind::Any),
    Field::late(
        "info",
        Kind::Object(&Shape(&[Field::optional("code", Kind::Any)])),
    ),
]);

/// `status` of an answer that succeeded.
const SUCCESS: f64 = 1.0;
/// `status` of an answer that succeeded, and has something to say in `message`.
const WARNING: f64 = 2.0;

/// The payload, with the warning as one more member of it; or the failure that the answer stands for.
pub fn info(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    let envelope = succeeded(answer)?;
    let is_warning = envelope.get("status").as_number() == Some(WARNING);
    let warning = envelope
        .get("message")
        .as_text()
        .filter(|_| is_warning)
        .map(Value::text);
    let mut info = envelope.payload("info")?;
    info.set("warning", warning.into());
    Ok(info)
}

/// The envelope of a success. A failure may come with an `info` of any shape: it is still that failure.
fn succeeded(answer: &mut Answer<'_>) -> Result<Envelope, Failure> {
    if answer.is_success() {
        let envelope = answer.read()?;
        if matches!(envelope.get("status").as_number(), Some(SUCCESS | WARNING)) {
            return Ok(envelope);
        }
    }
    Err(failure(answer))
}

/// Where the code stands is not documented: the first of these that holds a whole number.
fn code(body: &Value) -> Option<i64> {
    let at = |name: &str| whole(body.get(name));
    at("code")
        .or_else(|| at("error"))
        .or_else(|| at("error_code"))
        .or_else(|| at("status").filter(|status| !matches!(status, 0..=2)))
        .or_else(|| whole(body.get("info").get("code")))
}

/// A whole number, or a string of its digits.
fn whole(value: &Value) -> Option<i64> {
    /// The largest that a number holds exactly.
    const MOST: f64 = 9_007_199_254_740_991.0;
    let number = match value {
        Value::Text(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.bytes().fold(0.0, |sum, byte| {
                sum * 10.0 + f64::from(byte.wrapping_sub(b'0'))
            })
        }
        value => value.as_number()?,
    };
    (number.trunc() == number && number.abs() <= MOST).then_some(number as i64)
}

fn failure(answer: &Answer<'_>) -> Failure {
    let body = answer.loose(&REFUSAL);
    let code = code(&body);
    let (kind, meaning) =
        code.and_then(kind_of_code)
            .unwrap_or_else(|| match answer.is_success() {
                true => (ErrorKind::Unauthorized, "unauthorised access"),
                false => (
                    kind_of_status(answer.status),
                    "the service refused the request",
                ),
            });
    let more = match code {
        Some(code) => cat(&[", code ", &signed(code)]),
        None => String::new(),
    };
    let mut failure = refusal(answer, kind, meaning, &more, &body);
    failure.code = code;
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
