//! What Airfob answers: `{"status": 200, "message": "success", "record": {…}}` or `"records": […]`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::types::UserPage;
use crate::error::{ErrorKind, Failure};
use crate::exchange::call::{Answer, kind_of_status};
use crate::exchange::json;
use crate::secret::Secret;

/// Any answer's envelope. Each operation reads what it needs of it.
#[derive(Deserialize)]
pub(crate) struct Envelope<'a> {
    #[serde(deserialize_with = "json::number")]
    status: f64,
    #[serde(borrow, default)]
    total: Option<&'a RawValue>,
    #[serde(borrow, default)]
    record: Option<&'a RawValue>,
    #[serde(borrow, default)]
    records: Option<&'a RawValue>,
}

/// The one user, or the account, that an answer is about.
pub(crate) fn record<T: DeserializeOwned>(answer: &Envelope<'_>) -> Result<T, Failure> {
    json::required(answer.record, "record")
}

/// A page of users. Where none are found, the list may be missing.
pub(crate) fn page(answer: &Envelope<'_>) -> Result<UserPage, Failure> {
    let total = json::late_number(answer.total, "total")?;
    let users = match answer.records {
        None if total == 0.0 => Vec::new(),
        records => json::list(records, "records")?,
    };
    Ok(UserPage { total, users })
}

/// One result for each item of a batch.
pub(crate) fn results(answer: &Envelope<'_>) -> Result<Vec<ItemResult>, Failure> {
    match answer.records {
        None => Ok(Vec::new()),
        records => json::list(records, "records"),
    }
}

/// The answer to sendCard. The vendor's page documents none, so one without a body is a success as well.
pub(crate) fn sent(answer: &Answer<'_>) -> Result<(), Failure> {
    if (200..300).contains(&answer.status) && answer.body.is_empty() {
        return Ok(());
    }
    read(answer).map(drop)
}

/// The account that logged in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountRecord {
    pub email: String,
    pub account_type: String,
    #[serde(deserialize_with = "json::token")]
    pub access_token: Secret,
    pub name: String,
    pub account_status: String,
}

/// What became of one item.
#[derive(Deserialize)]
pub(crate) struct ItemResult {
    #[serde(deserialize_with = "json::number")]
    pub status: f64,
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default, deserialize_with = "json::optional_object")]
    record: Option<ItemRecord>,
    #[serde(default)]
    record_status: Option<String>,
}

#[derive(Deserialize)]
struct ItemRecord {
    #[serde(default)]
    status: Option<String>,
}

impl ItemResult {
    /// A card's status after deletion, where the example has it or where the table has it.
    pub fn card_status(&self) -> Option<String> {
        self.record
            .as_ref()
            .and_then(|record| record.status.clone())
            .or_else(|| self.record_status.clone())
    }
}

/// The envelope of a success, or the failure that the answer stands for, whether HTTP's status says it or the envelope's.
pub(crate) fn read<'a>(answer: &Answer<'a>) -> Result<Envelope<'a>, Failure> {
    let said = |status| {
        let body = json::loose(answer.body).unwrap_or_default();
        failure(answer.status, status, &body)
    };
    if !(200..300).contains(&answer.status) {
        return Err(said(answer.status));
    }
    let envelope: Envelope<'a> = json::envelope(answer.body)?;
    match envelope.status {
        200.0..300.0 => Ok(envelope),
        // A failure may come with a record of any shape: it is still that failure.
        status @ 400.0..600.0 => Err(said(status as u16)),
        _ => Err(json::decode_failure(
            "status is not one of HTTP's",
            "status",
        )),
    }
}

fn failure(http: u16, status: u16, body: &Value) -> Failure {
    let kind = match status {
        300..400 => ErrorKind::Redirect,
        _ => kind_of_status(status),
    };
    let detail = if http == status {
        format!("the service refused the request (HTTP {http})")
    } else {
        format!("the service refused the request (HTTP {http}, status {status} inside)")
    };
    let mut failure = Failure::new(kind, detail);
    failure.effective = Some(status);
    failure.service_message = json::text(body, "message").map(str::to_owned);
    failure
}
