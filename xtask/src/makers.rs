//! Prints what makes rows in JavaScript: for each table a loop with an object literal, so that all its objects are of one shape. face/src/rows.js
//! says what a maker is given.

use roomkey::TABLES;
use roomkey_json::{Cell, Kind, Layout};

/// A list of the makers, in the order of the tables.
pub fn print() -> String {
    let makers: Vec<String> = TABLES
        .iter()
        .map(|shape| maker(&Layout::of_rows(shape).expect("a table of rows holds no list")))
        .collect();
    format!("[\n{}\n]", makers.join(",\n"))
}

fn maker(layout: &Layout) -> String {
    let step = layout.slots * 2;
    let whole = literal(layout, 0);
    let full = full(layout, 0);
    let push = if full.is_empty() {
        format!("list.push({whole});")
    } else {
        // As a rule all members are there.
        format!(
            "if ({full}) list.push({whole});\n    else {{\n{}    list.push(o0);\n    }}",
            members(layout, 0, 0)
        )
    };
    format!(
        "(list, count, at, words, numbers, texts, fields) => {{\n  for (; count > 0; count--, at += {step}) {{\n    {push}\n  }}\n}}"
    )
}

/// Where a slot is: two words each, from the row's beginning.
fn place(slot: usize) -> String {
    match slot {
        0 => "at".to_owned(),
        slot => format!("at + {}", slot * 2),
    }
}

fn value(cell: &Cell, base: usize) -> String {
    let at = place(base + cell.slot);
    match cell.field.kind {
        Kind::Object(_) => {
            let inner = cell
                .inner
                .as_ref()
                .expect("an object in a row has a layout");
            literal(inner, base + cell.slot)
        }
        Kind::Number | Kind::Whole | Kind::Moment => format!("numberOf(words, numbers, {at})"),
        Kind::Flag => format!("words[{at}] === 1"),
        Kind::Fields => format!("fieldsOf(words, {at}, texts, fields)"),
        _ => format!("textOf(words, {at}, texts)"),
    }
}

/// The object with all its members.
fn literal(layout: &Layout, base: usize) -> String {
    let members: Vec<String> = layout
        .members()
        .map(|cell| format!("{}: {}", cell.field.to, value(cell, base)))
        .collect();
    format!("{{ {} }}", members.join(", "))
}

/// The condition under which all its members are there; empty where they always are.
fn full(layout: &Layout, base: usize) -> String {
    let all = layout.members().fold(0, |bits, cell| bits | cell.bit);
    let mut parts = Vec::new();
    if layout.required != all {
        parts.push(format!("words[{}] === {all}", place(base)));
    }
    for cell in layout.members() {
        if let Some(inner) = &cell.inner {
            let inner = full(inner, base + cell.slot);
            parts.extend((!inner.is_empty()).then_some(inner));
        }
    }
    parts.join(" && ")
}

/// Statements that make the object `o…` with the members that are there.
fn members(layout: &Layout, base: usize, depth: usize) -> String {
    let mut out = format!("    const o{depth} = {{}};\n");
    for cell in layout.members() {
        let name = cell.field.to;
        let is_optional = layout.required & cell.bit == 0;
        let condition = if is_optional {
            format!("if (words[{}] & {}) ", place(base), cell.bit)
        } else {
            String::new()
        };
        match &cell.inner {
            Some(inner) => {
                let next = depth + 1;
                let statements = members(inner, base + cell.slot, next);
                out += &format!(
                    "    {condition}{{\n{statements}    o{depth}.{name} = o{next};\n    }}\n"
                );
            }
            None => {
                out += &format!("    {condition}o{depth}.{name} = {};\n", value(cell, base));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_always_whole_is_one_literal() {
        let usage = print();
        let literal = "list.push({ roomName: textOf(words, at + 2, texts), sessionTimeSecond: numberOf(words, numbers, at + 4), createdAt: textOf(words, at + 6, texts) });";
        assert!(usage.contains(literal), "{usage}");
    }
}
