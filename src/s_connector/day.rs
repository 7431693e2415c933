//! Days, as usage is asked for and added up by.

use crate::text::{cat, padded};

/// A day of the years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    /// Takes `YYYY-MM-DD` off the beginning.
    fn take(rest: &mut &[u8]) -> Option<Self> {
        let year = take_number(rest, 4, 9_999)?;
        let month = take_number(after(rest, b"-")?, 2, 12)?;
        let day = take_number(after(rest, b"-")?, 2, days(year, month))?;
        (month > 0 && day > 0).then_some(Self { year, month, day })
    }

    /// Four bytes that are in order as the days are.
    pub const fn to_bytes(self) -> [u8; 4] {
        (self.year << 9 | self.month << 5 | self.day).to_be_bytes()
    }

    /// The day of these bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let number = u32::from_be_bytes(*bytes.first_chunk()?);
        Some(Self {
            year: number >> 9,
            month: number >> 5 & 15,
            day: number & 31,
        })
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
    let mut rest = text.as_bytes();
    let date = Day::take(&mut rest)?;
    if rest.is_empty() {
        return Some(date);
    }
    let mut minutes = take_number(after(&mut rest, b"Tt ")?, 2, 23)?.wrapping_mul(60);
    minutes = minutes.wrapping_add(take_number(after(&mut rest, b":")?, 2, 59)?);
    if after(&mut rest, b":").is_some() {
        take_number(&mut rest, 2, 59)?;
        if after(&mut rest, b".,").is_some() {
            after(&mut rest, DIGITS)?;
            while after(&mut rest, DIGITS).is_some() {}
        }
    }
    // Minutes of an offset ahead of UTC are taken off; a day more than that keeps it above 0.
    let mut minutes = minutes.wrapping_add(DAY_MINUTES);
    if after(&mut rest, b"Zz").is_none() && !rest.is_empty() {
        let is_ahead = after(&mut rest, b"+").is_some();
        if !is_ahead {
            after(&mut rest, b"-")?;
        }
        let hours = take_number(&mut rest, 2, 23)?;
        let _ = after(&mut rest, b":");
        let offset = hours
            .wrapping_mul(60)
            .wrapping_add(take_number(&mut rest, 2, 59)?);
        minutes = if is_ahead {
            minutes.wrapping_sub(offset)
        } else {
            minutes.wrapping_add(offset)
        };
    }
    match minutes / DAY_MINUTES {
        _ if !rest.is_empty() => None,
        0 => date.before(),
        1 => Some(date),
        _ => date.after(),
    }
}

const DAY_MINUTES: u32 = 24 * 60;
const DIGITS: &[u8] = b"0123456789";

/// What follows, where it begins with one of some characters.
fn after<'a, 'b>(rest: &'a mut &'b [u8], marks: &[u8]) -> Option<&'a mut &'b [u8]> {
    let (first, others) = rest.split_first()?;
    if !marks.contains(first) {
        return None;
    }
    *rest = others;
    Some(rest)
}

/// Takes a number of so many digits, at the most four, off the beginning.
fn take_number(rest: &mut &[u8], digits: u32, most: u32) -> Option<u32> {
    let mut number = 0_u32;
    for _ in 0..digits {
        let (digit @ b'0'..=b'9', others) = rest.split_first()? else {
            return None;
        };
        *rest = others;
        number = number.wrapping_mul(10).wrapping_add(u32::from(digit & 15));
    }
    (number <= most).then_some(number)
}
