//! Usage: which days are asked for, and what is made of their sessions while they come.

use std::borrow::Cow;

use json::{Block, Day, Rows, Sums, Unfit, Value, What};

use super::days::{self, Asked, Days};
use super::types::{DayUsage, RoomUsage};
use crate::error::Failure;
use crate::text::cat;

/// The query of a usage request, its days checked and written as `YYYY-MM-DD` in UTC; and what [`Days::of`] takes.
pub fn query(query: &Value) -> Result<(String, Value), Failure> {
    let Asked { first, last, days } = days::ask(query)?;
    let mut out = cat(&["startTime=", &first.written()]);
    if let Some(last) = last {
        out.push_str("&endTime=");
        out.push_str(&last.written());
    }
    Ok((out, days))
}

/// Where the members of a session are.
struct Slots {
    room: usize,
    seconds: usize,
    created_at: usize,
}

impl Slots {
    fn of(block: &Block) -> Self {
        Self {
            room: block.slot_of("roomName"),
            seconds: block.slot_of("sessionTimeSecond"),
            created_at: block.slot_of("createdAt"),
        }
    }
}

/// The sessions of the days that are asked for, counted.
struct Sessions {
    days: Days,
    count: f64,
    seconds: f64,
}

impl Sessions {
    const fn of(days: Days) -> Self {
        Self {
            days,
            count: 0.0,
            seconds: 0.0,
        }
    }

    /// The day and the seconds of a session, where it is one of the days that are asked for.
    fn next(
        &mut self,
        block: &Block,
        slots: &Slots,
        row: usize,
    ) -> Result<Option<(Day, f64)>, Unfit> {
        let created_at = block.ascii(block.slot(row, slots.created_at));
        let Some(day) = self.days.day_of(created_at) else {
            return Err(Unfit {
                row,
                member: "createdAt",
                what: What::Not("a timestamp"),
            });
        };
        if !self.days.holds(day) {
            return Ok(None);
        }
        let seconds = Block::number(block.slot(row, slots.seconds));
        self.count += 1.0;
        self.seconds += seconds;
        Ok(Some((day, seconds)))
    }

    /// Their seconds in all; absent where the service's own sum is meant, since no time zone was asked for.
    fn total(&self) -> Value {
        self.days.are_cut.then_some(self.seconds).into()
    }
}

/// Takes the sessions of the days that are asked for in a time zone, and leaves out all others.
pub struct Cut {
    sessions: Sessions,
    taker: Box<dyn Rows>,
}

impl Cut {
    /// What takes the rows of these days.
    pub fn to(days: Days, taker: Box<dyn Rows>) -> Box<dyn Rows> {
        if !days.are_cut {
            return taker;
        }
        Box::new(Self {
            sessions: Sessions::of(days),
            taker,
        })
    }
}

impl Rows for Cut {
    fn is_for_script(&self) -> bool {
        self.taker.is_for_script()
    }

    fn take(&mut self, block: &mut Block) -> Result<(), Unfit> {
        let mut unfit = None;
        let slots = Slots::of(block);
        block.retain(|block, row| {
            let next = self.sessions.next(block, &slots, row);
            let is_kept = matches!(next, Ok(Some(_)));
            if let Err(wrong) = next {
                unfit.get_or_insert(wrong);
            }
            is_kept
        });
        match unfit {
            Some(wrong) => Err(wrong),
            None => self.taker.take(block),
        }
    }

    fn end(&mut self) -> Result<Value, What> {
        Ok(Value::object([
            ("totalSecond", self.sessions.total()),
            ("detail", self.taker.end()?),
        ]))
    }
}

/// The answer with what [`Cut`] left of its rows.
pub fn listed(mut usage: Value) -> Value {
    let mut cut = usage.take("detail");
    let total = cut.take("totalSecond");
    if total.is_absent() {
        usage.set("detail", cut);
    } else {
        usage.set("totalSecond", total);
        usage.set("detail", cut.take("detail"));
    }
    usage
}

/// Adds the sessions up by room and by day.
pub struct Summary {
    sessions: Sessions,
    rooms: Sums,
    days: Sums,
    /// The places of the sums of a block's rooms, by the number that their names are told by; beyond all where none was needed yet.
    known: Vec<usize>,
    /// The day of the row before, and the place of its sum.
    last: Option<(Day, usize)>,
    /// What takes the sums by room and by day.
    takers: [Box<dyn Rows>; 2],
}

impl Summary {
    /// Nothing added up yet. `takers` take the sums by room and by day.
    pub fn new(days: Days, takers: [Box<dyn Rows>; 2]) -> Self {
        Self {
            sessions: Sessions::of(days),
            rooms: Sums::default(),
            days: Sums::default(),
            known: Vec::new(),
            last: None,
            takers,
        }
    }
}

impl Summary {
    fn add(&mut self, block: &Block, room: u64, day: Day, seconds: f64) -> Result<(), What> {
        let number = Block::known(room);
        let known = number.and_then(|number| self.known.get(number).copied());
        let place = match known {
            Some(place) if place != usize::MAX => place,
            _ => {
                let place = self.rooms.place(block.text(room))?;
                if let Some(number) = number {
                    self.remember(number, place)?;
                }
                place
            }
        };
        self.rooms.add(place, seconds);
        let place = match self.last {
            Some((last, place)) if last == day => place,
            _ => self.days.place(&day.0.to_be_bytes())?,
        };
        self.last = Some((day, place));
        self.days.add(place, seconds);
        Ok(())
    }

    fn remember(&mut self, number: usize, place: usize) -> Result<(), What> {
        let length = self.known.len().max(number.saturating_add(1));
        let more = length.saturating_sub(self.known.len());
        self.known
            .try_reserve(more)
            .map_err(|_| What::OutOfMemory)?;
        self.known.resize(length, usize::MAX);
        if let Some(there) = self.known.get_mut(number) {
            *there = place;
        }
        Ok(())
    }
}

impl Rows for Summary {
    fn take(&mut self, block: &mut Block) -> Result<(), Unfit> {
        let slots = Slots::of(block);
        self.known.clear();
        for row in 0..block.count {
            let Some((day, seconds)) = self.sessions.next(block, &slots, row)? else {
                continue;
            };
            let room = block.slot(row, slots.room);
            self.add(block, room, day, seconds).map_err(|what| Unfit {
                row,
                member: "roomName",
                what,
            })?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<Value, What> {
        let [rooms, days] = &mut self.takers;
        let (rooms_of, days_of) = (RoomUsage::SHAPE, DayUsage::SHAPE);
        let by_room = self
            .rooms
            .in_order(true, rooms_of, |name| name.into(), rooms)?;
        let by_day = self.days.in_order(false, days_of, day_of, days)?;
        Ok(Value::object([
            ("totalSecond", self.sessions.total()),
            ("sessionCount", self.sessions.count.into()),
            ("byRoom", by_room),
            ("byDay", by_day),
        ]))
    }
}

/// The key of a day is its number.
fn day_of(key: &[u8]) -> Cow<'_, [u8]> {
    let number = key.first_chunk().copied().unwrap_or_default();
    Day(u32::from_be_bytes(number))
        .written()
        .into_bytes()
        .into()
}

/// The answer with what [`Summary`] made of its rows.
pub fn summarized(mut usage: Value) -> Value {
    let mut sums = usage.take("detail");
    let total = match sums.take("totalSecond") {
        Value::Absent => usage.take("totalSecond"),
        total => total,
    };
    Value::object([
        ("domain", usage.take("domain")),
        ("totalSecond", total),
        ("sessionCount", sums.take("sessionCount")),
        ("byRoom", sums.take("byRoom")),
        ("byDay", sums.take("byDay")),
    ])
}
