//! S-Connector: licence, live sessions and usage of video meeting rooms (vendor page "서버 API").

pub(crate) mod answer;
pub(crate) mod types;
pub(crate) mod usage;

use serde::{Deserialize, Serialize};

use self::answer::{read, read_list, read_optional};
use self::types::{
    License, SConnectorCredentials, SConnectorOptions, Session, Usage, UsageQuery, UsageSummary,
};
use crate::error::{Error, Failure, Service};
use crate::exchange::call::{Call, Exchange, Step};
use crate::exchange::url::segment;
use crate::exchange::{LocalFuture, Method, json};
use crate::operations::{
    AUTHENTICATE, GET_LICENSE, GET_SESSION, GET_USAGE, LIST_SESSIONS, Operation,
    S_CONNECTOR_SIGN_OUT, SUMMARIZE_USAGE,
};
use crate::options::{CONSTRUCTOR, CallOptions, ClientOptions};
use crate::secret::Secret;
use crate::token::keeper::{Keeper, Renew, Wanted, received};
use crate::token::source::{SuppliedToken, TokenSource};
use crate::token::store::StoredToken;

const SERVICE: Service = Service::SConnector;
const DEFAULT_BASE_URL: &str = "https://api.interwater.biz";
const TOKEN_HEADER: &str = "s-connector-jwt";

/// Asks S-Connector about meeting rooms.
pub struct SConnectorClient {
    exchange: Exchange,
    options: ClientOptions,
    keeper: Keeper,
    keeps_logins: bool,
}

impl std::fmt::Debug for SConnectorClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SConnectorClient")
            .field("base_url", &self.exchange.base.as_str())
            .finish_non_exhaustive()
    }
}

impl SConnectorClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for an unfit base URL, empty keys, a secret key in a page.
    pub fn new(options: SConnectorOptions) -> Result<Self, Error> {
        let SConnectorOptions { client, source } = options;
        let exchange = client.exchange(SERVICE, Some(DEFAULT_BASE_URL))?;
        let invalid = |failure| Error::unsent(SERVICE, CONSTRUCTOR, failure);
        if let TokenSource::Credentials(credentials) = &source {
            credentials.check(&client).map_err(invalid)?;
        }
        let keeps_logins = source.is_login();
        let keeper = source
            .keeper(
                client.token_store.clone(),
                |credentials| credentials.store_key(&exchange),
                "give credentials, accessToken or getAccessToken, or call authenticate first",
            )
            .map_err(invalid)?;
        Ok(Self {
            exchange,
            options: client,
            keeper,
            keeps_logins,
        })
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
        self.exchange
            .call(&AUTHENTICATE, options.timeout_ms, async |call| {
                let Some(credentials) = credentials else {
                    return self.keeper.log_in(call).await;
                };
                credentials.check(&self.options)?;
                let generation = self.keeper.generation();
                let token = received(credentials.authenticate(call, true).await?, call.now());
                if self.keeps_logins {
                    let key = credentials.store_key(&self.exchange);
                    self.keeper.keep(call, &token, Some(key), generation).await;
                }
                Ok(token)
            })
            .await
    }

    /// The licence that the token belongs to.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn get_license(&self, options: CallOptions) -> Result<License, Error> {
        self.exchange
            .call(&GET_LICENSE, options.timeout_ms, async |call| {
                call.send(self.get(&GET_LICENSE, "/v1/info"), read).await
            })
            .await
    }

    /// The rooms in session.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn list_sessions(&self, options: CallOptions) -> Result<Vec<Session>, Error> {
        self.exchange
            .call(&LIST_SESSIONS, options.timeout_ms, async |call| {
                call.send(self.get(&LIST_SESSIONS, "/v1/sessions"), read_list)
                    .await
            })
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
        self.exchange
            .call(&GET_SESSION, options.timeout_ms, async |call| {
                let path = format!("/v1/sessions/{}", segment(room_name, "roomName")?);
                // Only of this operation: a login that is not found is a failure.
                call.send(self.get(&GET_SESSION, &path), |answer| {
                    match answer.status {
                        404 => Ok(None),
                        _ => read_optional(answer),
                    }
                })
                .await
            })
            .await
    }

    /// The sessions that ended on some days, one by one.
    ///
    /// # Errors
    /// `InvalidArgument` for a date that does not exist, or an end before the start.
    pub async fn get_usage(
        &self,
        query: &UsageQuery,
        options: CallOptions,
    ) -> Result<Usage, Error> {
        self.exchange
            .call(&GET_USAGE, options.timeout_ms, async |call| {
                self.usage(call, &GET_USAGE, query, Ok).await
            })
            .await
    }

    /// The sessions that ended on some days, added up by room and by day.
    ///
    /// # Errors
    /// Those of [`get_usage`](Self::get_usage).
    pub async fn summarize_usage(
        &self,
        query: &UsageQuery,
        options: CallOptions,
    ) -> Result<UsageSummary, Error> {
        self.exchange
            .call(&SUMMARIZE_USAGE, options.timeout_ms, async |call| {
                let take = |usage| usage::summarize(&usage);
                self.usage(call, &SUMMARIZE_USAGE, query, take).await
            })
            .await
    }

    /// Forgets the token here and in the store.
    ///
    /// # Errors
    /// None but a store that outlasts the budget.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.exchange
            .call(&S_CONNECTOR_SIGN_OUT, None, async |call| {
                self.keeper.forget(call).await;
                Ok(())
            })
            .await
    }

    async fn usage<T>(
        &self,
        call: &Call<'_>,
        operation: &'static Operation,
        query: &UsageQuery,
        take: impl Fn(Usage) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut step = self.get(operation, "/v1/static");
        step.request.query = usage::query(query)?;
        call.send(step, |answer| take(read(answer)?)).await
    }

    fn get(&self, operation: &'static Operation, path: &str) -> Step<'_> {
        let request = self.exchange.request(Method::Get, path);
        Step::with_token(operation, request, &self.keeper, TOKEN_HEADER, "")
    }
}

impl SConnectorCredentials {
    fn check(&self, options: &ClientOptions) -> Result<(), Failure> {
        if self.access_key.is_empty() {
            return Err(Failure::wrong("accessKey", "is empty").of("credentials.accessKey"));
        }
        if self.secret_key.expose().is_empty() {
            return Err(Failure::wrong("secretKey", "is empty").of("credentials.secretKey"));
        }
        if self.expires == Some(0) {
            return Err(
                Failure::wrong("expires", "must be at least one minute").of("credentials.expires")
            );
        }
        options
            .guard_secret("secretKey")
            .map_err(|failure| failure.of("credentials.secretKey"))
    }

    fn store_key(&self, exchange: &Exchange) -> String {
        format!(
            "{}|{}|{}",
            SERVICE.as_str(),
            exchange.base.as_str(),
            self.access_key
        )
    }

    async fn authenticate(&self, call: &Call<'_>, counted: bool) -> Result<Secret, Failure> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            access_key: &'a str,
            secret_key: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            expires: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            is_owner: Option<bool>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Data {
            #[serde(deserialize_with = "json::token")]
            access_token: Secret,
        }
        let body = Body {
            access_key: &self.access_key,
            secret_key: self.secret_key.expose(),
            expires: self.expires,
            is_owner: self.is_owner,
        };
        let request = call
            .exchange
            .request(Method::Post, "/v1/auth")
            .with_json(&body)?;
        let mut step = Step::plain(&AUTHENTICATE, request).hiding([self.secret_key.clone()]);
        step.counted = counted;
        let data: Data = call.send(step, read).await?;
        Ok(data.access_token)
    }
}

impl Renew for SConnectorCredentials {
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        wanted: Wanted,
    ) -> LocalFuture<'a, Result<SuppliedToken, Failure>> {
        Box::pin(async move { Ok(self.authenticate(call, wanted.counted).await?.into()) })
    }

    fn login(&self) -> Option<&'static str> {
        Some(AUTHENTICATE.name)
    }
}
