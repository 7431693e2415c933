//! Usage: which days are asked for, and how they add up.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use json::{Block, Layout, Rows, Shape, Unfit, Value, What};

use super::day::{Day, day};
use super::types::{DayUsage, RoomUsage};
use crate::error::Failure;
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

/// Adds the sessions up by room and by day, as their rows come.
pub struct Summary {
    rooms: Sums,
    days: Sums,
    count: f64,
    /// What takes the sums by room and by day.
    takers: [Box<dyn Rows>; 2],
}

/// The answer with what [`Summary`] made of its rows.
pub fn summarize(mut usage: Value) -> Value {
    let mut sums = usage.take("detail");
    Value::object([
        ("domain", usage.take("domain")),
        ("totalSecond", usage.take("totalSecond")),
        ("sessionCount", sums.take("sessionCount")),
        ("byRoom", sums.take("byRoom")),
        ("byDay", sums.take("byDay")),
    ])
}

impl Summary {
    /// Nothing added up yet. `takers` take the sums by room and by day.
    pub fn new(takers: [Box<dyn Rows>; 2]) -> Self {
        Self {
            rooms: Sums::default(),
            days: Sums::default(),
            count: 0.0,
            takers,
        }
    }
}

impl Rows for Summary {
    fn take(&mut self, block: &mut Block) -> Result<(), Unfit> {
        let slot = |name| block.slot_of(name);
        let (room, seconds, created) = (
            slot("roomName"),
            slot("sessionTimeSecond"),
            slot("createdAt"),
        );
        for row in 0..block.count {
            let unfit = |member, what| Unfit { row, member, what };
            let day = str::from_utf8(block.text(block.slot(row, created)))
                .ok()
                .and_then(day)
                .ok_or_else(|| unfit("createdAt", What::Not("a timestamp")))?;
            let seconds = Block::number(block.slot(row, seconds));
            let room = block.text(block.slot(row, room));
            self.rooms
                .add(room, seconds)
                .and_then(|()| self.days.add(&day.to_bytes(), seconds))
                .map_err(|what| unfit("roomName", what))?;
            self.count += 1.0;
        }
        Ok(())
    }

    fn end(&mut self) -> Value {
        let [rooms, days] = &mut self.takers;
        Value::object([
            ("sessionCount", self.count.into()),
            ("byRoom", self.rooms.in_order(true, RoomUsage::SHAPE, rooms)),
            ("byDay", self.days.in_order(false, DayUsage::SHAPE, days)),
        ])
    }
}

/// More rooms than that have no place in a summary.
const MOST_SUMS: usize = 100_000;

/// What a room or a day adds up to.
struct Sum {
    hash: u32,
    /// Where its key ends among all keys.
    end: u32,
    seconds: f64,
    sessions: f64,
}

/// Sums by key. There may be as many rooms as sessions, so they are found by a hash.
#[derive(Default)]
struct Sums {
    /// The keys, one after another.
    keys: Vec<u8>,
    all: Vec<Sum>,
    /// By hash, the place in `all` from 1, and 0 where there is none. Twice as many as there are sums, and a power of two.
    places: Vec<u32>,
}

impl Sums {
    fn add(&mut self, key: &[u8], seconds: f64) -> Result<(), What> {
        if self.places.len() <= self.all.len().saturating_mul(2) {
            self.grow().ok_or(What::OutOfMemory)?;
        }
        let hash = hash(key);
        let (place, found) = self.find(hash, key);
        if let Some(sum) = self.all.get_mut(found) {
            sum.seconds += seconds;
            sum.sessions += 1.0;
            return Ok(());
        }
        if self.all.len() >= MOST_SUMS {
            return Err(What::Other(
                "the answer has more than 100,000 different rooms, too many for a summary: ask for fewer days at a time",
            ));
        }
        if !json::reserve(&mut self.keys, key.len()) || self.all.try_reserve(1).is_err() {
            return Err(What::OutOfMemory);
        }
        self.keys.extend_from_slice(key);
        self.all.push(Sum {
            hash,
            end: self.keys.len() as u32,
            seconds,
            sessions: 1.0,
        });
        if let Some(place) = self.places.get_mut(place) {
            *place = self.all.len() as u32;
        }
        Ok(())
    }

    fn key(&self, index: usize) -> &[u8] {
        let end = |index: usize| self.all.get(index).map_or(0, |sum| sum.end as usize);
        let from = index.checked_sub(1).map_or(0, end);
        self.keys.get(from..end(index)).unwrap_or_default()
    }

    /// Where a key is, or is to be, among the places; and its sum's index, beyond all where there is none.
    fn find(&self, hash: u32, key: &[u8]) -> (usize, usize) {
        let mask = self.places.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        loop {
            // The place of none is 0, and its index the largest number.
            let index = (self.places.get(place).copied().unwrap_or(0) as usize).wrapping_sub(1);
            match self.all.get(index) {
                Some(sum) if sum.hash != hash || self.key(index) != key => {
                    place = place.wrapping_add(1) & mask;
                }
                _ => return (place, index),
            }
        }
    }

    fn grow(&mut self) -> Option<()> {
        let size = self.places.len().saturating_mul(2).max(16);
        let mut places = Vec::new();
        places.try_reserve_exact(size).ok()?;
        places.resize(size, 0);
        self.places = places;
        for index in 0..self.all.len() {
            let hash = self.all.get(index)?.hash;
            let (place, _) = self.find(hash, self.key(index));
            *self.places.get_mut(place)? = index.saturating_add(1) as u32;
        }
        Some(())
    }

    /// A list in order: by key, the most seconds before that where they count.
    fn in_order(
        &self,
        is_by_room: bool,
        shape: &'static Shape,
        taker: &mut Box<dyn Rows>,
    ) -> Value {
        // A heap, since it is the smallest code that sorts.
        let mut heap = BinaryHeap::new();
        let Some(layout) = Layout::of_rows(shape) else {
            return Value::Absent;
        };
        let mut block = Block::default();
        block.begin(layout, taker.is_for_script());
        for (index, sum) in self.all.iter().enumerate() {
            heap.push(Ranked {
                rank: if is_by_room { sum.seconds } else { 0.0 },
                key: self.key(index),
                sum,
            });
        }
        while let Some(Ranked { key, sum, .. }) = heap.pop() {
            let day = Day::of_bytes(key).map(Day::written);
            let text = match &day {
                Some(day) if !is_by_room => day.as_bytes(),
                _ => key,
            };
            let numbers = [sum.seconds, sum.sessions];
            if !block.push(text, &numbers) {
                let _ = taker.take(&mut block);
                block.clear();
                block.push(text, &numbers);
            }
        }
        let _ = taker.take(&mut block);
        taker.end()
    }
}

fn hash(key: &[u8]) -> u32 {
    let mix = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    let hash = key.iter().fold(0x811C_9DC5, mix);
    hash ^ hash >> 15
}

/// A sum in the order of a list.
struct Ranked<'a> {
    /// The highest first, then by key.
    rank: f64,
    key: &'a [u8],
    sum: &'a Sum,
}

impl Ord for Ranked<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // The greatest leaves the heap first.
        self.rank
            .total_cmp(&other.rank)
            .then_with(|| other.key.cmp(self.key))
    }
}

impl PartialOrd for Ranked<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Ranked<'_> {}

impl PartialEq for Ranked<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
