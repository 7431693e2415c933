//! Names that nobody knows, and what was meant by them.

use crate::text::cat;

/// The longest part of an unknown name that is shown.
const SHOWN: usize = 40;

/// What is said of a member that is none of `known`: the nearest one, or all of them where none is near.
pub fn unknown(name: &str, known: &[&str]) -> String {
    let name = shown(name);
    match nearest(&name, known) {
        (near, edits) if edits <= CLOSE.max(name.len() / 3) => {
            cat(&["is unknown: did you mean ", near, "?"])
        }
        _ => {
            let mut words = "is unknown: what is known here is ".to_owned();
            for (index, name) in known.iter().enumerate() {
                words.push_str(if index > 0 { ", " } else { "" });
                words.push_str(name);
            }
            words
        }
    }
}

/// True for a name that is none of `known`, but so close to one that it is a slip of the pen.
pub fn is_slip(name: &str, known: &[&str]) -> bool {
    let (_, edits) = nearest(&shown(name), known);
    (1..=CLOSE).contains(&edits)
}

/// As many edits make a slip of the pen.
const CLOSE: usize = 2;

/// The part of a name that is shown.
pub fn shown(name: &str) -> String {
    name.chars().take(SHOWN).collect()
}

/// The first of the nearest names, and how many edits it is away.
fn nearest<'a>(name: &str, known: &[&'a str]) -> (&'a str, usize) {
    let mut nearest = ("", usize::MAX);
    for known in known {
        let edits = edits(name, known);
        if edits < nearest.1 {
            nearest = (known, edits);
        }
    }
    nearest
}

/// Levenshtein's distance, in bytes.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for one in from.bytes() {
        let mut cells = row.iter_mut();
        let Some(first) = cells.next() else { break };
        let mut diagonal = *first;
        let mut left = first.saturating_add(1);
        *first = left;
        for (cell, other) in cells.zip(to.bytes()) {
            let replaced = diagonal.saturating_add(usize::from(one != other));
            diagonal = *cell;
            left = replaced.min(left.min(*cell).saturating_add(1));
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
