//! Arctos: auth code → access token → identity (vendor page "Auth").

pub(crate) mod codes;
pub(crate) mod types;

use serde::Serialize;
use serde::de::DeserializeOwned;

use self::codes::read;
use self::types::{
    ArctosOptions, AuthCode, AuthCodeRequest, AuthToken, AuthTokenRequest, Identity, SignInRequest,
    SignedIn,
};
use crate::error::{Error, Failure, Service};
use crate::exchange::call::{Call, Exchange, Step, Tokens, checked_header};
use crate::exchange::redact::redact;
use crate::exchange::url::checked_path;
use crate::exchange::{HeaderValue, Method, Request};
use crate::operations::{
    ARCTOS_SIGN_OUT, CHECK_AUTH_TOKEN, GET_AUTH_CODE, GET_AUTH_TOKEN_USE_CODE, Operation, SIGN_IN,
};
use crate::options::{CONSTRUCTOR, CallOptions};
use crate::secret::Secret;
use crate::token::keeper::{Keeper, received};

/// How long an auth code is good for, in milliseconds: ten minutes.
const CODE_LIFE_MS: f64 = 600_000.0;
/// What is sent as `client_id` unless the user says otherwise.
const DEFAULT_CLIENT_ID: &str = "arctos-webapp";

const SERVICE: Service = Service::Arctos;

/// Signs a user in to Arctos.
pub struct ArctosClient {
    exchange: Exchange,
    license_key: Option<Secret>,
    license_id: Option<Secret>,
    paths: Paths,
    keeper: Keeper,
}

struct Paths {
    code: String,
    token: String,
    check: String,
}

impl std::fmt::Debug for ArctosClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArctosClient")
            .field("base_url", &self.exchange.base.as_str())
            .finish_non_exhaustive()
    }
}

impl ArctosClient {
    /// Checks the options; sends nothing.
    ///
    /// # Errors
    /// `InvalidArgument` for a missing or unfit base URL, a key that no header can carry, a licence key in a page.
    pub fn new(options: ArctosOptions) -> Result<Self, Error> {
        let client = &options.client;
        let exchange = client.exchange(SERVICE, None)?;
        let invalid = |failure| Error::unsent(SERVICE, CONSTRUCTOR, failure);
        for (name, secret) in [
            ("licenseKey", &options.license_key),
            ("licenseId", &options.license_id),
        ] {
            if let Some(secret) = secret {
                checked_header(secret.expose(), name).map_err(invalid)?;
            }
        }
        if options.license_key.is_some() {
            client.guard_secret("licenseKey").map_err(invalid)?;
        }
        let path = |given: &Option<String>, default: &str, name: &str| match given {
            Some(path) => checked_path(path, name).map_err(invalid),
            None => Ok(default.to_owned()),
        };
        let key = format!("{}|{}", SERVICE.as_str(), exchange.base.as_str());
        Ok(Self {
            paths: Paths {
                code: path(&options.paths.code, "/api/auth/code", "paths.code")?,
                token: path(&options.paths.token, "/api/auth/login", "paths.token")?,
                check: path(&options.paths.check, "/api/auth/check", "paths.check")?,
            },
            keeper: Keeper::new(None, client.token_store.clone(), Some(key), "sign in first"),
            exchange,
            license_key: options.license_key,
            license_id: options.license_id,
        })
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
        self.exchange
            .call(&GET_AUTH_CODE, options.timeout_ms, async |call| {
                self.code(call, request).await
            })
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
        self.exchange
            .call(&GET_AUTH_TOKEN_USE_CODE, options.timeout_ms, async |call| {
                self.token(call, request).await
            })
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
        self.exchange
            .call(&CHECK_AUTH_TOKEN, options.timeout_ms, async |call| {
                let token = match access_token {
                    Some(token) => {
                        checked_header(token.expose(), "accessToken")?;
                        token.clone()
                    }
                    None => self.keeper.token(call).await?,
                };
                self.check(call, &token).await
            })
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
        self.exchange
            .call(&SIGN_IN, options.timeout_ms, async |call| {
                client_id(request.client_id.as_deref())?;
                let generation = self.keeper.generation();
                let code = self.code(call, &request.user).await?;
                let exchange = AuthTokenRequest {
                    code: code.code,
                    client_id: request.client_id.clone(),
                    redirect_uri: request.redirect_uri.clone(),
                };
                let token = self.token(call, &exchange).await?;
                let identity = self.check(call, &token.access_token).await?;
                self.keeper
                    .keep(call, &token.stored(), None, generation)
                    .await;
                let warning = [&code.warning, &token.warning, &identity.warning]
                    .into_iter()
                    .flatten()
                    .next()
                    .cloned();
                Ok(SignedIn {
                    token,
                    identity,
                    warning,
                })
            })
            .await
    }

    /// Forgets the token here and in the store.
    ///
    /// # Errors
    /// None but a store that outlasts the budget.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.exchange
            .call(&ARCTOS_SIGN_OUT, None, async |call| {
                self.keeper.forget(call).await;
                Ok(())
            })
            .await
    }

    async fn code(&self, call: &Call<'_>, request: &AuthCodeRequest) -> Result<AuthCode, Failure> {
        #[derive(Serialize)]
        struct Body<'a> {
            user_id: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            name: Option<&'a str>,
            role: &'a str,
        }
        if request.user_id.is_empty() {
            return Err(Failure::wrong("userId", "is empty"));
        }
        let body = Body {
            user_id: &request.user_id,
            name: request.name.as_deref(),
            role: request.role.as_str(),
        };
        let mut http = self
            .exchange
            .request(Method::Post, &self.paths.code)
            .with_json(&body)?;
        for (name, secret) in [
            ("arc-license-key", &self.license_key),
            ("arc-license-id", &self.license_id),
        ] {
            if let Some(secret) = secret {
                http.headers
                    .push((name, HeaderValue::Secret("", secret.clone())));
            }
        }
        let (info, warning): (types::CodeInfo, _) =
            self.ask(call, &GET_AUTH_CODE, http, None).await?;
        Ok(AuthCode {
            code: info.code,
            expires_at: call.now() + CODE_LIFE_MS,
            warning,
        })
    }

    async fn token(
        &self,
        call: &Call<'_>,
        request: &AuthTokenRequest,
    ) -> Result<AuthToken, Failure> {
        #[derive(Serialize)]
        struct Body<'a> {
            grant_type: &'a str,
            client_id: &'a str,
            code: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            redirect_uri: Option<&'a str>,
        }
        if request.code.expose().is_empty() {
            return Err(Failure::wrong("code", "is empty"));
        }
        let body = Body {
            grant_type: "authorization_code",
            client_id: client_id(request.client_id.as_deref())?,
            code: request.code.expose(),
            redirect_uri: request.redirect_uri.as_deref(),
        };
        let http = self
            .exchange
            .request(Method::Post, &self.paths.token)
            .with_json(&body)?;
        let (info, warning): (types::TokenInfo, _) = self
            .ask(call, &GET_AUTH_TOKEN_USE_CODE, http, Some(&request.code))
            .await?;
        let stored = received(info.access_token, call.now());
        Ok(AuthToken {
            user_id: info.user_id,
            access_token: stored.access_token,
            expires_at: stored.expires_at,
            warning,
        })
    }

    async fn check(&self, call: &Call<'_>, token: &Secret) -> Result<Identity, Failure> {
        #[derive(Serialize)]
        struct Empty {}
        let mut http = self
            .exchange
            .request(Method::Post, &self.paths.check)
            .with_json(&Empty {})?;
        http.headers.push((
            "authorization",
            HeaderValue::Secret("Bearer ", token.clone()),
        ));
        let (info, warning): (types::IdentityInfo, _) =
            self.ask(call, &CHECK_AUTH_TOKEN, http, Some(token)).await?;
        Ok(info.with_warning(warning))
    }

    /// Sends one step. The service's words, in a failure as in a warning, lose what they echo of the client's secrets and the step's own.
    async fn ask<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        operation: &'static Operation,
        request: Request,
        secret: Option<&Secret>,
    ) -> Result<(T, Option<String>), Failure> {
        let secrets: Vec<Secret> = [self.license_key.as_ref(), self.license_id.as_ref(), secret]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let step = Step::plain(operation, request).hiding(secrets.iter().cloned());
        let (info, warning) = call.send(step, read::<T>).await?;
        Ok((info, warning.map(|words| redact(&words, &secrets))))
    }
}

fn client_id(given: Option<&str>) -> Result<&str, Failure> {
    match given.unwrap_or(DEFAULT_CLIENT_ID) {
        "" => Err(Failure::wrong("clientId", "is empty")),
        client_id => Ok(client_id),
    }
}
