//! Airfob Portal: users and their mobile access cards (vendor page "로그인 토큰 & 사용자 / 카드 API").

pub(crate) mod answer;
pub(crate) mod meta;
pub(crate) mod request;
pub(crate) mod types;
pub(crate) mod walk;

use std::borrow::Borrow;
use std::future::{Future, ready};

use serde::Serialize;

use self::answer::{AccountRecord, Envelope, ItemResult, page, read, record, results, sent};
use self::request::{CardToDelete, UserToDelete};
use self::types::{
    Account, AirfobCredentials, AirfobOptions, AirfobUser, BatchItem, BatchResult, CardToSend,
    NewUserWithCard, Reissue, UserPage, UserSearch,
};
use self::walk::Walk;
use crate::error::{Error, Failure, Service};
use crate::exchange::call::{Call, Exchange, Step};
use crate::exchange::{LocalFuture, Method, json};
use crate::operations::{
    AIRFOB_SIGN_OUT, CREATE_USER_WITH_CARD, DELETE_CARDS, DELETE_USERS, LOGIN, Operation,
    REISSUE_CARD, SEARCH_USERS, SEND_CARD, USERS,
};
use crate::options::{CONSTRUCTOR, CallOptions};
use crate::token::keeper::{Keeper, Renew, Wanted, received};
use crate::token::source::{SuppliedToken, TokenSource};

const SERVICE: Service = Service::Airfob;
const DEFAULT_BASE_URL: &str = "https://api.mc.mocainc.com";

/// Issues and manages mobile access cards.
pub struct AirfobClient {
    exchange: Exchange,
    keeper: Keeper,
    /// The client's own, for a `login` without arguments.
    credentials: Option<AirfobCredentials>,
    keeps_logins: bool,
}

impl std::fmt::Debug for AirfobClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AirfobClient")
            .field("base_url", &self.exchange.base.as_str())
            .finish_non_exhaustive()
    }
}

impl AirfobClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for an unfit base URL or empty credentials.
    pub fn new(options: AirfobOptions) -> Result<Self, Error> {
        let AirfobOptions { client, source } = options;
        let exchange = client.exchange(SERVICE, Some(DEFAULT_BASE_URL))?;
        let invalid = |failure| Error::unsent(SERVICE, CONSTRUCTOR, failure);
        let credentials = match &source {
            TokenSource::Credentials(credentials) => {
                credentials.check().map_err(invalid)?;
                Some(credentials.clone())
            }
            _ => None,
        };
        let keeps_logins = source.is_login();
        let keeper = source
            .keeper(
                client.token_store.clone(),
                |credentials| credentials.store_key(&exchange),
                "give credentials, accessToken or getAccessToken, or call login first",
            )
            .map_err(invalid)?;
        Ok(Self {
            exchange,
            keeper,
            credentials,
            keeps_logins,
        })
    }

    /// Logs in. Without credentials: with the client's own.
    ///
    /// A client that was built without a source of tokens uses this token from then on; the credentials are not kept.
    ///
    /// # Errors
    /// `Unauthorized` for credentials that are not accepted.
    pub async fn login(
        &self,
        credentials: Option<&AirfobCredentials>,
        options: CallOptions,
    ) -> Result<Account, Error> {
        self.exchange
            .call(&LOGIN, options.timeout_ms, async |call| {
                let given = credentials.or(self.credentials.as_ref()).ok_or_else(|| {
                    Failure::invalid(
                        "there are no credentials: give them here, or to the constructor",
                    )
                    .of("credentials")
                })?;
                given.check()?;
                let generation = self.keeper.generation();
                let account = given.login(call, true).await?;
                let token = received(account.access_token, call.now());
                if credentials.is_none() || self.keeps_logins {
                    let key = given.store_key(&self.exchange);
                    self.keeper.keep(call, &token, Some(key), generation).await;
                }
                Ok(Account {
                    email: account.email,
                    account_type: account.account_type,
                    name: account.name,
                    account_status: account.account_status,
                    access_token: token.access_token,
                    expires_at: token.expires_at,
                })
            })
            .await
    }

    /// Issues a user and a card at once. Sent again only where the service said that it was not done.
    ///
    /// # Errors
    /// `InvalidArgument` for what is missing or unfit; `Rejected` for what the site refuses.
    pub async fn create_user_with_card(
        &self,
        request: &NewUserWithCard,
        options: CallOptions,
    ) -> Result<AirfobUser, Error> {
        self.create_user_with_card_read_late(ready(Ok(request)), options)
            .await
    }

    /// As [`create_user_with_card`](Self::create_user_with_card); reading the request is part of the call's budget.
    pub(crate) async fn create_user_with_card_read_late(
        &self,
        request: impl Future<Output = Result<impl Borrow<NewUserWithCard>, Failure>>,
        options: CallOptions,
    ) -> Result<AirfobUser, Error> {
        self.exchange
            .call(&CREATE_USER_WITH_CARD, options.timeout_ms, async |call| {
                let request = request.await?;
                let body = request::create(request.borrow())?;
                let path = "/user/card";
                let operation = &CREATE_USER_WITH_CARD;
                self.send(call, operation, Method::Post, path, &body, record)
                    .await
            })
            .await
    }

    /// One page of the users that a search finds.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn search_users(
        &self,
        search: &UserSearch,
        options: CallOptions,
    ) -> Result<UserPage, Error> {
        self.exchange
            .call(&SEARCH_USERS, options.timeout_ms, async |call| {
                self.page(call, &SEARCH_USERS, search).await
            })
            .await
    }

    /// Every user of a search, page after page, fetched as they are asked for. `page` of the search is where it begins.
    pub fn users(&self, search: UserSearch, options: CallOptions) -> UserPages<'_> {
        UserPages {
            client: self,
            walk: Walk::new(search),
            options,
        }
    }

    /// Deletes users. A failure of some is a result, not an error.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty list; `Decode` with outcome `Unknown` where the answers don't match the ids.
    pub async fn delete_users(
        &self,
        user_ids: &[String],
        options: CallOptions,
    ) -> Result<BatchResult, Error> {
        self.exchange
            .call(&DELETE_USERS, options.timeout_ms, async |call| {
                let ids = request::ids(user_ids, "userIds")?;
                let body: Vec<_> = ids.iter().map(|user_id| UserToDelete { user_id }).collect();
                let path = "/users/delete";
                let take = |envelope: &Envelope<'_>| batch(ids, results(envelope)?);
                self.send(call, &DELETE_USERS, Method::Post, path, &body, take)
                    .await
            })
            .await
    }

    /// Deletes cards. A failure of some is a result, not an error.
    ///
    /// # Errors
    /// Those of [`delete_users`](Self::delete_users).
    pub async fn delete_cards(
        &self,
        card_ids: &[String],
        options: CallOptions,
    ) -> Result<BatchResult, Error> {
        self.exchange
            .call(&DELETE_CARDS, options.timeout_ms, async |call| {
                let ids = request::ids(card_ids, "cardIds")?;
                let status = "FORCE_DELETE";
                let body: Vec<_> = ids
                    .iter()
                    .map(|card_id| CardToDelete { card_id, status })
                    .collect();
                let take = |envelope: &Envelope<'_>| batch(ids, results(envelope)?);
                self.send(call, &DELETE_CARDS, Method::Put, "/cards", &body, take)
                    .await
            })
            .await
    }

    /// Sends a card's download link again. Not possible once the card is active.
    ///
    /// # Errors
    /// `Rejected` for a card that is active.
    pub async fn send_card(&self, request: &CardToSend, options: CallOptions) -> Result<(), Error> {
        self.exchange
            .call(&SEND_CARD, options.timeout_ms, async |call| {
                let body = request::send(request)?;
                let step = self.step(&SEND_CARD, Method::Post, "/card/send", &body)?;
                call.send(step, sent).await
            })
            .await
    }

    /// Sends the same mobile card again to its user.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn reissue_card(
        &self,
        request: &Reissue,
        options: CallOptions,
    ) -> Result<AirfobUser, Error> {
        self.reissue_card_read_late(ready(Ok(request)), options)
            .await
    }

    /// As [`reissue_card`](Self::reissue_card); reading the request is part of the call's budget.
    pub(crate) async fn reissue_card_read_late(
        &self,
        request: impl Future<Output = Result<impl Borrow<Reissue>, Failure>>,
        options: CallOptions,
    ) -> Result<AirfobUser, Error> {
        self.exchange
            .call(&REISSUE_CARD, options.timeout_ms, async |call| {
                let request = request.await?;
                let body = request::reissue(request.borrow())?;
                let path = "/user/card";
                self.send(call, &REISSUE_CARD, Method::Put, path, &body, record)
                    .await
            })
            .await
    }

    /// Forgets the token here and in the store.
    ///
    /// # Errors
    /// None but a store that outlasts the budget.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.exchange
            .call(&AIRFOB_SIGN_OUT, None, async |call| {
                self.keeper.forget(call).await;
                Ok(())
            })
            .await
    }

    /// The next users of a walk; `None` when it has ended.
    pub(crate) async fn next_users(
        &self,
        walk: &mut Walk,
        options: CallOptions,
    ) -> Result<Option<Vec<AirfobUser>>, Error> {
        let Some(search) = walk.next() else {
            return Ok(None);
        };
        let page = self
            .exchange
            .call(&USERS, options.timeout_ms, async |call| {
                self.page(call, &USERS, search).await
            })
            .await?;
        Ok(Some(walk.take(page)).filter(|users| !users.is_empty()))
    }

    async fn page(
        &self,
        call: &Call<'_>,
        operation: &'static Operation,
        search: &UserSearch,
    ) -> Result<UserPage, Failure> {
        let body = request::search(search)?;
        let path = "/users/search";
        self.send(call, operation, Method::Post, path, body, page)
            .await
    }

    /// `take` judges the envelope as part of the attempt, so that what it finds wrong counts as an answer that was wrong.
    async fn send<T>(
        &self,
        call: &Call<'_>,
        operation: &'static Operation,
        method: Method,
        path: &str,
        body: &impl Serialize,
        take: impl Fn(&Envelope<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let step = self.step(operation, method, path, body)?;
        call.send(step, |answer| take(&read(answer)?)).await
    }

    fn step(
        &self,
        operation: &'static Operation,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Step<'_>, Failure> {
        let request = self.exchange.request(method, path).with_json(body)?;
        Ok(Step::with_token(
            operation,
            request,
            &self.keeper,
            "authorization",
            "Bearer ",
        ))
    }
}

/// Every user of a search, fetched as they are asked for.
#[derive(Debug)]
pub struct UserPages<'a> {
    client: &'a AirfobClient,
    walk: Walk,
    options: CallOptions,
}

impl UserPages<'_> {
    /// The next users that were not seen before; `None` when there are no more.
    ///
    /// # Errors
    /// Those of [`AirfobClient::search_users`]; each page has a budget of its own.
    pub async fn next(&mut self) -> Result<Option<Vec<AirfobUser>>, Error> {
        self.client.next_users(&mut self.walk, self.options).await
    }
}

/// One item for each id asked. Another number of answers cannot be told apart: what was done is then unknown.
fn batch(ids: &[String], records: Vec<ItemResult>) -> Result<BatchResult, Failure> {
    if records.len() != ids.len() {
        let detail = format!(
            "the service answered for {} of {} items, so it is not known which were done",
            records.len(),
            ids.len()
        );
        return Err(json::decode_failure(detail, "records"));
    }
    let items: Vec<BatchItem> = ids
        .iter()
        .zip(records)
        .map(|(id, result)| BatchItem {
            id: id.clone(),
            ok: result.status == 200.0,
            status: result.status,
            card_status: result.card_status(),
            message: result.message.unwrap_or_default(),
        })
        .collect();
    let total = items.len() as f64;
    let success = items.iter().filter(|item| item.ok).count() as f64;
    Ok(BatchResult {
        total,
        success,
        failure: total - success,
        items,
    })
}

impl AirfobCredentials {
    fn check(&self) -> Result<(), Failure> {
        if self.email.is_empty() {
            return Err(Failure::wrong("email", "is empty").of("credentials.email"));
        }
        if self.password.expose().is_empty() {
            return Err(Failure::wrong("password", "is empty").of("credentials.password"));
        }
        Ok(())
    }

    fn store_key(&self, exchange: &Exchange) -> String {
        format!(
            "{}|{}|{}",
            SERVICE.as_str(),
            exchange.base.as_str(),
            self.email
        )
    }

    async fn login(&self, call: &Call<'_>, counted: bool) -> Result<AccountRecord, Failure> {
        #[derive(Serialize)]
        struct Body<'a> {
            email: &'a str,
            password: &'a str,
        }
        let request = call
            .exchange
            .request(Method::Post, "/login")
            .with_json(&Body {
                email: &self.email,
                password: self.password.expose(),
            })?;
        let mut step = Step::plain(&LOGIN, request).hiding([self.password.clone()]);
        step.counted = counted;
        call.send(step, |answer| record(&read(answer)?)).await
    }
}

impl Renew for AirfobCredentials {
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        wanted: Wanted,
    ) -> LocalFuture<'a, Result<SuppliedToken, Failure>> {
        Box::pin(async move { Ok(self.login(call, wanted.counted).await?.access_token.into()) })
    }

    fn login(&self) -> Option<&'static str> {
        Some(LOGIN.name)
    }
}
