//! What S-Connector answers: `{"status": true, "data": …}`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{ErrorKind, Failure};
use crate::exchange::call::{Answer, kind_of_status};
use crate::exchange::json;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(deserialize_with = "json::flag")]
    status: bool,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// The payload, which must be there and an object.
pub(crate) fn read<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Failure> {
    json::required(payload(answer)?, "data")
}

/// The payload, which must be there and a list of objects.
pub(crate) fn read_list<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Vec<T>, Failure> {
    json::list(payload(answer)?, "data")
}

/// The payload, an object, if there is one.
pub(crate) fn read_optional<T: DeserializeOwned>(
    answer: &Answer<'_>,
) -> Result<Option<T>, Failure> {
    json::optional(payload(answer)?, "data")
}

/// The payload of any shape, if there is one; or the failure that the answer stands for.
fn payload<'a>(answer: &Answer<'a>) -> Result<Option<&'a RawValue>, Failure> {
    if !(200..300).contains(&answer.status) {
        return Err(failure(answer));
    }
    let envelope: Envelope<'a> = json::envelope(answer.body)?;
    // A failure may come with `data` of any shape: it is still that failure.
    if envelope.status {
        Ok(envelope.data)
    } else {
        Err(failure(answer))
    }
}

fn failure(answer: &Answer<'_>) -> Failure {
    let status = answer.status;
    let kind = match status {
        200..300 => ErrorKind::Rejected,
        _ => kind_of_status(status),
    };
    let mut failure = Failure::new(
        kind,
        format!("the service refused the request (HTTP {status})"),
    );
    let body: Value = json::loose(answer.body).unwrap_or_default();
    failure.service_message = json::text(&body, "message")
        .or_else(|| json::text(&body, "error"))
        .map(str::to_owned);
    failure
}
