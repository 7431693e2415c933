//! Usage: which days are asked for, and how they add up.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use json::{Value, digits};

use super::day::{Day, day};
use crate::error::Failure;
use crate::exchange::answer::decode_failure;
use crate::exchange::memory;
use crate::text::cat;

/// The query of a usage request, its days checked and written as `YYYY-MM-DD` in UTC.
pub fn query(query: &Value) -> Result<String, Failure> {
    let day_of = |name: &str| {
        let Some(text) = query.get(name).as_text() else {
            return Ok(None);
        };
        let found = day(text).ok_or_else(|| {
            let words = "is no date that exists: give YYYY-MM-DD or an ISO 8601 timestamp";
            Failure::wrong(name, words).of(&cat(&["query.", name]))
        });
        found.map(Some)
    };
    let (start, end) = (day_of("startTime")?, day_of("endTime")?);
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        return Err(Failure::wrong("endTime", "is before startTime").of("query.endTime"));
    }
    let mut out = String::new();
    for (name, day) in [("startTime=", start), ("&endTime=", end)] {
        if let Some(day) = day {
            out.push_str(name);
            out.push_str(&day.written());
        }
    }
    Ok(out)
}

/// Adds the sessions up by room and by day.
pub fn summarize(mut usage: Value) -> Result<Value, Failure> {
    let (mut rooms, mut days) = (Sums::default(), Sums::default());
    let detail = usage.take("detail").into_items();
    let count = detail.len() as f64;
    for (index, mut entry) in detail.into_iter().enumerate() {
        let Some(day) = entry.get("createdAt").as_text().and_then(day) else {
            let path = cat(&["data.detail[", &digits(index as u64), "].createdAt"]);
            return Err(decode_failure(&cat(&[&path, " is not a timestamp"]), &path));
        };
        let seconds = entry
            .get("sessionTimeSecond")
            .as_number()
            .unwrap_or_default();
        if let Value::Text(room) = entry.take("roomName") {
            rooms.add(Key::Room(room), seconds)?;
        }
        days.add(Key::Day(day), seconds)?;
    }
    Ok(Value::object([
        ("domain", usage.take("domain")),
        ("totalSecond", usage.take("totalSecond")),
        ("sessionCount", count.into()),
        ("byRoom", rooms.in_order(true, "roomName")?),
        ("byDay", days.in_order(false, "day")?),
    ]))
}

/// What is added up.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Room(String),
    Day(Day),
}

impl Key {
    fn hash(&self) -> usize {
        let mix = |hash: u32, more: u32| (hash ^ more).wrapping_mul(0x0100_0193);
        let hash = match self {
            Self::Room(name) => name
                .bytes()
                .fold(0x811C_9DC5, |hash, byte| mix(hash, byte.into())),
            Self::Day(day) => mix(mix(mix(0x811C_9DC5, day.year), day.month), day.day),
        };
        (hash ^ hash >> 15) as usize
    }
}

/// What a room or a day adds up to.
struct Sum {
    /// The highest first, then by key.
    rank: f64,
    key: Key,
    seconds: f64,
    sessions: f64,
}

/// Sums by key. There may be as many rooms as sessions, so they are found by a hash.
#[derive(Default)]
struct Sums {
    all: Vec<Sum>,
    /// By hash, the place in `all` from 1, and 0 where there is none. Twice as many as there are sums, and a power of two.
    places: Vec<u32>,
}

impl Sums {
    fn add(&mut self, key: Key, seconds: f64) -> Result<(), Failure> {
        if self.places.len() <= self.all.len().saturating_mul(2) {
            self.grow()?;
        }
        let (place, found) = self.find(&key);
        if let Some(sum) = self.all.get_mut(found) {
            sum.seconds += seconds;
            sum.sessions += 1.0;
            return Ok(());
        }
        self.all.try_reserve(1).map_err(|_| memory::failure())?;
        self.all.push(Sum {
            rank: 0.0,
            key,
            seconds,
            sessions: 1.0,
        });
        if let Some(place) = self.places.get_mut(place) {
            *place = self.all.len() as u32;
        }
        Ok(())
    }

    /// Where a key is, or is to be, among the places; and its sum's index, beyond all where there is none.
    fn find(&self, key: &Key) -> (usize, usize) {
        let mask = self.places.len().wrapping_sub(1);
        let mut place = key.hash() & mask;
        loop {
            // The place of none is 0, and its index the largest number.
            let index = (self.places.get(place).copied().unwrap_or(0) as usize).wrapping_sub(1);
            match self.all.get(index) {
                Some(sum) if sum.key != *key => place = place.wrapping_add(1) & mask,
                _ => return (place, index),
            }
        }
    }

    fn grow(&mut self) -> Result<(), Failure> {
        let size = self.places.len().saturating_mul(2).max(16);
        let mut places = Vec::new();
        places
            .try_reserve_exact(size)
            .map_err(|_| memory::failure())?;
        places.resize(size, 0);
        self.places = places;
        for index in 0..self.all.len() {
            let place = self.all.get(index).map(|sum| self.find(&sum.key).0);
            if let Some(place) = place.and_then(|place| self.places.get_mut(place)) {
                *place = index.saturating_add(1) as u32;
            }
        }
        Ok(())
    }

    /// A list in order: by key, the most seconds before that where they count.
    fn in_order(self, most_first: bool, name: &'static str) -> Result<Value, Failure> {
        // A heap, since it is the smallest code that sorts.
        let mut heap = BinaryHeap::new();
        heap.try_reserve(self.all.len())
            .map_err(|_| memory::failure())?;
        for sum in self.all {
            let rank = if most_first { sum.seconds } else { 0.0 };
            heap.push(Sum { rank, ..sum });
        }
        let mut list = Vec::new();
        while let Some(sum) = heap.pop() {
            let key = match sum.key {
                Key::Room(name) => Value::Text(name),
                Key::Day(day) => Value::Text(day.written()),
            };
            list.try_reserve(1).map_err(|_| memory::failure())?;
            list.push(Value::object([
                (name, key),
                ("totalSecond", sum.seconds.into()),
                ("sessionCount", sum.sessions.into()),
            ]));
        }
        Ok(Value::List(list))
    }
}

impl Ord for Sum {
    fn cmp(&self, other: &Self) -> Ordering {
        // The greatest leaves the heap first.
        self.rank
            .total_cmp(&other.rank)
            .then_with(|| other.key.cmp(&self.key))
    }
}

impl PartialOrd for Sum {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Sum {}

impl PartialEq for Sum {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
