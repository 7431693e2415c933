//! Who holds the access token, and who renews it: one call at a time.

use std::cell::RefCell;
use std::mem::take;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::jwt;
use super::lease::{Lease, Turn};
use super::source::SuppliedToken;
use super::store::{Shelf, StoredToken, TokenStore};
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, Refused, Tokens, WaitsFor};
use crate::exchange::event::Event;
use crate::exchange::header::checked_header;
use crate::secret::Secret;
use crate::text::cat;

/// How long before its end a token is renewed, in milliseconds; a tenth of its life, if that is less.
const MARGIN_MS: f64 = 30_000.0;
/// How often a waiting call looks where calls may vanish: it keeps a timer of its own, since nothing of another request may wake it.
const LOOK_MS: f64 = 10.0;
/// After a failed renewal, how long a token that still lives is used before the next try.
const PAUSE_MS: f64 = 5_000.0;

/// What a renewal is to bring.
#[derive(Debug, Default)]
pub struct Wanted {
    /// The token that the service refused, unless another was given since.
    pub refused: Option<Secret>,
    /// Which sign-out it is after.
    pub generation: u32,
}

/// Obtains a new access token.
pub trait Renew {
    /// Logs in, or asks the user's function.
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        wanted: Wanted,
    ) -> LocalFuture<'a, Result<SuppliedToken, Failure>>;
    /// The operation that logs in: the token is then roomkey's own, and may go to the store. `None` for a function of the user's.
    fn login(&self) -> Option<&'static str>;
    /// Nobody waits for the token any more.
    fn give_up(&self) {}
}

/// Holds the access token of one client.
pub struct Keeper {
    renew: Option<Box<dyn Renew>>,
    shelf: Shelf,
    /// Where the store has it; `None` until that is known.
    key: RefCell<Option<String>>,
    /// What to do when there is no token and no way to get one.
    advice: &'static str,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// Tokens that are not to be taken from the store again: refused, or replaced by a newer one.
    set_aside: Recent,
    /// Tokens that the service refused before their end: a function of the user's may not give them again.
    refused: Recent,
    /// The last of those, until another token is held: the user's function is told of it.
    complaint: Option<Secret>,
    lease: Lease,
    seekers: Seekers,
    failed: Option<Failed>,
    /// Goes up with every sign-out, so that a renewal which began before it keeps nothing.
    generation: u32,
}

/// The last sixteen of some tokens.
#[derive(Default)]
struct Recent(Vec<Secret>);

impl Recent {
    fn add(&mut self, token: Secret) {
        if self.0.len() >= 16 {
            self.0.remove(0);
        }
        self.0.push(token);
    }

    fn has(&self, token: &Secret) -> bool {
        self.0.contains(token)
    }
}

/// The calls that wait for a new token, the one that renews it among them.
#[derive(Default)]
struct Seekers {
    count: u32,
    /// Goes up with every change that they wait for.
    changes: u32,
    /// Who wait for the next one.
    wakers: Vec<Waker>,
}

impl Seekers {
    /// Something has changed: they look again.
    fn wake(&mut self) {
        self.changes = self.changes.wrapping_add(1);
        for waker in take(&mut self.wakers) {
            waker.wake();
        }
    }
}

/// What a call that needs a token finds.
enum Look {
    /// A token, or a failure that it shares.
    Found(Result<Secret, Failure>),
    Turn(Turn),
}

struct Held {
    token: Secret,
    /// Infinite where that is not known.
    expires_at: f64,
    renew_at: f64,
    /// The renewal that brought it: who waited for that uses it, however short its life. 0 where none did.
    renewal: u32,
}

struct Failed {
    renewal: u32,
    at: f64,
    failure: Failure,
}

impl Keeper {
    /// One that holds no token, and cannot get one by itself.
    pub fn new(store: Option<Rc<dyn TokenStore>>, advice: &'static str) -> Self {
        Self {
            renew: None,
            shelf: Shelf(store),
            key: RefCell::default(),
            advice,
            state: RefCell::default(),
        }
    }

    /// Says where the store has its tokens, unless a sign-out came since.
    pub fn keep_under(&self, key: String, generation: u32) {
        if self.generation() == generation {
            self.key.replace(Some(key));
        }
    }

    /// Says how to get new ones.
    pub fn renew_by(&mut self, renew: Box<dyn Renew>) {
        self.renew = Some(renew);
    }

    /// Holds a token that the user gave.
    pub fn hold_given(&mut self, token: Secret) {
        self.state.get_mut().held = Some(Held {
            expires_at: end(&token),
            token,
            renew_at: f64::INFINITY,
            renewal: 0,
        });
    }

    /// Holds a token that a sign-in brought, here and in the store.
    ///
    /// `generation` is that of the sign-in's beginning: one that a sign-out overtook keeps nothing.
    pub async fn keep(&self, call: &Call<'_>, token: &StoredToken, generation: u32) {
        self.hold(token, life(token), 0, generation);
        self.tell(call, token);
        self.put(call, token, generation).await;
    }

    /// Forgets the token here and in the store.
    pub async fn forget(&self, call: &Call<'_>) {
        {
            let mut state = self.state.borrow_mut();
            state.generation = state.generation.wrapping_add(1);
            // The store may go on giving it, where deleting it fails.
            if let Some(held) = state.held.take() {
                state.set_aside.add(held.token);
            }
            state.complaint = None;
            state.failed = None;
        }
        let key = self.key.borrow().clone();
        if let Some(key) = key {
            self.shelf.delete(call, &key).await;
        }
    }

    /// A token to send.
    pub async fn obtain(&self, call: &Call<'_>) -> Result<Secret, Failure> {
        let login = self.renew.as_ref().map(|renew| renew.login());
        let before = call.wait_for(WaitsFor {
            step: login.flatten(),
            of_token: login.is_some(),
        });
        let _seeker = Seeker::new(self);
        // The number of the renewal that it waited for last; none has 0.
        let mut waited_for = 0;
        let sought = loop {
            let renewal = match self.look(call, waited_for) {
                Look::Found(found) => break found,
                Look::Turn(Turn::Wait { renewal, ms }) => {
                    waited_for = renewal;
                    match self.change(call, ms) {
                        Ok(change) => change.await,
                        Err(failure) => break Err(failure),
                    }
                    continue;
                }
                Look::Turn(Turn::Renew { renewal }) => renewal,
            };
            let mut renewing = Renewing {
                keeper: self,
                renewal,
                with_result: false,
            };
            let generation = self.generation();
            let key = self.key.borrow().clone();
            // The store first, then a renewal. While the store is asked, another may renew the token.
            let stored = match &key {
                Some(key) => self.shelf.get(call, key).await,
                None => None,
            };
            let found = stored
                .and_then(|stored| self.take_stored(stored, call.now(), generation))
                .or_else(|| self.fresh(call.now()));
            let renewed = match (found, &self.renew) {
                (Some(token), _) => Ok(token),
                (None, None) => Err(self.missing()),
                (None, Some(renew)) => {
                    let wanted = Wanted {
                        refused: self.state.borrow().complaint.clone(),
                        generation,
                    };
                    let brought = renew.renew(call, wanted).await;
                    match self.take_brought(
                        call,
                        brought,
                        login.flatten(),
                        &mut renewing,
                        generation,
                    ) {
                        Err(failure) => Err(failure),
                        Ok(stored) => {
                            // Those that wait go on before the store has it.
                            if login.flatten().is_some() {
                                self.put(call, &stored, generation).await;
                            }
                            Ok(stored.access_token)
                        }
                    }
                }
            };
            break self.ended(call, renewing, renewed);
        };
        call.wait_for(before);
        sought
    }

    /// The token that is held, unless it is due and this call must see to another; the failure of the renewal that it waited for last,
    /// unless it may do better; or whose turn it is to renew.
    fn look(&self, call: &Call<'_>, waited_for: u32) -> Look {
        let (now, ticks) = (call.now(), call.ticks());
        let mut state = self.state.borrow_mut();
        if let Some(held) = &state.held {
            let due = now >= held.renew_at;
            let living = now < held.expires_at;
            let paused = state
                .failed
                .as_ref()
                .is_some_and(|failed| ticks - failed.at < PAUSE_MS);
            let is_its_own = waited_for > 0 && held.renewal == waited_for;
            if !due
                || self.renew.is_none()
                || is_its_own
                || living && (paused || state.lease.is_held(ticks))
            {
                return Look::Found(Ok(held.token.clone()));
            }
        }
        if let Some(failed) = &state.failed
            && failed.renewal == waited_for
            && !may_do_better(call, &failed.failure)
        {
            return Look::Found(Err(failed.failure.clone()));
        }
        Look::Turn(state.lease.ask(ticks, call.may_vanish()))
    }

    /// Ends when a token is there, or the renewal has ended; or after so many milliseconds.
    fn change(&self, call: &Call<'_>, ms: Option<f64>) -> Result<Change<'_>, Failure> {
        let timer = match ms {
            Some(ms) => Some(call.timer(LOOK_MS.min(ms))?),
            None => None,
        };
        let state = &self.state;
        let seen = state.borrow().seekers.changes;
        Ok(Change { state, seen, timer })
    }

    /// Holds a token of the store's, where it is good for something.
    fn take_stored(&self, stored: StoredToken, now: f64, generation: u32) -> Option<Secret> {
        let life = life(&stored);
        let is_set_aside = self.state.borrow().set_aside.has(&stored.access_token);
        let is_due = self.renew.is_some() && now >= renew_at(&stored, life);
        if is_set_aside || is_due {
            return None;
        }
        self.hold(&stored, life, 0, generation);
        Some(stored.access_token)
    }

    /// The token that is held, unless it is due.
    fn fresh(&self, now: f64) -> Option<Secret> {
        let state = self.state.borrow();
        let held = state.held.as_ref()?;
        (now < held.renew_at).then(|| held.token.clone())
    }

    /// Holds what a login, or the user's function, brought.
    fn take_brought(
        &self,
        call: &Call<'_>,
        brought: Result<SuppliedToken, Failure>,
        login: Option<&'static str>,
        renewing: &mut Renewing<'_>,
        generation: u32,
    ) -> Result<StoredToken, Failure> {
        let SuppliedToken {
            access_token,
            expires_in_ms,
        } = brought?;
        self.check_brought(&access_token, login)?;
        let mut stored = received(access_token, call.now());
        let mut life = life(&stored);
        // Where the user's function says how long the token still lives, that is its life.
        if let Some(ms) = expires_in_ms {
            let left = ms.max(0.0);
            stored.expires_at = Some(call.now() + left);
            life = left;
        }
        self.hold(&stored, life, renewing.renewal, generation);
        renewing.with_result = true;
        renewing.end();
        self.tell(call, &stored);
        Ok(stored)
    }

    /// What a renewal comes to for the call that did it: where it failed, a token that still lives.
    fn ended(
        &self,
        call: &Call<'_>,
        mut renewing: Renewing<'_>,
        renewed: Result<Secret, Failure>,
    ) -> Result<Secret, Failure> {
        let Err(failure) = renewed else {
            renewing.with_result = true;
            return renewed;
        };
        // It says nothing of the renewal, which ends without a result: another call renews.
        if failure.control_flow().is_some() {
            return Err(failure);
        }
        renewing.with_result = true;
        let now = call.now();
        let mut state = self.state.borrow_mut();
        let held = state.held.as_ref();
        let living = held.filter(|held| now < held.expires_at);
        let living = living.map(|held| held.token.clone());
        state.failed = Some(Failed {
            renewal: renewing.renewal,
            at: call.ticks(),
            failure: failure.clone(),
        });
        drop(state);
        living.ok_or(failure)
    }

    /// Checks a token that a login, or the user's function, brought.
    fn check_brought(&self, token: &Secret, login: Option<&'static str>) -> Result<(), Failure> {
        let mut checked = checked_header(token.expose(), "the access token received");
        if checked.is_ok() && login.is_none() && self.state.borrow().refused.has(token) {
            let again = "getAccessToken gave a token again that the service has refused";
            checked = Err(Failure::invalid(again));
        }
        if let Err(failure) = &mut checked {
            failure.kind = ErrorKind::Unauthorized;
            failure.step = login;
            failure.of_token = true;
        }
        checked
    }

    fn tell(&self, call: &Call<'_>, token: &StoredToken) {
        call.exchange.emit(|| Event::Token {
            service: call.exchange.service,
            expires_at: token.expires_at,
        });
    }

    async fn put(&self, call: &Call<'_>, token: &StoredToken, generation: u32) {
        let key = self.key.borrow().clone();
        if let Some(key) = key
            && self.generation() == generation
        {
            self.shelf.set(call, &key, token).await;
            // A sign-out may have come while the store was writing.
            if self.generation() != generation {
                self.shelf.delete(call, &key).await;
            }
        }
    }

    /// Which sign-out the client is after.
    pub fn generation(&self) -> u32 {
        self.state.borrow().generation
    }

    /// Holds a token; `life`: how long it lives from its beginning, in milliseconds.
    fn hold(&self, token: &StoredToken, life: f64, renewal: u32, generation: u32) {
        let mut state = self.state.borrow_mut();
        if state.generation == generation {
            let held = Held {
                token: token.access_token.clone(),
                expires_at: token.expires_at.unwrap_or(f64::INFINITY),
                renew_at: renew_at(token, life),
                renewal,
            };
            // The store may still have the one before, where writing this one fails.
            if let Some(before) = state.held.replace(held)
                && before.token != token.access_token
            {
                state.set_aside.add(before.token);
            }
            state.complaint = None;
            state.failed = None;
            state.seekers.wake();
        }
    }

    fn missing(&self) -> Failure {
        Failure::new(
            ErrorKind::Unauthorized,
            &cat(&["there is no access token: ", self.advice]),
        )
    }
}

impl Tokens for Keeper {
    fn token<'a>(&'a self, call: &'a Call<'_>) -> LocalFuture<'a, Result<Secret, Failure>> {
        Box::pin(self.obtain(call))
    }

    fn refuse(&self, token: &Secret, now: f64) -> Refused {
        let mut state = self.state.borrow_mut();
        let held = state.held.as_ref().filter(|held| held.token == *token);
        let is_held = held.is_some();
        let expires_at = match held {
            Some(held) => held.expires_at,
            None => end(token),
        };
        let refused = Refused {
            had_expired: now >= expires_at,
            is_renewable: self.renew.is_some(),
        };
        if is_held && refused.is_renewable {
            state.held = None;
            state.set_aside.add(token.clone());
            if !refused.had_expired {
                state.refused.add(token.clone());
                state.complaint = Some(token.clone());
            }
        }
        refused
    }
}

/// The end that a token says it has; infinite where it says none.
fn end(token: &Secret) -> f64 {
    jwt::times(token.expose()).map_or(f64::INFINITY, |times| times.expires_at)
}

/// How long a token lives from its beginning, in milliseconds; infinite where it does not say.
fn life(token: &StoredToken) -> f64 {
    let times = jwt::times(token.access_token.expose());
    let life = times.and_then(|times| Some(times.expires_at - times.issued_at?));
    life.unwrap_or(f64::INFINITY)
}

/// When a token that lives so long is to be renewed.
fn renew_at(token: &StoredToken, life: f64) -> f64 {
    token.expires_at.unwrap_or(f64::INFINITY) - MARGIN_MS.min(life / 10.0)
}

/// True where a renewal failed only for want of its own call's budget, and this call has what it takes.
fn may_do_better(call: &Call<'_>, failure: &Failure) -> bool {
    failure.lacked_budget && call.remaining_ms() > failure.retry_after_ms.unwrap_or(0.0)
}

/// A token that came at `now`, with the end that it will have by this machine's clock.
///
/// Counted from the moment it was received, so that a clock which is hours wrong does no harm.
pub fn received(token: Secret, now: f64) -> StoredToken {
    let expires_at = jwt::times(token.expose()).map(|times| match times.issued_at {
        Some(issued_at) => now + (times.expires_at - issued_at),
        None => times.expires_at,
    });
    StoredToken {
        access_token: token,
        // One that is dead on arrival, by a clock that is wrong, is used until it is refused.
        expires_at: expires_at.filter(|at| *at > now),
    }
}

/// Waits for a change, or for a timer of the call's own.
struct Change<'a> {
    state: &'a RefCell<State>,
    seen: u32,
    timer: Option<LocalFuture<'static, ()>>,
}

impl Future for Change<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = &mut self.timer {
            return timer.as_mut().poll(context);
        }
        let seekers = &mut self.state.borrow_mut().seekers;
        if seekers.changes != self.seen {
            return Poll::Ready(());
        }
        let waker = context.waker();
        // Many calls of one task are polled with one waker.
        if !seekers
            .wakers
            .last()
            .is_some_and(|last| last.will_wake(waker))
        {
            seekers.wakers.push(waker.clone());
        }
        Poll::Pending
    }
}

/// A call that waits for a new token, or renews it.
struct Seeker<'a>(&'a Keeper);

impl<'a> Seeker<'a> {
    fn new(keeper: &'a Keeper) -> Self {
        let seekers = &mut keeper.state.borrow_mut().seekers;
        seekers.count = seekers.count.wrapping_add(1);
        Self(keeper)
    }
}

impl Drop for Seeker<'_> {
    fn drop(&mut self) {
        let is_last = {
            let seekers = &mut self.0.state.borrow_mut().seekers;
            seekers.count = seekers.count.wrapping_sub(1);
            seekers.count == 0
        };
        if is_last && let Some(renew) = &self.0.renew {
            renew.give_up();
        }
    }
}

/// A renewal that is under way. Gives the right to renew back when it ends, is dropped, or is done with all that others wait for.
struct Renewing<'a> {
    keeper: &'a Keeper,
    renewal: u32,
    with_result: bool,
}

impl Renewing<'_> {
    fn end(&self) {
        let mut state = self.keeper.state.borrow_mut();
        state.lease.end(self.renewal, self.with_result);
        state.seekers.wake();
    }
}

impl Drop for Renewing<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
