//! The tokens of JSON, on bytes that may not be all there yet: where one ends, and what it says.

/// Why a token cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It goes on after the bytes that are there.
    Short,
    /// It is none.
    NotJson,
    /// It is nested too deep.
    TooDeep,
    /// The memory that there is does not hold it.
    OutOfMemory,
}

/// The byte at a place; 0 after the end, which no JSON holds outside of a string, and no string holds either.
#[inline(always)]
pub fn byte(input: &[u8], at: usize) -> u8 {
    match input.get(at) {
        Some(byte) => *byte,
        None => 0,
    }
}

/// What ends the reading at a byte that does not fit there.
#[cold]
pub const fn unfit(input: &[u8], at: usize) -> Stop {
    if at >= input.len() {
        Stop::Short
    } else {
        Stop::NotJson
    }
}

/// The first byte that is no white space.
#[inline(always)]
pub fn space(input: &[u8], at: usize) -> usize {
    if byte(input, at) > b' ' {
        return at;
    }
    some_space(input, at)
}

#[inline(never)]
fn some_space(input: &[u8], mut at: usize) -> usize {
    while matches!(byte(input, at), b' ' | b'\n' | b'\r' | b'\t') {
        at = at.wrapping_add(1);
    }
    at
}

/// Adds a word to a hash.
#[inline(always)]
pub const fn mix(hash: u64, word: u64) -> u64 {
    (hash ^ word)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The high bits of the bytes that end a run of a string: a quote, a backslash, a control character. Those above the lowest may be wrong.
#[inline(always)]
const fn ends(word: u64) -> u64 {
    let quote = word ^ ONES.wrapping_mul(b'"' as u64);
    let slash = word ^ ONES.wrapping_mul(b'\\' as u64);
    let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
    (quote.wrapping_sub(ONES) & !quote | slash.wrapping_sub(ONES) & !slash | control) & HIGH
}

/// What of a string comes before its end, an escape, or what no string holds: its length, and whether all of it is ASCII.
/// It is copied into `out`, which may get up to eight bytes more, as long as those fit.
#[inline(always)]
pub fn run(input: &[u8], from: usize, out: &mut [u8]) -> (usize, bool) {
    let mut length = 0_usize;
    let mut bits = 0_u64;
    let (words, _) = input.get(from..).unwrap_or_default().as_chunks::<8>();
    let mut places = out.as_chunks_mut::<8>().0.iter_mut();
    for word in words {
        if let Some(place) = places.next() {
            *place = *word;
        }
        let word = u64::from_le_bytes(*word);
        let ends = ends(word);
        if ends != 0 {
            let more = (ends.trailing_zeros() >> 3) as usize;
            // Of the bytes before the first of them; that one is ASCII itself.
            bits |= word & (ends & ends.wrapping_neg()).wrapping_sub(1);
            return (length.wrapping_add(more), bits & HIGH == 0);
        }
        bits |= word;
        length = length.wrapping_add(8);
    }
    loop {
        let byte = byte(input, from.wrapping_add(length));
        if matches!(byte, b'"' | b'\\' | 0..0x20) {
            return (length, bits & HIGH == 0);
        }
        bits |= u64::from(byte);
        if let Some(place) = out.get_mut(length) {
            *place = byte;
        }
        length = length.wrapping_add(1);
    }
}

/// The same, for runs that are rare: the code is there once.
#[inline(never)]
pub fn more_run(input: &[u8], from: usize, out: &mut [u8]) -> (usize, bool) {
    run(input, from, out)
}

/// What an escape stands for.
pub struct Escape {
    /// Where it ends.
    pub end: usize,
    pub character: char,
    /// It was half of a surrogate pair, for which U+FFFD stands.
    pub is_half: bool,
}

/// Reads an escape that begins with the backslash at `at`.
pub fn escape(input: &[u8], at: usize) -> Result<Escape, Stop> {
    let place = at.wrapping_add(1);
    let mut end = at.wrapping_add(2);
    let mut is_half = false;
    let character = match byte(input, place) {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = unit(input, end)?;
            end = end.wrapping_add(4);
            let low = match unit {
                0xD800..0xDC00 => low_half(input, end)?,
                _ => None,
            };
            match low {
                Some(low) => {
                    end = end.wrapping_add(6);
                    let high = (unit & 0x3FF) << 10;
                    char::from_u32(0x1_0000_u32.wrapping_add(high | low & 0x3FF))
                        .unwrap_or('\u{FFFD}')
                }
                None => char::from_u32(unit).unwrap_or_else(|| {
                    is_half = true;
                    '\u{FFFD}'
                }),
            }
        }
        _ => return Err(unfit(input, place)),
    };
    Ok(Escape {
        end,
        character,
        is_half,
    })
}

/// The second half of a surrogate pair, if the next escape is one.
fn low_half(input: &[u8], at: usize) -> Result<Option<u32>, Stop> {
    for (place, expected) in [(at, b'\\'), (at.wrapping_add(1), b'u')] {
        match input.get(place) {
            None => return Err(Stop::Short),
            Some(byte) if *byte != expected => return Ok(None),
            Some(_) => {}
        }
    }
    let unit = unit(input, at.wrapping_add(2))?;
    Ok(matches!(unit, 0xDC00..0xE000).then_some(unit))
}

fn unit(input: &[u8], at: usize) -> Result<u32, Stop> {
    let mut unit = 0_u32;
    for place in at..at.wrapping_add(4) {
        let digit = char::from(byte(input, place))
            .to_digit(16)
            .ok_or_else(|| unfit(input, place))?;
        unit = unit << 4 | digit;
    }
    Ok(unit)
}

/// Where in a number the reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    Start,
    Minus,
    Zero,
    Whole,
    Point,
    Decimals,
    Exponent,
    Sign,
    Power,
}

impl Digits {
    /// After one more byte; `None` where that is no part of the number.
    pub const fn after(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Start, b'-') => Self::Minus,
            (Self::Start | Self::Minus, b'0') => Self::Zero,
            (Self::Start | Self::Minus, b'1'..=b'9') | (Self::Whole, b'0'..=b'9') => Self::Whole,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Point | Self::Decimals, b'0'..=b'9') => Self::Decimals,
            (Self::Zero | Self::Whole | Self::Decimals, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'-' | b'+') => Self::Sign,
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Self::Power,
            _ => return None,
        })
    }

    /// True where the number may end.
    pub const fn may_end(self) -> bool {
        matches!(
            self,
            Self::Zero | Self::Whole | Self::Decimals | Self::Power
        )
    }
}

/// The end of a number. One that goes up to the last byte that is there may go on.
pub fn number(input: &[u8], mut at: usize, is_last: bool) -> Result<usize, Stop> {
    let mut digits = Digits::Start;
    while let Some(next) = digits.after(byte(input, at)) {
        digits = next;
        at = at.wrapping_add(1);
    }
    if digits.may_end() && (at < input.len() || is_last) {
        Ok(at)
    } else {
        Err(unfit(input, at))
    }
}

/// The end of one of JSON's words.
pub fn literal(input: &[u8], at: usize, word: &[u8]) -> Result<usize, Stop> {
    let mut place = at;
    for expected in word {
        if byte(input, place) != *expected {
            return Err(unfit(input, place));
        }
        place = place.wrapping_add(1);
    }
    Ok(place)
}

/// The word that a first letter stands for.
pub const fn word_of(first: u8) -> &'static [u8] {
    match first {
        b't' => b"true",
        b'f' => b"false",
        _ => b"null",
    }
}
