//! What a header can carry.

use json::Words;

use crate::error::Failure;

/// An access token: a header must be able to carry it.
pub static TOKEN: Words = Words {
    fits: |text| checked_header(text, "").is_ok(),
    expected: "a token that a header can carry",
};

/// Checks a value that goes into a header: visible Latin-1 and spaces, so that nothing can split the request.
pub fn checked_header(value: &str, name: &str) -> Result<(), Failure> {
    if value.is_empty() {
        return Err(Failure::wrong(name, "is empty"));
    }
    let is_plain = value
        .chars()
        .all(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}'));
    let is_space = |c: Option<char>| matches!(c, Some(' ' | '\u{a0}'));
    let mut ends = value.chars();
    if is_plain && !is_space(ends.next()) && !is_space(ends.next_back()) {
        Ok(())
    } else {
        Err(Failure::wrong(
            name,
            "holds a character that a header cannot carry",
        ))
    }
}
