//! A client of any of the services: what it is built from, and how it logs in.

use std::fmt;
use std::rc::Rc;

use json::{Secret, Shape, Value};

use crate::error::{Error, Failure, Service};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, Exchange, Step};
use crate::exchange::endpoint::Endpoint;
use crate::options::{ClientOptions, unmade};
use crate::text::cat;
use crate::token::keeper::{Keeper, Renew, Wanted, received};
use crate::token::source::{SuppliedToken, TokenSource};

/// What a service is, to a client of it.
pub struct Api {
    pub service: Service,
    /// Where it is, unless the user says otherwise; `None` where there is no default.
    pub base_url: Option<&'static str>,
    /// The options that only this service has.
    pub options: &'static Shape,
    /// Checks them, beside those that every client has.
    pub check: fn(&ClientOptions, &Value) -> Result<(), Failure>,
    /// How to get a token, for who has none.
    pub advice: &'static str,
    pub login: Option<Login>,
}

/// How a client of a service logs in by itself.
pub struct Login {
    pub endpoint: &'static Endpoint,
    /// The member of the credentials that says whose they are, and the one that must not be seen.
    pub members: (&'static str, &'static str),
    /// True where the secret is a key, which has no place in a page, and no password that a person types.
    pub is_key: bool,
    /// Checks what only this service's credentials have.
    pub check: fn(&Value) -> Result<(), Failure>,
}

/// A client of one service.
pub struct Client {
    pub api: &'static Api,
    pub exchange: Exchange,
    pub keeper: Keeper,
    /// The options that only this service has, checked.
    pub own: Value,
    options: ClientOptions,
    /// The client's own, for a login without arguments.
    credentials: Option<Rc<Value>>,
    keeps_logins: bool,
}

impl Client {
    /// Checks the options; sends nothing.
    pub fn new(
        api: &'static Api,
        options: ClientOptions,
        source: TokenSource<Value>,
        own: Value,
    ) -> Result<Self, Error> {
        let exchange = options.exchange(api.service, api.base_url)?;
        Self::on(api, exchange, options, source, own)
            .map_err(|failure| unmade(api.service, failure))
    }

    fn on(
        api: &'static Api,
        exchange: Exchange,
        options: ClientOptions,
        source: TokenSource<Value>,
        own: Value,
    ) -> Result<Self, Failure> {
        (api.check)(&options, &own)?;
        let keeps_logins = source.is_login();
        let mut key = api.login.is_none().then(|| store_key(&exchange, None));
        let mut held = None;
        let mut renew: Option<Box<dyn Renew>> = None;
        if let (TokenSource::Credentials(credentials), Some(login)) = (&source, &api.login) {
            login.check(credentials, &options)?;
            key = Some(store_key(
                &exchange,
                credentials.get(login.members.0).as_text(),
            ));
            let credentials = Rc::new(credentials.clone());
            held = Some(credentials.clone());
            renew = Some(Box::new(OwnLogin { login, credentials }));
        }
        let keeper = source.keeper(renew, options.token_store.clone(), key, api.advice)?;
        Ok(Self {
            api,
            exchange,
            keeper,
            own,
            options,
            credentials: held,
            keeps_logins,
        })
    }

    /// A request to one of this service's endpoints.
    pub fn step(&self, endpoint: &'static Endpoint) -> Step<'_> {
        Step::new(&self.exchange, endpoint, &self.keeper)
    }

    /// What a user may see of it.
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("base_url", &self.exchange.base.as_str())
            .finish_non_exhaustive()
    }

    /// Logs in, with the client's own credentials where none are given, and gives what the service says of the account, with the token's
    /// end. The client uses the token from then on, unless it has a source of its own and other credentials were given.
    pub async fn log_in(&self, call: &Call<'_>, given: Value) -> Result<Value, Failure> {
        let is_given = !given.is_absent();
        let credentials = if is_given {
            Some(Rc::new(given))
        } else {
            self.credentials.clone()
        };
        let (Some(login), Some(credentials)) = (&self.api.login, credentials) else {
            return Err(Failure::invalid(
                "there are no credentials: give them here, or to the constructor",
            )
            .of("credentials"));
        };
        login.check(&credentials, &self.options)?;
        let generation = self.keeper.generation();
        let mut account = login.send(call, &credentials, true).await?;
        let token = received(taken_token(&mut account), call.now());
        if !is_given || self.keeps_logins {
            let key = store_key(&self.exchange, credentials.get(login.members.0).as_text());
            self.keeper.keep(call, &token, Some(key), generation).await;
        }
        account.set("accessToken", token.access_token.into());
        account.set("expiresAt", token.expires_at.into());
        Ok(account)
    }

    /// Forgets the token here and in the store.
    pub async fn sign_out(&self, call: &Call<'_>) -> Result<Value, Failure> {
        self.keeper.forget(call).await;
        Ok(Value::Absent)
    }
}

/// Where the store has a client's tokens.
fn store_key(exchange: &Exchange, account: Option<&str>) -> String {
    let mut key = cat(&[exchange.service.as_str(), "|", exchange.base.as_str()]);
    if let Some(account) = account {
        key.push('|');
        key.push_str(account);
    }
    key
}

/// The token in what a login answered; its table requires one.
fn taken_token(account: &mut Value) -> Secret {
    account
        .take("accessToken")
        .into_secret()
        .unwrap_or_else(|| Secret::new(""))
}

impl Login {
    fn check(&self, credentials: &Value, options: &ClientOptions) -> Result<(), Failure> {
        let (account, secret) = self.members;
        for name in [account, secret] {
            if credentials.get(name).as_text() == Some("") {
                return Err(of_credentials(Failure::wrong(name, "is empty"), name));
            }
        }
        (self.check)(credentials)?;
        if self.is_key {
            options
                .guard_secret(secret)
                .map_err(|failure| of_credentials(failure, secret))?;
        }
        Ok(())
    }

    async fn send(
        &self,
        call: &Call<'_>,
        credentials: &Value,
        counted: bool,
    ) -> Result<Value, Failure> {
        let mut request = call
            .exchange
            .request(self.endpoint.method, self.endpoint.path);
        request.set_body(credentials);
        let step = Step {
            endpoint: self.endpoint,
            counted,
            request,
            secrets: credentials
                .get(self.members.1)
                .clone()
                .into_secret()
                .into_iter()
                .collect(),
            tokens: None,
            asked: Value::Absent,
        };
        call.send(&step).await
    }
}

/// Names the member of the credentials that is wrong.
pub fn of_credentials(failure: Failure, name: &str) -> Failure {
    failure.of(&cat(&["credentials.", name]))
}

/// A client's own way to a new token.
struct OwnLogin {
    login: &'static Login,
    credentials: Rc<Value>,
}

impl Renew for OwnLogin {
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        _: Wanted,
    ) -> LocalFuture<'a, Result<SuppliedToken, Failure>> {
        Box::pin(async move {
            let mut account = self.login.send(call, &self.credentials, false).await?;
            Ok(taken_token(&mut account).into())
        })
    }

    fn login(&self) -> Option<&'static str> {
        Some(self.login.endpoint.name)
    }
}
