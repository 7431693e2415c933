//! The days of a query: which they are, which day a session counts on, and which days in UTC cover them.

use json::{Day, Moment, Moments, Value};

use super::zone::{self, Zone};
use crate::error::Failure;
use crate::text::cat;

/// The days that are asked for. Without a time zone, they are the service's own, and what it answers is what they hold.
pub struct Days {
    /// Of UTC where none is given.
    zone: Zone,
    from: Day,
    to: Day,
    moments: Moments,
    /// True where sessions of other days are left out.
    pub are_cut: bool,
}

impl Days {
    /// Of [`Asked::days`].
    pub fn of(asked: &Value) -> Self {
        let (changes, from, to) = match asked.items() {
            [changes @ .., from, to] => (changes, from.as_number(), to.as_number()),
            _ => (&[][..], None, None),
        };
        let day = |number: Option<f64>, or| number.map_or(or, |number| Day(number as u32));
        Self {
            zone: Zone::of(changes),
            from: day(from, Day::FIRST),
            to: day(to, Day::LAST),
            moments: Moments::default(),
            are_cut: !changes.is_empty(),
        }
    }

    /// The day that a session counts on, of its `createdAt`; none where that is no timestamp.
    pub fn day_of(&mut self, created_at: &[u8]) -> Option<Day> {
        let moment = self.moments.read(created_at)?;
        self.zone.day(moment.seconds)
    }

    /// True for a day that was asked for.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What a query asks for.
pub struct Asked {
    /// The first day in UTC.
    pub first: Day,
    /// The last day in UTC; none for up to now.
    pub last: Option<Day>,
    /// What [`Days::of`] takes.
    pub days: Value,
}

/// Reads the days of a query. A time without an offset is one of the query's time zone.
pub fn ask(query: &Value) -> Result<Asked, Failure> {
    let text = |name| query.get(name).as_text();
    let moment = |name| match text(name) {
        Some(text) => Moment::read(text).map(Some).ok_or_else(|| no_date(name)),
        None => Ok(None),
    };
    let (start, end) = (moment(START)?, moment(END)?);
    let mut days = Vec::new();
    if let Some(name) = text(ZONE) {
        let from = start.as_ref().map_or(0.0, |start| start.seconds);
        let to = end.as_ref().map_or(f64::INFINITY, |end| end.seconds);
        for number in zone::changes(name, from, to) {
            days.push(Value::Number(number));
        }
        if days.is_empty() {
            let words = "is no time zone: give an IANA name such as Asia/Seoul";
            return Err(wrong(ZONE, words));
        }
    }
    let mut zone = Zone::of(&days);
    let mut day = |moment: Option<Moment>, name, or| match moment {
        Some(moment) if moment.is_exact => zone.day(moment.seconds).ok_or_else(|| no_date(name)),
        Some(moment) => Ok(moment.day),
        None => Ok(or),
    };
    let has_end = end.is_some();
    let (from, to) = (day(start, START, Day::FIRST)?, day(end, END, Day::LAST)?);
    if to < from {
        return Err(wrong(END, "is before startTime"));
    }
    let (first, last) = zone.in_utc(from, to);
    if !days.is_empty() {
        days.extend([from, to].map(|day| f64::from(day.0).into()));
    }
    Ok(Asked {
        first,
        last: has_end.then_some(last),
        days: Value::List(days),
    })
}

const START: &str = "startTime";
const END: &str = "endTime";
const ZONE: &str = "timeZone";

fn no_date(name: &str) -> Failure {
    let words = "is no date that exists: give YYYY-MM-DD or an ISO 8601 timestamp";
    wrong(name, words)
}

fn wrong(name: &str, words: &str) -> Failure {
    Failure::wrong(name, words).of(&cat(&["query.", name]))
}
