//! Sums of rows by a key.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::memory::reserve;
use crate::reader::What;
use crate::rows::{Block, Layout, Rows};
use crate::scan::mix;
use crate::shape::Shape;
use crate::value::Value;

/// There are as many sums, and no more.
const MOST_SUMS: usize = 100_000;

/// What adds up under a key.
#[derive(Debug)]
struct Sum {
    hash: u32,
    /// Where its key ends among all keys.
    end: u32,
    seconds: f64,
    sessions: f64,
}

/// Sums by key. There may be as many rooms as sessions, so they are found by a hash.
#[derive(Debug, Default)]
pub struct Sums {
    /// The keys, one after another.
    keys: Vec<u8>,
    all: Vec<Sum>,
    /// By hash, the place in `all` from 1, and 0 where there is none. Twice as many as there are sums, and a power of two.
    places: Vec<u32>,
}

impl Sums {
    /// Adds to the sum at a place.
    #[inline(always)]
    pub fn add(&mut self, place: usize, seconds: f64) {
        if let Some(sum) = self.all.get_mut(place) {
            sum.seconds += seconds;
            sum.sessions += 1.0;
        }
    }

    /// The place of the sum of a key.
    ///
    /// # Errors
    /// Where there are too many keys, or the memory does not hold them.
    pub fn place(&mut self, key: &[u8]) -> Result<usize, What> {
        if self.places.len() <= self.all.len().saturating_mul(2) {
            self.grow().ok_or(What::OutOfMemory)?;
        }
        let hash = hash(key);
        let (place, found) = self.find(hash, key);
        if found < self.all.len() {
            return Ok(found);
        }
        if self.all.len() >= MOST_SUMS {
            return Err(What::TooMany);
        }
        if !reserve(&mut self.keys, key.len()) || self.all.try_reserve(1).is_err() {
            return Err(What::OutOfMemory);
        }
        self.keys.extend_from_slice(key);
        self.all.push(Sum {
            hash,
            end: self.keys.len() as u32,
            seconds: 0.0,
            sessions: 0.0,
        });
        if let Some(place) = self.places.get_mut(place) {
            *place = self.all.len() as u32;
        }
        Ok(self.all.len().wrapping_sub(1))
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

    /// A list in order, which `taker` takes: by key, the most seconds before that where they count. `write`: a key as a text.
    ///
    /// # Errors
    /// Where the memory does not hold it.
    pub fn in_order(
        &self,
        is_most_first: bool,
        shape: &'static Shape,
        write: fn(&[u8]) -> Cow<'_, [u8]>,
        taker: &mut Box<dyn Rows>,
    ) -> Result<Value, What> {
        // A heap, since it is the smallest code that sorts.
        let mut heap = BinaryHeap::new();
        heap.try_reserve(self.all.len())
            .map_err(|_| What::OutOfMemory)?;
        let Some(layout) = Layout::of_rows(shape) else {
            return Ok(Value::Absent);
        };
        let mut block = Block::default();
        block.begin(layout, taker.is_for_script());
        for (index, sum) in self.all.iter().enumerate() {
            heap.push(Ranked {
                rank: if is_most_first { sum.seconds } else { 0.0 },
                key: self.key(index),
                sum,
            });
        }
        while let Some(Ranked { key, sum, .. }) = heap.pop() {
            let text = write(key);
            let numbers = [sum.seconds, sum.sessions];
            if !block.push(&text, &numbers) {
                taker.take(&mut block).map_err(|unfit| unfit.what)?;
                block.clear();
                if !block.push(&text, &numbers) {
                    return Err(What::OutOfMemory);
                }
            }
        }
        taker.take(&mut block).map_err(|unfit| unfit.what)?;
        taker.end()
    }
}

fn hash(key: &[u8]) -> u32 {
    let mut mixed = key.len() as u64;
    for bytes in key.chunks(8) {
        let word = match bytes.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        mixed = mix(mixed, word);
    }
    (mixed ^ mixed >> 32) as u32
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
