//! S-Connector: licence, live sessions and usage of video meeting rooms (vendor page "서버 API").

mod answer;
pub(crate) mod days;
pub(crate) mod operations;
pub(crate) mod types;
pub(crate) mod usage;
pub(crate) mod zone;

use json::Value;

use self::operations::{
    API, AUTHENTICATE, GET_LICENSE, GET_SESSION, GET_USAGE, LIST_SESSIONS, SIGN_OUT,
    SUMMARIZE_USAGE,
};
use self::types::{
    License, SConnectorCredentials, SConnectorOptions, Session, Usage, UsageQuery, UsageSummary,
};
use crate::client::Client;
use crate::error::Error;
use crate::record::Typed;
use crate::rust::options::CallOptions;
use crate::rust::token::StoredToken;

/// Asks S-Connector about meeting rooms.
pub struct SConnectorClient(Client);

impl std::fmt::Debug for SConnectorClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.describe("SConnectorClient", f)
    }
}

impl SConnectorClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for an unfit base URL, empty keys, a secret key in a page.
    pub fn new(options: SConnectorOptions) -> Result<Self, Error> {
        let source = options.source.map(|credentials| credentials.to_value());
        Client::new(&API, options.client.into(), source, Value::Absent).map(Self)
    }

    /// Logs in and gives the token. Without credentials: the client's own.
    ///
    /// A client that was built without a source of tokens uses this one from then on; the credentials are not kept.
    ///
    /// # Errors
    /// `Unauthorized` for keys that are not accepted.
    pub async fn authenticate(
        &self,
        credentials: Option<&SConnectorCredentials>,
        options: CallOptions,
    ) -> Result<StoredToken, Error> {
        let credentials = credentials.map(Typed::to_value).unwrap_or_default();
        AUTHENTICATE
            .call_typed(&self.0, Ok(credentials), options)
            .await
    }

    /// The licence that the token belongs to.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn get_license(&self, options: CallOptions) -> Result<License, Error> {
        GET_LICENSE
            .call_typed(&self.0, Ok(Value::Absent), options)
            .await
    }

    /// The rooms in session.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn list_sessions(&self, options: CallOptions) -> Result<Vec<Session>, Error> {
        LIST_SESSIONS
            .call_typed(&self.0, Ok(Value::Absent), options)
            .await
    }

    /// One room; `None` where it is not in session.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty name, `.` and `..`; every other kind as [`Error`] says.
    pub async fn get_session(
        &self,
        room_name: &str,
        options: CallOptions,
    ) -> Result<Option<Session>, Error> {
        GET_SESSION
            .call_typed(&self.0, Ok(room_name.into()), options)
            .await
    }

    /// The sessions that ended on some days, one by one.
    ///
    /// # Errors
    /// `InvalidArgument` for a date that does not exist, an end before the start, or a time zone that is none. `Decode` where a session's
    /// day is needed, and its moment is none: with a `time_zone`.
    pub async fn get_usage(
        &self,
        query: &UsageQuery,
        options: CallOptions,
    ) -> Result<Usage, Error> {
        GET_USAGE
            .call_typed(&self.0, Ok(query.to_value()), options)
            .await
    }

    /// The sessions that ended on some days, added up by room and by day.
    ///
    /// # Errors
    /// Those of [`get_usage`](Self::get_usage), but that days are always needed.
    pub async fn summarize_usage(
        &self,
        query: &UsageQuery,
        options: CallOptions,
    ) -> Result<UsageSummary, Error> {
        SUMMARIZE_USAGE
            .call_typed(&self.0, Ok(query.to_value()), options)
            .await
    }

    /// Forgets the token here and in the store.
    ///
    /// # Errors
    /// None but a store that outlasts the budget.
    pub async fn sign_out(&self) -> Result<(), Error> {
        SIGN_OUT
            .call_typed(&self.0, Ok(Value::Absent), CallOptions::default())
            .await
    }
}
