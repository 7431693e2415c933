//! A time zone: how far it is from UTC, and since when.

use json::{DAY, Day, Value};

/// A time zone over the time that matters. One without changes is UTC.
pub struct Zone {
    /// `[offset, from, offset, from, offset, …]`, all in seconds: the first offset goes until the first moment, and each other one from
    /// the moment before it.
    changes: Vec<Value>,
    /// The span of the last moment that was looked up: rows that follow one another are mostly in one.
    index: usize,
    span: Span,
}

/// A time with one offset.
#[derive(Clone, Copy)]
struct Span {
    from: f64,
    until: f64,
    offset: f64,
}

impl Zone {
    pub fn of(changes: &[Value]) -> Self {
        Self {
            changes: changes.to_vec(),
            index: 0,
            span: span(changes, 0),
        }
    }

    /// The day that it is at a moment, in seconds since 1970.
    pub fn day(&mut self, seconds: f64) -> Option<Day> {
        while seconds < self.span.from {
            self.go(self.index.wrapping_sub(2));
        }
        while seconds >= self.span.until {
            self.go(self.index.wrapping_add(2));
        }
        Day::at(seconds + self.span.offset)
    }

    fn go(&mut self, index: usize) {
        self.index = index;
        self.span = span(&self.changes, index);
    }

    /// The days in UTC on which it is a day here that is neither before the first, nor after the last.
    pub fn in_utc(&self, first: Day, last: Day) -> (Day, Day) {
        let (mut begin, mut end) = (f64::INFINITY, f64::NEG_INFINITY);
        for index in (0..self.changes.len().max(1)).step_by(2) {
            let span = span(&self.changes, index);
            let from = span.from.max(first.begin() - span.offset);
            if from < span.until {
                begin = begin.min(from);
            }
            let until = span.until.min(last.begin() + DAY - span.offset);
            if until > span.from {
                end = end.max(until - 1.0);
            }
        }
        let day = |seconds, beyond| Day::at(seconds).unwrap_or(beyond);
        (day(begin, Day::FIRST), day(end, Day::LAST))
    }
}

/// The span whose offset is at an index.
fn span(changes: &[Value], index: usize) -> Span {
    let number = |index: usize| changes.get(index).and_then(Value::as_number);
    Span {
        from: number(index.wrapping_sub(1)).unwrap_or(f64::NEG_INFINITY),
        until: number(index.wrapping_add(1)).unwrap_or(f64::INFINITY),
        offset: number(index).unwrap_or_default(),
    }
}

/// Days before and after the ones that are asked for matter: no zone is that far from UTC.
const MARGIN: f64 = 2.0 * DAY;

/// The changes of a time zone from a moment to another one (infinity: until some years from now); none where there is no such zone.
pub fn changes(name: &str, from: f64, to: f64) -> Vec<f64> {
    platform::changes(name, from - MARGIN, to + MARGIN)
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/s_connector/zone.js")]
    extern "C" {
        pub fn changes(name: &str, from: f64, to: f64) -> Vec<f64>;
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use jiff::Timestamp;
    use jiff::tz::TimeZoneDatabase;

    /// As many as zones have in centuries: a query without an end, or with one that is far away, ends somewhere.
    const MOST: usize = 1_000;

    pub fn changes(name: &str, from: f64, to: f64) -> Vec<f64> {
        let Ok(zone) = TimeZoneDatabase::bundled().get(name) else {
            return Vec::new();
        };
        if zone.is_unknown() {
            return Vec::new();
        }
        let from = Timestamp::from_second(from as i64).unwrap_or(Timestamp::MIN);
        let mut list = vec![zone.to_offset(from).seconds().into()];
        for change in zone.following(from).take(MOST) {
            let at = change.timestamp().as_second() as f64;
            if at > to {
                break;
            }
            list.extend([at, change.offset().seconds().into()]);
        }
        list
    }
}
