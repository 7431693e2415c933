//! Who holds the access token, and who renews it: one call at a time.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::jwt;
use super::lease::{Lease, Turn};
use super::source::SuppliedToken;
use super::store::{Shelf, StoredToken, TokenStore};
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, Tokens, WaitsFor};
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
    last: u32,
    /// In the order of their numbers; a waker where the call waits.
    wakers: Vec<(u32, Option<Waker>)>,
}

impl Seekers {
    fn place(&self, id: u32) -> Option<usize> {
        self.wakers.binary_search_by_key(&id, |(id, _)| *id).ok()
    }

    /// Something has changed: they look again.
    fn wake(&mut self) {
        for waker in self.wakers.iter_mut().filter_map(|(_, waker)| waker.take()) {
            waker.wake();
        }
    }
}

struct Held {
    token: Secret,
    expires_at: Option<f64>,
    renew_at: Option<f64>,
    /// The renewal that brought it: who waited for that uses it, however short its life.
    renewal: Option<u32>,
}

struct Failed {
    renewal: u32,
    at: f64,
    failure: Failure,
}

impl Keeper {
    pub fn new(
        renew: Option<Box<dyn Renew>>,
        store: Option<Rc<dyn TokenStore>>,
        key: Option<String>,
        advice: &'static str,
    ) -> Self {
        Self {
            renew,
            shelf: Shelf(store),
            key: RefCell::new(key),
            advice,
            state: RefCell::default(),
        }
    }

    /// A keeper of a token that the user gave, which nobody renews.
    pub fn given(token: Secret, advice: &'static str) -> Self {
        let keeper = Self::new(None, None, None, advice);
        let expires_at = jwt::times(token.expose()).map(|times| times.expires_at);
        keeper.state.borrow_mut().held = Some(Held {
            token,
            expires_at,
            renew_at: None,
            renewal: None,
        });
        keeper
    }

    /// Holds a token that a sign-in brought, here and in the store; `key` says where, when it was not known before.
    ///
    /// `generation` is that of the sign-in's beginning: one that a sign-out overtook keeps nothing.
    pub async fn keep(
        &self,
        call: &Call<'_>,
        token: &StoredToken,
        key: Option<String>,
        generation: u32,
    ) {
        if key.is_some() && self.generation() == generation {
            *self.key.borrow_mut() = key;
        }
        self.keep_from(call, token, generation).await;
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
        if let Some(token) = self.at_hand(call, None) {
            return Ok(token);
        }
        let waits_for = match self.renew.as_ref().map(|renew| renew.login()) {
            Some(Some(login)) => WaitsFor::Login(login),
            Some(None) => WaitsFor::Supplier,
            None => WaitsFor::Operation,
        };
        let before = call.wait_for(waits_for);
        let sought = self.seek(call).await;
        call.wait_for(before);
        sought
    }

    async fn seek(&self, call: &Call<'_>) -> Result<Secret, Failure> {
        let seeker = Seeker::new(self);
        let mut waited_for = None;
        loop {
            if let Some(token) = self.at_hand(call, waited_for) {
                return Ok(token);
            }
            if let Some(failure) = self.failed(call, waited_for) {
                return Err(failure);
            }
            let turn = self
                .state
                .borrow_mut()
                .lease
                .ask(call.ticks(), call.may_vanish());
            match turn {
                Turn::Wait { renewal, ms } => {
                    waited_for = Some(renewal);
                    match ms {
                        Some(ms) => call.sleep(LOOK_MS.min(ms)).await?,
                        None => seeker.woken().await,
                    }
                }
                Turn::Renew { renewal } => {
                    let mut renewing = Renewing {
                        keeper: self,
                        renewal,
                        with_result: false,
                    };
                    let renewed = self.renew(call, &mut renewing).await;
                    if let Err(failure) = &renewed {
                        // It says nothing of the renewal, which ends without a result: another call renews.
                        if failure.control_flow().is_some() {
                            return renewed;
                        }
                        self.note_failure(call, renewal, failure);
                    }
                    renewing.with_result = true;
                    drop(renewing);
                    return renewed.or_else(|failure| self.living(call.now()).ok_or(failure));
                }
            }
        }
    }

    /// The token that is held, unless it is due and this call must see to another. `waited_for`: the renewal that it waited for last.
    fn at_hand(&self, call: &Call<'_>, waited_for: Option<u32>) -> Option<Secret> {
        let (now, ticks) = (call.now(), call.ticks());
        let state = self.state.borrow();
        let held = state.held.as_ref()?;
        let due = held.renew_at.is_some_and(|at| now >= at);
        let living = held.expires_at.is_none_or(|at| now < at);
        let paused = state
            .failed
            .as_ref()
            .is_some_and(|failed| ticks - failed.at < PAUSE_MS);
        let is_its_own = waited_for.is_some() && held.renewal == waited_for;
        let serves = !due
            || self.renew.is_none()
            || is_its_own
            || living && (paused || state.lease.is_held(ticks));
        serves.then(|| held.token.clone())
    }

    /// The failure of the renewal that a call waited for; none where this call may do better.
    fn failed(&self, call: &Call<'_>, waited_for: Option<u32>) -> Option<Failure> {
        let state = self.state.borrow();
        let failed = state.failed.as_ref()?;
        let is_shared = Some(failed.renewal) == waited_for && !may_do_better(call, &failed.failure);
        is_shared.then(|| failed.failure.clone())
    }

    /// The store first, then a renewal. Those that wait go on as soon as the token is held, before the store has it.
    async fn renew(&self, call: &Call<'_>, renewing: &mut Renewing<'_>) -> Result<Secret, Failure> {
        let generation = self.generation();
        let key = self.key.borrow().clone();
        if let Some(key) = &key
            && let Some(stored) = self.shelf.get(call, key).await
            && self.is_usable(&stored, call.now())
        {
            let held = Held::from(&stored);
            let token = held.token.clone();
            self.hold(held, generation);
            return Ok(token);
        }
        // While the store was asked, another may have renewed the token.
        if let Some(held) = &self.state.borrow().held
            && held.renew_at.is_none_or(|at| call.now() < at)
        {
            return Ok(held.token.clone());
        }
        let Some(renew) = &self.renew else {
            return Err(self.missing());
        };
        let wanted = Wanted {
            refused: self.state.borrow().complaint.clone(),
            generation,
        };
        let brought = renew.renew(call, wanted).await?;
        let login = renew.login();
        self.check_brought(&brought.access_token, login)?;
        let (stored, mut held) = taken(brought, call.now());
        held.renewal = Some(renewing.renewal);
        self.hold(held, generation);
        renewing.with_result = true;
        renewing.end();
        self.tell(call, &stored);
        if login.is_some() {
            self.put(call, &stored, generation).await;
        }
        Ok(stored.access_token)
    }

    /// Checks a token that a login, or the user's function, brought.
    fn check_brought(&self, token: &Secret, login: Option<&'static str>) -> Result<(), Failure> {
        let unfit = |mut failure: Failure| {
            failure.kind = ErrorKind::Unauthorized;
            failure.step = login;
            failure.of_token = true;
            failure
        };
        checked_header(token.expose(), "the access token received").map_err(unfit)?;
        if login.is_none() && self.state.borrow().refused.has(token) {
            let again = "getAccessToken gave a token again that the service has refused";
            return Err(unfit(Failure::invalid(again)));
        }
        Ok(())
    }

    async fn keep_from(&self, call: &Call<'_>, token: &StoredToken, generation: u32) {
        self.hold(Held::from(token), generation);
        self.tell(call, token);
        self.put(call, token, generation).await;
    }

    fn tell(&self, call: &Call<'_>, token: &StoredToken) {
        call.exchange.emit(&Event::Token {
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

    fn hold(&self, held: Held, generation: u32) {
        let mut state = self.state.borrow_mut();
        if state.generation == generation {
            // The store may still have the one before, where writing this one fails.
            if let Some(before) = state.held.take()
                && before.token != held.token
            {
                state.set_aside.add(before.token);
            }
            state.held = Some(held);
            state.complaint = None;
            state.failed = None;
            state.seekers.wake();
        }
    }

    fn is_usable(&self, stored: &StoredToken, now: f64) -> bool {
        let is_set_aside = self.state.borrow().set_aside.has(&stored.access_token);
        let fresh = self.renew.is_none() || Held::from(stored).renew_at.is_none_or(|at| now < at);
        !is_set_aside && fresh
    }

    fn living(&self, now: f64) -> Option<Secret> {
        self.state
            .borrow()
            .held
            .as_ref()
            .filter(|held| held.expires_at.is_none_or(|at| now < at))
            .map(|held| held.token.clone())
    }

    fn note_failure(&self, call: &Call<'_>, renewal: u32, failure: &Failure) {
        self.state.borrow_mut().failed = Some(Failed {
            renewal,
            at: call.ticks(),
            failure: failure.clone(),
        });
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

    fn refuse(&self, token: &Secret, now: f64) -> bool {
        if self.renew.is_none() {
            return false;
        }
        let has_expired = self.has_expired(token, now);
        let mut state = self.state.borrow_mut();
        if state.held.as_ref().is_some_and(|held| held.token == *token) {
            state.held = None;
            state.set_aside.add(token.clone());
            if !has_expired {
                state.refused.add(token.clone());
                state.complaint = Some(token.clone());
            }
        }
        true
    }

    fn has_expired(&self, token: &Secret, now: f64) -> bool {
        let state = self.state.borrow();
        match &state.held {
            Some(held) if held.token == *token => held.expires_at.is_some_and(|at| now >= at),
            _ => jwt::times(token.expose()).is_some_and(|times| now >= times.expires_at),
        }
    }
}

impl From<&StoredToken> for Held {
    fn from(stored: &StoredToken) -> Self {
        let life = jwt::times(stored.access_token.expose())
            .and_then(|times| Some(times.expires_at - times.issued_at?));
        Self::living(stored, life)
    }
}

impl Held {
    /// `life`: how long it lives, in milliseconds, where that is known.
    fn living(stored: &StoredToken, life: Option<f64>) -> Self {
        let margin = life.map_or(MARGIN_MS, |life| MARGIN_MS.min(life / 10.0));
        Self {
            token: stored.access_token.clone(),
            expires_at: stored.expires_at,
            renew_at: stored.expires_at.map(|at| at - margin),
            renewal: None,
        }
    }
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

/// What a renewal brought at `now`. Where the user's function says how long the token still lives, that is its life.
fn taken(brought: SuppliedToken, now: f64) -> (StoredToken, Held) {
    let Some(ms) = brought.expires_in_ms else {
        let stored = received(brought.access_token, now);
        let held = Held::from(&stored);
        return (stored, held);
    };
    let left = ms.max(0.0);
    let stored = StoredToken {
        access_token: brought.access_token,
        expires_at: Some(now + left),
    };
    let held = Held::living(&stored, Some(left));
    (stored, held)
}

/// A call that waits for a new token, or renews it.
struct Seeker<'a> {
    keeper: &'a Keeper,
    id: u32,
}

impl<'a> Seeker<'a> {
    fn new(keeper: &'a Keeper) -> Self {
        let seekers = &mut keeper.state.borrow_mut().seekers;
        seekers.last = seekers.last.wrapping_add(1);
        let id = seekers.last;
        seekers.wakers.push((id, None));
        Self { keeper, id }
    }

    /// Ends when a token is there, or the renewal has ended.
    async fn woken(&self) {
        let mut waits = false;
        poll_fn(|context| {
            let mut state = self.keeper.state.borrow_mut();
            let place = state.seekers.place(self.id);
            let Some((_, waker)) = place.and_then(|at| state.seekers.wakers.get_mut(at)) else {
                return Poll::Ready(());
            };
            if waits && waker.is_none() {
                return Poll::Ready(());
            }
            waits = true;
            *waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Seeker<'_> {
    fn drop(&mut self) {
        let is_last = {
            let seekers = &mut self.keeper.state.borrow_mut().seekers;
            if let Some(at) = seekers.place(self.id) {
                seekers.wakers.remove(at);
            }
            seekers.wakers.is_empty()
        };
        if is_last && let Some(renew) = &self.keeper.renew {
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
