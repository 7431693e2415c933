//! What Airfob answers: `{"status": 200, "message": "success", "record": {…}}` or `"records": […]`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::types::AirfobUser;
use crate::error::{ErrorKind, Failure};
use crate::exchange::call::{Answer, kind_of_status};
use crate::exchange::json;
use crate::secret::Secret;

/// An envelope of any shape: all of them hold a status.
pub(crate) trait Envelope: DeserializeOwned {
    fn status(&self) -> f64;
}

macro_rules! envelopes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Deserialize)]
        pub(crate) struct $name {
            #[serde(deserialize_with = "json::number")]
            status: f64,
            $($(#[$attribute])* pub $field: $type,)*
        }

        impl Envelope for $name {
            fn status(&self) -> f64 {
                self.status
            }
        }
    )*};
}

envelopes! {
    /// Nothing but success.
    Done {}
    /// One user.
    OneUser {
        #[serde(deserialize_with = "json::object")]
        record: AirfobUser,
    }
    /// The account that logged in.
    OneAccount {
        #[serde(deserialize_with = "json::object")]
        record: AccountRecord,
    }
    /// A page of users.
    Users {
        #[serde(deserialize_with = "json::number")]
        total: f64,
        #[serde(default, deserialize_with = "json::optional_objects")]
        records: Option<Vec<AirfobUser>>,
    }
    /// One result for each item of a batch.
    Results {
        #[serde(default, deserialize_with = "json::optional_objects")]
        records: Option<Vec<ItemResult>>,
    }
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

/// The envelope, or the failure that the answer stands for, whether HTTP's status says it or the envelope's.
pub(crate) fn read<E: Envelope>(answer: &Answer<'_>) -> Result<E, Failure> {
    if !(200..300).contains(&answer.status) {
        let body = json::loose(answer.body).unwrap_or_default();
        return Err(failure(answer.status, answer.status, &body));
    }
    let read = json::envelope::<E>(answer.body);
    let status = match &read {
        Ok(envelope) => Some(envelope.status()),
        // A failure may come with a record of any shape: it is still that failure.
        Err(_) => status_of(answer.body),
    };
    match status {
        Some(status) if (400.0..600.0).contains(&status) => {
            let body = json::loose(answer.body).unwrap_or_default();
            Err(failure(answer.status, status as u16, &body))
        }
        Some(status) if read.is_ok() && !(200.0..300.0).contains(&status) => Err(
            json::decode_failure("status is not one of HTTP's", "status"),
        ),
        _ => read,
    }
}

fn status_of(body: &[u8]) -> Option<f64> {
    #[derive(Deserialize)]
    struct Status {
        #[serde(deserialize_with = "json::number")]
        status: f64,
    }
    json::envelope::<Status>(body)
        .ok()
        .map(|found| found.status)
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
