//! Days, as usage is asked for and added up by.

use crate::text::{cat, number, padded};

/// A day of the years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| number(parts.next().filter(|part| part.len() == digits)?);
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let is_one = (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
        (is_one && parts.next().is_none()).then_some(Self { year, month, day })
    }

    /// As `YYYY-MM-DD`.
    pub fn written(self) -> String {
        let padded = |number: u32, width| padded(number.into(), width);
        cat(&[
            &padded(self.year, 4),
            "-",
            &padded(self.month, 2),
            "-",
            &padded(self.day, 2),
        ])
    }

    pub fn before(self) -> Option<Self> {
        let Self { year, month, day } = self;
        Some(match (month, day) {
            (1, 1) => Self {
                year: year.checked_sub(1)?,
                month: 12,
                day: 31,
            },
            (_, 1) => {
                let month = month.saturating_sub(1);
                let day = days(year, month);
                Self { year, month, day }
            }
            _ => Self {
                day: day.saturating_sub(1),
                ..self
            },
        })
    }

    pub fn after(self) -> Option<Self> {
        let Self { year, month, day } = self;
        Some(match (month, day) {
            (12, 31) if year == 9_999 => return None,
            (12, 31) => Self {
                year: year.saturating_add(1),
                month: 1,
                day: 1,
            },
            _ if day == days(year, month) => Self {
                year,
                month: month.saturating_add(1),
                day: 1,
            },
            _ => Self {
                day: day.saturating_add(1),
                ..self
            },
        })
    }
}

/// How many days a month has.
fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day, in UTC, of `YYYY-MM-DD` or of an ISO 8601 timestamp; a time without an offset is UTC.
pub fn day(text: &str) -> Option<Day> {
    let (date, time) = text.split_at_checked(10)?;
    let date = Day::parse(date)?;
    if time.is_empty() {
        return Some(date);
    }
    let time = time.strip_prefix(['T', 't', ' '])?;
    let end = time.find(['Z', 'z', '+', '-']);
    let clock = time.get(..end.unwrap_or(time.len()))?;
    let offset = end.map_or(Some("Z"), |end| time.get(end..))?;
    match minutes(clock)?.checked_sub(offset_minutes(offset)?)? {
        ..0 => date.before(),
        0..DAY_MINUTES => Some(date),
        _ => date.after(),
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
    let number = i32::try_from(number(text)?).ok()?;
    (text.len() == 2 && number <= most).then_some(number)
}
