//! Who may renew the token, and how long the others wait. Pure: it knows no clock and no future.

use crate::exchange::retry::doubled;

/// How long the right to renew lasts at first, where calls may vanish, in milliseconds.
const FIRST_MS: f64 = 1_000.0;
/// How often it doubles at the most: up to 16 seconds.
const MOST_DOUBLINGS: u32 = 4;

/// The right to renew the token. One call at a time has it, and gives it back when it ends.
///
/// Where a call may vanish without an end, the right also runs out: after a second, then after two, four, eight and sixteen, so that a
/// login that is only slow is not repeated every second.
#[derive(Debug, Default)]
pub struct Lease {
    holder: Option<Holder>,
    /// The number of the last renewal.
    renewals: u32,
    /// How often in a row the right ran out.
    ran_out: u32,
}

#[derive(Debug)]
struct Holder {
    renewal: u32,
    /// When its right runs out, in ticks; infinite where it does not.
    until: f64,
}

/// What a call that needs a new token is to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// Renew it, and call [`Lease::end`] with this number however that ends.
    Renew { renewal: u32 },
    /// Wait for this renewal until it ends, or its right runs out in so many milliseconds; then ask again.
    Wait { renewal: u32, ms: Option<f64> },
}

impl Lease {
    /// Asks for the right to renew. `may_vanish`: a call of this runtime may vanish without an end.
    pub fn ask(&mut self, ticks: f64, may_vanish: bool) -> Turn {
        if let Some(holder) = &self.holder {
            let ms = holder.until - ticks;
            if ms > 0.0 {
                return Turn::Wait {
                    renewal: holder.renewal,
                    ms: (ms < f64::INFINITY).then_some(ms),
                };
            }
            self.ran_out = self.ran_out.saturating_add(1);
        }
        self.renewals = self.renewals.wrapping_add(1);
        self.holder = Some(Holder {
            renewal: self.renewals,
            until: if may_vanish {
                ticks + doubled(FIRST_MS, self.ran_out.min(MOST_DOUBLINGS))
            } else {
                f64::INFINITY
            },
        });
        Turn::Renew {
            renewal: self.renewals,
        }
    }

    /// True while another call renews and may be expected to end.
    pub fn is_held(&self, ticks: f64) -> bool {
        let holder = self.holder.as_ref();
        holder.is_some_and(|holder| ticks < holder.until)
    }

    /// A renewal has ended. With a result (a token, or a failure) the service does answer, so the next right is a short one again.
    pub fn end(&mut self, renewal: u32, with_result: bool) {
        if with_result {
            self.ran_out = 0;
        }
        if self
            .holder
            .as_ref()
            .is_some_and(|holder| holder.renewal == renewal)
        {
            self.holder = None;
        }
    }
}
