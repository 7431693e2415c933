//! Usage: which days are asked for, and how they add up.

use std::collections::{BTreeMap, HashMap};

use time::{Date, Month};

use super::types::{DayUsage, RoomUsage, Usage, UsageQuery, UsageSummary};
use crate::error::Failure;
use crate::exchange::{json, memory};

/// The query of a usage request, its days checked and written as `YYYY-MM-DD` in UTC.
pub(crate) fn query(query: &UsageQuery) -> Result<String, Failure> {
    let day_of = |text: &str, name: &str| {
        day(text).ok_or_else(|| {
            Failure::wrong(
                name,
                "is no date that exists: give YYYY-MM-DD or an ISO 8601 timestamp",
            )
            .of(&format!("query.{name}"))
        })
    };
    let start = day_of(&query.start_time, "startTime")?;
    let Some(end) = &query.end_time else {
        return Ok(format!("startTime={}", written(start)));
    };
    let end = day_of(end, "endTime")?;
    if end < start {
        return Err(Failure::wrong("endTime", "is before startTime").of("query.endTime"));
    }
    Ok(format!(
        "startTime={}&endTime={}",
        written(start),
        written(end)
    ))
}

fn written(day: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

/// The day, in UTC, of `YYYY-MM-DD` or of an ISO 8601 timestamp; a time without an offset is UTC.
fn day(text: &str) -> Option<Date> {
    let (date, time) = text.split_at_checked(10)?;
    let date = calendar_day(date)?;
    if time.is_empty() {
        return Some(date);
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    match minutes(clock)?.checked_sub(offset_minutes(offset)?)? {
        ..0 => date.previous_day().filter(|day| day.year() >= 0),
        0..DAY_MINUTES => Some(date),
        _ => date.next_day(),
    }
}

const DAY_MINUTES: i32 = 24 * 60;

/// Minutes since midnight of `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff`.
fn minutes(clock: &str) -> Option<i32> {
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut parts = clock.split(':');
    let hours = two_digits(parts.next()?, 23)?;
    let minutes = two_digits(parts.next()?, 59)?;
    let seconds = parts.next();
    let whole = seconds.is_none_or(|seconds| two_digits(seconds, 59).is_some());
    let fits = fraction.is_none_or(|digits| {
        seconds.is_some() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    });
    let ended = parts.next().is_none();
    (whole && fits && ended).then_some(hours.checked_mul(60)?.checked_add(minutes)?)
}

/// Minutes that `Z`, `+hh:mm` or `-hh:mm` is ahead of UTC.
fn offset_minutes(offset: &str) -> Option<i32> {
    let (sign, time) = match offset.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("+", time) => (1, time),
        ("-", time) => (-1, time),
        _ => return None,
    };
    let (hours, rest) = time.split_at_checked(2)?;
    let hours = two_digits(hours, 23)?;
    let minutes = two_digits(rest.strip_prefix(':').unwrap_or(rest), 59)?;
    hours
        .checked_mul(60)?
        .checked_add(minutes)?
        .checked_mul(sign)
}

fn two_digits(text: &str, most: i32) -> Option<i32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

fn calendar_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[derive(Clone, Copy, Default)]
struct Sum {
    seconds: f64,
    sessions: f64,
}

impl Sum {
    fn add(&mut self, seconds: f64) {
        self.seconds += seconds;
        self.sessions += 1.0;
    }
}

/// Adds the sessions up by room and by day.
pub(crate) fn summarize(usage: &Usage) -> Result<UsageSummary, Failure> {
    let mut rooms: HashMap<&str, Sum> = HashMap::new();
    let mut days: BTreeMap<Date, Sum> = BTreeMap::new();
    for (index, entry) in usage.detail.iter().enumerate() {
        let day = day(&entry.created_at).ok_or_else(|| {
            let path = format!("data.detail[{index}].createdAt");
            json::decode_failure(format!("{path} is not a timestamp"), path)
        })?;
        let seconds = entry.session_time_second;
        rooms.try_reserve(1).map_err(|_| memory::failure())?;
        rooms.entry(&entry.room_name).or_default().add(seconds);
        days.entry(day).or_default().add(seconds);
    }
    let mut by_room = Vec::new();
    for (room_name, sum) in rooms {
        let room = RoomUsage {
            room_name: room_name.to_owned(),
            total_second: sum.seconds,
            session_count: sum.sessions,
        };
        memory::push(&mut by_room, room).map_err(|_| memory::failure())?;
    }
    by_room.sort_by(|a, b| {
        b.total_second
            .total_cmp(&a.total_second)
            .then_with(|| a.room_name.cmp(&b.room_name))
    });
    Ok(UsageSummary {
        domain: usage.domain.clone(),
        total_second: usage.total_second,
        session_count: usage.detail.len() as f64,
        by_room,
        by_day: days
            .into_iter()
            .map(|(day, sum)| DayUsage {
                day: written(day),
                total_second: sum.seconds,
                session_count: sum.sessions,
            })
            .collect(),
    })
}
