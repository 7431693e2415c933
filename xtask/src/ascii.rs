//! Writes bytes in printable ASCII, for `pkg/src/ascii.js` to read: that file says how.

use serde_json::{Value, json};

const PREFIXES: [u8; 2] = *b"}~";
const LEFT_OUT: &[u8] = b"\"'`\\$<";

/// What `pkg/src/ascii.js` is given: `text`, `order` and `length`.
pub fn encode(bytes: &[u8]) -> Value {
    let singles: Vec<u8> = (b' '..PREFIXES[0])
        .filter(|code| !LEFT_OUT.contains(code))
        .collect();
    let order = by_frequency(bytes);
    let mut places = [0_usize; 256];
    for (place, &byte) in order.iter().enumerate() {
        places[usize::from(byte)] = place;
    }
    let mut text = String::with_capacity(bytes.len() / 8 * 9);
    for &byte in bytes {
        let place = places[usize::from(byte)];
        let (row, single) = (place / singles.len(), place % singles.len());
        if row > 0 {
            text.push(PREFIXES[row - 1].into());
        }
        text.push(singles[single].into());
    }
    json!({ "text": text, "order": hex(&order), "length": bytes.len() })
}

/// Every byte there is, the most frequent first.
fn by_frequency(bytes: &[u8]) -> Vec<u8> {
    let mut counts = [0_usize; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let mut order: Vec<u8> = (0..=255).collect();
    order.sort_by_key(|&byte| std::cmp::Reverse(counts[usize::from(byte)]));
    order
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_written_in_characters_that_nothing_escapes() {
        let bytes: Vec<u8> = (0..=255).chain(0..=255).collect();
        let encoded = encode(&bytes);
        let text = encoded["text"].as_str().unwrap_or_default();
        assert_eq!(text.len(), 2 * (87 + 2 * 169));
        assert!(text.bytes().all(|code| (b' '..=b'~').contains(&code)));
        assert!(!text.bytes().any(|code| LEFT_OUT.contains(&code)));
    }

    #[test]
    fn a_frequent_byte_is_one_character() {
        let encoded = encode(&[7; 100]);
        assert_eq!(encoded["text"], " ".repeat(100));
        assert!(
            encoded["order"]
                .as_str()
                .is_some_and(|order| order.starts_with("07"))
        );
    }
}
