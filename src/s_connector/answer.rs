//! What S-Connector answers: `{"status": true, "data": …}`.

use json::{Field, Kind, Shape, Value};

use super::types::{License, Session, Usage};
use crate::error::{ErrorKind, Failure};
use crate::exchange::answer::{Answer, Envelope, kind_of_status, refusal};
use crate::exchange::header::TOKEN;

const fn envelope(data: Kind) -> [Field; 2] {
    [
        Field::required("status", Kind::Flag),
        Field::late("data", data),
    ]
}

pub static TOKEN_DATA: Shape = Shape(&envelope(Kind::Object(&Shape(&[Field::required(
    "accessToken",
    Kind::Words(&TOKEN),
)]))));
pub static LICENSE_DATA: Shape = Shape(&envelope(Kind::Object(License::SHAPE)));
pub static SESSION_DATA: Shape = Shape(&envelope(Kind::Object(Session::SHAPE)));
pub static SESSIONS_DATA: Shape = Shape(&envelope(Kind::List(&Kind::Object(Session::SHAPE))));
pub static USAGE_DATA: Shape = Shape(&envelope(Kind::Object(Usage::SHAPE)));

/// What is read of a refusal.
static REFUSAL: Shape = Shape(&[
    Field::optional("message", Kind::Any),
    Field::optional("error", Kind::Any),
]);

/// The payload, which must be there.
pub fn data(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    succeeded(answer)?.payload("data")
}

/// The payload, if there is one. A room that is not there is none; only of this operation: a login that is not found is a failure.
pub fn room(answer: &mut Answer<'_>) -> Result<Value, Failure> {
    match answer.status {
        404 => Ok(Value::Absent),
        _ => succeeded(answer)?.optional("data"),
    }
}

/// The envelope of a success, its payload not judged yet; or the failure that the answer stands for.
fn succeeded(answer: &mut Answer<'_>) -> Result<Envelope, Failure> {
    if !answer.is_success() {
        return Err(failure(answer));
    }
    let envelope = answer.read()?;
    // A failure may come with `data` of any shape: it is still that failure.
    if envelope.get("status").as_flag() == Some(true) {
        Ok(envelope)
    } else {
        Err(failure(answer))
    }
}

fn failure(answer: &Answer<'_>) -> Failure {
    let kind = if answer.is_success() {
        ErrorKind::Rejected
    } else {
        kind_of_status(answer.status)
    };
    refusal(
        answer,
        kind,
        "the service refused the request",
        "",
        &answer.loose(&REFUSAL),
    )
}
