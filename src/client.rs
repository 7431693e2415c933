//! A client of any of the services: what it is built from, and how it logs in.

use std::fmt;
use std::rc::Rc;

use json::{Secret, Shape, Value};

use crate::error::{Error, Failure, Service};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, Exchange, Step, Tokens};
use crate::exchange::endpoint::Endpoint;
use crate::exchange::header::checked_header;
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
    pub check: fn(&Exchange, &Value) -> Result<(), Failure>,
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
        Self::of(api, options, source, own).map_err(|failure| unmade(api.service, failure))
    }

    fn of(
        api: &'static Api,
        mut options: ClientOptions,
        source: TokenSource<Value>,
        own: Value,
    ) -> Result<Self, Failure> {
        let mut keeper = Keeper::new(options.token_store.take(), api.advice);
        let exchange = options.exchange(api.service, api.base_url)?;
        (api.check)(&exchange, &own)?;
        let keeps_logins = source.is_login();
        let mut credentials = None;
        match (source, &api.login) {
            (TokenSource::Credentials(given), Some(login)) => {
                login.check(&given, &exchange)?;
                let given = Rc::new(given);
                keeper.keep_under(login.store_key(&exchange, &given), 0);
                keeper.renew_by(Box::new(OwnLogin {
                    login,
                    credentials: given.clone(),
                }));
                credentials = Some(given);
            }
            (TokenSource::AccessToken(token), _) => {
                checked_header(token.expose(), "accessToken")?;
                keeper.hold_given(token);
            }
            (TokenSource::Function(function), _) => keeper.renew_by(function.renewing()),
            (_, Some(_)) => {}
            (_, None) => keeper.keep_under(store_key(&exchange), 0),
        }
        Ok(Self {
            api,
            exchange,
            keeper,
            own,
            credentials,
            keeps_logins,
        })
    }

    /// A request to one of this service's endpoints.
    pub fn step(&self, endpoint: &'static Endpoint) -> Step<'_> {
        let tokens: &dyn Tokens = &self.keeper;
        Step::new(endpoint, endpoint.token.map(|_| tokens))
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
        login.check(&credentials, &self.exchange)?;
        let generation = self.keeper.generation();
        let step = login.step(&credentials, true);
        let mut account = call.send(&step).await?;
        let token = received(taken_token(&mut account), call.now());
        if !is_given || self.keeps_logins {
            let key = login.store_key(&self.exchange, &credentials);
            self.keeper.keep_under(key, generation);
            self.keeper.keep(call, &token, generation).await;
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

/// Where the store has the tokens of a client; those of an account have its name behind.
fn store_key(exchange: &Exchange) -> String {
    cat(&[exchange.service.as_str(), "|", exchange.base.as_str()])
}

/// The token in what a login answered; its table requires one.
fn taken_token(account: &mut Value) -> Secret {
    account
        .take("accessToken")
        .into_secret()
        .unwrap_or_else(|| Secret::new(""))
}

impl Login {
    fn check(&self, credentials: &Value, exchange: &Exchange) -> Result<(), Failure> {
        let (account, secret) = self.members;
        for name in [account, secret] {
            if credentials.get(name).as_text() == Some("") {
                return Err(of_credentials(Failure::wrong(name, "is empty"), name));
            }
        }
        (self.check)(credentials)?;
        if self.is_key {
            exchange
                .guard_secret(secret)
                .map_err(|failure| of_credentials(failure, secret))?;
        }
        Ok(())
    }

    /// Where the store has the tokens of an account.
    fn store_key(&self, exchange: &Exchange, credentials: &Value) -> String {
        let account = credentials.get(self.members.0).as_text();
        cat(&[&store_key(exchange), "|", account.unwrap_or_default()])
    }

    fn step(&self, credentials: &Value, counted: bool) -> Step<'static> {
        let mut step = Step::new(self.endpoint, None);
        step.counted = counted;
        step.set_body(credentials);
        let secret = credentials.get(self.members.1);
        step.secrets.extend(secret.clone().into_secret());
        step
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
            let step = self.login.step(&self.credentials, false);
            let mut account = call.send(&step).await?;
            Ok(taken_token(&mut account).into())
        })
    }

    fn login(&self) -> Option<&'static str> {
        Some(self.login.endpoint.name)
    }
}
