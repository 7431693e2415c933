//! Stepping over what nobody reads: nothing of it is kept, however long it is, and it must be JSON all the same.

use crate::scan::{Digits, Stop, byte, escape, more_run, space, unfit, word_of};

/// A value that is stepped over, as far as it is there.
pub struct Skip {
    /// A bit for each open container, the innermost lowest: 1 for an object.
    kinds: u128,
    open: usize,
    /// How many containers may be open.
    most: usize,
    place: Place,
    /// True once half of a surrogate pair was seen.
    pub has_half: bool,
}

/// Where in it the reading stands.
#[derive(Clone, Copy)]
enum Place {
    Value,
    /// After the opening bracket.
    First,
    Name,
    Colon,
    After,
    Text {
        is_name: bool,
    },
    Number(Digits),
    /// What is left of a word.
    Word(&'static [u8]),
}

impl Skip {
    /// A value in which so many containers may be open at once.
    pub const fn new(most: usize) -> Self {
        Self {
            kinds: 0,
            open: 0,
            most,
            place: Place::Value,
            has_half: false,
        }
    }

    /// Steps over as much as is there, which `at` tells also where that is not all.
    pub fn run(&mut self, input: &[u8], at: &mut usize, is_last: bool) -> Result<(), Stop> {
        loop {
            match self.place {
                Place::Value => {
                    *at = space(input, *at);
                    let first = byte(input, *at);
                    self.place = match first {
                        b'"' => Place::Text { is_name: false },
                        b'{' | b'[' => {
                            if self.open >= self.most {
                                return Err(Stop::TooDeep);
                            }
                            self.open = self.open.wrapping_add(1);
                            self.kinds = self.kinds << 1 | u128::from(first == b'{');
                            Place::First
                        }
                        b't' | b'f' | b'n' => {
                            Place::Word(word_of(first).get(1..).unwrap_or_default())
                        }
                        _ => match Digits::Start.after(first) {
                            Some(digits) => Place::Number(digits),
                            None => return Err(unfit(input, *at)),
                        },
                    };
                    *at = at.wrapping_add(1);
                }
                Place::First => {
                    *at = space(input, *at);
                    if *at >= input.len() {
                        return Err(Stop::Short);
                    }
                    if !self.closes(input, at) {
                        self.place = self.next();
                    }
                }
                Place::Name => {
                    self.expect(input, at, b'"')?;
                    self.place = Place::Text { is_name: true };
                }
                Place::Colon => {
                    self.expect(input, at, b':')?;
                    self.place = Place::Value;
                }
                Place::After => {
                    if self.open == 0 {
                        return Ok(());
                    }
                    *at = space(input, *at);
                    if !self.closes(input, at) {
                        self.expect(input, at, b',')?;
                        self.place = self.next();
                    }
                }
                Place::Text { is_name } => {
                    self.text(input, at)?;
                    self.place = if is_name { Place::Colon } else { Place::After };
                }
                Place::Number(digits) => match digits.after(byte(input, *at)) {
                    Some(digits) => {
                        self.place = Place::Number(digits);
                        *at = at.wrapping_add(1);
                    }
                    None if digits.may_end() && (*at < input.len() || is_last) => {
                        self.place = Place::After;
                    }
                    None => return Err(unfit(input, *at)),
                },
                Place::Word(rest) => match rest.split_first() {
                    Some((first, rest)) => {
                        if byte(input, *at) != *first {
                            return Err(unfit(input, *at));
                        }
                        self.place = Place::Word(rest);
                        *at = at.wrapping_add(1);
                    }
                    None => self.place = Place::After,
                },
            }
        }
    }

    const fn is_in_object(&self) -> bool {
        self.kinds & 1 == 1
    }

    const fn next(&self) -> Place {
        if self.is_in_object() {
            Place::Name
        } else {
            Place::Value
        }
    }

    /// Steps over the bracket that closes the innermost container, if it is there.
    fn closes(&mut self, input: &[u8], at: &mut usize) -> bool {
        let bracket = if self.is_in_object() { b'}' } else { b']' };
        let closes = byte(input, *at) == bracket;
        if closes {
            *at = at.wrapping_add(1);
            self.kinds >>= 1;
            self.open = self.open.wrapping_sub(1);
            self.place = Place::After;
        }
        closes
    }

    fn expect(&self, input: &[u8], at: &mut usize, expected: u8) -> Result<(), Stop> {
        *at = space(input, *at);
        if byte(input, *at) != expected {
            return Err(unfit(input, *at));
        }
        *at = at.wrapping_add(1);
        Ok(())
    }

    /// The rest of a string.
    fn text(&mut self, input: &[u8], at: &mut usize) -> Result<(), Stop> {
        loop {
            let (length, is_ascii) = more_run(input, *at, &mut []);
            let end = at.wrapping_add(length);
            if !is_ascii {
                let bytes = input.get(*at..end).unwrap_or_default();
                if let Err(error) = std::str::from_utf8(bytes) {
                    *at = at.wrapping_add(error.valid_up_to());
                    // A character of which not all is there.
                    let is_short = error.error_len().is_none() && end == input.len();
                    return Err(if is_short { Stop::Short } else { Stop::NotJson });
                }
            }
            *at = end;
            match byte(input, end) {
                b'"' => {
                    *at = end.wrapping_add(1);
                    return Ok(());
                }
                b'\\' => {
                    let escape = escape(input, end)?;
                    self.has_half |= escape.is_half;
                    *at = escape.end;
                }
                _ => return Err(unfit(input, end)),
            }
        }
    }
}
