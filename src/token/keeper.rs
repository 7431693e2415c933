//! Who holds the access token, and who renews it: one at a time, on a lease.

use std::cell::RefCell;
use std::rc::Rc;

use super::jwt;
use super::store::{Shelf, StoredToken, TokenStore};
use crate::error::{ErrorKind, Failure};
use crate::exchange::LocalFuture;
use crate::exchange::call::{Call, Tokens, checked_header};
use crate::exchange::event::Event;
use crate::secret::Secret;

/// How long before its end a token is renewed, in milliseconds; a tenth of its life, if that is less.
const MARGIN_MS: f64 = 30_000.0;
/// How long a call waits for another's renewal before one of the waiters takes it over.
const LEASE_MS: f64 = 1_000.0;
/// How often a waiting call looks. It keeps a timer of its own: in a Worker, the renewal that it waits for may be gone without a word.
const LOOK_MS: f64 = 10.0;
/// After a failed renewal, how long a token that still lives is used before the next try.
const PAUSE_MS: f64 = 5_000.0;

/// Obtains a new access token.
pub(crate) trait Renew {
    /// Logs in, or asks the user's function. `counted`: the login is itself the call that the user made.
    fn renew<'a>(
        &'a self,
        call: &'a Call<'_>,
        counted: bool,
    ) -> LocalFuture<'a, Result<Secret, Failure>>;
    /// True where the token is roomkey's own, and so may go to the store.
    fn is_own(&self) -> bool;
}

/// Holds the access token of one client.
pub(crate) struct Keeper {
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
    /// Tokens that are not to be used again, whatever the store gives; the newest last.
    refused: Vec<Secret>,
    lease: Option<Lease>,
    leases: u64,
    failed: Option<Failed>,
    /// Goes up with every sign-out, so that a renewal which began before it keeps nothing.
    generation: u64,
}

/// How many refused tokens are remembered.
const REFUSED: usize = 16;

impl State {
    fn refuse(&mut self, token: Secret) {
        if self.refused.len() >= REFUSED {
            self.refused.remove(0);
        }
        self.refused.push(token);
    }
}

struct Held {
    token: Secret,
    expires_at: Option<f64>,
    renew_at: Option<f64>,
}

struct Lease {
    id: u64,
    until: f64,
}

struct Failed {
    lease: u64,
    at: f64,
    failure: Failure,
}

/// What a call finds when it looks for a token.
enum Look {
    Use(Secret),
    Wait { lease: u64, ms: f64 },
    Renew { lease: u64 },
    Failed(Failure),
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
        });
        keeper
    }

    /// Logs in with the client's own credentials, whatever is held.
    pub async fn log_in(&self, call: &Call<'_>) -> Result<StoredToken, Failure> {
        let Some(renew) = self.renew.as_ref().filter(|renew| renew.is_own()) else {
            return Err(Failure::invalid(
                "there are no credentials: give them here, or to the constructor",
            ));
        };
        let generation = self.generation();
        let token = received(renew.renew(call, true).await?, call.now());
        self.keep_from(call, &token, generation).await;
        Ok(token)
    }

    /// Holds a token that a sign-in brought, here and in the store; `key` says where, when it was not known before.
    ///
    /// `generation` is that of the sign-in's beginning: one that a sign-out overtook keeps nothing.
    pub async fn keep(
        &self,
        call: &Call<'_>,
        token: &StoredToken,
        key: Option<String>,
        generation: u64,
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
                state.refuse(held.token);
            }
            state.failed = None;
        }
        let key = self.key.borrow().clone();
        if let Some(key) = key {
            self.shelf.delete(call, &key).await;
        }
    }

    async fn obtain(&self, call: &Call<'_>) -> Result<Secret, Failure> {
        let mut waited_for = None;
        loop {
            match self.look(call, waited_for) {
                Look::Use(token) => return Ok(token),
                Look::Failed(failure) => return Err(failure),
                Look::Wait { lease, ms } => {
                    waited_for = Some(lease);
                    call.sleep(ms).await?;
                }
                Look::Renew { lease } => {
                    let guard = LeaseGuard {
                        keeper: self,
                        lease,
                    };
                    let renewed = self.renew(call, &guard).await;
                    drop(guard);
                    return match renewed {
                        Ok(token) => Ok(token),
                        Err(failure) => {
                            self.note_failure(call, lease, &failure);
                            self.living(call.now()).ok_or(failure)
                        }
                    };
                }
            }
        }
    }

    fn look(&self, call: &Call<'_>, waited_for: Option<u64>) -> Look {
        let (now, ticks) = (call.now(), call.ticks());
        let mut state = self.state.borrow_mut();
        if let Some(held) = &state.held {
            let due = held.renew_at.is_some_and(|at| now >= at);
            let living = held.expires_at.is_none_or(|at| now < at);
            let paused = state
                .failed
                .as_ref()
                .is_some_and(|failed| ticks - failed.at < PAUSE_MS);
            let leased = state
                .lease
                .as_ref()
                .is_some_and(|lease| ticks < lease.until);
            if !due || self.renew.is_none() || living && (paused || leased) {
                return Look::Use(held.token.clone());
            }
        }
        if let (Some(waited_for), Some(failed)) = (waited_for, &state.failed)
            && failed.lease == waited_for
            && !may_do_better(call, &failed.failure)
        {
            return Look::Failed(failed.failure.clone());
        }
        match &state.lease {
            Some(lease) if ticks < lease.until => Look::Wait {
                lease: lease.id,
                ms: LOOK_MS.min(lease.until - ticks),
            },
            _ => {
                state.leases = state.leases.wrapping_add(1);
                let lease = state.leases;
                state.lease = Some(Lease {
                    id: lease,
                    until: ticks + LEASE_MS,
                });
                Look::Renew { lease }
            }
        }
    }

    /// The store first, then a renewal. What waits for the lease goes on as soon as the token is held, before the store has it.
    async fn renew(&self, call: &Call<'_>, guard: &LeaseGuard<'_>) -> Result<Secret, Failure> {
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
        let token = renew.renew(call, false).await?;
        checked_header(token.expose(), "the access token received").map_err(|mut failure| {
            failure.kind = ErrorKind::Unauthorized;
            failure
        })?;
        let stored = received(token, call.now());
        self.hold(Held::from(&stored), generation);
        guard.release();
        self.tell(call, &stored);
        if renew.is_own() {
            self.put(call, &stored, generation).await;
        }
        Ok(stored.access_token)
    }

    async fn keep_from(&self, call: &Call<'_>, token: &StoredToken, generation: u64) {
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

    async fn put(&self, call: &Call<'_>, token: &StoredToken, generation: u64) {
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
    pub fn generation(&self) -> u64 {
        self.state.borrow().generation
    }

    fn hold(&self, held: Held, generation: u64) {
        let mut state = self.state.borrow_mut();
        if state.generation == generation {
            // The store may still have the one before, where writing this one fails.
            if let Some(before) = state.held.take()
                && before.token != held.token
            {
                state.refuse(before.token);
            }
            state.held = Some(held);
            state.failed = None;
        }
    }

    fn is_usable(&self, stored: &StoredToken, now: f64) -> bool {
        let refused = self.state.borrow().refused.contains(&stored.access_token);
        let fresh = self.renew.is_none() || Held::from(stored).renew_at.is_none_or(|at| now < at);
        !refused && fresh
    }

    fn living(&self, now: f64) -> Option<Secret> {
        self.state
            .borrow()
            .held
            .as_ref()
            .filter(|held| held.expires_at.is_none_or(|at| now < at))
            .map(|held| held.token.clone())
    }

    fn note_failure(&self, call: &Call<'_>, lease: u64, failure: &Failure) {
        self.state.borrow_mut().failed = Some(Failed {
            lease,
            at: call.ticks(),
            failure: failure.clone(),
        });
    }

    fn missing(&self) -> Failure {
        Failure::new(
            ErrorKind::Unauthorized,
            format!("there is no access token: {}", self.advice),
        )
    }
}

impl Tokens for Keeper {
    fn token<'a>(&'a self, call: &'a Call<'_>) -> LocalFuture<'a, Result<Secret, Failure>> {
        Box::pin(self.obtain(call))
    }

    fn refuse(&self, token: &Secret) -> bool {
        if self.renew.is_none() {
            return false;
        }
        let mut state = self.state.borrow_mut();
        if state.held.as_ref().is_some_and(|held| held.token == *token) {
            state.held = None;
            state.refuse(token.clone());
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
        let margin = life.map_or(MARGIN_MS, |life| MARGIN_MS.min(life / 10.0));
        Self {
            token: stored.access_token.clone(),
            expires_at: stored.expires_at,
            renew_at: stored.expires_at.map(|at| at - margin),
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
pub(crate) fn received(token: Secret, now: f64) -> StoredToken {
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

/// Gives the lease back when the renewal ends, is dropped, or is done with all that others wait for.
struct LeaseGuard<'a> {
    keeper: &'a Keeper,
    lease: u64,
}

impl LeaseGuard<'_> {
    fn release(&self) {
        let mut state = self.keeper.state.borrow_mut();
        if state
            .lease
            .as_ref()
            .is_some_and(|lease| lease.id == self.lease)
        {
            state.lease = None;
        }
    }
}

impl Drop for LeaseGuard<'_> {
    fn drop(&mut self) {
        self.release();
    }
}
