//! What S-Connector answers: `{"status": true, "data": …}`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ErrorKind, Failure};
use crate::exchange::call::{Answer, kind_of_status};
use crate::exchange::json;

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Envelope<T> {
    #[serde(deserialize_with = "json::flag")]
    status: bool,
    #[serde(default = "none")]
    data: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

/// The payload, which must be there and an object.
pub(crate) fn read<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Failure> {
    required(read_optional(answer)?)
}

/// The payload, which must be there and a list of objects.
pub(crate) fn read_list<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Vec<T>, Failure> {
    required(payload(answer)?).map(json::all)
}

/// The payload, an object, if there is one.
pub(crate) fn read_optional<T: DeserializeOwned>(
    answer: &Answer<'_>,
) -> Result<Option<T>, Failure> {
    Ok(payload(answer)?.map(json::Object::take))
}

fn required<T>(data: Option<T>) -> Result<T, Failure> {
    data.ok_or_else(|| json::decode_failure("the answer lacks data", "data"))
}

/// The payload of any shape, if there is one; or the failure that the answer stands for.
fn payload<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Option<T>, Failure> {
    if !(200..300).contains(&answer.status) {
        return Err(failure(answer));
    }
    match json::envelope::<Envelope<T>>(answer.body) {
        Ok(Envelope { status: true, data }) => Ok(data),
        Ok(_) => Err(failure(answer)),
        // A failure may come with `data` of any shape: it is still that failure.
        Err(_) if says_failure(answer.body) => Err(failure(answer)),
        Err(wrong) => Err(wrong),
    }
}

fn says_failure(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Status {
        #[serde(deserialize_with = "json::flag")]
        status: bool,
    }
    json::envelope::<Status>(body).is_ok_and(|found| !found.status)
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
