//! The meeting rooms and who meets in them: a timetable that is the same in every run, without end in either direction.
//!
//! A day (UTC) is a pure function of the seed and its number. Three rooms are busy round the clock, so that something is
//! always on; the others follow a working day in Seoul (09:00 to 21:00 there is 00:00 to 12:00 UTC).

use rand::{Rng, RngExt};
use std::collections::BTreeMap;

use crate::seed::{Topic, generator};

pub const ROOM_LIMIT: usize = 10;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Rooms that are busy round the clock. They pause every six hours, two hours after one another, so that at
/// least two are always on; the first never pauses longer than it takes to start again.
const STANDING: [(&str, i64); 3] = [
    ("room_name", 0),
    ("상황실 24h", 10 * MINUTE),
    ("글로벌 콜센터", 10 * MINUTE),
];
const STANDING_CYCLE: i64 = 6 * HOUR;
const STANDING_SHIFT: i64 = 2 * HOUR;
const STANDING_JITTER: i64 = 40 * MINUTE;

/// Rooms of the working day, with the number of meetings of a usual weekday.
const BOOKED: [(&str, f64); 11] = [
    ("회의실 1", 9.0),
    ("회의실 2", 8.0),
    ("본사 3층/대회의실", 7.5),
    ("회의실 3", 7.0),
    ("gsdagd", 6.0),
    ("면접실 #2", 5.0),
    ("test", 4.0),
    ("Q&A? 라운지", 3.0),
    ("R&D 100%", 2.5),
    ("점심 🍱", 2.0),
    ("12312", 1.5),
];

/// How much of a weekday's meetings a day at the weekend has.
const WEEKEND: f64 = 0.22;

/// A meeting from its first participant to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub room: &'static str,
    /// Milliseconds since 1970, a whole second.
    pub start: i64,
    pub end: i64,
    /// The most participants it ever has.
    peak: u32,
    /// How long the first participant waits for a second one.
    wait: i64,
    /// Tells its participants' comings and goings from those of any other meeting.
    key: u64,
}

/// What a meeting looks like at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub on_going: bool,
    pub participants: u32,
}

impl Meeting {
    pub fn is_on(&self, now: i64) -> bool {
        self.start <= now && now < self.end
    }

    /// How many take part, at a moment when the meeting is on.
    pub fn at(&self, now: i64) -> Moment {
        let passed = now - self.start;
        if passed < self.wait {
            return Moment {
                on_going: false,
                participants: 1,
            };
        }
        // People arrive over the first part, leave in the last minutes, and come and go in between.
        let share = (passed - self.wait) as f64 / (self.end - self.start - self.wait) as f64;
        let presence = (share / 0.15).min((1.0 - share) / 0.06).clamp(0.0, 1.0);
        let settled = 2.0 + f64::from(self.peak - 2) * presence;
        let mut random = generator(Topic::Participants, self.key, now.div_euclid(40_000) as u64);
        let wobble = f64::from(random.random_range(-1..=1_i32));
        let participants = (settled + wobble).round().clamp(2.0, f64::from(self.peak)) as u32;
        Moment {
            on_going: true,
            participants,
        }
    }
}

/// Meetings by the day on which they end, made when they are first asked for.
#[derive(Debug, Default)]
pub struct Timetable {
    days: BTreeMap<i64, Vec<Meeting>>,
}

/// The number of the UTC day that a time falls on, counted from 1970-01-01.
pub fn day_of(time: i64) -> i64 {
    time.div_euclid(DAY)
}

/// The first millisecond of a day.
pub fn start_of_day(day: i64) -> i64 {
    day * DAY
}

impl Timetable {
    /// The meetings that end on a day, in the order in which they end.
    pub fn ending_on(&mut self, day: i64) -> &[Meeting] {
        self.days
            .entry(day)
            .or_insert_with(|| meetings_ending_on(day))
    }

    /// The meetings that are on, in the order in which they began.
    pub fn live(&mut self, now: i64) -> Vec<Meeting> {
        let today = day_of(now);
        // A meeting of a standing room may run past midnight.
        let mut live: Vec<_> = [today, today + 1]
            .into_iter()
            .flat_map(|day| {
                self.ending_on(day)
                    .iter()
                    .filter(|meeting| meeting.is_on(now))
                    .cloned()
                    .collect::<Vec<_>>()
            })
            .collect();
        live.sort_by_key(|meeting| meeting.start);
        live
    }
}

fn meetings_ending_on(day: i64) -> Vec<Meeting> {
    let mut meetings = booked_on(day);
    for room in 0..STANDING.len() {
        meetings.extend(standing_ending_on(room, day));
    }
    meetings.sort_by_key(|meeting| (meeting.end, meeting.room));
    meetings
}

/// When a standing room ends its nth meeting since 1970.
fn standing_end(room: usize, n: i64) -> i64 {
    let mut random = generator(Topic::Breaks, room as u64, n as u64);
    let jitter = random.random_range(-STANDING_JITTER..=STANDING_JITTER);
    whole_second(n * STANDING_CYCLE + room as i64 * STANDING_SHIFT + jitter)
}

fn standing_ending_on(room: usize, day: i64) -> Vec<Meeting> {
    let (name, pause) = STANDING[room];
    let first = start_of_day(day).div_euclid(STANDING_CYCLE) - 2;
    (first..first + 8)
        .map(|n| (n, standing_end(room, n)))
        .filter(|(_, end)| day_of(*end) == day)
        .map(|(n, end)| {
            let mut random = generator(Topic::Meetings, 1 + room as u64, n as u64);
            meeting(name, standing_end(room, n - 1) + pause, end, &mut random)
        })
        .collect()
}

fn booked_on(day: i64) -> Vec<Meeting> {
    // 1970-01-01 was a Thursday.
    let weekend = matches!((day + 4).rem_euclid(7), 0 | 6);
    let mut wanted = Vec::new();
    let mut random = generator(Topic::Meetings, 0, day as u64);
    for (name, usual) in BOOKED {
        let expected = usual * if weekend { WEEKEND } else { 1.0 } * random.random_range(0.7..1.3);
        let count = (expected + random.random_range(0.0..1.0)) as usize;
        let mut starts: Vec<i64> = (0..count)
            .map(|_| random.random_range(0..12 * HOUR))
            .collect();
        starts.sort_unstable();
        let mut free_from = 0;
        for start in starts {
            let start = whole_second((start_of_day(day) + start).max(free_from));
            // Most meetings are short, a few are very long.
            let length = 10.0 + 130.0 * random.random_range(0.0..1.0_f64).powi(2);
            let end = whole_second(start + (length * MINUTE as f64) as i64);
            if day_of(end) != day {
                break;
            }
            wanted.push(meeting(name, start, end, &mut random));
            free_from = end + random.random_range(MINUTE..8 * MINUTE);
        }
    }

    // The licence holds so many rooms at a time: who comes too late is turned away.
    wanted.sort_by_key(|meeting| meeting.start);
    let mut held: Vec<Meeting> = Vec::new();
    for meeting in wanted {
        let busy = held
            .iter()
            .filter(|other| other.end > meeting.start)
            .count();
        if busy + STANDING.len() < ROOM_LIMIT {
            held.push(meeting);
        }
    }
    held
}

fn meeting(room: &'static str, start: i64, end: i64, random: &mut impl Rng) -> Meeting {
    let peak = 2 + (13.0 * random.random_range(0.0..1.0_f64).powi(2)) as u32;
    Meeting {
        room,
        start,
        end,
        peak,
        wait: random.random_range(MINUTE..4 * MINUTE),
        key: random.random(),
    }
}

fn whole_second(time: i64) -> i64 {
    time.div_euclid(1000) * 1000
}
