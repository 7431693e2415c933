//! The budget of one call.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What a longer budget counts as: the longest delay that a JavaScript timer takes (2^31 − 1 ms, about 25 days).
pub const MAX_TIMEOUT_MS: f64 = 2_147_483_647.0;

/// The default budget of a call.
pub const DEFAULT_TIMEOUT_MS: f64 = 30_000.0;

/// Until when a call may take, in the ticks of its clock.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    at: f64,
    budget_ms: f64,
}

impl Deadline {
    pub fn after(now_ticks: f64, budget_ms: f64) -> Self {
        let budget_ms = if budget_ms > MAX_TIMEOUT_MS {
            MAX_TIMEOUT_MS
        } else {
            budget_ms
        };
        Self {
            at: now_ticks + budget_ms,
            budget_ms,
        }
    }

    pub fn remaining_ms(self, now_ticks: f64) -> f64 {
        (self.at - now_ticks).max(0.0)
    }

    pub fn budget_ms(self) -> f64 {
        self.budget_ms
    }
}

/// Which of two futures was first.
pub enum First<A, B> {
    A(A),
    B(B),
}

/// Runs both until one is done, and drops the other; `a` wins a tie.
pub async fn first<A: Future, B: Future>(a: A, b: B) -> First<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        if let Poll::Ready(out) = a.as_mut().poll(context) {
            return Poll::Ready(First::A(out));
        }
        b.as_mut().poll(context).map(First::B)
    })
    .await
}
