//! Usage: which days are asked for, and how they add up.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use json::{Value, digits};

use super::day::day;
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
        let day = entry
            .get("createdAt")
            .as_text()
            .and_then(day)
            .ok_or_else(|| {
                let path = cat(&["data.detail[", &digits(index as u64), "].createdAt"]);
                decode_failure(&cat(&[&path, " is not a timestamp"]), &path)
            })?;
        let seconds = entry
            .get("sessionTimeSecond")
            .as_number()
            .unwrap_or_default();
        rooms.add(Sum {
            rank: 0.0,
            name: entry.take("roomName"),
            seconds,
            sessions: 1.0,
        })?;
        days.add(Sum {
            rank: 0.0,
            name: Value::Text(day.written()),
            seconds,
            sessions: 1.0,
        })?;
    }
    let mut by_room = Sums::default();
    for room in rooms.added_up() {
        by_room.add(Sum {
            rank: room.seconds,
            ..room
        })?;
    }
    Ok(Value::object([
        ("domain", usage.take("domain")),
        ("totalSecond", usage.take("totalSecond")),
        ("sessionCount", count.into()),
        ("byRoom", list(by_room.added_up(), "roomName")),
        ("byDay", list(days.added_up(), "day")),
    ]))
}

fn list(sums: Vec<Sum>, name: &'static str) -> Value {
    let item = |sum: Sum| {
        Value::object([
            (name, sum.name),
            ("totalSecond", sum.seconds.into()),
            ("sessionCount", sum.sessions.into()),
        ])
    };
    Value::List(sums.into_iter().map(item).collect())
}

/// What a room or a day adds up to.
struct Sum {
    /// The highest first, then by name.
    rank: f64,
    name: Value,
    seconds: f64,
    sessions: f64,
}

/// Sums in order. A heap, since it is the smallest code that sorts.
#[derive(Default)]
struct Sums(BinaryHeap<Sum>);

impl Sums {
    fn add(&mut self, sum: Sum) -> Result<(), Failure> {
        self.0.try_reserve(1).map_err(|_| memory::failure())?;
        self.0.push(sum);
        Ok(())
    }

    /// In order, those of one name as one.
    fn added_up(mut self) -> Vec<Sum> {
        let mut all: Vec<Sum> = Vec::new();
        while let Some(sum) = self.0.pop() {
            match all.last_mut().filter(|last| last.name == sum.name) {
                Some(last) => {
                    last.seconds += sum.seconds;
                    last.sessions += sum.sessions;
                }
                None => all.push(sum),
            }
        }
        all
    }
}

impl Ord for Sum {
    fn cmp(&self, other: &Self) -> Ordering {
        // The greatest leaves the heap first.
        self.rank
            .total_cmp(&other.rank)
            .then_with(|| other.name.as_text().cmp(&self.name.as_text()))
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
