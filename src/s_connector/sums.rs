//! Sums by room or by day.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use json::{Block, Layout, Rows, Shape, Value, What};

use super::day::Day;

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
pub struct Sums {
    /// The keys, one after another.
    keys: Vec<u8>,
    all: Vec<Sum>,
    /// By hash, the place in `all` from 1, and 0 where there is none. Twice as many as there are sums, and a power of two.
    places: Vec<u32>,
}

impl Sums {
    /// Adds to the sum of a key.
    pub fn add(&mut self, key: &[u8], seconds: f64) -> Result<(), What> {
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
    pub fn in_order(
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
            // The key of a day is its number.
            let day = key.first_chunk().filter(|_| !is_by_room);
            let day = day.map(|number| Day(u32::from_be_bytes(*number)).written());
            let text = day.as_ref().map_or(key, String::as_bytes);
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
