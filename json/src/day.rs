//! Days and moments, as they are written in texts.

/// A day of the years 0 to 9999: its number, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u32);

/// Seconds of a day. Moments are f64, as the platform has them: whole seconds of ten thousand years are exact, and so are their days.
pub const DAY: f64 = 86_400.0;

/// The number of 1970-01-01.
const EPOCH: f64 = 719_528.0;

impl Day {
    /// 0000-01-01.
    pub const FIRST: Self = Self(0);
    /// 9999-12-31.
    pub const LAST: Self = Self(3_652_424);

    /// The day of a moment, in seconds since 1970.
    pub fn at(seconds: f64) -> Option<Self> {
        let number = (seconds / DAY).floor() + EPOCH;
        if number >= 0.0 && number <= f64::from(Self::LAST.0) {
            Some(Self(number as u32))
        } else {
            None
        }
    }

    /// When it begins, in seconds since 1970.
    pub fn begin(self) -> f64 {
        (f64::from(self.0) - EPOCH) * DAY
    }

    /// Takes `YYYY-MM-DD` off the beginning.
    fn take(rest: &mut &[u8]) -> Option<Self> {
        let year = take_number(rest, 4, 9_999)?;
        let month = take_number(after(rest, b"-")?, 2, 12)?;
        let day = take_number(after(rest, b"-")?, 2, days(year, month))?;
        let before = |month: u32| days(year, month);
        let number = (1..month)
            .map(before)
            .fold(first_of(year), u32::wrapping_add);
        (month > 0 && day > 0).then(|| Self(number.wrapping_add(day).wrapping_sub(1)))
    }

    /// As `YYYY-MM-DD`.
    pub fn written(self) -> String {
        // The year that it would be if all were as long, or the one after.
        let mut year = self.0.wrapping_mul(400) / 146_097;
        if first_of(year.wrapping_add(1)) <= self.0 {
            year = year.wrapping_add(1);
        } else if first_of(year) > self.0 {
            year = year.wrapping_sub(1);
        }
        let (mut month, mut day) = (1, self.0.wrapping_sub(first_of(year)));
        while day >= days(year, month) && month < 12 {
            day = day.wrapping_sub(days(year, month));
            month = month.wrapping_add(1);
        }
        let mut numbers = [day.wrapping_add(1), month, year].into_iter();
        let mut left = 0;
        // From behind: a number begins before each mark.
        let mut reversed = b"-00-00-0000".map(|mark| {
            if mark == b'-' {
                left = numbers.next().unwrap_or(0);
                return mark;
            }
            // Always a digit.
            let digit = b'0' | (left % 10) as u8;
            left /= 10;
            digit
        });
        reversed.reverse();
        let [written @ .., _] = reversed;
        String::from_utf8(written.into()).unwrap_or_default()
    }
}

/// The number of a year's first day.
fn first_of(year: u32) -> u32 {
    // Leap years before it: the year 0 is one.
    year.wrapping_mul(365)
        .wrapping_add(year.div_ceil(4))
        .wrapping_sub(year.div_ceil(100))
        .wrapping_add(year.div_ceil(400))
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

/// A moment as it is written.
#[derive(Debug)]
pub struct Moment {
    /// The day that is written.
    pub day: Day,
    /// The seconds since 1970; those of UTC where it says no offset.
    pub seconds: f64,
    /// Whether it says how far it is from UTC.
    pub is_exact: bool,
}

/// Reads moments, of which each is mostly on the day of the one before.
#[derive(Debug)]
pub struct Moments {
    date: [u8; 10],
    day: Day,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            date: *b"0000-01-01",
            day: Day::FIRST,
        }
    }
}

impl Moments {
    /// Reads `YYYY-MM-DD`, which is when that day begins, or an ISO 8601 timestamp.
    pub fn read(&mut self, text: &[u8]) -> Option<Moment> {
        let (date, rest) = text.split_first_chunk()?;
        if *date != self.date {
            self.day = Day::take(&mut &date[..])?;
            self.date = *date;
        }
        Moment::on(self.day, rest)
    }
}

impl Moment {
    /// Reads one alone.
    pub fn read(text: &str) -> Option<Self> {
        Moments::default().read(text.as_bytes())
    }

    /// On a day, at the time that follows its date.
    fn on(day: Day, mut rest: &[u8]) -> Option<Self> {
        let mut moment = Self {
            day,
            seconds: day.begin(),
            is_exact: false,
        };
        if rest.is_empty() {
            return Some(moment);
        }
        let hours = take_number(after(&mut rest, b"Tt ")?, 2, 23)?;
        let minutes = take_number(after(&mut rest, b":")?, 2, 59)?;
        moment.seconds += seconds_of(hours, minutes);
        if after(&mut rest, b":").is_some() {
            moment.seconds += f64::from(take_number(&mut rest, 2, 59)?);
            if after(&mut rest, b".,").is_some() {
                take_number(&mut rest, 1, 9)?;
                while let [b'0'..=b'9', others @ ..] = rest {
                    rest = others;
                }
            }
        }
        moment.is_exact = !rest.is_empty();
        if moment.is_exact && after(&mut rest, b"Zz").is_none() {
            let is_ahead = after(&mut rest, b"+").is_some();
            if !is_ahead {
                after(&mut rest, b"-")?;
            }
            let hours = take_number(&mut rest, 2, 23)?;
            let _ = after(&mut rest, b":");
            let offset = seconds_of(hours, take_number(&mut rest, 2, 59)?);
            moment.seconds -= if is_ahead { offset } else { -offset };
        }
        rest.is_empty().then_some(moment)
    }
}

fn seconds_of(hours: u32, minutes: u32) -> f64 {
    f64::from(hours.wrapping_mul(60).wrapping_add(minutes)) * 60.0
}

/// What follows, where it begins with one of some characters.
fn after<'a, 'b>(rest: &'a mut &'b [u8], marks: &[u8]) -> Option<&'a mut &'b [u8]> {
    let (first, others) = rest.split_first()?;
    if !marks.iter().any(|mark| mark == first) {
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
