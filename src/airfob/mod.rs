//! Airfob Portal: users and their mobile access cards (vendor page "로그인 토큰 & 사용자 / 카드 API").

mod answer;
pub(crate) mod meta;
pub(crate) mod operations;
pub(crate) mod request;
pub(crate) mod types;
pub(crate) mod walk;

use std::collections::BTreeSet;

use json::Value;

use self::operations::{
    API, CREATE_USER_WITH_CARD, DELETE_CARDS, DELETE_USERS, LOGIN, REISSUE_CARD, SEARCH_USERS,
    SEND_CARD, SIGN_OUT, USERS,
};
use self::types::{
    Account, AirfobCredentials, AirfobOptions, AirfobUser, BatchResult, CardToSend,
    NewUserWithCard, Reissue, UserPage, UserSearch,
};
use self::walk::Walk;
use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::decode_failure;
use crate::record::{Typed, Unfit};
use crate::rust::options::CallOptions;
use crate::text::cat;

/// Issues and manages mobile access cards.
pub struct AirfobClient(Client);

impl std::fmt::Debug for AirfobClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.describe("AirfobClient", f)
    }
}

impl AirfobClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for an unfit base URL or empty credentials.
    pub fn new(options: AirfobOptions) -> Result<Self, Error> {
        let source = options.source.map(|credentials| credentials.to_value());
        Client::new(&API, options.client.into(), source, Value::Absent).map(Self)
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
        let credentials = credentials.map(Typed::to_value).unwrap_or_default();
        LOGIN.call_typed(&self.0, Ok(credentials), options).await
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
        CREATE_USER_WITH_CARD
            .call_typed(&self.0, request.value(), options)
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
        SEARCH_USERS
            .call_typed(&self.0, Ok(search.to_value()), options)
            .await
    }

    /// Every user of a search, page after page, fetched as they are asked for. `page` of the search is where it begins.
    pub fn users(&self, search: UserSearch, options: CallOptions) -> UserPages<'_> {
        let mut seen = BTreeSet::new();
        UserPages {
            client: self,
            walk: Walk::new(
                search.to_value(),
                Box::new(move |id| seen.insert(id.to_owned())),
            ),
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
        DELETE_USERS
            .call_typed(&self.0, Ok(strings(user_ids)), options)
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
        DELETE_CARDS
            .call_typed(&self.0, Ok(strings(card_ids)), options)
            .await
    }

    /// Sends a card's download link again. Not possible once the card is active.
    ///
    /// # Errors
    /// `Rejected` for a card that is active.
    pub async fn send_card(&self, request: &CardToSend, options: CallOptions) -> Result<(), Error> {
        SEND_CARD
            .call_typed(&self.0, Ok(request.value()), options)
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
        REISSUE_CARD
            .call_typed(&self.0, request.value(), options)
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

fn strings(ids: &[String]) -> Value {
    Value::List(ids.iter().cloned().map(Value::Text).collect())
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
        let Some(search) = self.walk.next() else {
            return Ok(None);
        };
        let Page(page) = USERS
            .call_typed(&self.client.0, Ok(search), self.options)
            .await?;
        let mut users = Vec::new();
        for user in self.walk.take(page) {
            let unfit = |Unfit { path, expected }| {
                decode_failure(&cat(&["a user's ", &path, " is not ", expected]), &path)
            };
            let typed = AirfobUser::from_value(user).map_err(unfit);
            users.push(
                typed
                    .map_err(|failure| Error::unsent(API.service, USERS.endpoint.name, failure))?,
            );
        }
        Ok(Some(users).filter(|users| !users.is_empty()))
    }
}

/// A page as it is read: a walk takes it in before it is typed.
struct Page(Value);

impl Typed for Page {
    fn from_value(value: Value) -> Result<Self, Unfit> {
        Ok(Self(value))
    }

    fn to_value(&self) -> Value {
        self.0.clone()
    }
}
