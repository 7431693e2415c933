//! What the tests run on: a transport that answers from a script, a clock moved by hand, and an executor that steps it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::error::ControlFlow;
use crate::{
    Body, BodyError, ClientOptions, Clock, Event, HeaderValue, LocalFuture, Platform, Request,
    Response, Secret, StoredToken, TokenStore, Transport, TransportError,
};

// ── Time ────────────────────────────────────────────────────────────────────────────────────────

/// What the machine's clock shows when a test begins: a full second, in ms since 1970.
pub const START: f64 = 1_700_000_000_000.0;

/// So many milliseconds.
pub fn ms(ms: f64) -> Duration {
    Duration::from_secs_f64(ms / 1_000.0)
}

/// A moment as a user sees it.
pub fn moment(ms: f64) -> i64 {
    ms as i64
}

/// A clock that moves only when a test or the executor moves it.
#[derive(Clone)]
pub struct HandClock(Rc<Time>);

struct Time {
    wall: Cell<f64>,
    ticks: Cell<f64>,
    timers: RefCell<HashMap<u64, Timer>>,
    timers_made: Cell<u64>,
    waits: RefCell<Vec<f64>>,
    random: RefCell<VecDeque<f64>>,
}

struct Timer {
    at: f64,
    waker: Option<Waker>,
}

impl HandClock {
    pub fn new() -> Self {
        Self(Rc::new(Time {
            wall: Cell::new(START),
            // Not 0, so that a time of day and a tick cannot be mistaken for each other.
            ticks: Cell::new(5_000.0),
            timers: RefCell::default(),
            timers_made: Cell::new(0),
            waits: RefCell::default(),
            random: RefCell::default(),
        }))
    }

    /// Lets time pass.
    pub fn advance(&self, ms: f64) {
        self.advance_to(self.ticks() + ms);
    }

    /// Sets the machine's clock wrong by so much; no time passes.
    pub fn skew(&self, ms: f64) {
        self.0.wall.set(self.0.wall.get() + ms);
    }

    /// What `random` gives next; then it gives a half again.
    pub fn randoms(&self, numbers: impl IntoIterator<Item = f64>) {
        self.0.random.borrow_mut().extend(numbers);
    }

    /// How long each sleep was to be that was begun so far.
    pub fn waits(&self) -> Vec<f64> {
        self.0.waits.borrow().clone()
    }

    /// Sleeps that are neither over nor dropped.
    pub fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }

    fn advance_to(&self, ticks: f64) {
        let passed = (ticks - self.ticks()).max(0.0);
        self.0.ticks.set(self.ticks() + passed);
        self.skew(passed);
        for timer in self.0.timers.borrow_mut().values_mut() {
            if timer.at <= self.ticks()
                && let Some(waker) = timer.waker.take()
            {
                waker.wake();
            }
        }
    }

    fn next_timer(&self) -> Option<f64> {
        let timers = self.0.timers.borrow();
        timers.values().map(|timer| timer.at).min_by(f64::total_cmp)
    }
}

impl Clock for HandClock {
    fn now(&self) -> f64 {
        self.0.wall.get()
    }

    fn ticks(&self) -> f64 {
        self.0.ticks.get()
    }

    fn sleep(&self, ms: f64) -> Option<LocalFuture<'static, ()>> {
        assert!(ms >= 0.0, "a sleep of {ms} ms");
        let time = &self.0;
        time.waits.borrow_mut().push(ms);
        let id = time.timers_made.get();
        time.timers_made.set(id + 1);
        let timer = Timer {
            at: time.ticks.get() + ms,
            waker: None,
        };
        time.timers.borrow_mut().insert(id, timer);
        Some(Box::pin(Sleep {
            time: Rc::clone(time),
            id,
        }))
    }

    fn random(&self) -> f64 {
        self.0.random.borrow_mut().pop_front().unwrap_or(0.5)
    }
}

struct Sleep {
    time: Rc<Time>,
    id: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.time.timers.borrow_mut();
        match timers.get_mut(&self.id) {
            Some(timer) if timer.at > self.time.ticks.get() => {
                timer.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => {
                timers.remove(&self.id);
                Poll::Ready(())
            }
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.time.timers.borrow_mut().remove(&self.id);
    }
}

// ── Executor ────────────────────────────────────────────────────────────────────────────────────

/// Calls that run at the same time on one thread, and the clock that they wait on.
pub struct Tasks<'a> {
    clock: HandClock,
    tasks: Vec<Task<'a>>,
}

struct Task<'a> {
    future: Option<Pin<Box<dyn Future<Output = ()> + 'a>>>,
    woken: Arc<Woken>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A call that was begun.
pub struct Started<T> {
    index: usize,
    result: Rc<RefCell<Option<T>>>,
}

impl<T> Started<T> {
    /// True once it has ended.
    pub fn is_done(&self) -> bool {
        self.result.borrow().is_some()
    }

    /// What it gave.
    pub fn take(&self) -> T {
        self.result
            .borrow_mut()
            .take()
            .expect("the call has not ended")
    }
}

impl<'a> Tasks<'a> {
    pub fn new(clock: &HandClock) -> Self {
        Self {
            clock: clock.clone(),
            tasks: Vec::new(),
        }
    }

    /// Begins a call; it is polled for the first time by the next `run_for` or `settle`.
    pub fn start<T: 'a>(&mut self, future: impl Future<Output = T> + 'a) -> Started<T> {
        let result = Rc::new(RefCell::new(None));
        let slot = Rc::clone(&result);
        self.tasks.push(Task {
            future: Some(Box::pin(async move {
                let value = future.await;
                *slot.borrow_mut() = Some(value);
            })),
            woken: Arc::new(Woken(AtomicBool::new(true))),
        });
        Started {
            index: self.tasks.len() - 1,
            result,
        }
    }

    /// Drops a call where it stands, as a page does that is left.
    pub fn drop_call<T>(&mut self, started: &Started<T>) {
        self.tasks[started.index].future = None;
    }

    /// Runs everything that can run, for so long by the clock.
    pub fn run_for(&mut self, ms: f64) {
        let until = self.clock.ticks() + ms;
        self.poll();
        while let Some(at) = self.clock.next_timer().filter(|at| *at <= until) {
            self.clock.advance_to(at);
            self.poll();
        }
        self.clock.advance_to(until);
        self.poll();
    }

    /// Runs until every call has ended, stepping the clock from timer to timer.
    pub fn settle(&mut self) {
        self.poll();
        while self.tasks.iter().any(|task| task.future.is_some()) {
            let at = self
                .clock
                .next_timer()
                .expect("a call waits for something that never comes");
            self.clock.advance_to(at);
            self.poll();
        }
    }

    fn poll(&mut self) {
        let mut polls = 0_u32;
        loop {
            let mut ran = false;
            for task in &mut self.tasks {
                if let Some(future) = &mut task.future
                    && task.woken.0.swap(false, Ordering::Relaxed)
                {
                    ran = true;
                    let waker = Waker::from(Arc::clone(&task.woken));
                    if future
                        .as_mut()
                        .poll(&mut Context::from_waker(&waker))
                        .is_ready()
                    {
                        task.future = None;
                    }
                }
            }
            if !ran {
                return;
            }
            polls += 1;
            assert!(polls < 100_000, "a call spins without waiting");
        }
    }
}

// ── Transport ───────────────────────────────────────────────────────────────────────────────────

/// A request as it would stand on the wire, secrets and all.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub method: &'static str,
    /// With the query.
    pub url: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    /// When, in the clock's ticks.
    pub at: f64,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.body.as_deref().expect("the request has no body")).unwrap()
    }

    fn of(request: &Request, at: f64) -> Self {
        let query = match request.query.as_str() {
            "" => String::new(),
            query => format!("?{query}"),
        };
        let headers = request.headers.iter().map(|(name, value)| {
            let value = match value {
                HeaderValue::Plain(value) => (*value).to_owned(),
                HeaderValue::Secret(prefix, secret) => format!("{prefix}{}", secret.expose()),
            };
            ((*name).to_owned(), value)
        });
        Self {
            method: request.method.as_str(),
            url: format!("{}{query}", request.url),
            path: request.path.clone(),
            headers: headers.collect(),
            body: request.body.as_ref().map(|body| body.expose().to_owned()),
            at,
        }
    }
}

/// What the transport does with a request.
pub struct Reply {
    delay_ms: f64,
    end: End,
}

enum End {
    Answer(Response),
    Fails(TransportError),
    Hangs,
}

/// An answer with a body.
pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    of_response(status, Ok(body.into()))
}

/// An answer with an empty body.
pub fn status(status: u16) -> Reply {
    answer(status, "")
}

/// An answer whose body breaks off.
pub fn broken(status: u16) -> Reply {
    let cause: Rc<dyn StdError> = Rc::new(Thrown("the body"));
    of_response(status, Err(BodyError::Broken(Some(cause))))
}

/// An answer that is longer than 64 MiB.
pub fn too_large(status: u16) -> Reply {
    of_response(status, Err(BodyError::TooLarge))
}

/// An answer that the memory does not hold.
pub fn out_of_memory(status: u16) -> Reply {
    of_response(status, Err(BodyError::OutOfMemory))
}

/// No answer, but what a framework throws to steer what is around the call.
pub fn steered() -> Reply {
    let thrown: Rc<dyn StdError> = Rc::new(Thrown("the framework"));
    let mut reply = fails(true);
    if let End::Fails(error) = &mut reply.end {
        error.cause = Some(Rc::new(ControlFlow(thrown)));
    }
    reply
}

/// No answer.
pub fn network() -> Reply {
    fails(true)
}

/// A fetch that gives no Response, now and for ever.
pub fn no_response() -> Reply {
    fails(false)
}

/// Neither an answer nor an end.
pub fn hangs() -> Reply {
    Reply {
        delay_ms: 0.0,
        end: End::Hangs,
    }
}

fn of_response(status: u16, body: Result<Vec<u8>, BodyError>) -> Reply {
    Reply {
        delay_ms: 0.0,
        end: End::Answer(Response {
            status,
            retry_after: None,
            retry_after_ms: None,
            date: None,
            body: match body {
                Ok(body) => Box::new(Pieces(body)),
                Err(error) => Box::new(Broken(Some(error))),
            },
        }),
    }
}

/// A body that comes in pieces which end anywhere.
struct Pieces(Vec<u8>);

impl Body for Pieces {
    fn read<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>> {
        let Self(left) = self;
        let length = left.len().min(left.len() / 3 + 7);
        bytes.extend(left.drain(..length));
        Box::pin(async move { Ok(length > 0) })
    }
}

/// A body that cannot be read.
struct Broken(Option<BodyError>);

impl Body for Broken {
    fn read<'a>(&'a mut self, _: &'a mut Vec<u8>) -> LocalFuture<'a, Result<bool, BodyError>> {
        let error = self.0.take().expect("a body that broke is not read on");
        Box::pin(async move { Err(error) })
    }
}

fn fails(may_repeat: bool) -> Reply {
    Reply {
        delay_ms: 0.0,
        end: End::Fails(TransportError {
            detail: "no answer came",
            may_repeat,
            cause: Some(Rc::new(Thrown("the network"))),
        }),
    }
}

impl Reply {
    /// It takes so long, head and body together.
    pub fn after(mut self, ms: f64) -> Self {
        self.delay_ms = ms;
        self
    }

    /// With a `Retry-After` header.
    pub fn retry_after(mut self, header: &str) -> Self {
        self.response().retry_after = Some(header.to_owned());
        self
    }

    /// With a `retry-after-ms` header.
    pub fn retry_after_ms(mut self, header: &str) -> Self {
        self.response().retry_after_ms = Some(header.to_owned());
        self
    }

    /// With a `Date` header.
    pub fn date(mut self, header: &str) -> Self {
        self.response().date = Some(header.to_owned());
        self
    }

    fn response(&mut self) -> &mut Response {
        match &mut self.end {
            End::Answer(response) => response,
            _ => panic!("only an answer has headers"),
        }
    }
}

/// Something that the platform or a user's function threw.
#[derive(Debug)]
pub struct Thrown(pub &'static str);

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} threw", self.0)
    }
}

impl StdError for Thrown {}

type Script = Box<dyn FnMut(&Sent) -> Reply>;

struct Net {
    clock: HandClock,
    script: RefCell<Script>,
    sent: RefCell<Vec<Sent>>,
    cancelled: Rc<Cell<usize>>,
}

impl Transport for Net {
    fn send(&self, request: Request) -> LocalFuture<'static, Result<Response, TransportError>> {
        let sent = Sent::of(&request, self.clock.ticks());
        self.sent.borrow_mut().push(sent.clone());
        let Reply { delay_ms, end } = (*self.script.borrow_mut())(&sent);
        let delay = (delay_ms > 0.0)
            .then(|| self.clock.sleep(delay_ms))
            .flatten();
        let mut in_flight = InFlight(Some(Rc::clone(&self.cancelled)));
        Box::pin(async move {
            if let Some(delay) = delay {
                delay.await;
            }
            let result = match end {
                End::Answer(response) => Ok(response),
                End::Fails(error) => Err(error),
                End::Hangs => std::future::pending().await,
            };
            drop(in_flight.0.take());
            result
        })
    }
}

struct InFlight(Option<Rc<Cell<usize>>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(count) = &self.0 {
            count.set(count.get() + 1);
        }
    }
}

// ── Token store ─────────────────────────────────────────────────────────────────────────────────

/// How a store takes a request.
#[derive(Clone, Copy, Default, PartialEq)]
pub enum Mood {
    #[default]
    Works,
    /// Works, but needs so long.
    Slow(f64),
    Errs,
    Hangs,
}

/// A token store that a test can see into, and whose every action can be made to fail.
#[derive(Clone)]
pub struct Shelf(Rc<ShelfState>);

struct ShelfState {
    clock: HandClock,
    tokens: RefCell<HashMap<String, StoredToken>>,
    asked: RefCell<Vec<String>>,
    on_get: Cell<Mood>,
    on_set: Cell<Mood>,
    on_delete: Cell<Mood>,
}

impl Shelf {
    pub fn new(clock: &HandClock) -> Self {
        Self(Rc::new(ShelfState {
            clock: clock.clone(),
            tokens: RefCell::default(),
            asked: RefCell::default(),
            on_get: Cell::default(),
            on_set: Cell::default(),
            on_delete: Cell::default(),
        }))
    }

    pub fn on_get(&self, mood: Mood) {
        self.0.on_get.set(mood);
    }

    pub fn on_set(&self, mood: Mood) {
        self.0.on_set.set(mood);
    }

    pub fn on_delete(&self, mood: Mood) {
        self.0.on_delete.set(mood);
    }

    /// Puts a token in, behind the client's back.
    pub fn put(&self, key: &str, token: &str, expires_at: Option<f64>) {
        let token = StoredToken {
            access_token: token.into(),
            expires_at: expires_at.map(moment),
        };
        self.0.tokens.borrow_mut().insert(key.to_owned(), token);
    }

    pub fn token(&self, key: &str) -> Option<StoredToken> {
        self.0.tokens.borrow().get(key).cloned()
    }

    pub fn is_empty(&self) -> bool {
        self.0.tokens.borrow().is_empty()
    }

    /// What it was asked so far, such as `get sConnector|https://…|key`.
    pub fn asked(&self) -> Vec<String> {
        self.0.asked.borrow().clone()
    }

    fn act<T: 'static>(
        &self,
        action: &str,
        key: &str,
        mood: &Cell<Mood>,
        act: impl FnOnce(&mut HashMap<String, StoredToken>, String) -> T + 'static,
    ) -> LocalFuture<'static, Result<T, String>> {
        self.0.asked.borrow_mut().push(format!("{action} {key}"));
        let (state, key, mood) = (Rc::clone(&self.0), key.to_owned(), mood.get());
        Box::pin(async move {
            match mood {
                Mood::Works => {}
                Mood::Slow(ms) => state.clock.sleep(ms).expect("a timer").await,
                Mood::Errs => return Err("the store is out of order".to_owned()),
                Mood::Hangs => std::future::pending().await,
            }
            Ok(act(&mut state.tokens.borrow_mut(), key))
        })
    }
}

impl TokenStore for Shelf {
    fn get(&self, key: &str) -> LocalFuture<'static, Result<Option<StoredToken>, String>> {
        self.act("get", key, &self.0.on_get, |tokens, key| {
            tokens.get(&key).cloned()
        })
    }

    fn set(&self, key: &str, token: &StoredToken) -> LocalFuture<'static, Result<(), String>> {
        let token = token.clone();
        self.act("set", key, &self.0.on_set, |tokens, key| {
            tokens.insert(key, token);
        })
    }

    fn delete(&self, key: &str) -> LocalFuture<'static, Result<(), String>> {
        self.act("delete", key, &self.0.on_delete, |tokens, key| {
            tokens.remove(&key);
        })
    }
}

// ── World ───────────────────────────────────────────────────────────────────────────────────────

/// Everything around a client.
pub struct World {
    pub clock: HandClock,
    net: Rc<Net>,
    events: Rc<RefCell<Vec<Event>>>,
}

impl World {
    /// A service that answers by rule.
    pub fn new(script: impl FnMut(&Sent) -> Reply + 'static) -> Self {
        let clock = HandClock::new();
        Self::on(&clock, script)
    }

    /// A service that answers by rule, on a clock that is there already.
    pub fn on(clock: &HandClock, script: impl FnMut(&Sent) -> Reply + 'static) -> Self {
        let net = Rc::new(Net {
            clock: clock.clone(),
            script: RefCell::new(Box::new(script)),
            sent: RefCell::default(),
            cancelled: Rc::default(),
        });
        Self {
            clock: clock.clone(),
            net,
            events: Rc::default(),
        }
    }

    /// A service that gives these answers, and takes no request more.
    pub fn replying(replies: impl IntoIterator<Item = Reply>) -> Self {
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        Self::new(move |sent| {
            let reply = replies.pop_front();
            reply.unwrap_or_else(|| panic!("one request too many: {} {}", sent.method, sent.path))
        })
    }

    /// A service that is not to be asked at all.
    pub fn silent() -> Self {
        Self::replying([])
    }

    /// Options of a client in this world, every event of it heard.
    pub fn options(&self) -> ClientOptions {
        let transport: Rc<dyn Transport> = Rc::clone(&self.net) as _;
        let events = Rc::clone(&self.events);
        ClientOptions {
            on_event: Some(Rc::new(move |event| {
                events.borrow_mut().push(event.clone());
            })),
            ..ClientOptions::new(Platform {
                transport,
                clock: Rc::new(self.clock.clone()),
                origin: None,
                is_page: false,
                calls_may_vanish: false,
            })
        }
    }

    /// Runs one call to its end.
    pub fn run<'a, T: 'a>(&self, future: impl Future<Output = T> + 'a) -> T {
        let mut tasks = Tasks::new(&self.clock);
        let started = tasks.start(future);
        tasks.settle();
        started.take()
    }

    /// Every request so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.net.sent.borrow().clone()
    }

    /// How many requests to a path there were.
    pub fn count(&self, path: &str) -> usize {
        let sent = self.net.sent.borrow();
        sent.iter().filter(|sent| sent.path == path).count()
    }

    /// Exchanges that were dropped before their end.
    pub fn cancelled(&self) -> usize {
        self.net.cancelled.get()
    }

    /// Every event so far.
    pub fn events(&self) -> Vec<Event> {
        self.events.borrow().clone()
    }

    /// How long after the test's beginning each request went out, in milliseconds.
    pub fn sent_at(&self) -> Vec<f64> {
        let sent = self.net.sent.borrow();
        sent.iter().map(|sent| sent.at - 5_000.0).collect()
    }
}

/// A JWT with these times, in seconds; `name` sets it apart from others.
pub fn jwt(name: &str, issued_at: f64, expires_at: f64) -> String {
    let claims = format!(r#"{{"sub":"{name}","iat":{issued_at},"exp":{expires_at}}}"#);
    jwt_of(&claims)
}

/// A JWT with these claims.
pub fn jwt_of(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"HS256","typ":"JWT"}"#);
    format!("{header}.{}.{}", part(claims), part("signature"))
}

/// A secret's text.
pub fn exposed(secret: &Secret) -> &str {
    secret.expose()
}
