//! An operation as a value: what it takes, and the program that does it. A new one is an entry in its service's table, and its types.

use std::cell::RefCell;

use json::{Field, Kind, Need, Rows, Value};

use crate::client::Client;
use crate::error::{Error, ErrorKind, Failure};
use crate::exchange::answer::{Answer, decode_failure};
use crate::exchange::call::{Call, Step};
use crate::exchange::endpoint::{Endpoint, Takers};
use crate::exchange::{LocalFuture, Method};
use crate::options::CallOptions;
use crate::record::{Typed, Unfit};
use crate::text::cat;

/// What a user can call.
pub struct Operation {
    /// What it sends; of one that sends others, or nothing, its name and how it may be replayed.
    pub endpoint: Endpoint,
    /// What it takes.
    pub takes: Takes,
    /// Checks the argument, and makes it what the request's body says; what stands elsewhere in the request is said there.
    pub prepare: Prepare,
    /// What it does.
    pub run: Program,
}

/// What an operation takes.
pub enum Takes {
    /// Nothing, and no options.
    Nothing,
    /// Options alone.
    Options,
    /// An argument, and options.
    Argument {
        /// As it is called in errors.
        name: &'static str,
        /// What it is.
        kind: Kind,
        /// Whether it must be given.
        need: Need,
    },
}

impl Takes {
    /// An argument that must be given.
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self::Argument {
            name,
            kind,
            need: Need::Required,
        }
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str, kind: Kind) -> Self {
        Self::Argument {
            name,
            kind,
            need: Need::Optional,
        }
    }
}

/// What an operation does to its argument before it is sent.
pub type Prepare = fn(&Client, &mut Step<'_>, &mut Value) -> Result<(), Failure>;

/// What an operation does with its argument.
pub type Program = for<'a> fn(&'a Client, &'a Call<'a>, &'static Operation, Value) -> Work<'a>;

/// What it comes to.
pub type Work<'a> = LocalFuture<'a, Result<Value, Failure>>;

/// An argument, which may have to be waited for.
pub type Given<'a> = LocalFuture<'a, Result<Value, Failure>>;

impl Operation {
    /// One that is a single request, and takes nothing.
    pub const fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            takes: Takes::Options,
            prepare: |_, _, _| Ok(()),
            run: send,
        }
    }

    /// It takes this.
    pub const fn takes(mut self, takes: Takes) -> Self {
        self.takes = takes;
        self
    }

    pub const fn prepared(mut self, prepare: Prepare) -> Self {
        self.prepare = prepare;
        self
    }

    pub const fn opened(mut self, open: fn(&mut Answer<'_>) -> Result<Value, Failure>) -> Self {
        self.endpoint.open = open;
        self
    }

    /// Its answer's rows are taken so.
    pub const fn rows(mut self, rows: fn(Takers, &Value) -> Option<Box<dyn Rows>>) -> Self {
        self.endpoint.rows = rows;
        self
    }

    pub const fn run(mut self, program: Program) -> Self {
        self.run = program;
        self
    }

    /// Runs the operation; reading its argument is part of its budget.
    pub async fn call(
        &'static self,
        client: &Client,
        given: Given<'_>,
        options: CallOptions,
    ) -> Result<Value, Error> {
        let call = self.begin(client, &options);
        let done = call.run(self.work(client, &call, given)).await;
        done.map_err(|failure| call.failed(failure))
    }

    fn begin<'a>(&'static self, client: &'a Client, options: &CallOptions) -> Call<'a> {
        let timeout_ms = options.timeout_ms.unwrap_or(client.exchange.timeout_ms);
        client.exchange.begin(&self.endpoint, timeout_ms)
    }

    fn work<'a>(
        &'static self,
        client: &'a Client,
        call: &'a Call<'a>,
        given: Given<'a>,
    ) -> Work<'a> {
        Box::pin(async move { (self.run)(client, call, self, given.await?).await })
    }

    /// Runs the operation for Rust users, whose types it gives.
    pub async fn call_typed<T: Typed>(
        &'static self,
        client: &Client,
        given: Result<Value, Failure>,
        options: impl Into<CallOptions>,
    ) -> Result<T, Error> {
        let typed = RefCell::new(None);
        let take = |value| {
            let mut unfit = match T::from_value(value) {
                Ok(value) => {
                    typed.replace(Some(value));
                    return Ok(Value::Absent);
                }
                Err(unfit) => unfit,
            };
            let payload = |field: &&Field| T::IS_PAYLOAD && field.need == Need::Late;
            if let Some(payload) = self.endpoint.answer.0.iter().find(payload) {
                unfit = unfit.within(payload.from);
            }
            let Unfit { path, expected } = unfit;
            Err(decode_failure(&cat(&[&path, " is not ", expected]), &path))
        };
        let call = self.begin(client, &options.into());
        let work = self.work(client, &call, Box::pin(async { given }));
        let done = call.run(Box::pin(async { take(work.await?) })).await;
        done.map_err(|failure| call.failed(failure))?;
        let lost = || Failure::new(ErrorKind::Internal, "an answer was lost");
        typed
            .take()
            .ok_or_else(|| Error::unsent(self.endpoint.service, self.endpoint.name, lost()))
    }
}

/// The program of an operation that is one request.
pub fn send<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    operation: &'static Operation,
    mut argument: Value,
) -> Work<'a> {
    Box::pin(async move {
        let mut step = client.step(&operation.endpoint);
        (operation.prepare)(client, &mut step, &mut argument)?;
        if operation.endpoint.method != Method::Get {
            step.set_body(&argument);
        }
        call.send(&step).await
    })
}

/// The program of a login.
pub fn log_in<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    _: &'static Operation,
    argument: Value,
) -> Work<'a> {
    Box::pin(client.log_in(call, argument))
}

/// The program of a sign-out.
pub fn sign_out<'a>(
    client: &'a Client,
    call: &'a Call<'a>,
    _: &'static Operation,
    _: Value,
) -> Work<'a> {
    Box::pin(client.sign_out(call))
}

/// Refuses a member of an argument that is there and empty; `said` is its name in words.
pub fn filled(argument: &Value, name: &str, said: &str) -> Result<(), Failure> {
    match argument.get(name).as_text() {
        Some("") => Err(Failure::wrong(said, "is empty")),
        _ => Ok(()),
    }
}
