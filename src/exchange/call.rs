//! How one call goes: its budget, its attempts, and the words of its failure.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use json::Value;

use super::answer::{Answer, decode_failure, is_redirect, receive};
use super::deadline::{DEFAULT_TIMEOUT_MS, Deadline};
use super::endpoint::{Endpoint, Takers};
use super::event::Event;
use super::memory;
use super::numbers::NUMBERS;
use super::redact::redact;
use super::retry::{self, Replay, Retry};
use super::url::BaseUrl;
use super::{
    BodyError, Clock, HeaderValue, LocalFuture, Request, Response, Transport, TransportError,
};
use crate::error::{Error, ErrorKind, Failure, Outcome, Service, Trace, duration};
use crate::secret::Secret;
use crate::text::cat;

/// What carries a client's requests, and what it tells.
#[derive(Clone)]
pub struct Platform {
    /// Sends requests.
    pub transport: Rc<dyn Transport>,
    /// Tells the time.
    pub clock: Rc<dyn Clock>,
    /// The origin that a base URL such as `/api/airfob` is resolved against, where there is one.
    pub origin: Option<String>,
    /// True in a web page, where a long-lived secret is visible to anyone.
    pub is_page: bool,
    /// True where a call may vanish without an end, as with a request of a Worker: another call then takes its renewal of the token over
    /// after a second, and each time that it is not enough after twice as long, up to sixteen seconds. False: calls wait for the one
    /// renewal within their budgets.
    pub calls_may_vanish: bool,
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Platform")
    }
}

/// Told of every step of every call.
pub type Listener = Rc<dyn Fn(&Event)>;

/// What every client of every service has.
pub struct Exchange {
    pub service: Service,
    pub base: BaseUrl,
    pub platform: Platform,
    pub retry: Retry,
    pub timeout_ms: f64,
    pub on_event: Option<Listener>,
    /// True in a web page whose user did not say that a long-lived secret may be in it.
    pub guards_secrets: bool,
    /// What takes the rows of answers; without it they are values.
    pub takers: Takers,
}

impl Exchange {
    /// Tells of a step, which is put into words only where somebody listens.
    pub fn emit(&self, event: impl FnOnce() -> Event) {
        if let Some(listener) = &self.on_event {
            listener(&event());
        }
    }

    pub fn now(&self) -> f64 {
        self.platform.clock.now()
    }

    /// Begins one call of a user, which has so long; what is no time fails when it runs.
    pub fn begin(&self, operation: &'static Endpoint, timeout_ms: f64) -> Call<'_> {
        Call {
            exchange: self,
            operation,
            deadline: Deadline::after(self.platform.clock.ticks(), timeout_ms),
            attempts: Cell::new(0),
            in_flight: Cell::new(false),
            waits_for: Cell::default(),
            outcome: Cell::new(Outcome::NotSent),
        }
    }
}

/// A budget that a user set.
pub fn checked_timeout(ms: f64) -> Result<f64, Failure> {
    if ms > 0.0 {
        Ok(ms)
    } else {
        Err(Failure::wrong("timeoutMs", "must be more than 0"))
    }
}

/// The default budget, checked.
pub fn timeout_or_default(ms: Option<f64>) -> Result<f64, Failure> {
    ms.map_or(Ok(DEFAULT_TIMEOUT_MS), checked_timeout)
}

/// A call of a user that is under way.
pub struct Call<'a> {
    pub exchange: &'a Exchange,
    operation: &'static Endpoint,
    deadline: Deadline,
    attempts: Cell<u32>,
    in_flight: Cell<bool>,
    waits_for: Cell<WaitsFor>,
    outcome: Cell<Outcome>,
}

/// What a call waits for: a timeout names it. By default its own operation, or what comes before that on this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaitsFor {
    /// A step of signIn, or a login.
    pub step: Option<&'static str>,
    /// True for its access token: by the login that it needs first, its own or another call's, or by the user's getAccessToken.
    pub of_token: bool,
}

/// What supplies the access token of a request.
pub trait Tokens {
    /// A token to send.
    fn token<'a>(&'a self, call: &'a Call<'_>) -> LocalFuture<'a, Result<Secret, Failure>>;
    /// The service refused this token: never give it again.
    fn refuse(&self, token: &Secret, now: f64) -> Refused;
}

/// What is known of a token that the service refused.
pub struct Refused {
    /// Its own lifetime had passed.
    pub had_expired: bool,
    /// Another one can be had.
    pub is_renewable: bool,
}

/// One operation to send.
pub struct Step<'a> {
    pub endpoint: &'static Endpoint,
    /// False for the login that a call needs first: it is no attempt of that call.
    pub counted: bool,
    /// The path, encoded, without the base URL's.
    pub path: String,
    /// The query, encoded.
    pub query: String,
    pub headers: Vec<(&'static str, HeaderValue)>,
    pub body: Option<Secret>,
    /// What of the body must not come back in the service's words.
    pub secrets: Vec<Secret>,
    /// What supplies the access token, where its endpoint needs one.
    pub tokens: Option<&'a dyn Tokens>,
    /// What was asked, for whoever reads the answer.
    pub asked: Value,
}

impl<'a> Step<'a> {
    /// One that counts as an attempt of the call.
    pub fn new(endpoint: &'static Endpoint, tokens: Option<&'a dyn Tokens>) -> Self {
        Self {
            endpoint,
            counted: true,
            path: endpoint.path.to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: None,
            secrets: Vec::new(),
            tokens,
            asked: Value::Absent,
        }
    }

    /// Gives it a JSON body.
    pub fn set_body(&mut self, body: &Value) {
        let mut text = String::new();
        body.write(NUMBERS, &mut text);
        let value = HeaderValue::Plain("application/json");
        self.headers.push(("content-type", value));
        self.body = Some(Secret::new(text));
    }
}

/// An answer, and what was received of its body.
type Answered<'a> = (Response, Result<Answer<'a>, BodyError>);

impl Call<'_> {
    pub fn now(&self) -> f64 {
        self.exchange.now()
    }

    pub fn ticks(&self) -> f64 {
        self.exchange.platform.clock.ticks()
    }

    pub fn remaining_ms(&self) -> f64 {
        self.deadline.remaining_ms(self.ticks())
    }

    pub fn budget_ms(&self) -> f64 {
        self.deadline.budget_ms()
    }

    /// True where calls may vanish without an end.
    pub fn may_vanish(&self) -> bool {
        self.exchange.platform.calls_may_vanish
    }

    /// Notes what the call waits for from now on; gives what it was before.
    pub fn wait_for(&self, what: WaitsFor) -> WaitsFor {
        self.waits_for.replace(what)
    }

    /// Waits; fails at once where there is no timer to wait by.
    pub async fn sleep(&self, ms: f64) -> Result<(), Failure> {
        self.timer(ms)?.await;
        Ok(())
    }

    /// What ends after that many milliseconds; fails where there is no timer to wait by.
    pub fn timer(&self, ms: f64) -> Result<LocalFuture<'static, ()>, Failure> {
        let timer = self.exchange.platform.clock.sleep(ms);
        timer.ok_or_else(no_timer)
    }

    /// Does the work inside the call's budget.
    pub async fn run(
        &self,
        mut work: LocalFuture<'_, Result<Value, Failure>>,
    ) -> Result<Value, Failure> {
        let mut timer = self.timer(checked_timeout(self.budget_ms())?)?;
        poll_fn(|context| {
            let done = work.as_mut().poll(context);
            if done.is_pending() && timer.as_mut().poll(context).is_ready() {
                if self.in_flight.get() {
                    self.outcome.set(Outcome::Unknown);
                }
                return Poll::Ready(Err(self.timed_out()));
            }
            done
        })
        .await
    }

    /// The error of this call: its name, its attempts, and what is known of its effect.
    pub fn failed(&self, failure: Failure) -> Error {
        let outcome = match self.outcome.get() {
            // It failed after an answer that was good, such as in a store that hangs.
            Outcome::NotSent if self.attempts.get() > 0 => Outcome::Unknown,
            outcome => outcome,
        };
        of(self.operation, self.attempts.get(), outcome, failure)
    }

    /// The budget ran out: names what did not come in time.
    fn timed_out(&self) -> Failure {
        let WaitsFor { step, of_token } = self.waits_for.get();
        let what = match step {
            None if of_token => "getAccessToken gave no token",
            None if self.attempts.get() == 0 => "it was not ready to be sent",
            _ => "no answer",
        };
        let detail = cat(&[what, " within ", &duration(self.deadline.budget_ms())]);
        let mut failure = Failure::new(ErrorKind::Timeout, &detail);
        failure.step = step;
        failure.of_token = of_token;
        failure
    }

    /// Sends an operation until it succeeds or may not be sent again. Its endpoint reads the answer, and is the judge of it.
    pub async fn send(&self, step: &Step<'_>) -> Result<Value, Failure> {
        let name = step.endpoint.name;
        let is_step = !step.counted || name != self.operation.name;
        let waits_for = WaitsFor {
            step: is_step.then_some(name),
            of_token: !step.counted,
        };
        let before = self.wait_for(waits_for);
        let mut result = self.attempt_until(step).await;
        self.wait_for(before);
        if is_step && let Err(failure) = &mut result {
            failure.step = waits_for.step;
            failure.of_token = waits_for.of_token;
        }
        result
    }

    async fn attempt_until(&self, step: &Step<'_>) -> Result<Value, Failure> {
        let platform = &self.exchange.platform;
        let (mut sends, mut tries, mut renewed) = (0_u32, 0_u32, false);
        loop {
            let token = match step.tokens {
                Some(tokens) => Some(tokens.token(self).await?),
                None => None,
            };
            sends = sends.saturating_add(1);
            let request = self.begin(step, sends, token.as_ref());
            let sent_at = self.exchange.on_event.as_ref().map(|_| self.ticks());
            let answered = match platform.transport.send(request).await {
                Ok(mut response) => {
                    let endpoint = step.endpoint;
                    let rows = (endpoint.rows)(self.exchange.takers, &step.asked);
                    let received = receive(&mut response, endpoint.answer, rows, &step.asked).await;
                    Ok((response, received))
                }
                Err(error) => Err(error),
            };
            let mut failure = match self.end(step, sends, token.as_ref(), sent_at, answered) {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            if failure.effective == Some(401)
                && let (Some(tokens), Some(token)) = (step.tokens, &token)
            {
                let refused = tokens.refuse(token, self.now());
                if refused.had_expired && failure.kind == ErrorKind::Unauthorized {
                    failure.kind = ErrorKind::TokenExpired;
                }
                if refused.is_renewable && !renewed {
                    renewed = true;
                    continue;
                }
            }
            tries = tries.saturating_add(1);
            let delay_ms = retry::delay_ms(
                &self.exchange.retry,
                step.endpoint.replay,
                tries,
                &failure,
                f64::INFINITY,
                platform.clock.random(),
            );
            let Some(delay_ms) = delay_ms.filter(|ms| *ms < self.remaining_ms()) else {
                failure.lacked_budget = delay_ms.is_some();
                return Err(failure);
            };
            self.exchange.emit(|| Event::Retry {
                service: self.exchange.service,
                operation: step.endpoint.name,
                attempt: sends,
                delay_ms,
                reason: failure.kind,
            });
            self.timer(delay_ms)?.await;
        }
    }

    /// The request of an attempt, which is told of and counted.
    fn begin(&self, step: &Step<'_>, attempt: u32, token: Option<&Secret>) -> Request {
        let base = &self.exchange.base;
        let mut request = Request {
            method: step.endpoint.method,
            url: cat(&[base.as_str(), &step.path]),
            path: cat(&[base.prefix(), &step.path]),
            query: step.query.clone(),
            headers: step.headers.clone(),
            body: step.body.clone(),
        };
        if let (Some((header, prefix)), Some(token)) = (step.endpoint.token, token) {
            let value = HeaderValue::Secret(prefix, token.clone());
            request.headers.push((header, value));
        }
        self.exchange.emit(|| Event::Attempt {
            service: self.exchange.service,
            operation: step.endpoint.name,
            attempt,
            method: request.method.as_str(),
            path: request.path.clone(),
        });
        if step.counted {
            self.attempts.set(self.attempts.get().saturating_add(1));
            self.in_flight.set(true);
        }
        request
    }

    /// What came of an attempt, which is told of.
    fn end(
        &self,
        step: &Step<'_>,
        attempt: u32,
        token: Option<&Secret>,
        sent_at: Option<f64>,
        answered: Result<Answered<'_>, TransportError>,
    ) -> Result<Value, Failure> {
        let result = match answered {
            Ok((response, received)) => {
                self.exchange.emit(|| Event::Response {
                    service: self.exchange.service,
                    operation: step.endpoint.name,
                    attempt,
                    status: response.status,
                    duration_ms: sent_at.map_or(0.0, |at| (self.ticks() - at).max(0.0)),
                });
                judge(&response, received, self.exchange, step.endpoint)
            }
            Err(error) => {
                let failure = Failure::new(ErrorKind::Network, error.detail);
                let mut failure = failure.caused_by(error.cause);
                failure.may_repeat &= error.may_repeat;
                Err(failure)
            }
        };
        if step.counted {
            self.in_flight.set(false);
        }
        result.map_err(|mut failure| {
            if step.counted && self.outcome.get() != Outcome::Unknown {
                self.outcome.set(failure.outcome());
            }
            if let Some(message) = &failure.service_message {
                failure.service_message = Some(redact(message, &step.secrets, token));
            }
            failure
        })
    }
}

/// The error of a call that broke off somewhere.
pub fn broken(endpoint: &Endpoint, failure: Failure) -> Error {
    of(endpoint, 0, Outcome::Unknown, failure)
}

fn of(endpoint: &Endpoint, attempts: u32, outcome: Outcome, failure: Failure) -> Error {
    let trace = Trace {
        service: endpoint.service,
        operation: endpoint.name,
        mutation: endpoint.replay != Replay::Always,
        attempts,
        outcome,
    };
    Error::new(failure, trace)
}

fn no_timer() -> Failure {
    Failure::new(
        ErrorKind::Internal,
        "the runtime has no more timers: make fewer calls at once",
    )
}

/// What every service's answer must pass before the client reads it; adds the status and Retry-After to any failure.
fn judge(
    response: &Response,
    received: Result<Answer<'_>, BodyError>,
    exchange: &Exchange,
    endpoint: &Endpoint,
) -> Result<Value, Failure> {
    let status = response.status;
    let result = match received {
        _ if is_redirect(status) => Err(Failure::new(
            ErrorKind::Redirect,
            "the service answered with a redirect, which is not followed",
        )),
        Ok(mut answer) => (endpoint.open)(&mut answer),
        Err(BodyError::Broken(cause)) => {
            let failure = Failure::new(ErrorKind::Network, "the answer broke off");
            Err(failure.caused_by(cause))
        }
        Err(BodyError::TooLarge) => Err(unread(
            status,
            decode_failure("the answer is longer than 64 MiB", ""),
        )),
        Err(BodyError::OutOfMemory) => Err(unread(status, memory::failure())),
    };
    result.map_err(|mut failure| {
        failure.status = (status != 0).then_some(status);
        if failure.effective.is_none()
            && !matches!(failure.kind, ErrorKind::Redirect | ErrorKind::Network)
        {
            failure.effective = Some(status);
        }
        failure.retry_after_ms = retry::asked_ms(response, exchange.now());
        failure
    })
}

/// The failure of an answer that is not read: where its status says that the service failed, that is what counts.
fn unread(status: u16, mut failure: Failure) -> Failure {
    if status >= 500 {
        failure.kind = ErrorKind::Unavailable;
        failure.decode_path = None;
    }
    failure
}
