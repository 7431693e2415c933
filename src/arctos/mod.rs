//! Arctos: auth code → access token → identity (vendor page "Auth").

mod answer;
pub(crate) mod operations;
pub(crate) mod types;

use json::Value;

use self::operations::{
    API, CHECK_AUTH_TOKEN, GET_AUTH_CODE, GET_AUTH_TOKEN_USE_CODE, SIGN_IN, SIGN_OUT,
};
use self::types::{
    ArctosOptions, AuthCode, AuthCodeRequest, AuthToken, AuthTokenRequest, Identity, SignInRequest,
    SignedIn,
};
use crate::client::Client;
use crate::error::Error;
use crate::record::Typed;
use crate::rust::options::CallOptions;
use crate::secret::Secret;
use crate::token::source::TokenSource;

/// Signs a user in to Arctos.
pub struct ArctosClient(Client);

impl std::fmt::Debug for ArctosClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.describe("ArctosClient", f)
    }
}

impl ArctosClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for a missing or unfit base URL, a key that no header can carry, a licence key in a page.
    pub fn new(options: ArctosOptions) -> Result<Self, Error> {
        let own = Value::object([
            ("licenseKey", options.license_key.into()),
            ("licenseId", options.license_id.into()),
            ("paths", options.paths.to_value()),
        ]);
        Client::new(&API, options.client.into(), TokenSource::Login, own).map(Self)
    }

    /// Asks for an auth code: good for one use, within ten minutes.
    ///
    /// # Errors
    /// `License` for a licence that is missing, expired or full (`code` 3401 to 3406); every other kind as [`Error`] says.
    pub async fn get_auth_code(
        &self,
        request: &AuthCodeRequest,
        options: CallOptions,
    ) -> Result<AuthCode, Error> {
        GET_AUTH_CODE
            .call_typed(&self.0, Ok(request.to_value()), options)
            .await
    }

    /// Exchanges a code for an access token. Never sent twice: a code is good for one use. Keeps nothing.
    ///
    /// # Errors
    /// `Unauthorized` for a code that is wrong, used or expired; every other kind as [`Error`] says.
    pub async fn get_auth_token_use_code(
        &self,
        request: &AuthTokenRequest,
        options: CallOptions,
    ) -> Result<AuthToken, Error> {
        GET_AUTH_TOKEN_USE_CODE
            .call_typed(&self.0, Ok(request.to_value()), options)
            .await
    }

    /// Asks who a token belongs to. Without one: the token of the last sign-in.
    ///
    /// # Errors
    /// `TokenExpired` (1404) or `Unauthorized` (1401 to 1405) for a token that is not accepted.
    pub async fn check_auth_token(
        &self,
        access_token: Option<&Secret>,
        options: CallOptions,
    ) -> Result<Identity, Error> {
        CHECK_AUTH_TOKEN
            .call_typed(&self.0, Ok(access_token.cloned().into()), options)
            .await
    }

    /// Code, token and check in one call, inside one budget. Keeps the token once the check has passed.
    ///
    /// # Errors
    /// Those of the three steps.
    pub async fn sign_in(
        &self,
        request: &SignInRequest,
        options: CallOptions,
    ) -> Result<SignedIn, Error> {
        SIGN_IN
            .call_typed(&self.0, Ok(request.to_value()), options)
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
